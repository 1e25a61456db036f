"""Variants side by side on the site: a first indication, then computed well and kept."""

import csv
import io
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tests.measures.web.weighings import variants
from tests.platform.community import Community, client_of, make_person
from weerbaar.measures.own_figures import OwnFigure
from weerbaar.measures.runner import weigh_variants
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.web import decisions, queries, weighed_quick
from weerbaar.measures.web.actions import add_variant, remove_variant, save_variant
from weerbaar.measures.web.editing import Ground
from weerbaar.measures.web.models import Decision, SavedVariant, Weighed
from weerbaar.measures.web.weighed_queries import weighing_of
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.platform.web.actions import erase_what_is_due
from weerbaar.platform.web.models import Job, Organisation
from weerbaar.platform.web.words import language
from weerbaar.platform.web.worker import work
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.reading import Figure
from weerbaar.twin.web.ready import twin_of_run

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT, HOMES = "shipped:stroomuitval-72u", "shipped:eerst-thuis"
DRAWS = 10


def few_points(count: int = 4) -> Variant:
    """Some points: as many as the few neighbourhoods have room for."""
    points, _ = variants()
    choice = Choice("noodsteunpunt-licht", {"points": float(count)}, points.first_year)
    return replace(points, name_nl="Punten", name_en="Points", choices=(choice,))


def own(organisation: Organisation, variant: Variant | None = None) -> SavedVariant:
    return add_variant(organisation, variant or few_points(), "Punten", "", None)


def manager(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town))


def compare(client: Client, community: Community, *keys: str, **more: str):
    asked = {"variant": list(keys), "scenario": NIGHT, "place": "Tiel", **more}
    return client.get(f"/organisations/{community.town.pk}/compare/", asked)


def ask(client: Client, community: Community, *keys: str, **more: str):
    filled = {"variant": list(keys), "scenario": NIGHT, "place": "Tiel", "draws": str(DRAWS)}
    filled |= {"weighed": str(uuid.uuid4()), **more}
    return client.post(f"/organisations/{community.town.pk}/compare/weigh/", filled)


def test_two_variants_are_put_side_by_side_computed_well_and_taken_along(community: Community):
    anna, saved = manager(community), own(community.town)
    first = compare(anna, community, f"own:{saved.pk}", HOMES)
    assert first.status_code == 200, first.text[first.text.find("fault") :][:500]
    assert "Een eerste indicatie, uit 10 verlopen." in first.text
    assert "Zoals het nu is" in first.text
    page = ask(anna, community, f"own:{saved.pk}", HOMES)
    assert page.status_code == 302
    waiting = anna.get(page["Location"])
    assert "wacht" in waiting.text
    work(0, until_empty=True)
    shown = anna.get(page["Location"])
    assert "Punten naast Eerst thuis" in shown.text
    assert "Wat de keuze zou veranderen" in shown.text
    assert shown.text.count("<figure") >= 4
    for name in ("needs.csv", "comparison.xlsx", "comparison.json"):
        file = anna.get(f"{page['Location']}files/{name}")
        assert file.status_code == 200
        assert name in file["Content-Disposition"]
    listed = anna.get(f"/organisations/{community.town.pk}/compare/")
    assert "Punten naast Eerst thuis" in listed.text


MADE: dict[str, Any] = {}
"""What the first comparison gave: those that are only read need not be computed again."""


@pytest.fixture
def weighed(community: Community) -> tuple[Client, str, Weighed]:
    anna, saved = manager(community), own(community.town)
    page = ask(anna, community, f"own:{saved.pk}", HOMES)
    if MADE:
        Weighed.objects.update(data=MADE)
        Job.objects.update(state="done")
    else:
        work(0, until_empty=True)
        MADE.update(Weighed.objects.get().data)
    return anna, page["Location"], Weighed.objects.get()


