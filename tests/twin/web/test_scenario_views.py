"""Choosing, reading, composing, taking along and taking in scenarios."""

import tomllib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.platform.community import Community, client_of, make_person
from tests.twin.test_typed import sent_by
from tests.twin.web.asking import adviser
from weerbaar.platform.web.models import AuditEntry
from weerbaar.twin.files import parse_scenario_text, read_scenario, scenario_text
from weerbaar.twin.typed import typed_of
from weerbaar.twin.web.actions import add_scenario
from weerbaar.twin.web.models import OwnScenario
from weerbaar.twin.writing import content_of

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = "zoelmond-2017"


def own_of(community: Community, name: str = NIGHT) -> OwnScenario:
    return add_scenario(community.town, scenario_text(name), None)


def form_of(own: OwnScenario, **changes: str) -> dict[str, list[str]]:
    """What the browser sends of the page as it is, with changes (`__` for a dash)."""
    sent = sent_by(typed_of(content_of(parse_scenario_text(own.text, "")), "nl"))
    sent |= {"version": [str(own.version)], "do": ["save"]}
    return sent | {key.replace("__", "-"): [text] for key, text in changes.items()}


def compose(client: Client, own: OwnScenario, form: dict[str, list[str]], **headers: str):
    return client.post(f"/scenarios/{own.pk}/compose/", form, headers=headers)


def now_of(own: OwnScenario) -> OwnScenario:
    return OwnScenario.objects.get(pk=own.pk)


def test_all_scenarios_are_there_own_ones_first_and_a_tag_leaves_those_that_have_it(
    community: Community,
):
    anna, own = adviser(community), own_of(community)
    address = f"/organisations/{community.town.pk}/scenarios/"
    page = anna.get(address).text
    assert page.index(f"/scenarios/{own.pk}/") < page.index("/scenarios/stroomuitval-72u/")
    assert "Dit hoort bij een andere regio." in page
    assert page.index("Wat er kan komen") < page.index("Wat hier gebeurd is")
    assert page.index("Wat hier gebeurd is") < page.index("/scenarios/zoelmond-2017/")
    assert page.index("Van andere regio") < page.index("/scenarios/amsterdam-2017/")
    fewer = anna.get(address + "?tag=objectives:5").text
    assert "/scenarios/pandemie/" in fewer
    assert "/scenarios/stroomuitval-72u/" not in fewer
    assert "Geen met dit label." in anna.get(address + "?tag=nothing").text


def test_a_scenario_is_read_with_its_timeline_and_a_source_beside_each_figure(
    community: Community,
):
    page = adviser(community).get(f"/organisations/{community.town.pk}/scenarios/{NIGHT}/").text
    assert 'class="chart timeline"' in page
    assert "middenspanningskabel" in page
    assert "Een gewone thermostaat" in page
    assert f"/runs/new/?scenario={NIGHT}" in page


def test_an_own_scenario_is_made_of_one_that_ships_and_gives_the_same_shocks(
    community: Community,
):
    anna = adviser(community)
    page = anna.post(f"/organisations/{community.town.pk}/scenarios/{NIGHT}/copy/")
    own = OwnScenario.objects.get()
    assert page["Location"] == f"/scenarios/{own.pk}/compose/"
    assert "(eigen)" in own.name
    assert parse_scenario_text(own.text, "").shocks == read_scenario(NIGHT).shocks
    assert "add-scenario" in set(AuditEntry.objects.values_list("action", flat=True))


def test_saving_the_page_as_it_is_changes_nothing_of_what_happens(community: Community):
    anna, own = adviser(community), own_of(community, "polycrisis")
    page = compose(anna, own, form_of(own))
    assert page.status_code == 302
    before, after = (parse_scenario_text(text, "") for text in (own.text, now_of(own).text))
    assert (after.shocks, after.loads) == (before.shocks, before.loads)
    assert now_of(own).version == own.version + 1


def test_names_stand_in_the_language_of_the_page_and_are_kept_as_they_are(community: Community):
    anna, own = adviser(community), own_of(community)
    page = anna.get(f"/scenarios/{own.pk}/compose/").text
    assert "middenspanningskabels in de wijken zonder stroom" in page
    form = form_of(own, **{"shocks__0__name": "middenspanningskabels in de wijken zonder stroom"})
    assert compose(anna, own, form).status_code == 302
    assert parse_scenario_text(now_of(own).text, "").shocks == read_scenario(NIGHT).shocks


