"""A chain session on the site: answers stand as soon as they are said, and end as facts."""

import re
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections
from django.test import Client

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.common.refusals import Refused
from weerbaar.region.sessions import Said
from weerbaar.region.web import actions
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.models import Bundle, ChainAnswer, ChainSession
from weerbaar.region.web.queries import facts_of

SAID = {
    **{"consumer": "mobile_macro", "input": "power", "t_p50": "4", "confidence": "high"},
    **{"owner": "Telecom A", "role": "netbeheer"},
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture
def anna(community: Community) -> Client:
    return client_of(make_person("crisis_adviser", community.town))


@pytest.fixture
def session(anna: Client, community: Community) -> ChainSession:
    anna.post(f"/organisations/{community.town.pk}/chain-sessions/start/", {"name": "Stroom"})
    return ChainSession.objects.get()


def page(session: ChainSession, rest: str = "") -> str:
    return f"/chain-sessions/{session.pk}/{rest}"


def test_an_answer_stands_at_once_and_shows_what_it_moves(anna: Client, session: ChainSession):
    before = anna.get(page(session), {"consumer": "mobile_macro", "input": "power"})
    assert "2,5 uur (tussen 1 en 5)" in before.content.decode()

    answer = anna.post(page(session, "answers/"), SAID, follow=True)

    text = answer.content.decode()
    assert "Opgeschreven." in text
    assert "Telecom A: 4 uur (tussen 3,2 en 5)" in text
    again = anna.get(page(session)).content.decode()
    assert "Telecom A" in again, "nothing is lost when the page is opened anew"


def test_said_again_by_the_same_organisation_it_takes_its_place(
    anna: Client, session: ChainSession
):
    anna.post(page(session, "answers/"), SAID)
    anna.post(page(session, "answers/"), SAID | {"t_p50": "6"})
    anna.post(page(session, "answers/"), SAID | {"owner": "Telecom B"})
    assert sorted(a.t_p50 for a in ChainAnswer.objects.all()) == [4, 6]


def seen_on(client: Client, session: ChainSession) -> str:
    return re.search(r'name="seen" value="([^"]*)"', client.get(page(session)).text)[1]


def test_two_who_write_for_the_same_organisation_at_once_see_both_answers_and_choose(
    anna: Client, session: ChainSession
):
    seen = seen_on(anna, session)
    anna.post(page(session, "answers/"), SAID | {"seen": seen})
    late = anna.post(page(session, "answers/"), SAID | {"t_p50": "6", "seen": seen})
    assert late.status_code == 400
    assert "Telecom A</strong>: 4 uur" in late.text
    assert 'name="t_p50" value="6"' in late.text
    assert ChainAnswer.objects.get().t_p50 == 4
    now = re.search(r'name="seen" value="([^"]*)"', late.text)[1]
    again = anna.post(page(session, "answers/"), SAID | {"t_p50": "6", "seen": now})
    assert again.status_code == 302
    assert ChainAnswer.objects.get().t_p50 == 6


def test_the_same_answer_twice_or_of_another_organisation_is_no_conflict(
    anna: Client, session: ChainSession
):
    seen = seen_on(anna, session)
    for more in ({}, {}, {"owner": "Telecom B"}):
        answer = anna.post(page(session, "answers/"), SAID | {"seen": seen} | more)
        assert answer.status_code == 302


def test_an_answer_that_was_said_anew_is_not_taken_back_unseen(anna: Client, session: ChainSession):
    anna.post(page(session, "answers/"), SAID)
    seen = seen_on(anna, session)
    anna.post(page(session, "answers/"), SAID | {"t_p50": "6"})
    taken = {"answer": ChainAnswer.objects.get().pk, "seen": seen}
    assert "Telecom A" in anna.post(page(session, "answers/forget/"), taken, follow=True).text
    assert ChainAnswer.objects.get().t_p50 == 6


def test_a_finished_session_is_a_state_of_the_facts(
    anna: Client, session: ChainSession, community: Community
):
    anna.post(page(session, "answers/"), SAID)
    anna.post(page(session, "finish/"))
    made = Bundle.objects.get()
    assert made.what == "session"
    (row,) = region_of(facts_of(community.town)).autonomies
    assert (row["organisation"], row["t_p50"], row["confidence"]) == ("Telecom A", 4, "high")
    assert "Telecom A" in anna.get(f"/bundles/{made.pk}/").content.decode()
    late = anna.post(page(session, "answers/"), SAID)
    assert late.status_code == 400
    assert "afgerond" in late.content.decode()


def say(session: ChainSession) -> None:
    hours = (3.0, 4.0, 5.0)
    said = Said("mobile_macro", "power", hours, "high", "Telecom A", "2026-01-01", "", "", "")
    actions.answer_in_chain_session(session, said, None)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_finish_at_once_make_one_state_of_the_facts():
    session = actions.start_chain_session(make_community().town, "Stroom", None)
    say(session)
    together, ends = Barrier(2, timeout=60), []

    def finish() -> None:
        mine = ChainSession.objects.get(pk=session.pk)
        together.wait()
        try:
            ends.append(actions.finish_chain_session(mine, None).pk)
        except Refused as refused:
            ends.append(refused.problems[0].code)
        finally:
            connections.close_all()

    threads = [Thread(target=finish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = Bundle.objects.get()
    assert sorted(ends, key=str) == sorted([made.pk, "session-over"], key=str)
    assert ChainSession.objects.get().bundle == made


NEVER_ENDS = {
    "sqlite": (
        "CREATE TRIGGER never_ends BEFORE UPDATE OF ended_at ON region_chainsession "
        "BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER never_ends",
    ),
    "postgresql": (
        "ALTER TABLE region_chainsession ADD CONSTRAINT never_ends CHECK (ended_at IS NULL)",
        "ALTER TABLE region_chainsession DROP CONSTRAINT never_ends",
    ),
}


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_ended_changes_no_facts():
    session = actions.start_chain_session(make_community().town, "Stroom", None)
    say(session)
    never, again = NEVER_ENDS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(never)
    try:
        with pytest.raises(IntegrityError):
            actions.finish_chain_session(session, None)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(again)
    assert not Bundle.objects.exists()
    actions.finish_chain_session(session, None)
    assert Bundle.objects.count() == 1


def test_what_is_said_after_another_finished_is_refused(session: ChainSession):
    say(session)
    actions.finish_chain_session(ChainSession.objects.get(pk=session.pk), None)
    with pytest.raises(Refused) as refused:
        say(session)
    assert refused.value.problems[0].code == "session-over"


def test_finishing_keeps_what_others_changed_meanwhile(
    anna: Client, session: ChainSession, community: Community
):
    station = "soort\tnaam\tlon\tlat\nziekenhuis\tKliniek Kade\t5.42\t51.96\n"
    address = f"/organisations/{community.town.pk}/region/import/"
    preview = anna.post(address, {"pasted": station, "within_km": "5"})["Location"]
    mark = anna.get(preview).content.decode().split('name="parent" value="')[1].split('"')[0]
    anna.post(preview, {"parent": mark})
    anna.post(page(session, "answers/"), SAID)
    anna.post(page(session, "finish/"))
    after = region_of(facts_of(community.town))
    assert "Kliniek Kade" in set(after.sites["name"])
    assert len(after.autonomies) == 1


def test_without_a_single_answer_there_is_nothing_to_finish(anna: Client, session: ChainSession):
    answer = anna.post(page(session, "finish/"), follow=True)
    assert "blijven de feiten zoals ze zijn" in answer.content.decode()
    assert not Bundle.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"t_p50": ""},
        {"t_p50": "veel"},
        {"t_p50": "-1"},
        {"t_p10": "9"},
        {"confidence": "very"},
        {"owner": ""},
        {"owner": "Jan 06-12345678"},
        {"consumer": "nobody"},
        {"input": "magic"},
    ],
    ids=str,
)
def test_a_wrong_answer_is_refused_and_stays_in_the_form(
    wrong: dict, anna: Client, session: ChainSession
):
    answer = anna.post(page(session, "answers/"), SAID | wrong)
    assert answer.status_code == 400
    assert "netbeheer" in answer.content.decode()
    assert not ChainAnswer.objects.exists()


