"""The Django app of the room `agenda`."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """The board, its registers and letters."""

    name = "weerbaar.agenda.web"
    label = "agenda"
    default_auto_field = "django.db.models.BigAutoField"
