"""Starts Django where a command needs what is stored: only then, for it takes a second."""

from __future__ import annotations

import os

from weerbaar.common.files import data_folder

SETTINGS_MODULE = "weerbaar.web.settings"


def start_django() -> None:
    """Makes models and actions usable, and the database's tables as this version wants them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    import django
    from django.core.management import call_command

    data_folder().mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
