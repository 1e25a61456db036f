"""What stands ready for pages: what is kept of it, and what is refused before it is made."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.platform.community import Community
from tests.twin.web.asking import adviser, ask
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.region.files import read_region, write_region
from weerbaar.region.sessions import Said
from weerbaar.region.web import actions
from weerbaar.region.web.facts import keep_region
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.web import ready
from weerbaar.twin.web.bundle_views import comparison_of
from weerbaar.twin.web.models import Run


def test_courses_that_do_not_fit_in_memory_are_refused_before_any_is_made(folder: Path):
    with pytest.raises(Refused) as refused:
        ready.runs_of(DEFAULT_REGION, "zoelmond-2017", draws=100_000)
    assert refused.value.problems[0].code == "too-much-memory"


@given(st.lists(st.integers(0, 9), max_size=40))
def test_the_newest_few_are_kept_and_what_stays_beside_them(asked: list[int]):
    made: list[int] = []
    kept = ready.Kept(3, lambda key: key == 0)
    for key in asked:
        kept.get(key, lambda key=key: made.append(key))
    newest = list(dict.fromkeys(key for key in reversed(asked) if key != 0))[:3]
    before = len(made)
    for key in [*reversed(newest), *([0] if 0 in asked else [])]:
        kept.get(key, lambda key=key: made.append(key))
    assert len(made) == before
    assert made.count(0) <= 1


def test_the_first_screen_stays_ready_whatever_else_is_asked(folder: Path):
    first, twin = ready.runs_of(DEFAULT_REGION), ready.twin_of(DEFAULT_REGION)
    answer = ready.answer_of(DEFAULT_REGION, ENGLISH)
    for draws in range(1, 3 + ready.RUNS_KEPT):
        ready.runs_of(DEFAULT_REGION, "zoelmond-2017", draws)
    for scenario in ("pandemie", "overstroming", "polycrisis", "zoelmond-2017"):
        ready.twin_of(DEFAULT_REGION, scenario)
    for place in range(ready.ANSWERS_KEPT + 1):
        ready.answers.get(("another", place), lambda: None)
    assert ready.runs_of(DEFAULT_REGION) is first
    assert ready.twin_of(DEFAULT_REGION) is twin
    assert ready.answer_of(DEFAULT_REGION, ENGLISH) is answer


def test_comparisons_throw_out_none_of_what_pages_show(folder: Path):
    shown = ready.runs_of(DEFAULT_REGION, "zoelmond-2017", 2)
    region = read_region(DEFAULT_REGION)
    facts = [keep_region(replace(region, name=f"streek {i}")) for i in range(4)]
    for before, after in pairwise(facts):
        comparison_of(before, after, "", 2, ENGLISH)
    assert ready.runs_of(DEFAULT_REGION, "zoelmond-2017", 2) is shown


@pytest.mark.django_db(transaction=True)
def test_asking_why_throws_out_none_of_what_pages_show(community: Community):
    ask(adviser(community), community)
    run = Run.objects.get()
    shown = ready.runs_of(DEFAULT_REGION, "zoelmond-2017", 2)
    for draws in range(1, 2 + ready.RUNS_KEPT):
        ready.courses_of_run(run, draws)
    assert ready.runs_of(DEFAULT_REGION, "zoelmond-2017", 2) is shown


def test_what_is_made_of_a_region_is_made_anew_once_its_files_are(folder: Path):
    name, at = "eigen-streek", folder / "regions" / "eigen-streek"
    write_region(replace(read_region("caribisch-nederland"), region=name), at)
    usual, twin = ready.usual_of(name), ready.twin_of(name)
    assert ready.twin_of(name) is twin
    write_region(replace(read_region(DEFAULT_REGION), region=name), at)
    assert ready.usual_of(name) != usual
    assert len(ready.twin_of(name).network.region.areas) == 87


@pytest.mark.django_db(transaction=True)
def test_looking_at_the_answer_of_a_session_keeps_nothing(community: Community, folder: Path):
    session = actions.start_chain_session(community.town, "Stroom", None)
    hours = (30.0, 40.0, 50.0)
    said = Said("mobile_macro", "power", hours, "high", "Telecom A", "2026-01-01", "", "", "")
    actions.answer_in_chain_session(session, said, None)
    before = sorted(folder.rglob("*"))
    page = adviser(community).get(f"/chain-sessions/{session.pk}/answer/")
    assert page.status_code == 200
    assert 'class="sentences"' in page.text
    assert sorted(folder.rglob("*")) == before