def test_shocks_that_overlap_are_composed_without_a_script(community: Community):
    anna, own = adviser(community), own_of(community)
    page = compose(anna, own, form_of(own, do="add-shocks")).text
    assert 'name="shocks-1-from_h"' in page
    more = {
        "shocks-1-name": ["brug dicht"],
        "shocks-1-kinds": ["bridge"],
        "shocks-1-from_h": ["3,5"],
        "shocks-1-duration_h": ["10"],
        "shocks-1-depth": ["1"],
        "shocks-1-restoration": ["together"],
        "shocks-1-rest": ["{}"],
    }
    assert compose(anna, own, form_of(own) | more).status_code == 302
    first, second = parse_scenario_text(now_of(own).text, "").shocks
    assert second.from_h.p50 == 3.5 < first.from_h.p50 + first.duration_h.p50
    less = compose(anna, own, form_of(now_of(own), do="remove-shocks-0")).text
    assert 'name="shocks-1-from_h"' not in less
    assert "brug dicht" in less


def test_a_whole_scenario_is_added_from_its_own_hour(community: Community):
    anna, own = adviser(community), own_of(community)
    form = form_of(own, do="add-scenario", part="pandemie", part__hour="48")
    page = compose(anna, own, form)
    assert page.status_code == 200
    assert 'name="loads-2-from_h"' in page.text
    assert 'value="216"' in page.text
    assert now_of(own).text == own.text
    wrong = compose(anna, own, form_of(own, do="add-scenario", part="pandemie", part__hour="-1"))
    assert wrong.status_code == 400
    assert compose(anna, own, form | {"part": ["no-such"]}).status_code == 404


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("shocks-0-from_h", "gisteren"),
        ("shocks-0-duration_h", "0"),
        ("shocks-0-duration_h", ""),
        ("shocks-0-depth", "101"),
        ("shocks-0-name", ""),
        ("name", ""),
        ("summary", "x" * 2001),
        ("temperature_c", "90"),
        ("shocks-0-restoration", "by magic"),
    ],
)
def test_what_is_refused_is_told_and_stays_as_it_was_typed(
    community: Community, field: str, text: str
):
    anna, own = adviser(community), own_of(community)
    form = form_of(own) | {field: [text], "source": ["mijn eigen bron"]}
    page = compose(anna, own, form)
    assert page.status_code == 400
    assert "mijn eigen bron" in page.text
    assert text in page.text
    assert 'role="alert"' in page.text
    assert now_of(own).text == own.text


def test_a_shock_that_hits_nothing_in_this_region_is_refused(community: Community):
    anna, own = adviser(community), own_of(community)
    form = form_of(own) | {"shocks-0-kinds": ["airport"], "shocks-0-rest": ["{}"]}
    assert compose(anna, own, form).status_code == 400


def test_who_saves_on_an_older_version_sees_both_and_loses_nothing(community: Community):
    anna, own = adviser(community), own_of(community)
    mine, theirs = form_of(own, source="van mij"), form_of(own, source="van de ander")
    assert compose(anna, own, theirs).status_code == 302
    page = compose(anna, own, mine)
    assert page.status_code == 409
    assert "van mij" in page.text
    assert "van de ander" in page.text
    assert "van de ander" in now_of(own).text
    again = mine | {"version": [str(now_of(own).version)]}
    assert compose(anna, own, again).status_code == 302
    assert "van mij" in now_of(own).text


def test_of_two_versions_each_difference_is_chosen_by_itself_in_plain_words(community: Community):
    anna, own = adviser(community), own_of(community)
    theirs = form_of(own, source="van de ander", shocks__0__depth="60")
    mine = form_of(own, source="van mij", shocks__0__depth="80")
    assert compose(anna, own, theirs).status_code == 302
    page = compose(anna, own, mine).text
    assert "Hoeveel er wegvalt, in %" in page
    assert "p50" not in page
    chosen = {"take-source": ["stands"], "take-shocks-0-depth": ["typed"]}
    again = mine | chosen | {"version": [str(now_of(own).version)]}
    assert compose(anna, own, again).status_code == 302
    made = parse_scenario_text(now_of(own).text, "")
    assert made.source == "van de ander"
    assert made.shocks[0].depth.p50 == 0.8


