"""The Django app of the room `region`."""

from django.apps import AppConfig


class RegionConfig(AppConfig):
    """Facts of places as bundles, and who changed them when."""

    name = "weerbaar.region.web"
    label = "region"
    default_auto_field = "django.db.models.BigAutoField"
