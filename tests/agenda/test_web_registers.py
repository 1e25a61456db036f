"""The registers on the site: who sees what, what is kept of each change, and what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.agenda.registers.filled_in import CHLORINE, EMPLOYERS_TEXT, STEPS
from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.agenda.web.models import Commitment
from weerbaar.agenda.web.register_models import RegisterChange, RegisterRow
from weerbaar.platform.web.models import AuditEntry
from weerbaar.region.web.models import Place

DRAWN_EMPTY = ("portfolio", "matrix", "processes", "barometer")
NAMES = (*DRAWN_EMPTY, "dependencies", "employers", "demand", "suppliers")
DEMAND = """phase,kind,what,place,amount,unit,agreements
conflict,energy,diesel,Port,50,m3,Fuel in need
"""


@pytest.fixture
def community(db, tmp_path, monkeypatch) -> Community:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    made = make_community()
    Place.objects.create(organisation=made.region, region="gelderland-zuid")
    return made


@pytest.fixture
def adviser(community: Community) -> Client:
    return english(make_person("crisis_adviser", community.town))


def english(person) -> Client:
    client = client_of(person)
    client.cookies["language"] = "en"
    return client


def at(community: Community, name: str, rest: str = "") -> str:
    return f"/organisations/{community.town.pk}/registers/{name}/{rest}"


def take_in(client: Client, community: Community, name: str, text: str, **more: str):
    """Sends cells, looks at what would change, and confirms it."""
    looked = client.post(at(community, name, "import/"), {"pasted": text, **more})
    assert looked.status_code == 200, looked.text
    given = {key: looked.context[key] for key in ("pasted", "seen")}
    return client.post(at(community, name, "import/"), {**given, "confirm": "yes", **more})


def test_a_register_is_taken_in_looked_at_changed_and_told_row_by_row(adviser, community):
    looked = adviser.post(at(community, "dependencies", "import/"), {"pasted": CHLORINE})
    assert "3 rows would change" in looked.text
    assert not RegisterRow.objects.exists()
    assert take_in(adviser, community, "dependencies", CHLORINE).status_code == 302
    page = adviser.get(at(community, "dependencies")).text
    assert "with few suppliers" in page
    assert "North: 60 %" in page
    row = RegisterRow.objects.get(key__startswith="Chlorine | North")
    form = adviser.get(f"/register-rows/{row.pk}/").context["form"]
    sent = {name: form.initial.get(name, "") for name in form.fields}
    saved = adviser.post(f"/register-rows/{row.pk}/", sent | {"share": "50", "input": "fuel"})
    assert saved.status_code == 302, saved.text
    row.refresh_from_db()
    assert (row.version, row.values["share"]) == (2, 50.0)
    newest = RegisterChange.objects.first()
    assert newest.way == "changed"
    assert ["share", 60.0, 50.0] in newest.cells
    page = adviser.get(at(community, "dependencies")).text
    assert "Share (%): 60 → 50" in page
    assert "sites of the region need it" in page
    entries = AuditEntry.objects.filter(action="change-register")
    assert [entry.details["rows"] for entry in entries] == ["3", "1"]


@pytest.mark.parametrize("name", NAMES)
def test_every_register_is_drawn_in_both_languages_also_when_it_is_empty(name, adviser, community):
    for language in ("en", "nl"):
        adviser.cookies["language"] = language
        page = adviser.get(at(community, name))
        assert page.status_code == 200
        assert ("<svg" in page.text) == (name in DRAWN_EMPTY)
        for ending in ("csv", "xlsx"):
            kept = adviser.get(at(community, name, f"register.{ending}"), {"what": "shown"})
            assert kept.status_code == 200
            assert len(kept.content) > 3


def test_small_numbers_are_hidden_from_who_may_not_see_them(adviser, community):
    take_in(adviser, community, "employers", EMPLOYERS_TEXT)
    whole = adviser.get(at(community, "employers"))
    assert "Waterworks" in whole.text
    assert "4 (3–5)" in whole.text
    for role, where in (("governor", community.town), ("programme_manager", community.region)):
        client = english(make_person(role, where, role))
        page = client.get(at(community, "employers")).text
        # Of employers apart nothing is told: the total alone, rounded to tens.
        assert "Of 310 people in this register 70 (60–90) are counted on twice" in page
        assert "4 (3–5)" not in page
        assert "Of them reservist: " not in page
        assert "<th>Of them reservist" not in page
        assert client.get(at(community, "employers", "register.csv")).status_code == 403
    analyst = english(make_person("national_analyst", community.country, "Nia"))
    for what in ("", "shown"):
        kept = analyst.get(at(community, "employers", "register.csv"), {"what": what}).text
        waterworks = "".join(line for line in kept.splitlines() if "Waterworks" in line)
        assert ("Waterworks" in kept) == (what == "")
        # How many there are stays; on how many others count has no column there at all.
        assert "3" not in waterworks
        assert "eservist" not in kept.splitlines()[0]


ANSWERS = """what,answer,kind,use,share,stock,day_cost
Chlorine,Stock,stock,crisis,,10,1000
Chlorine,Second,substitute,always,30,,
"""


def test_answers_to_a_dependency_stand_side_by_side_and_are_taken_along(adviser, community):
    page = at(community, "dependencies", "answers/")
    assert "is still empty" in adviser.get(page).text
    take_in(adviser, community, "dependencies", CHLORINE)
    take_in(adviser, community, "answers", ANSWERS)
    assert page in adviser.get(at(community, "dependencies")).text
    shown = adviser.get(page, {"days": "30", "with": ["Stock", "Second"]}).text
    assert "North delivers 60 % of Chlorine. Falls that away for 30 days" in shown
    assert "Second + Stock" in shown
    assert "10,000" in shown
    refused = adviser.get(page, {"days": "tomorrow", "what": "gold", "over": "moon"}).text
    assert 'value="tomorrow"' in refused
    assert refused.count('role="alert"') == 3
    for value in ("9" * 500, "\x00", "<b>", "-1", "٣"):
        given = dict.fromkeys(("what", "over", "cut", "days", "with"), value)
        assert adviser.get(page, given).status_code == 200
    for ending in ("csv", "xlsx"):
        kept = adviser.get(at(community, "dependencies", f"answers.{ending}"), {"days": "30"})
        assert kept.status_code == 200
        assert len(kept.content) > 100


FIRMS = """firm,measured_on,part,scale,level,asked,leaders,exercises
Port,2026-11-01,leader,4,4,3,,12
Haulier,2026-11-01,supplier,4,1,3,Port,4
"""


def test_firms_are_looked_at_further_ahead_and_with_more_exercise(adviser, community):
    take_in(adviser, community, "suppliers", FIRMS)
    ready = "field,capability,needed,pool,level\nrail,Run a rail yard,40,25,90\n"
    take_in(adviser, community, "capabilities", ready)
    assert "Run a rail yard" in adviser.get(at(community, "suppliers")).text
    page = adviser.get(at(community, "suppliers"), {"years": "5", "more": "2,5"}).text
    assert "Exercises a year more for each: 2.5" in page
    assert 'value="2,5"' in page
    for years, more in (("9" * 400, "x\x00"), ("-1", "nan")):
        refused = adviser.get(at(community, "suppliers"), {"years": years, "more": more})
        assert refused.status_code == 200
        assert refused.text.count('role="alert"') == 2
    assert at(community, "suppliers") in adviser.get("/measures/koplopers/").text
    assert "/registers/suppliers/" not in Client().get("/measures/koplopers/").text
    asked = {"what": "shown", "years": "5", "more": "2"}
    kept = adviser.get(at(community, "suppliers", "register.xlsx"), asked)
    assert kept.status_code == 200


AVAILABLE = """employer,phase,window,sector,reservists,elsewhere,agreement
Hospital,conflict,0-3,care,60,23,agreed
Haulier,conflict,4-14,logistics,40,11,agreed
"""


def test_what_others_count_on_is_seen_in_total_alone_by_who_may_not_see_small_numbers(
    adviser, community
):
    assert take_in(adviser, community, "availability", AVAILABLE).status_code == 302
    whole = adviser.get(at(community, "availability")).text
    assert "<svg" in whole
    assert "Also for others</th>" in whole
    assert "34 %" in whole
    governor = english(make_person("governor", community.town, "Gov"))
    page = governor.get(at(community, "availability")).text
    assert "60" in page
    for hidden in ("Also for others</th>", "34 %", ">23<", ">11<", "Also for others: 23"):
        assert hidden not in page
    assert "at least 3 employers" in page
    analyst = english(make_person("national_analyst", community.country, "Nia"))
    kept = analyst.get(at(community, "availability", "register.csv")).text
    assert "Hospital" in kept
    assert not [hidden for hidden in ("Also for others", "23", "11") if hidden in kept]


def test_what_defence_needs_is_held_against_the_agenda_and_seen_by_few(adviser, community):
    Commitment.objects.create(
        organisation=community.region,
        kind="agreement",
        title="Fuel in need",
        status="agreed",
        quantities="30 m3 diesel",
        shared=True,
    )
    take_in(adviser, community, "demand", DEMAND)
    page = adviser.get(at(community, "demand")).text
    assert "30 of 50 m3" in page
    assert "during a conflict" in page
    kept = adviser.get(at(community, "demand", "register.csv"), {"what": "shown"}).text
    assert "20 m3" in kept
    row = RegisterRow.objects.get()
    officer = english(make_person("care_officer", community.town, "Cas"))
    assert "What Defence needs" not in officer.get(at(community, "")[:-1]).text
    assert officer.get(at(community, "priorities")).status_code == 200
    analyst = english(make_person("national_analyst", community.country, "Nia"))
    for client in (officer, analyst):
        for rest in ("", "register.csv", "add/", "import/"):
            assert client.get(at(community, "demand", rest)).status_code == 403
        assert client.get(f"/register-rows/{row.pk}/").status_code == 403
    assert analyst.get(at(community, "priorities")).status_code == 200


def test_priorities_that_are_published_are_seen_by_those_below(adviser, community):
    manager = english(make_person("programme_manager", community.region, "Pim"))
    address = f"/organisations/{community.region.pk}/registers/priorities/"
    rows = ("generator,2026-10-01,10,pieces", "crane,2999-01-01,2,pieces", "boat,,1,pieces")
    for row in rows:
        sent = dict(zip(("what", "published_on", "amount", "unit"), row.split(","), strict=True))
        assert manager.post(f"{address}add/", sent).status_code == 302
    page = adviser.get(at(community, "priorities"))
    (table,) = page.context["above"].tables
    assert [line[0] for line in table.rows] == ["generator"]
    assert "Published by" in page.text


def test_names_of_contacts_are_seen_only_by_who_may_and_not_kept_in_the_history(adviser, community):
    text = "what,supplier,origin,share,contact\nChip,A,known,40,Ans de Wit\n"
    take_in(adviser, community, "dependencies", text)
    assert "Ans de Wit" in adviser.get(at(community, "dependencies")).text
    assert "Ans de Wit" in adviser.get(at(community, "dependencies", "register.csv")).text
    assert "Ans" not in str(list(RegisterChange.objects.values_list("cells", flat=True)))
    assert "Ans" not in str(RegisterRow.objects.get().values)
    governor = english(make_person("governor", community.town, "Gov"))
    assert "Ans" not in governor.get(at(community, "dependencies")).text
    analyst = english(make_person("national_analyst", community.country, "Nia"))
    assert "Ans" not in analyst.get(at(community, "dependencies", "register.csv")).text


def test_a_file_without_a_column_leaves_that_column_as_it_is(adviser, community):
    text = "what,supplier,origin,share,contact,source\nChip,A,known,40,Ans,asked\n"
    take_in(adviser, community, "dependencies", text)
    take_in(adviser, community, "dependencies", "what,supplier,origin,share\nChip,A,known,45\n")
    row = RegisterRow.objects.get()
    assert (row.values["share"], row.values["source"], row.contact) == (45.0, "asked", "Ans")


def test_two_who_change_the_same_row_lose_nothing(adviser, community):
    take_in(adviser, community, "dependencies", CHLORINE)
    row = RegisterRow.objects.get(key__startswith="Chlorine | West")
    form = adviser.get(f"/register-rows/{row.pk}/").context["form"]
    sent = {name: form.initial.get(name, "") for name in form.fields}
    assert adviser.post(f"/register-rows/{row.pk}/", sent | {"share": "9"}).status_code == 302
    second = adviser.post(f"/register-rows/{row.pk}/", sent | {"share": "8"})
    assert second.status_code == 400
    assert "somebody else changed this row" in second.text
    assert 'value="8"' in second.text
    again = {**sent, "share": "8", "version": second.context["form"].data["version"]}
    assert adviser.post(f"/register-rows/{row.pk}/", again).status_code == 302
    assert RegisterRow.objects.get(pk=row.pk).values["share"] == 8.0


def test_what_came_in_meanwhile_is_not_overwritten_unseen(adviser, community):
    looked = adviser.post(at(community, "dependencies", "import/"), {"pasted": CHLORINE})
    given = {key: looked.context[key] for key in ("pasted", "seen")}
    take_in(adviser, community, "dependencies", CHLORINE.replace(",60,", ",50,"))
    late = adviser.post(at(community, "dependencies", "import/"), {**given, "confirm": "yes"})
    assert late.status_code == 400
    assert "changed while you were looking" in late.text
    assert "Chlorine" in late.text
    assert RegisterRow.objects.filter(values__share=50.0).count() == 1


def test_a_whole_register_takes_out_what_is_not_in_it(adviser, community):
    take_in(adviser, community, "dependencies", CHLORINE)
    short = "\n".join(CHLORINE.splitlines()[:2])
    take_in(adviser, community, "dependencies", short, complete="on")
    assert RegisterRow.objects.count() == 1
    assert RegisterChange.objects.filter(way="removed").count() == 2


def test_a_step_on_which_others_wait_is_not_taken_out(adviser, community):
    take_in(adviser, community, "processes", STEPS)
    page = adviser.get(at(community, "processes")).text
    assert "Within 30 working days" in page
    first = RegisterRow.objects.get(key="Help | as-is | 1")
    refused = adviser.post(f"/register-rows/{first.pk}/remove/", follow=True)
    assert "waits for step 1" in refused.text
    last = RegisterRow.objects.get(key="Help | as-is | 4")
    assert adviser.post(f"/register-rows/{last.pk}/remove/").status_code == 302
    assert RegisterRow.objects.count() == 3


def test_each_organisation_says_for_itself_how_far_an_idea_is(adviser, community):
    sent = {"idea": "12", "status": "running", "owner": "team crisis"}
    assert adviser.post(at(community, "portfolio", "add/"), sent).status_code == 302
    assert adviser.post(at(community, "portfolio", "add/"), sent).status_code == 400
    page = adviser.get(at(community, "portfolio"), {"by_status": "running"}).context
    (row,) = page["above"].tables[0].rows
    assert row[0] == "12"
    manager = english(make_person("programme_manager", community.region, "Pim"))
    address = f"/organisations/{community.region.pk}/registers/portfolio/"
    assert "running: 1" in manager.get(address).text


def test_a_wave_of_ones_own_stands_beside_those_that_ship(adviser, community):
    text = "survey,statement,wave,share,n,source\nOwn panel,has a kit,2026-05,44,400,us\n"
    take_in(adviser, community, "barometer", text)
    page = adviser.get(at(community, "barometer")).text
    assert "39 to 49 % (95 %, reckoned from 400 people)" in page
    assert "band unknown" in page


def test_a_spreadsheet_of_ones_own_is_read_and_an_export_comes_back_unchanged(adviser, community):
    take_in(adviser, community, "dependencies", CHLORINE)
    book = adviser.get(at(community, "dependencies", "register.xlsx")).content
    file = SimpleUploadedFile("register.xlsx", book)
    again = adviser.post(at(community, "dependencies", "import/"), {"file": file})
    assert "stays as it is" in again.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing here yet"),
        ("colour\nred\n", "not known here"),
        (CHLORINE.replace("60", "sixty"), "not a number"),
        (CHLORINE.replace("60", "95"), "come to 135 % together"),
        ("\x00", "Null characters are not allowed"),
        (CHLORINE.replace("North", "0612345678"), "telephone number"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words_and_kept(text, told, adviser, community):
    page = adviser.post(at(community, "dependencies", "import/"), {"pasted": text})
    assert page.status_code == 400
    assert told in page.text
    assert not RegisterRow.objects.exists()
    if len(text) > 5:
        assert "Chlorine" in page.text or "red" in page.text


@pytest.mark.parametrize("rest", ["", "add/", "import/", "register.csv"])
def test_a_register_that_is_not_there_is_no_page(rest, adviser, community):
    assert adviser.get(at(community, "treasure", rest)).status_code == 404


def test_who_may_only_look_changes_nothing(adviser, community):
    take_in(adviser, community, "dependencies", CHLORINE)
    row = RegisterRow.objects.first()
    governor = english(make_person("governor", community.town, "Gov"))
    assert governor.get(at(community, "dependencies")).status_code == 200
    for address in (
        at(community, "dependencies", "add/"),
        at(community, "dependencies", "import/"),
        f"/register-rows/{row.pk}/",
        f"/register-rows/{row.pk}/remove/",
    ):
        assert governor.post(address).status_code == 403
    assert RegisterRow.objects.count() == 3


NASTY = ["9" * 400, "1e999", "\x00", "a" * 10_000, "<script>"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "matrix"])
def test_no_form_of_any_register_falls_over_what_is_sent(name, adviser, community):
    fields = list(adviser.get(at(community, name, "add/")).context["form"].fields)
    for value in NASTY:
        sent = dict.fromkeys([*fields, "pasted", "seen", "complete"], value)
        for rest in ("add/", "import/"):
            assert adviser.post(at(community, name, rest), sent).status_code in (200, 302, 400)
        confirmed = {"pasted": value * 3, "confirm": "yes", "seen": value}
        assert adviser.post(at(community, name, "import/"), confirmed).status_code == 400
        assert adviser.get(at(community, name), {"by_what": value, "by": value}).status_code == 200
