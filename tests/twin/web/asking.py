"""A run as a person asks it on the site, small enough for a test."""

import uuid

from django.test import Client

from tests.platform.community import Community, client_of, make_person
from weerbaar.platform.web.worker import work
from weerbaar.twin.web.models import Run

NIGHT = "shipped:zoelmond-2017"


def adviser(community: Community) -> Client:
    return client_of(make_person("crisis_adviser", community.town))


def filled(**changes: str) -> dict[str, str]:
    form = {"scenario": NIGHT, "place": "Buren", "draws": "10", "run": str(uuid.uuid4())}
    return form | changes


def ask(client: Client, community: Community, **changes: str) -> str:
    """The address of the page of a new run."""
    page = client.post(f"/organisations/{community.town.pk}/runs/new/", filled(**changes))
    assert page.status_code == 302, page.text
    return page["Location"]


def answered(client: Client, community: Community, **changes: str) -> tuple[str, Run]:
    """The address of a run with its answer."""
    address = ask(client, community, **changes)
    work(0, until_empty=True)
    return address, Run.objects.get()
