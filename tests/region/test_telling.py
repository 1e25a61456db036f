"""Who fills in a form reads names and columns of their own, and no options of a command line."""

import pytest

from weerbaar.common.files import read_language
from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem
from weerbaar.region.importing import SORTS, WHAT_IS_IT
from weerbaar.region.placing import UNKNOWN_KIND
from weerbaar.region.region import Library
from weerbaar.region.replacing import STILL_ESTIMATED
from weerbaar.region.telling import told_problem


@pytest.fixture(scope="module")
def dutch() -> Language:
    return read_language("nl")


def test_options_of_the_command_fall_away_and_kinds_have_their_name(
    library: Library, dutch: Language
) -> None:
    note = Problem(STILL_ESTIMATED, "posten.csv", None, "", 3, {"kind": "fire_station"})
    place, message, remedy = told_problem(note, library, dutch)
    assert "--" not in remedy
    assert "brandweerkazerne" in message
    assert place == "", "the page names the file itself"
    assert "--complete" in note.remedy(dutch), "the command keeps its options"


def test_what_may_be_filled_in_is_listed_by_name_and_in_order(
    library: Library, dutch: Language
) -> None:
    params = {"known": ", ".join(sorted(library.kinds["kind"]))}
    wrong = Problem(UNKNOWN_KIND, "posten.csv", 2, "soort", "brandweerpost", params)
    place, _, remedy = told_problem(wrong, library, dutch)
    assert place == "regel 2, kolom soort"
    assert "brandweerkazerne" in remedy
    assert "fire_station" not in remedy
    unclear = Problem(WHAT_IS_IT, "posten.csv", params={"known": ", ".join(SORTS)})
    remedy = told_problem(unclear, library, dutch)[2]
    assert "kerncijfers van gebieden" in remedy
    assert "key-figures" not in remedy