def test_what_is_kept_is_what_the_one_way_of_weighing_gives(community: Community):
    anna, saved = manager(community), own(community.town)
    ask(anna, community, f"own:{saved.pk}")
    work(0, until_empty=True)
    kept, catalogue = Weighed.objects.get(), queries.shipped_catalogue()
    variants = [queries.as_variant(one["data"], catalogue) for one in kept.variants]
    again = weigh_variants(twin_of_run(kept), variants, catalogue, draws=DRAWS)
    assert json.loads(json.dumps(weighing_as_data(again))) == kept.data
    assert kept.data["identity"]["region_hash"] == kept.facts


def test_the_files_hold_the_figures_of_the_comparison(weighed: tuple[Client, str, Weighed]):
    anna, address, kept = weighed
    made = weighing_of(kept)[0]
    assert isinstance(made, Weighing)
    text = anna.get(f"{address}files/costs.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {(row["simulation"], row["comparison"]) for row in rows} == {("yes", str(kept.pk))}
    middles = [float(row["once_p50"].replace(",", ".")) for row in rows]
    assert middles == [one.once.p50 for side in made.sides for one in side.cost.spent]
    book = load_workbook(io.BytesIO(anna.get(f"{address}files/comparison.xlsx").content))
    assert {"costs", "needs", "groups", "municipalities", "pairs"} <= set(book.sheetnames)
    assert anna.get(f"{address}files/comparison.json").json() == kept.data


def test_the_same_question_sent_twice_is_one_comparison(community: Community):
    anna, key = manager(community), str(uuid.uuid4())
    pages = [ask(anna, community, HOMES, weighed=key) for _ in range(2)]
    assert pages[0]["Location"] == pages[1]["Location"]
    assert Weighed.objects.count() == Job.objects.count() == 1


def test_a_number_under_which_another_town_asked_is_refused_and_what_was_ticked_stays(
    community: Community,
):
    key = str(uuid.uuid4())
    assert ask(manager(community), community, HOMES, weighed=key).status_code == 302
    eve = client_of(make_person("programme_manager", community.other_town, "Eve"))
    asked = {"variant": [HOMES], "scenario": NIGHT, "place": "Tiel", "draws": "10", "weighed": key}
    refused = eve.post(f"/organisations/{community.other_town.pk}/compare/weigh/", asked)
    assert refused.status_code == 400
    assert "al iets anders gevraagd" in refused.text
    assert "checked" in refused.text
    assert Weighed.objects.get().organisation_id == community.town.pk


def test_what_was_asked_before_comes_from_memory(community: Community):
    anna = manager(community)
    compare(anna, community, HOMES)
    before = dict(weighed_quick.weighings.made)
    compare(anna, community, HOMES, place="*")
    assert dict(weighed_quick.weighings.made) == before


def test_a_variant_that_is_changed_later_leaves_the_comparison_as_it_was(
    weighed: tuple[Client, str, Weighed],
):
    anna, address, kept = weighed
    SavedVariant.objects.update(data=variant_as_data(few_points(1)), version=2)
    assert kept.variants[0]["version"] == 1
    assert anna.get(address).status_code == 200


def test_a_variant_that_is_removed_leaves_the_comparison_and_is_refused_for_another(
    community: Community,
):
    anna, saved = manager(community), own(community.town)
    page = ask(anna, community, f"own:{saved.pk}", HOMES)
    remove_variant(saved, 1, None)
    work(0, until_empty=True)
    assert "Punten naast Eerst thuis" in anna.get(page["Location"]).text
    gone = compare(anna, community, f"own:{saved.pk}", HOMES)
    assert gone.status_code == 400
    assert "is er niet meer" in gone.text


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ([], "Kies minstens één variant"),
        ([HOMES, HOMES], "twee keer gekozen"),
        (["shipped:a", "shipped:b", "shipped:c", "shipped:d", HOMES], "hoogstens 4"),
        (["own:999999", HOMES], "is er niet meer"),
        (["\x00", "own:" + "9" * 400], "is er niet meer"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words_and_what_was_ticked_stays(
    keys: list[str], says: str, community: Community
):
    page = compare(manager(community), community, *keys)
    assert page.status_code == 400
    assert says in page.text
    assert ('value="shipped:eerst-thuis" id="variant-4" checked' in page.text) == (
        HOMES in keys
    ) or "checked" in page.text


def test_a_variant_of_another_organisation_is_not_there(community: Community):
    theirs = own(community.other_town)
    page = compare(manager(community), community, f"own:{theirs.pk}", HOMES)
    assert page.status_code == 400
    assert "is er niet meer" in page.text


def test_more_points_than_the_region_has_room_for_are_refused_before_anything_is_computed(
    community: Community,
):
    anna = manager(community)
    for page in (
        compare(anna, community, "shipped:114-lichte-punten"),
        ask(anna, community, "shipped:114-lichte-punten"),
    ):
        assert page.status_code == 400
        assert "114" in page.text
    assert not Weighed.objects.exists()


def test_an_odd_number_of_courses_is_refused(community: Community):
    anna = manager(community)
    for draws in ("0", "9" * 400, "x", "-5", "1e3", "\x00"):
        assert ask(anna, community, HOMES, draws=draws).status_code == 400
    assert not Weighed.objects.exists()


def test_who_belongs_to_another_town_sees_nothing_of_it(weighed: tuple[Client, str, Weighed]):
    _, address, _ = weighed
    other = Organisation.objects.get(name="Polderdorp")
    eve = client_of(make_person("programme_manager", other, "Eve"))
    for page in (address, f"{address}files/comparison.json"):
        assert eve.get(page).status_code == 403
    assert eve.post(f"{address}cancel/").status_code == 403


def test_a_governor_reads_and_does_not_start(community: Community):
    piet = client_of(make_person("governor", community.town, "Piet"))
    page = compare(piet, community, HOMES)
    assert page.status_code == 200
    assert "Reken het goed door" not in page.text
    assert ask(piet, community, HOMES).status_code == 403


def test_a_comparison_that_is_taken_up_again_says_so_and_is_the_same(community: Community):
    anna = manager(community)
    page = ask(anna, community, HOMES)
    # As it stands after a worker died with it in its hands.
    Job.objects.update(attempt=1)
    work(0, until_empty=True)
    lines = [line.text for line in Job.objects.get().lines.all()]
    assert any("begin again" in line for line in lines)
    assert anna.get(page["Location"]).status_code == 200
    assert Weighed.objects.get().data is not None


def test_a_comparison_that_is_stopped_keeps_nothing_and_can_be_asked_again(community: Community):
    anna = manager(community)
    page = ask(anna, community, HOMES)
    assert anna.post(f"{page['Location']}cancel/").status_code == 302
    work(0, until_empty=True)
    stopped = anna.get(page["Location"])
    assert "gestopt" in stopped.text
    assert "variant=shipped%3Aeerst-thuis" in stopped.text
    assert Weighed.objects.get().data is None


def test_the_comparison_stays_when_the_person_is_erased_and_goes_with_the_organisation(
    weighed: tuple[Client, str, Weighed],
):
    _, _, kept = weighed
    kept.person.delete()
    kept.refresh_from_db()
    assert kept.person is None
    Organisation.objects.filter(parent_id=kept.organisation_id).delete()
    Organisation.objects.filter(pk=kept.organisation_id).delete()
    assert not Weighed.objects.exists()


def test_a_comparison_goes_after_a_year_as_a_run_does(weighed: tuple[Client, str, Weighed]):
    _, _, kept = weighed
    erase_what_is_due(kept.made_at + timedelta(days=365))
    assert Weighed.objects.exists()
    erase_what_is_due(kept.made_at + timedelta(days=366))
    assert not Weighed.objects.exists()


def test_what_this_version_does_not_read_is_told_and_not_shown(
    weighed: tuple[Client, str, Weighed],
):
    anna, address, _ = weighed
    Weighed.objects.update(data={"schema": 99})
    page = anna.get(address)
    assert page.status_code == 200
    assert "99" in page.text
    assert anna.get(f"{address}files/needs.csv").status_code == 404


def test_a_comparison_that_is_kept_can_stand_with_a_decision_and_is_found_again_from_it(
    weighed: tuple[Client, str, Weighed],
):
    _, address, kept = weighed
    saved, words = SavedVariant.objects.get(), language("nl")
    ground = ground_on(kept)
    (offered,) = decisions.weighings_of(saved, ground, words)
    assert (offered.key, offered.version) == (str(kept.pk), 1)
    assert offered.title.endswith("versie 1")
    frozen = decisions.weighing_with(saved, str(kept.pk), 1, ground)
    told = decisions.told_weighing(json.loads(json.dumps(frozen)), words)
    assert told is not None
    assert told["address"] == address
    assert told["tables"]
    Weighed.objects.all().delete()
    again = decisions.told_weighing(frozen, words)
    assert again is not None
    assert (again["address"], again["tables"]) == ("", told["tables"])
    for key in ("", "x", str(uuid.uuid4())):
        assert decisions.weighing_with(saved, key, 1, ground) is None
    unread = decisions.told_weighing({"schema": 99}, words)
    assert unread is not None
    assert "99" in unread["about"]


def ground_on(kept: Weighed) -> Ground:
    """On what an organisation chooses while its facts are those of a comparison."""
    own = queries.own_figures_of(kept.organisation)
    return Ground(kept.organisation, kept.facts, kept.municipality, own)


def decide(client: Client, saved: SavedVariant, kept: Weighed, number: int, seen: int):
    sent = {
        "number": str(number),
        "seen": str(seen),
        "what": "Wij kiezen dit.",
        "why": "Het helpt.",
        "power": "council-budget",
        "decided_on": str(timezone.localdate()),
        "weighing": str(kept.pk),
    }
    return client.post(f"/variants/{saved.pk}/decide/", sent)


def test_a_decision_on_another_version_than_was_weighed_takes_no_comparison_of_it(
    weighed: tuple[Client, str, Weighed],
):
    _, _, kept = weighed
    saved = SavedVariant.objects.get()
    governor = client_of(make_person("governor", kept.organisation, "Gerda"))
    save_variant(saved, few_points(2), "Punten", 1, "", None)
    fresh = governor.get(f"/variants/{saved.pk}/decide/")
    assert str(kept.pk) not in fresh.text, "only version 2 can be chosen, which was not weighed"
    refused = decide(governor, saved, kept, number=2, seen=2)
    assert refused.status_code == 400
    assert "Deze vergelijking gaat over versie 1, en het besluit over versie 2." in refused.text
    assert "Wij kiezen dit." in refused.text
    assert not Decision.objects.exists()
    # Who decides on the older version finds its comparison.
    assert str(kept.pk) in governor.get(f"/variants/{saved.pk}/decide/", {"version": "1"}).text


def test_a_comparison_on_other_facts_or_figures_is_not_offered_to_a_decision(
    weighed: tuple[Client, str, Weighed],
):
    _, _, kept = weighed
    saved, words, ground = SavedVariant.objects.get(), language("nl"), ground_on(kept)
    assert decisions.weighings_of(saved, ground, words)
    assert not decisions.weighings_of(saved, replace(ground, facts=DEFAULT_REGION), words)
    price = Figure(9e5, 9e5, 9e5)
    own_price = OwnFigure("noodsteunpunt-licht", "cost", "0", price, "wij", "high", "offerte", 2026)
    assert not decisions.weighings_of(saved, replace(ground, own=(own_price,)), words)


def test_a_comparison_leads_to_the_memo_and_to_a_decision_on_an_own_variant(
    weighed: tuple[Client, str, Weighed],
):
    anna, address, _ = weighed
    page = anna.get(address)
    assert f"{address}memo/" in page.text
    assert f"/variants/{SavedVariant.objects.get().pk}/decide/" in page.text
    assert "naast" in anna.get(f"{address}memo/", follow=True).text


def test_who_may_not_see_the_facts_compares_on_those_that_ship_as_in_the_editor(
    community: Community,
):
    saved, elsewhere = own(community.town), "Culemborg"
    organiser = client_of(make_person("assembly_organiser", community.town))
    shown = compare(organiser, community, f"own:{saved.pk}")
    assert shown.status_code == 200, shown.text
    assert elsewhere in shown.text, "a municipality that only the facts that ship have"
    assert elsewhere not in compare(manager(community), community, f"own:{saved.pk}").text
