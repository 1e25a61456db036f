"""Every address of the site is opened by a visitor, by somebody without a role and in every role.

What each may see is worked out here from the two tables as a reader would: by the cell. Where they
may not, a form is sent too. The owner is always the town; roles are held in the town, above it and
beside it.

On PostgreSQL, which sites with many people have, every role is walked in all three places. Who may
what is worked out in Python from rows that both databases read with the same two queries, so on
SQLite each role is walked in the town alone: every page that anybody may open is opened there too.
"""

import csv
import uuid
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import weerbaar
from tests.agenda.example import answer, finding
from tests.platform.community import PASSWORD, Community, client_of, make_community
from weerbaar.agenda.offering import receipt_hash
from weerbaar.agenda.web import actions as agenda_actions
from weerbaar.agenda.web.actions import keep_answer
from weerbaar.agenda.web.letter_models import KeptLetter
from weerbaar.agenda.web.models import Commitment, Gap, Notice
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.agenda.web.register_models import RegisterRow
from weerbaar.measures.files import read_variant
from weerbaar.measures.web.actions import add_comment, add_variant
from weerbaar.measures.web.models import Decision, SavedVariant, Searched, Weighed
from weerbaar.platform.rights import ROLE_ORDER
from weerbaar.platform.web import actions, working
from weerbaar.platform.web.models import Conflict, Organisation, Person
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.region.web.held import hold
from weerbaar.region.web.models import Bundle, ChainSession
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.files import scenario_text
from weerbaar.twin.web.models import OwnScenario, Run

TRIAL = uuid.uuid4()
RECEIPT = "abc"
COMPARED = [{"from": "shipped:a", "data": {"name_nl": "A", "name_en": "A"}}]
TABLES = Path(weerbaar.__file__).parent / "library" / "tables"
PLACES = ("region", "town", "other_town") if connection.vendor == "postgresql" else ("town",)
HOLDERS = [("", ""), ("signed_in", "")] + [(role, at) for role in ROLE_ORDER for at in PLACES]


