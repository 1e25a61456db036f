"""The Django app of the room `twin`."""

from django.apps import AppConfig


class TwinConfig(AppConfig):
    """Scenarios, runs and knobs."""

    name = "weerbaar.twin.web"
    label = "twin"
    default_auto_field = "django.db.models.BigAutoField"
