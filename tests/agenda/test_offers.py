"""Everybody is asked what they could contribute, and each offer comes to somebody who answers."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as bounds
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
from weerbaar.agenda.web import actions as agenda
from weerbaar.agenda.web import offers
from weerbaar.agenda.web.models import Change, Commitment
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.cli.agenda import app
from weerbaar.platform.web import actions as platform_actions
from weerbaar.platform.web.models import AuditEntry, Conflict, Person

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


@bounds(max_examples=30, deadline=None)
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
    assert "nog een keer" in machine.text
    assert "http://x.example" not in machine.text
    key = str(uuid.uuid4())
    receipt = send(visitor, community, offer=key)["Location"]
    for _ in range(4):
        assert send(visitor, community).status_code == 302
    held = send(visitor, community)
    assert held.status_code == 400
    assert "Een warme zaal" in held.text
    # A second click on what was sent before is no new offer: its receipt is not held back.
    assert send(visitor, community, offer=key)["Location"] == receipt
    cache.clear()
    monkeypatch.setattr(offers, "MOST_OF_VISITORS", 5)
    assert "niets meer bij" in send(visitor, community).text
    assert Offer.objects.count() == 5


def test_who_cannot_sign_in_answers_nothing_except_the_example_people_of_this_computer(
    community: Community, petra: Client, settings
):
    settings.DEMO = False
    assert community.town in offers.asking_visitors()
    Person.objects.update(is_active=False)
    assert not offers.asking_visitors()
    settings.DEMO = True
    assert offers.asking_visitors() == [community.town]


def test_sent_twice_it_is_one_and_what_does_not_hold_is_refused(
    community: Community, petra: Client
):
    key = str(uuid.uuid4())
    first = send(Client(), community, offer=key)
    assert "receipt" in first["Location"]
    assert send(Client(), community, offer=key)["Location"] == first["Location"]
    assert send(Client(), community, offer=key, title="Iets anders").url != first.url
    assert Offer.objects.count() == 2
    for wrong in ({"quantities": "veel"}, {"note": "mail a@b.example"}, {"title": "x" * 999}):
        assert send(Client(), community, **wrong).status_code == 400
    assert Offer.objects.count() == 2
    assert Client().get(f"/contribute/{community.other_town.pk}/").status_code == 404
    assert Client().get(f"/contribute/{community.group.pk}/").status_code == 404
    assert Client().get("/contribute/receipt/abc/").status_code == 404


def test_one_form_sent_on_to_another_organisation_or_after_a_visitor_is_another_offer(
    community: Community, petra: Client
):
    make_person("programme_manager", community.region, "Rita")
    key = str(uuid.uuid4())
    send(Client(), community, offer=key)
    group = client_of(make_person("contact", community.group, "Ans"))
    for to in (community.town, community.region, community.region):
        own = SENT | {"to": str(to.pk), "offer": key}
        assert group.post(f"/organisations/{community.group.pk}/agenda/offer/", own).url
    found = {(row.organisation.name, row.by_whom) for row in Offer.objects.all()}
    town, region = community.town.name, community.region.name
    assert found == {(town, ""), (town, "Buurtgroep Kade"), (region, "Buurtgroep Kade")}


def everything_kept() -> str:
    """All words that are kept of lines, their history, versions that clash and the trail."""
    models = (Offer, Commitment, Change, Conflict, AuditEntry)
    return repr([list(model.objects.values()) for model in models])


NAMED = {"title": "Tenten van Janneke Geheim", "quantities": "4 tenten van Janneke"}


def taken_up(community: Community, petra: Client) -> tuple[str, Commitment]:
    """The receipt of a visitor's offer with a name in it, and its line on the agenda."""
    receipt = send(Client(), community, **NAMED, note="bij Janneke thuis")["Location"]
    petra.post(f"/offers/{Offer.objects.get().pk}/answer/", {"answer": "Ja.", "taken": "yes"})
    return receipt, Commitment.objects.get()