def test_an_answer_is_taken_back_but_not_from_another_session(
    anna: Client, session: ChainSession, community: Community
):
    anna.post(page(session, "answers/"), SAID)
    kept = ChainAnswer.objects.get()
    anna.post(f"/organisations/{community.town.pk}/chain-sessions/start/", {"name": "Water"})
    other = ChainSession.objects.exclude(pk=session.pk).get()
    anna.post(page(other, "answers/forget/"), {"answer": kept.pk})
    assert ChainAnswer.objects.count() == 1
    anna.post(page(session, "answers/forget/"), {"answer": kept.pk})
    assert ChainAnswer.objects.count() == 0


def test_who_may_only_look_sees_the_session_without_its_forms(
    session: ChainSession, community: Community
):
    bert = client_of(make_person("governor", community.town, "Bert"))
    text = bert.get(page(session)).content.decode()
    assert "hoe lang blijft het werken" in text
    assert 'name="t_p50"' not in text
    assert bert.post(page(session, "answers/"), SAID).status_code == 403


def test_a_refusal_speaks_of_the_fields_by_the_words_above_them(
    anna: Client, session: ChainSession
):
    answer = anna.post(page(session, "answers/"), SAID | {"owner": "bel 06-12345678"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "In “Welke organisatie zegt dit?” staat een telefoonnummer" in text
    low = anna.post(page(session, "answers/"), SAID | {"t_p50": "-1"}).content.decode()
    assert "Vul bij “Meestal (uren)” een getal in van 0 of hoger." in low
    high = anna.post(page(session, "answers/"), SAID | {"t_p50": "99999"}).content.decode()
    assert "een getal in van 9.999 of lager" in high
