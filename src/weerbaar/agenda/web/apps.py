"""The Django app of the room `agenda`."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """The board, its registers and letters."""

    name = "weerbaar.agenda.web"
    label = "agenda"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What a visitor wrote goes from the agenda with their offer, whatever erases that."""
        from django.db.models.signals import pre_delete

        from weerbaar.agenda.web.offer_models import Offer
        from weerbaar.agenda.web.offer_words import erase_written

        pre_delete.connect(erase_written, sender=Offer, dispatch_uid="erase-what-was-offered")
