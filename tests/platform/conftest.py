"""A community for each test that asks for it, and what a whole module stores once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.platform.community import Community, make_community


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture(scope="module")
def storing(django_db_setup, django_db_blocker) -> Iterator:
    """Inside this a module stores what all of its tests find; it is taken back after the last.

    What a test changes of it is taken back after that test, as ever.
    """

    @contextmanager
    def stores() -> Iterator[None]:
        with django_db_blocker.unblock():
            yield

    with stores():
        whole = transaction.atomic()
        whole.__enter__()
    yield stores
    with stores():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)
