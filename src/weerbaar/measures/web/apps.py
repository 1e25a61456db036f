"""The Django app of the room `measures`."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """The catalogue, own figures and variants."""

    name = "weerbaar.measures.web"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
