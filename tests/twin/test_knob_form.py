"""The form of the knobs in words: what stands on it, what was typed, what is wrong with that."""

from __future__ import annotations

from functools import cache

import pytest

from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.files import read_scenario
from weerbaar.twin.knob_form import (
    Form,
    Row,
    by_theme,
    chosen_in_words,
    common_evidence,
    fields_of,
    knob_rows,
    names_of,
    setting_rows,
    told_problems,
    uses_settings,
)
from weerbaar.twin.runner import make_twin
from weerbaar.twin.turning import read_turned
from weerbaar.twin.twin import Twin

DUTCH = read_language("nl")


@cache
def twin() -> Twin:
    return make_twin(read_region("gelderland-zuid"), read_library(), read_scenario("zoelmond-2017"))


def form(**typed: str) -> Form:
    return Form(twin(), typed, read_turned(typed, *fields_of(twin()), ()))


def row(name: str, **typed: str) -> Row:
    asked = form(**typed)
    rows = [*knob_rows(asked, ENGLISH), *setting_rows(asked, ENGLISH)]
    return next(row for row in rows if row.field.name == name)


def test_a_knob_says_what_it_is_how_it_stands_and_how_well_known_that_is() -> None:
    mast = row("mast_hours")
    assert mast.title[0].isupper()
    assert mast.now == "now: no agreement"
    assert mast.evidence
    assert (mast.low, mast.high, mast.fault) == ("0", "72", "")


def test_what_was_typed_stays_as_it_was_typed_and_the_slider_as_near_as_it_can() -> None:
    typed = row("mast_hours", mast_hours="8")
    assert (typed.shown, typed.slider) == ("8", "8")
    far, wrong = row("mast_hours", mast_hours="100"), row("mast_hours", mast_hours="eight")
    assert (far.shown, far.slider) == ("100", "72")
    assert (wrong.shown, wrong.slider) == ("eight", "0")
    assert "is not a number" in wrong.fault


def test_all_that_is_wrong_is_told_with_the_name_of_its_knob() -> None:
    asked = form(mast_hours="eight", rho="900")
    told = [problem.message(ENGLISH) for problem in told_problems(asked, ENGLISH)]
    names = names_of(twin(), ENGLISH)
    assert len(told) == 2
    assert all(any(names[name] in line for line in told) for name in ("mast_hours", "rho"))
    assert told_problems(form(), ENGLISH) == []


def test_what_was_chosen_is_told_for_paper_and_nothing_else() -> None:
    assert chosen_in_words(form(), DUTCH) == []
    (line,) = chosen_in_words(form(mast_hours="8"), DUTCH)
    assert line == "Uren dat elke zendmast op accu doorgaat: 8 uur (nu: geen afspraak)"


@pytest.mark.parametrize("typed", [{"rho": "90"}, {"rho": "much"}], ids=str)
def test_the_drawer_of_settings_stands_open_where_one_was_given_or_tried(
    typed: dict[str, str],
) -> None:
    assert uses_settings(form(**typed))
    assert not uses_settings(form(mast_hours="8"))


@pytest.mark.parametrize("language", [ENGLISH, DUTCH], ids=["en", "nl"])
def test_every_setting_stands_under_one_theme_in_its_order(language) -> None:  # type: ignore[no-untyped-def]
    rows = setting_rows(form(), language)
    themes = by_theme(rows)
    assert sorted(r.field.name for _, part in themes for r in part) == sorted(
        r.field.name for r in rows
    )
    assert len({theme for theme, _ in themes}) == len(themes)
    assert all(row.unit and row.now and row.evidence for row in rows if row.field.factor == 100)


def test_what_most_knobs_rest_on_is_told_once():
    rows = knob_rows(form(), ENGLISH)
    common = common_evidence(rows)
    assert [row.evidence for row in rows].count(common) > 1
    assert common_evidence(rows[:1]) == ""
    assert common_evidence([]) == ""
