"""Where a server finds the site."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weerbaar.web.settings")
application = get_wsgi_application()


def _make_ready() -> None:
    """The first answer, for the first visitor; at once where it was made before the server forked.

    A visitor who comes earlier waits for the same one.
    """
    from weerbaar.region.web.queries import shown_region
    from weerbaar.twin.web import ready

    ready.runs_of(shown_region())


Thread(target=_make_ready, daemon=True).start()