def read(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


RIGHTS = {row["action"]: row for row in read("rights.csv")}
PAGES = {row["page"]: row for row in read("pages.csv")}


def names(patterns: list) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


NAMES = sorted(filter(None, set(names(get_resolver().url_patterns))))


def test_every_address_is_in_the_table_and_every_row_is_an_address():
    assert sorted(PAGES) == NAMES


@pytest.mark.django_db
def test_an_address_without_a_name_does_not_exist():
    assert Client().get("/account/social/signup/").status_code == 404


def allowed(role: str, at: str, action: str, owner: str) -> bool:
    """What a reader takes from the table of rights."""
    row = RIGHTS[action]
    if row["everyone"] == "all":
        return True
    if role and row["signed_in"] == "self" and owner == "person":
        return True
    reach = row.get(role, "") if at else ""
    of_organisation = owner not in ("site", "person")
    return (reach == "all") or (
        of_organisation
        and ((reach == "own" and at == "town") or (reach == "below" and at in ("town", "region")))
    )


def address_of(name: str, values: dict[str, object]) -> str:
    """The address of a page, of which each part has a value of the town."""
    _, keys = get_resolver().reverse_dict.getlist(name)[0][0][0]
    return reverse(name, kwargs={key: values[key] for key in keys})


@cache
def kept_facts() -> str:
    """The facts of the default region, written once."""
    return keep_region(region_of(DEFAULT_REGION))


def of_the_town(community: Community) -> dict[str, object]:
    somebody = actions.add_person("els@dijkstad.example", "Els", "inhabitant", community.town)
    bundle = Bundle.objects.create(
        organisation=community.town,
        region=DEFAULT_REGION,
        hash=kept_facts(),
        parent=kept_facts(),
        what="restore",
        estimated=1.0,
    )
    return {
        "bundle": bundle.pk,
        "session": ChainSession.objects.create(
            organisation=community.town, name="Stroom", facts=kept_facts()
        ).pk,
        "area": "WK021401",
        "held": hold(community.town.pk, (), {"pasted": "kind\tname\n", "within_km": 5}),
        "organisation": community.town.pk,
        "membership": somebody.memberships.get().pk,
        "job": working.start_job(community.town, "trial", {}, None, TRIAL).pk,
        "conflict": Conflict.objects.create(
            organisation=community.town, values={"name": "X"}, on_version=1
        ).pk,
        "gap": gap_of(community.town).pk,
        "commitment": (line := line_of(community.town)).pk,
        "notice": Notice.objects.create(
            organisation=community.town, commitment=line, moment=1, until=date(2026, 1, 1)
        ).pk,
        "letter": letter_of(community.town).pk,
        "kind": "council",
        "municipality": "tiel",
        "language": "en",
        "run": run_of(community.town).pk,
        "file": "areas.csv",
        "scenario": scenario_of(community.town).pk,
        "name": "stroomuitval-72u",
        "key": "abc-def",
        "uidb36": "abc",
        "pk": 1,
        "provider_id": "organisation",
        "ending": "csv",
        "measure": "noodpakket",
        "shipped": "36-kazernepunten",
        "variant": variant_of(community.town).pk,
        "number": 1,
        "comment": add_comment(variant_of(community.town), "Mooi.", somebody).pk,
        "decision": decision_of(community.town).pk,
        "weighed": weighed_of(community.town).pk,
        "searched": searched_of(community.town).pk,
        "register": "dependencies",
        "row": register_row_of(community.town).pk,
        "offered": offer_of(community.town).pk,
        "receipt": RECEIPT,
    }


def register_row_of(town: Organisation) -> RegisterRow:
    values = {"what": "Chloor", "supplier": "Noord", "site": "", "origin": "known", "share": 60.0}
    made, _ = RegisterRow.objects.get_or_create(
        organisation=town,
        register="dependencies",
        key="Chloor | Noord | ",
        defaults={"values": values, "contact": "Ans"},
    )
    return made


def run_of(town: Organisation) -> Run:
    run, _ = Run.objects.get_or_create(
        pk=TRIAL,
        organisation=town,
        facts="gelderland-zuid",
        scenario=scenario_text("stroomuitval-72u"),
        draws=10,
        seed=1,
    )
    return run


def variant_of(town: Organisation) -> SavedVariant:
    held = SavedVariant.objects.filter(organisation=town).first()
    return held or add_variant(town, read_variant("36-kazernepunten"), "Kazernes", "", None)


def decision_of(town: Organisation) -> Decision:
    bill = {"first_year": 2027, "payers": {}, "of_payers": {}, "of_years": [], "total": [0, 0, 0]}
    variant = variant_of(town)
    frozen = {"variant": variant.data, "costs": bill, "facts": "-", "catalogue": "-"}
    made, _ = Decision.objects.get_or_create(
        organisation=town,
        variant=variant,
        number=1,
        title=variant.title,
        by_whom="council",
        power="council-budget",
        decided_on="2026-11-01",
        defaults={"frozen": frozen},
    )
    return made


def offer_of(town: Organisation) -> Offer:
    made, _ = Offer.objects.get_or_create(
        pk=TRIAL, organisation=town, title="Zaal", receipt=receipt_hash(RECEIPT)
    )
    return made


def gap_of(town: Organisation) -> Gap:
    """A gap that an answer on the agenda of the town shows."""
    keep_answer(town, answer(9, finding(), run=str(TRIAL)))
    return town.gaps.get()


def letter_of(town: Organisation) -> KeptLetter:
    made, _ = KeptLetter.objects.get_or_create(
        pk=TRIAL, organisation=town, kind="council", title="Brief", language="nl"
    )
    return made


def line_of(town: Organisation) -> Commitment:
    return agenda_actions.add_commitment(town, {"kind": "open_question", "title": "Wie?"}, None)


def weighed_of(town: Organisation) -> Weighed:
    made, _ = Weighed.objects.get_or_create(
        pk=TRIAL, organisation=town, facts="a", scenario="", draws=10, seed=1, variants=COMPARED
    )
    return made


def searched_of(town: Organisation) -> Searched:
    made, _ = Searched.objects.get_or_create(
        pk=TRIAL, organisation=town, facts="a", scenario="", draws=10, seed=1
    )
    return made


def scenario_of(town: Organisation) -> OwnScenario:
    made, _ = OwnScenario.objects.get_or_create(
        organisation=town, name="Donker", text=scenario_text("stroomuitval-72u")
    )
    return made


@pytest.fixture(scope="module")
def stored(storing) -> tuple[Community, dict[str, object]]:
    """The community, and of each part of an address a value of the town."""
    with storing():
        community = make_community()
        return community, of_the_town(community)


def visitor_in(role: str, at: str, community: Community) -> Client:
    if not role:
        return Client()
    jan = Person.objects.create_user("jan@elders.example", PASSWORD, name="Jan")
    if at:
        actions.add_person(jan.email, jan.name, role, getattr(community, at))
    return client_of(jan)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "at"), HOLDERS, ids=[f"{r}-{a}" for r, a in HOLDERS])
def test_each_page_opens_for_whom_the_tables_say_and_for_nobody_else(
    role: str, at: str, stored: tuple[Community, dict[str, object]]
):
    community, values = stored
    client = visitor_in(role, at, community)
    wrong = []
    for name in NAMES:
        address = address_of(name, values)
        may = allowed(role, at, PAGES[name]["action"], PAGES[name]["owner"])
        pages = [client.get(address)] if may else [client.get(address), client.post(address)]
        for page in pages:
            if is_refused(page, role) == may or page.status_code >= 500:
                wrong.append((name, page.status_code, may))
    assert wrong == []


def is_refused(page: HttpResponse, role: str) -> bool:
    """Whether the gate stayed shut: a visitor is asked to sign in, anyone else refused in words."""
    if role:
        return page.status_code == 403
    return page.status_code == 302 and page["Location"].startswith("/account/login/?next=")
