"""A run as a person asks it on the site, small enough for a test."""

import uuid

from django.test import Client

from tests.platform.community import Community, client_of, make_person
from weerbaar.platform.web.worker import work
from weerbaar.twin.web.answering import answer_path, keep_answer
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


MADE: dict[tuple[object, ...], dict[str, bytes]] = {}
"""The files of each question that was answered before: the same question gives the same answer."""


def answered(client: Client, community: Community, **changes: str) -> tuple[str, Run]:
    """The address of a run with its answer, which is computed once for all tests that ask it."""
    address = ask(client, community, **changes)
    run = Run.objects.get()
    question = (run.facts, run.scenario, run.municipality, run.draws, run.seed, str(run.choices))
    if question in MADE:
        keep_answer(run.pk, 1, MADE[question])
    work(0, until_empty=True)
    MADE[question] = {file.name: file.read_bytes() for file in answer_path(run.pk).iterdir()}
    return address, run
