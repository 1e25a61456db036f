"""Everybody is asked what they could contribute, and each offer comes to somebody who answers."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.platform.community import Community, client_of, make_person
from weerbaar.agenda.files import read_offer_moments
from weerbaar.agenda.offering import (
    ABOVE,
    ANSWER_DAYS,
    LATE,
    NOT_TAKEN,
    TAKEN,
    WAITS,
    Offered,
    due_moment,
    state_of,
)
from weerbaar.agenda.web import offers
from weerbaar.agenda.web.models import Commitment
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.cli.agenda import app
from weerbaar.platform.web import actions as platform_actions
from weerbaar.platform.web.models import AuditEntry

MADE = date(2026, 11, 1)
MOMENTS = read_offer_moments()
SENT = {"title": "Een warme zaal", "quantities": "40 plaatsen", "note": "in het weekend"}


@pytest.fixture
def petra(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town, "Petra"))


def send(client: Client, community: Community, **more: str):
    address = f"/contribute/{community.town.pk}/"
    return client.post(address, SENT | {"offer": str(uuid.uuid4())} | more)


def test_a_visitor_and_an_organisation_are_asked_and_both_read_the_answer(
    community: Community, petra: Client
):
    visitor = Client()
    assert "Dijkstad" in visitor.get("/contribute/").text
    receipt = send(visitor, community)["Location"]
    assert "wacht op antwoord" in visitor.get(receipt).text
    row = Offer.objects.get()
    assert (row.person, row.by_whom, row.commitment) == (None, "", None)
    assert row.receipt not in receipt
    board = petra.get(f"/organisations/{community.town.pk}/agenda/").text
    assert f"/organisations/{community.town.pk}/agenda/offers/" in board
    page = f"/offers/{row.pk}/answer/"
    assert petra.post(page, {"answer": " ", "taken": "yes"}).status_code == 400
    assert petra.post(page, {"answer": "bel 0612345678", "taken": "yes"}).status_code == 400
    petra.post(page, {"answer": "Graag, dank u wel.", "taken": "yes"})
    assert "Graag, dank u wel." in visitor.get(receipt).text
    line = Commitment.objects.get()
    assert (line.kind, line.quantities, line.organisation) == (
        "pledge",
        "40 plaatsen",
        community.town,
    )
    group = client_of(make_person("contact", community.group, "Ans"))
    asked = f"/organisations/{community.group.pk}/agenda/offer/"
    own = SENT | {"to": str(community.town.pk), "offer": str(uuid.uuid4()), "title": "Tenten"}
    group.post(asked, own)
    offer = Offer.objects.get(title="Tenten")
    assert offer.by_whom == "Buurtgroep Kade"
    petra.post(f"/offers/{offer.pk}/answer/", {"answer": "Nu niet.", "taken": "no"})
    assert "Nu niet." in group.get(asked).text
    assert Commitment.objects.get(title="Tenten").status == "dropped"
    assert AuditEntry.objects.filter(action="answer-offer").count() == 2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 400))
def test_somebody_is_told_of_each_moment_once_and_only_of_what_waits(days: int):
    today = MADE + timedelta(days=days)
    waiting = Offered(MADE, answered=False, taken=False)
    due = due_moment(waiting, MOMENTS, today)
    assert (due is None) == (days < MOMENTS[0][0])
    if due is not None:
        assert due_moment(Offered(MADE, False, False, (due[0],)), MOMENTS, today) is None
    assert due_moment(Offered(MADE, answered=True, taken=True), MOMENTS, today) is None
    assert state_of(waiting, today) == (LATE if days > ANSWER_DAYS else WAITS)
    assert state_of(Offered(MADE, True, True), today) == TAKEN
    assert state_of(Offered(MADE, True, False), today) == NOT_TAKEN


def wait(row: Offer, days: int) -> None:
    Offer.objects.filter(pk=row.pk).update(made_at=timezone.now() - timedelta(days=days))


def test_an_offer_that_nobody_answers_goes_from_manager_to_governor_to_who_is_above(
    community: Community, petra: Client, settings
):
    settings.MAIL_IS_SENT = True
    make_person("governor", community.town, "Bas")
    rita = client_of(make_person("programme_manager", community.region, "Rita"))
    send(Client(), community)
    row = Offer.objects.get()
    told = []
    for days in (1, *(days for days, _ in MOMENTS)):
        wait(row, days)
        offers.tell_daily(timezone.now())
        offers.tell_daily(timezone.now())
        told.append([one.to[0] for one in mail.outbox])
        mail.outbox.clear()
    assert [tells for _, tells in MOMENTS] == ["programme_manager", "governor", ABOVE]
    names = ("petra", "bas", "rita")
    assert told == [[], *([f"{name}@dijkstad.example"] for name in names)]
    assert "te lang: 1" in petra.get(f"/organisations/{community.town.pk}/agenda/").text
    above = rita.get(f"/organisations/{community.region.pk}/agenda/").text
    assert "Bij Dijkstad antwoordt niemand" in above


def test_where_nobody_governs_the_one_above_is_told_at_once(
    community: Community, petra: Client, settings
):
    settings.MAIL_IS_SENT = True
    make_person("programme_manager", community.region, "Rita")
    send(Client(), community)
    wait(Offer.objects.get(), 15)
    offers.tell_daily(timezone.now())
    assert [one.to for one in mail.outbox] == [["rita@dijkstad.example"]]


def test_a_flood_and_a_machine_are_held_back_and_what_was_typed_stays(
    community: Community, petra: Client, monkeypatch
):
    visitor = Client()
    machine = send(visitor, community, website="http://x.example")
    assert machine.status_code == 400
    assert "machine" in machine.text
    for _ in range(5):
        assert send(visitor, community).status_code == 302
    held = send(visitor, community)
    assert held.status_code == 400
    assert "Een warme zaal" in held.text
    cache.clear()
    monkeypatch.setattr(offers, "MOST_OF_VISITORS", 5)
    assert "niets meer bij" in send(visitor, community).text
    assert Offer.objects.count() == 5


def test_sent_twice_it_is_one_and_what_does_not_hold_is_refused(
    community: Community, petra: Client
):
    key = str(uuid.uuid4())
    first = send(Client(), community, offer=key)
    assert "receipt" in first["Location"]
    assert send(Client(), community, offer=key)["Location"] == "/contribute/"
    for wrong in ({"quantities": "veel"}, {"note": "mail a@b.example"}, {"title": "x" * 999}):
        assert send(Client(), community, **wrong).status_code == 400
    assert Offer.objects.count() == 1
    assert Client().get(f"/contribute/{community.other_town.pk}/").status_code == 404
    assert Client().get(f"/contribute/{community.group.pk}/").status_code == 404
    assert Client().get("/contribute/receipt/abc/").status_code == 404


def test_a_visitor_takes_back_what_was_offered_and_nothing_of_it_stays(
    community: Community, petra: Client
):
    visitor = Client()
    receipt = send(visitor, community)["Location"]
    page = visitor.get(receipt)
    assert page["Referrer-Policy"] == "no-referrer"
    petra.post(f"/offers/{Offer.objects.get().pk}/answer/", {"answer": "Ja.", "taken": "yes"})
    visitor.post(receipt)
    assert not Offer.objects.exists()
    assert Commitment.objects.get().status == "dropped"
    assert visitor.get(receipt).status_code == 404


def test_an_answer_is_given_once_and_only_by_who_may(community: Community, petra: Client):
    send(Client(), community)
    row = Offer.objects.get()
    page = f"/offers/{row.pk}/answer/"
    ans = client_of(make_person("inhabitant", community.town, "Ans"))
    assert ans.get(page).status_code == 403
    petra.post(page, {"answer": "Ja.", "taken": "yes"})
    assert petra.post(page, {"answer": "Nee.", "taken": "no"}).status_code == 400
    assert Offer.objects.get().answer == "Ja."


def test_what_is_kept_goes_after_a_year_and_a_name_with_who_is_erased(
    community: Community, petra: Client
):
    ans = make_person("contact", community.town, "Ans")
    ans.name = "Ans de Boer"
    ans.save()
    send(Client(), community, note="vraag naar Ans de Boer")
    row = Offer.objects.get()
    platform_actions.erase_person(ans)
    assert Offer.objects.get().note == "vraag naar –"
    wait(row, 400)
    platform_actions.erase_what_is_due(timezone.now())
    assert not Offer.objects.exists()
    assert AuditEntry.objects.exists()


def test_the_command_line_lists_offers_with_how_they_stand(community: Community, petra: Client):
    send(Client(), community)
    asked = ["offers", "--organisation", str(community.town.pk), "--json"]
    (told,) = json.loads(CliRunner().invoke(app, asked).stdout)
    assert (told["title"], told["state"]) == ("Een warme zaal", "waits")
    assert CliRunner().invoke(app, ["offers", "--organisation", "0"]).exit_code == 2
