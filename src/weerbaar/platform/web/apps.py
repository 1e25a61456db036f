"""The Django app of the room `platform`."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Organisations, people, the audit trail and jobs."""

    name = "weerbaar.platform.web"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"