def test_an_empty_disruption_is_refused_in_the_words_of_the_form(community: Community):
    anna, own = adviser(community), own_of(community)
    empty = form_of(own, shocks__0__name="", shocks__0__depth="200") | {"shocks-0-kinds": []}
    page = compose(anna, own, empty).text
    assert "Vul dit in." in page
    assert "Kies minstens één ding dat uitvalt." in page
    assert "200" in page
    assert "None" not in page
    assert "sleutel" not in page
    assert " kinds" not in page


def test_each_field_says_from_which_scenario_it_is_and_shows_the_places(community: Community):
    anna, own = adviser(community), own_of(community)
    page = anna.get(f"/scenarios/{own.pk}/compose/").text
    assert "Uit “Zoelmond 2017" in page
    assert "Uw eigen keuze</p>" not in page
    area = read_scenario(NIGHT).shocks[0].areas[0]
    assert f'name="shocks-0-areas" value="{area}" checked' in page
    assert 'aria-label="Culemborg"' in page
    wrong = compose(anna, own, form_of(own, shocks__0__duration_h="0")).text
    assert "Uw eigen keuze</p>" in wrong


def test_a_program_says_on_which_version_its_change_was_made(community: Community):
    anna, own = adviser(community), own_of(community)
    etag = anna.get(f"/scenarios/{own.pk}/compose/")["ETag"]
    assert compose(anna, own, form_of(own), **{"If-Match": etag}).status_code == 302
    assert compose(anna, own, form_of(own), **{"If-Match": etag}).status_code == 412


def test_a_scenario_is_taken_along_and_taken_in_again(community: Community):
    anna, own = adviser(community), own_of(community)
    file = anna.get(f"/scenarios/{own.pk}/file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert tomllib.loads(file.text)["scenario"] == NIGHT
    address = f"/organisations/{community.town.pk}/scenarios/upload/"
    sent = SimpleUploadedFile("night.toml", file.content)
    page = anna.post(address, {"file": sent})
    assert page.status_code == 302
    assert OwnScenario.objects.count() == 2
    shipped = anna.get(f"/organisations/{community.town.pk}/scenarios/{NIGHT}/file/")
    assert tomllib.loads(shipped.text)["scenario"] == NIGHT


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"x = ", b"schema = 1", b"a" * 1_000_001, b"[[" * 5000, b"PK\x03\x04"],
)
def test_a_file_that_is_no_scenario_is_refused_in_words(community: Community, content: bytes):
    anna = adviser(community)
    address = f"/organisations/{community.town.pk}/scenarios/upload/"
    page = anna.post(address, {"file": SimpleUploadedFile("x.toml", content)})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert not OwnScenario.objects.exists()


def test_an_own_scenario_is_computed_and_removed_after_asking(community: Community):
    anna, own = adviser(community), own_of(community)
    page = anna.get(f"/organisations/{community.town.pk}/runs/new/?scenario=own:{own.pk}").text
    assert f'<option value="own:{own.pk}" selected>' in page
    assert anna.get(f"/scenarios/{own.pk}/remove/").status_code == 200
    anna.post(f"/scenarios/{own.pk}/remove/", {"version": own.version})
    assert not OwnScenario.objects.exists()


def test_a_scenario_that_somebody_changed_meanwhile_is_not_removed_unseen(community: Community):
    anna, own = adviser(community), own_of(community)
    OwnScenario.objects.filter(pk=own.pk).update(version=own.version + 1)
    address = f"/scenarios/{own.pk}/remove/"
    page = anna.post(address, {"version": own.version})
    assert page.status_code == 409
    assert f'name="version" value="{own.version + 1}"' in page.text
    late = anna.post(address, headers={"if-match": f'"{own.version}"'})
    assert late.status_code == 412
    assert OwnScenario.objects.exists()


def test_a_contact_reads_scenarios_and_changes_none(community: Community):
    own = own_of(community)
    bert = client_of(make_person("contact", community.town, "Bert"))
    page = bert.get(f"/scenarios/{own.pk}/").text
    assert "/compose/" not in page
    assert compose(bert, own, form_of(own)).status_code == 403
