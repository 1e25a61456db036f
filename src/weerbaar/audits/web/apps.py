"""The Django app of the room `audits`."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """The light audit; nothing of it is stored."""

    name = "weerbaar.audits.web"
    label = "audits"
    default_auto_field = "django.db.models.BigAutoField"
