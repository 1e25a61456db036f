"""The commands that search measures, as a person types them."""

from pathlib import Path

import pytest

from tests.cli.typed import assert_refused, record, weerbaar
from weerbaar.measures.files import read_variant
from weerbaar.measures.search.form import found_from_data

FEW = ("--scenario", "stroomuitval-72u", "--screen-draws", "2", "--confirm-draws", "10")
ASKED = (*FEW, "--evaluations", "1", "--need", "information", "--budget", "1500000")


def test_a_search_writes_a_variant_that_can_be_weighed(tmp_path: Path) -> None:
    path = tmp_path / "Mijn keuze.toml"
    words = ("measure", "search", *ASKED, "--require", "noodradio", "--write", str(path))
    typed = weerbaar(*words)
    assert typed.exit_code == 0, typed.output
    assert "Pakket 1" in typed.output
    assert "niets te kiezen" in typed.output
    assert "Simulatie" in typed.output
    made = read_variant(str(path))
    assert made.variant == "mijn-keuze"
    assert "noodradio" in {choice.measure for choice in made.choices}


def test_a_front_is_shown_without_a_winner() -> None:
    found = found_from_data(record("measure", "front", *ASKED, "--most", "1"))
    assert found.front
    assert found.sets[0].eur.p50 <= 1_500_000
    assert not any(one.behind for one in found.sets)


@pytest.mark.parametrize("look", ["search", "front"])
def test_where_no_years_are_typed_those_of_the_variant_hold(look: str) -> None:
    begun = read_variant("eerst-thuis")
    found = found_from_data(record("measure", look, *ASKED, "--start", "eerst-thuis"))
    assert (found.asked.first_year, found.asked.years) == (begun.first_year, begun.years)


def test_all_that_is_wrong_with_what_was_typed_is_told_at_once() -> None:
    words = ["--limit", "municipality", "--not-together", "a", "--evaluations", "0"]
    words += ["--need", "liefde", "--outcome", "geluk", "--write", "v.txt", "--pick", "0"]
    codes = {"not-a-limit", "not-a-pair", "number-of-search-outside", "no-need-to-search-by"}
    codes |= {"no-outcome-to-search-by", "variant-file-not-toml", "set-not-there"}
    assert_refused(["measure", "search", *words], codes)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--budget", "1000", "--require", "noodpakket"), "budget-below-required"),
        (("--budget", "nan", "--limit", "state=1e400"), "sum-outside"),
        ((), "no-budget"),
        (("--budget", "1000", "--require", "x" * 5000), "measure-not-among-options"),
        (("--budget", "1e6", "--own", "nergens.csv"), "no-own-figures"),
        (("--budget", "1e6", "--variant", "nergens"), "no-such-variant"),
        (("--budget", "1e6", "--start", "nergens"), "no-such-variant"),
    ],
)
def test_what_cannot_be_searched_is_refused_in_words(words: tuple[str, ...], code: str) -> None:
    assert_refused(["measure", "search", *words], {code})