def test_a_visitor_takes_back_what_was_offered_and_no_word_of_it_stays(
    community: Community, petra: Client
):
    receipt, line = taken_up(community, petra)
    page = Client().get(receipt)
    assert page["Referrer-Policy"] == "same-origin"
    agenda.change_commitment(line, {"note": "Janneke brengt ze"}, 1, None)
    agenda.change_commitment(line, {"note": "Janneke komt"}, 1, None)
    assert "Janneke" in everything_kept()
    assert Conflict.objects.exists()
    assert "ook van de agenda" in Client().post(receipt, follow=True).text
    assert not Offer.objects.exists()
    assert "Janneke" not in everything_kept()
    line.refresh_from_db()
    assert (line.status, line.title) == ("dropped", "Aanbod van een bezoeker, gewist")
    assert petra.get(f"/commitments/{line.pk}/").status_code == 200
    assert petra.get(f"/organisations/{community.town.pk}/agenda/history/").status_code == 200
    assert Client().get(receipt).status_code == 404


def test_a_year_after_the_answer_what_a_visitor_wrote_goes_and_what_was_agreed_stays(
    community: Community, petra: Client
):
    _, line = taken_up(community, petra)
    agenda.change_commitment(line, {"quantities": "6 tenten"}, 1, None)
    Offer.objects.update(answered_at=timezone.now() - timedelta(days=400))
    platform_actions.erase_what_is_due(timezone.now())
    assert not Offer.objects.exists()
    assert "Janneke" not in everything_kept()
    line.refresh_from_db()
    assert (line.quantities, line.status) == ("6 tenten", "open")


def test_what_is_no_offer_is_thrown_away_at_once_by_who_may_and_what_was_answered_stays(
    community: Community, petra: Client
):
    taken_up(community, petra)
    for at in range(3):
        send(Client(), community, title=f"Koop nu {at}")
    board = f"/organisations/{community.town.pk}/agenda/offers/"
    assert petra.get(board + "?tick=all").text.count(" checked>") == 3
    away, sent = board + "throw-away/", [str(row.pk) for row in Offer.objects.all()]
    ans = client_of(make_person("inhabitant", community.town, "Ans"))
    assert ans.post(away, {"throw_away": sent}).status_code == 403
    assert "Vink eerst" in petra.post(away, {"throw_away": ["x", "9" * 99]}, follow=True).text
    assert "Weggegooid: 3" in petra.post(away, {"throw_away": sent}, follow=True).text
    assert Offer.objects.get().taken
    assert AuditEntry.objects.filter(action="throw-away-offers").count() == 1


def test_of_all_that_waits_somebody_gets_one_mail_a_day(
    community: Community, petra: Client, settings, monkeypatch
):
    settings.MAIL_IS_SENT = True
    monkeypatch.setattr(offers, "MOST_IN_MAIL", 2)
    for at in range(4):
        send(Client(), community, title=f"Tent {at}")
    Offer.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert offers.tell_daily(timezone.now()) == 4
    (one,) = mail.outbox
    assert one.subject == "Aanbiedingen die wachten op antwoord: 4"
    assert one.body.count("Dijkstad: ") == 2
    assert "En nog 2." in one.body


def test_what_was_dropped_on_the_agenda_and_is_taken_up_after_all_is_open_again(
    community: Community, petra: Client
):
    group = client_of(make_person("contact", community.group, "Ans"))
    own = SENT | {"to": str(community.town.pk), "offer": str(uuid.uuid4())}
    group.post(f"/organisations/{community.group.pk}/agenda/offer/", own)
    agenda.change_commitment(Commitment.objects.get(), {"status": "dropped"}, 1, None)
    petra.post(f"/offers/{Offer.objects.get().pk}/answer/", {"answer": "Ja.", "taken": "yes"})
    assert Commitment.objects.get().status == "open"


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
