"""The agenda on the site, as in the browser: answers, gaps, board, lists, decisions, reminders."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.agenda.example import answer, finding
from tests.platform.community import Community, client_of, make_person
from weerbaar.agenda.answers import answered
from weerbaar.agenda.commitments import ENDED, standing
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.gaps import CLOSED, UNMEASURED
from weerbaar.agenda.web import actions, queries
from weerbaar.agenda.web.models import Change, Commitment, Notice
from weerbaar.agenda.web.register_models import RegisterRow
from weerbaar.agenda.web.reminding import remind, remind_daily
from weerbaar.common.refusals import Refused
from weerbaar.measures.bill_words import costs_as_data
from weerbaar.measures.budget import bill_of
from weerbaar.measures.costs import Counts
from weerbaar.measures.deciding import Frozen, frozen_as_data
from weerbaar.measures.files import read_measure
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.web.models import Decision, SavedVariant
from weerbaar.platform.web import actions as platform_actions
from weerbaar.platform.web.models import AuditEntry, Conflict, Organisation
from weerbaar.twin.web.answering import keep_answer as keep_files
from weerbaar.twin.web.models import Run

LINE = {"kind": "assignment", "title": "Tankwagens huren", "owner": "team veiligheid"}


@pytest.fixture
def petra(community: Community) -> Client:
    """The programme manager of the town, signed in."""
    return client_of(make_person("programme_manager", community.town, "Petra"))


@pytest.fixture
def bas(community: Community) -> Client:
    """The governor of the town, signed in."""
    return client_of(make_person("governor", community.town, "Bas"))


def add(organisation: Organisation, **more: str) -> Commitment:
    return actions.add_commitment(organisation, LINE | more, None)


def find(organisation: Organisation, hour: int = 9, *found) -> None:
    run = str(uuid.uuid4())
    actions.keep_answer(organisation, answer(hour, *(found or (finding(),)), run=run))


def clean(organisation: Organisation, hour: int) -> None:
    actions.keep_answer(organisation, answer(hour, run=str(uuid.uuid4())))


def test_a_gap_gets_an_owner_and_a_line_is_done_and_only_an_answer_closes_it(
    community: Community, petra: Client
):
    find(community.town)
    (gap,) = queries.gaps_of(community.town)
    page = petra.get(f"/gaps/{gap.row.pk}/").text
    assert "400 mensen" in page
    assert "50 %" in page
    given = {"version": 1, "owner": "team veiligheid", "initial-owner": "", "measures": "noodradio"}
    petra.post(f"/gaps/{gap.row.pk}/change/", given)
    filled = LINE | {"gap": gap.row.key, "status": "open", "shared": "no", "version": 0}
    petra.post(f"/organisations/{community.town.pk}/agenda/add/", filled)
    row = Commitment.objects.get()
    done = {"version": 1, "status": "done", "done_on": "2026-11-21"}
    petra.post(f"/commitments/{row.pk}/change/", sent(row) | done)
    (gap,) = queries.gaps_of(community.town)
    assert (gap.state, gap.care.owner, gap.care.measures) == (
        UNMEASURED,
        "team veiligheid",
        ("noodradio",),
    )
    assert "nog niet nagemeten" in petra.get(f"/gaps/{gap.row.pk}/").text
    clean(community.town, 14)
    (gap,) = queries.gaps_of(community.town)
    assert gap.state == CLOSED


def test_a_gap_leads_to_the_plan_that_covers_it_and_to_what_others_offer_for_it(
    community: Community, petra: Client
):
    find(community.town)
    (gap,) = queries.gaps_of(community.town)
    for kind, title in (("plan", "Regionaal crisisplan"), ("pledge", "Tankwagen van de brouwerij")):
        more = {"kind": kind, "title": title, "partners": "derden", "source": "brief"}
        add(community.town, gap=gap.row.key, until="2027-03-01", **more)
    page = petra.get(f"/gaps/{gap.row.pk}/").text
    assert "Regionaal crisisplan" in page
    assert "Tankwagen van de brouwerij" in page
    plans = petra.get(f"/organisations/{community.town.pk}/agenda/", {"kind": "plan"}).text
    assert "Regionaal crisisplan" in plans
    assert "Tankwagen" not in plans
    address = f"/organisations/{community.town.pk}/agenda/gaps/"
    listed = petra.get(address, {"pillar": "2"}).text
    assert "af op 1 maart 2027" in listed
    assert "Geen lacune op dit beleidsterrein." in petra.get(address, {"pillar": "6"}).text


def test_what_is_agreed_with_pharmacies_becomes_a_variant_of_the_town(
    community: Community, petra: Client, bas: Client
):
    address = f"/organisations/{community.town.pk}/agenda/agreed/"
    assert "noemt een maatregel" in petra.get(address).text
    petra.post(address)
    assert not SavedVariant.objects.exists()
    more = {"measure": "afspraak-apotheken", "quantities": "120 uur; 3 m3 water"}
    more |= {"partners": "apotheken", "activate": "bel de GHOR"}
    add(community.town, kind="agreement", title="Voorraad", status="agreed", **more)
    page = petra.get(address).text
    assert "uren dat de voorraad van elke apotheek minstens reikt" in page
    assert "heeft hier geen knop voor" in page
    petra.post(address)
    petra.post(address)
    (choice,) = SavedVariant.objects.get(organisation=community.town).data["choices"]
    assert (choice["measure"], choice["knobs"]) == ("afspraak-apotheken", {"hours": 120.0})
    assert bas.get(address).status_code == 403


def test_whoever_has_a_role_offers_something_and_the_programme_manager_answers(
    community: Community, petra: Client
):
    RegisterRow.objects.create(
        organisation=community.town,
        register="priorities",
        key="noodaggregaat",
        values={
            "what": "noodaggregaat",
            "published_on": "2026-01-01",
            "amount": 3,
            "unit": "stuks",
        },
    )
    ans = client_of(make_person("inhabitant", community.town, "Ans"))
    address = f"/organisations/{community.town.pk}/agenda/offer/"
    assert f'value="{community.region.pk}"' not in ans.get(address).text
    assert "3 stuks noodaggregaat" in ans.get(address).text
    sent = {"title": "Aggregaat van de camping", "quantities": "1 stuks noodaggregaat"}
    sent |= {"note": "alleen in de winter", "to": str(community.town.pk)}
    sent |= {"offer": str(uuid.uuid4())}
    for wrong in ({"quantities": "veel"}, {"to": "999"}, {"to": "x"}, {"note": "bel 0612345678"}):
        page = ans.post(address, sent | wrong)
        assert page.status_code == 400
        assert "Aggregaat van de camping" in page.text
    for _ in range(2):
        assert ans.post(address, sent, follow=True).status_code == 200
    row = Commitment.objects.get()
    assert (row.kind, row.role, row.organisation) == ("pledge", "programme_manager", community.town)
    assert row.until == queries.today() + timedelta(days=14)
    assert "Ans" not in row.partners
    assert "te doen" in ans.get(address).text
    assert "Aggregaat van de camping" in petra.get(f"/commitments/{row.pk}/").text
    for _ in range(19):
        last = sent | {"offer": str(uuid.uuid4())}
        ans.post(address, last)
    assert ans.post(address, sent | {"offer": str(uuid.uuid4())}).status_code == 400
    assert ans.post(address, last).status_code == 302
    assert Commitment.objects.count() == 20
    elsewhere = f"/organisations/{community.other_town.pk}/agenda/offer/"
    assert ans.get(elsewhere).status_code == 403


def test_nobody_offers_where_nobody_answers(community: Community):
    gone = make_person("programme_manager", community.town, "Petra")
    gone.is_active = False
    gone.save()
    ans = client_of(make_person("inhabitant", community.town, "Ans"))
    address = f"/organisations/{community.town.pk}/agenda/offer/"
    assert "niemand programmamanager" in ans.get(address).text
    sent = {"title": "Tent", "to": str(community.town.pk), "offer": str(uuid.uuid4())}
    assert ans.post(address, sent).status_code == 400
    assert not Commitment.objects.exists()


def test_who_offers_sees_nothing_of_a_line_elsewhere_with_the_same_identifier(
    community: Community,
):
    ans = make_person("inhabitant", community.town, "Ans")
    more = {"kind": "pledge", "partners": "camping", "until": "2030-01-01", "source": "site"}
    row = actions.add_commitment(community.town, LINE | more, ans, queries.OFFERED)
    theirs = add(community.other_town, title="Van een ander")
    Commitment.objects.filter(pk=theirs.pk).update(key=row.key)
    assert [to for to, _ in queries.offers_of(ans)] == [community.town]


def test_a_power_is_asked_and_shown_with_its_legal_ground_and_who_reviews_it(
    community: Community, petra: Client
):
    asked = petra.get(f"/organisations/{community.town.pk}/agenda/add/", {"kind": "power"}).text
    assert "Wettelijke grondslag" in asked
    more = {"by_whom": "de voorzitter", "reviewer": "de raad", "source": "Wvr art. 39"}
    row = add(community.town, kind="power", until="2027-01-01", **more)
    page = petra.get(f"/commitments/{row.pk}/").text
    for told in ("Wettelijke grondslag", "Wvr art. 39", "de voorzitter", "de raad"):
        assert told in page


def test_answers_are_read_once_for_each_that_is_taken_in_and_not_for_each_page(
    community: Community,
):
    def reads() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.gaps_of(community.town)
        return sum('"findings"' in one["sql"] for one in asked)

    find(community.town)
    assert [reads(), reads()] == [1, 0]
    clean(community.town, 14)
    assert [reads(), reads()] == [1, 0]
    assert queries.gaps_of(community.region) == []


def sent(row: Commitment) -> dict[str, str]:
    """What the form of a line sends when nothing is changed."""
    from weerbaar.platform.web.views import seen_before

    stands = seen_before(f"commitment:{row.pk}", row.organisation)
    return stands | {f"initial-{name}": text for name, text in stands.items()}


def test_a_governor_accepts_a_gap_until_a_day_and_takes_it_back(community: Community, bas: Client):
    find(community.town)
    (gap,) = queries.gaps_of(community.town)
    until = (date.today() + timedelta(days=30)).isoformat()
    filled = {"by_whom": "college", "why": "te duur", "until": until}
    assert bas.post(f"/gaps/{gap.row.pk}/accept/", filled).status_code == 302
    assert queries.gaps_of(community.town)[0].state == "accepted"
    bas.post(f"/gaps/{gap.row.pk}/end-acceptance/")
    assert queries.gaps_of(community.town)[0].state == "found"
    assert {"accept-gap", "end-acceptance"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2020-01-01"},
        {"until": "x"},
        {"until": "9999-12-31"},
        {"why": ""},
        {"by_whom": ""},
    ],
)
def test_an_acceptance_that_is_not_whole_is_refused_and_what_was_typed_stays(
    community: Community, bas: Client, wrong: dict[str, str]
):
    find(community.town)
    (gap,) = queries.gaps_of(community.town)
    filled = {"by_whom": "college", "why": "te duur", "until": "2027-01-01"} | wrong
    page = bas.post(f"/gaps/{gap.row.pk}/accept/", filled)
    assert page.status_code == 400
    assert (filled["why"] or filled["by_whom"]) in page.text
    assert queries.gaps_of(community.town)[0].state == "found"


def test_only_a_governor_accepts_and_only_who_may_changes(
    community: Community, petra: Client, bas: Client
):
    find(community.town)
    (gap,) = queries.gaps_of(community.town)
    row = add(community.town)
    assert petra.post(f"/gaps/{gap.row.pk}/accept/", {}).status_code == 403
    assert bas.post(f"/commitments/{row.pk}/change/", {}).status_code == 403


def test_two_who_change_one_line_lose_nothing_and_one_of_them_chooses(
    community: Community, petra: Client
):
    row = add(community.town)
    before = sent(row)
    petra.post(f"/commitments/{row.pk}/change/", before | {"title": "Tankwagens kopen"})
    both = petra.post(f"/commitments/{row.pk}/change/", before | {"title": "Tankwagens lenen"})
    assert both.status_code == 409
    assert "Tankwagens kopen" in both.text
    assert "Tankwagens lenen" in both.text
    conflict = Conflict.objects.get()
    assert conflict.about == f"commitment:{row.pk}"
    board = petra.get(f"/organisations/{community.town.pk}/agenda/").text
    assert f"/conflicts/{conflict.pk}/agenda/" in board
    assert petra.get(f"/conflicts/{conflict.pk}/").status_code == 404
    petra.post(f"/conflicts/{conflict.pk}/agenda/", {"version": 2, "pick-title": "kept"})
    row.refresh_from_db()
    assert row.title == "Tankwagens lenen"
    told = [change.values.get("title") for change in Change.objects.filter(about=row.key)]
    assert told[0] == ["Tankwagens kopen", "Tankwagens lenen"]
    assert Change.objects.first().person.name == "Petra"


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    community: Community, petra: Client
):
    filled = LINE | {"title": "x" * 300, "until": "gisteren", "version": 0, "status": "open"}
    page = petra.post(f"/organisations/{community.town.pk}/agenda/add/", filled)
    assert page.status_code == 400
    assert "gisteren" in page.text
    assert "x" * 300 in page.text
    assert not Commitment.objects.exists()


def test_a_list_is_shown_first_and_then_every_line_has_its_line_in_the_history(
    community: Community, petra: Client
):
    add(community.town)
    address = f"/organisations/{community.town.pk}/agenda/import/"
    text = "kind;title\n" + "".join(f"open_question;Vraag {i}\n" for i in range(10))
    file = SimpleUploadedFile("vragen.csv", text.encode())
    page = petra.post(address, {"file": file, "action": "look"})
    assert "Vraag 9" in page.text
    assert Commitment.objects.count() == 1
    shown = page.context
    save = {"pasted": shown["text"], "seen": shown["seen"], "action": "save"}
    assert petra.post(address, save).status_code == 302
    assert Commitment.objects.count() == 11
    assert Change.objects.filter(way="import").count() == 10
    petra.post(address, save | {"seen": actions.state_of(community.town)})
    assert Commitment.objects.count() == 11
    assert Change.objects.filter(way="import").count() == 10


def test_a_list_with_a_fault_changes_nothing_and_stays_in_the_box(
    community: Community, petra: Client
):
    address = f"/organisations/{community.town.pk}/agenda/import/"
    text = "kind,title\nopen_question,goed\nwens,fout\n"
    page = petra.post(address, {"pasted": text, "action": "save"})
    assert page.status_code == 400
    assert "wens,fout" in page.text
    assert not Commitment.objects.exists()


def test_what_changed_since_it_was_looked_at_is_not_overwritten(
    community: Community, petra: Client
):
    address = f"/organisations/{community.town.pk}/agenda/import/"
    page = petra.post(address, {"pasted": "kind,title\nopen_question,Wie?\n", "action": "look"})
    add(community.town)
    save = {"pasted": page.context["text"], "seen": page.context["seen"], "action": "save"}
    again = petra.post(address, save)
    assert again.status_code == 400
    assert "Wie?" in again.text
    assert Commitment.objects.count() == 1


def test_an_answer_that_names_its_norms_was_held_against_no_other():
    """A norm that came since was not looked at: an answer without it closes no gap of it."""
    record = {"findings": {"items": []}, "place": "Tiel", "scenario": "stroomuitval-72u"}
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert answered(record, now, "a", ["water", "new"]).held == {"water", "new"}
    record["findings"]["held"] = ["water"]
    assert answered(record, now, "a", ["water", "new"]).held == {"water"}
    record["findings"]["held"] = 3
    with pytest.raises(Refused):
        answered(record, now, "a", ["water"])


def test_two_who_take_in_the_same_file_at_once_do_not_both_add_it(
    community: Community, petra: Client
):
    """The other one is ready after what stands was read, and before the preview is shown."""
    address = f"/organisations/{community.town.pk}/agenda/import/"
    came: list[Commitment] = []

    def other(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if not came and sql.startswith("SELECT") and '"agenda_commitment"."title"' in sql:
            came.append(add(community.town, title="Wie?"))
        return found

    with connection.execute_wrapper(other):
        page = petra.post(address, {"pasted": "kind,title\nopen_question,Wie?\n"})
    assert (page.context["new"], len(came)) == (1, 1)
    save = {"pasted": page.context["text"], "seen": page.context["seen"], "action": "save"}
    assert petra.post(address, save).status_code == 400
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_taken_along_can_be_taken_in_again(
    community: Community, petra: Client, ending: str
):
    add(community.town, title="=1+1", quantities="12,5 m3 water", until="2027-01-01")
    taken = petra.get(f"/organisations/{community.town.pk}/agenda/agenda.{ending}")
    file = SimpleUploadedFile(f"agenda.{ending}", taken.content)
    page = petra.post(f"/organisations/{community.town.pk}/agenda/import/", {"file": file})
    assert (page.context["new"], page.context["changed"], page.context["same"]) == (0, 0, 1)


def test_a_town_sees_of_its_region_what_is_shared_and_no_more(community: Community, petra: Client):
    shared, own = (
        add(community.region, title="Samen", shared="yes"),
        add(community.region, title="Intern"),
    )
    board = petra.get(f"/organisations/{community.town.pk}/agenda/").text
    assert "Samen" in board
    assert "Intern" not in board
    assert petra.get(f"/commitments/{own.pk}/").status_code == 403
    assert petra.get(f"/commitments/{shared.pk}/").status_code == 403
    add(community.other_town, title="Van de buren", shared="yes")
    assert "Van de buren" not in petra.get(f"/organisations/{community.town.pk}/agenda/").text


def test_a_paused_rule_has_ended_the_day_after_without_anybody_doing_anything(community: Community):
    row = add(
        community.town,
        kind="paused_rule",
        until="2026-11-21",
        by_whom="raad",
        reviewer="raad",
        source="noodverordening",
        note="minder controles; wie weinig heeft merkt het eerst",
    )
    (one,) = queries.commitments_of(community.town)
    assert standing(one, read_kinds(), date(2026, 11, 22)) == ENDED
    assert Commitment.objects.get(pk=row.pk).status == "open"


def test_a_reminder_is_given_once_to_the_role_on_the_site_and_by_mail(
    community: Community, petra: Client, settings, mailoutbox
):
    settings.MAIL_IS_SENT = True
    add(community.town, until="2026-12-01")
    for _ in range(3):
        remind(community.town, date(2026, 11, 25))
    remind_daily(datetime(2026, 11, 25, 12, tzinfo=UTC))
    notice = Notice.objects.get()
    assert (notice.moment, notice.role, notice.mailed) == (-7, "programme_manager", 1)
    assert [mail.to for mail in mailoutbox] == [["petra@dijkstad.example"]]
    board = f"/organisations/{community.town.pk}/agenda/"
    assert "moet af zijn op" in petra.get(board).text
    petra.post(f"/notices/{notice.pk}/put-away/", {"next": board})
    assert "moet af zijn op" not in petra.get(board).text


def decision_of(town: Organisation) -> Decision:
    measure = read_measure("noodradio")
    choice = Choice("noodradio", {measure.knobs[0].knob: measure.knobs[0].step}, 2027)
    variant = Variant("v", "Radio eerst", "Radio first", "", "", 2027, 3, (choice,))
    counts = Counts(1e5, 2.4e5, 14, 200, {})
    costs = costs_as_data(bill_of(variant, {"noodradio": measure}, counts, 20))
    frozen = Frozen(variant_as_data(variant), costs, None, "facts", "catalogue", "1")
    saved = SavedVariant.objects.create(organisation=town, title="Radio eerst", data={})
    return Decision.objects.create(
        organisation=town,
        variant=saved,
        number=1,
        title="Radio eerst",
        what="Doen",
        why="Nodig",
        by_whom="council",
        power="budget",
        decided_on=date(2026, 11, 20),
        frozen=frozen_as_data(frozen),
    )


def test_a_decision_goes_to_the_agenda_once_and_what_people_wrote_stays(
    community: Community, petra: Client
):
    decision = decision_of(community.town)
    address = f"/decisions/{decision.pk}/agenda/"
    page = petra.get(address)
    assert read_measure("noodradio").name_nl in page.text
    assert Commitment.objects.count() == 0
    assert petra.post(address, {"seen": page.context["seen"]}).status_code == 302
    count = Commitment.objects.count()
    assert {"assignment", "milestone", "budget_line"} == set(
        Commitment.objects.values_list("kind", flat=True)
    )
    todo = Commitment.objects.get(kind="assignment")
    Commitment.objects.filter(pk=todo.pk).update(owner="brandweer", title="Anders")
    page = petra.get(address)
    keep = {"seen": page.context["seen"], "keep": todo.key}
    petra.post(address, keep)
    todo.refresh_from_db()
    assert (todo.title, todo.owner) == ("Anders", "brandweer")
    petra.post(address, {"seen": petra.get(address).context["seen"]})
    todo.refresh_from_db()
    assert todo.title != "Anders"
    assert todo.owner == "brandweer"
    assert Commitment.objects.count() == count


def test_a_decision_that_cannot_be_read_any_more_is_told_and_brings_nothing(
    community: Community, petra: Client
):
    decision = decision_of(community.town)
    Decision.objects.filter(pk=decision.pk).update(frozen={"variant": 3})
    page = petra.get(f"/decisions/{decision.pk}/agenda/")
    assert page.status_code == 200
    assert "met de hand" in page.text


def asked(organisation: Organisation, count: int) -> list[Run]:
    """Runs of an organisation without an answer, the oldest first."""
    moments = [datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(count)]
    facts = {"facts": "x", "scenario": "x", "draws": 3, "seed": 1}
    runs = [Run(pk=uuid.uuid4(), organisation=organisation, **facts) for _ in moments]
    Run.objects.bulk_create(runs)
    for run, moment in zip(runs, moments, strict=True):
        Run.objects.filter(pk=run.pk).update(made_at=moment)
    return runs


def test_an_answer_with_hundreds_of_newer_runs_is_still_new_to_the_agenda(
    community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    oldest = asked(community.town, 201)[0]
    keep_files(oldest.pk, 1, {"answer.json": b"{}"})
    assert queries.new_runs(community.town) == [oldest]


def test_of_many_answers_the_oldest_go_first_and_the_rest_stays_to_be_taken_in(
    community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(actions, "MOST_TAKEN", 1)
    record = {"findings": {"items": []}, "place": "Tiel", "scenario": "stroomuitval-72u"}
    unread, first, second = asked(community.town, 3)
    for run, content in ((unread, {}), (first, record), (second, record)):
        keep_files(run.pk, 1, {"answer.json": json.dumps(content).encode()})
    assert actions.take_answers(community.town, None) == 1
    assert queries.new_runs(community.town) == [unread, second]
    assert actions.take_answers(community.town, None) == 1
    assert queries.new_runs(community.town) == [unread]


def test_who_is_erased_goes_out_of_what_people_wrote(community: Community):
    bert = make_person("contact", community.town, "Bert de Wit")
    row = add(
        community.town,
        owner="Bert  de Wit, team veiligheid",
        note="Vraag het Bert de Witte",
    )
    Commitment.objects.filter(pk=row.pk).update(source=f"brief van {bert.email.upper()}")
    said = RegisterRow.objects.create(
        organisation=community.town,
        register="participation",
        key="Will it be loud? | ",
        values={"question": "Will it be loud?", "place": "", "answer": "Bert de Wit says no"},
    )
    platform_actions.erase_person(bert)
    said.refresh_from_db()
    assert (said.values["question"], said.values["answer"]) == ("Will it be loud?", "– says no")
    row.refresh_from_db()
    assert row.owner == "–, team veiligheid"
    assert (row.note, row.source) == ("Vraag het Bert de Witte", "brief van –")
    assert "Wit," not in str(Change.objects.get(about=row.key).values)
    told = AuditEntry.objects.filter(action="forget-in-agenda")
    assert [entry.organisation for entry in told] == [community.town.pk]


def test_who_is_erased_goes_out_of_a_list_that_this_version_does_not_have(community: Community):
    bert = make_person("contact", community.town, "Bert de Wit")
    said = RegisterRow.objects.create(
        organisation=community.town, register="gone", key="x", values={"x": "Bert de Wit"}
    )
    platform_actions.erase_person(bert)
    said.refresh_from_db()
    assert said.values == {"x": "–"}


def test_another_organisation_keeps_its_lines_when_somebody_is_erased_here(community: Community):
    brug = make_person("contact", community.town, "De Brug")
    theirs = add(community.other_town, title="Noodpunt De Brug", owner="De Brug")
    ours = add(community.town, title="Achter de brug")
    platform_actions.erase_person(brug)
    for row in (theirs, ours):
        was = str(row.title), row.owner
        row.refresh_from_db()
        assert (row.title, row.owner) == was
    assert not AuditEntry.objects.filter(action="forget-in-agenda").exists()


def test_a_first_name_alone_is_not_sought(community: Community):
    jan = make_person("contact", community.town, "Jan")
    row = add(community.town, title="Jan van Galenstraat", note="jan. en feb.")
    platform_actions.erase_person(jan)
    row.refresh_from_db()
    assert (row.title, row.note) == ("Jan van Galenstraat", "jan. en feb.")


def test_who_had_a_role_here_before_is_taken_out_too(community: Community):
    bert = make_person("contact", community.other_town, "Bert de Wit")
    make_person("contact", community.town, "Bert de Wit")
    platform_actions.remove_membership(bert.memberships.get(organisation=community.town))
    row = add(community.town, owner="Bert de Wit")
    platform_actions.erase_person(bert)
    row.refresh_from_db()
    assert row.owner == "–"


def test_an_accepted_gap_keeps_who_accepted_it(community: Community):
    bert = make_person("governor", community.town, "Bert de Wit")
    find(community.town)
    gap = community.town.gaps.get()
    gap.acceptances.create(by_whom="Bert de Wit", why="Kan wachten.", until="2030-01-01")
    platform_actions.erase_person(bert)
    assert gap.acceptances.get().by_whom == "Bert de Wit"


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=" + "9" * 400, "kind=x&owner=%00", "late=on"]
)
def test_no_address_of_the_board_falls_over_what_is_asked(
    community: Community, petra: Client, query: str
):
    add(community.town)
    for page in ("", "plan/", "status/", "history/", "gaps/"):
        answered = petra.get(f"/organisations/{community.town.pk}/agenda/{page}?{query}")
        assert answered.status_code == 200
