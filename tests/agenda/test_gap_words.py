"""A gap in words: what is called how, and that these words need no site."""

import ast
from pathlib import Path

import pytest

import weerbaar.agenda
from tests.agenda.example import answer, finding
from weerbaar.agenda.files import read_gap_names
from weerbaar.agenda.gap_words import gap_title, persons_in_words
from weerbaar.agenda.gaps import fold_answers
from weerbaar.common.files import read_language
from weerbaar.twin.files import read_profile, scenario_names

ROOM = Path(weerbaar.agenda.__file__).parent


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_gap_is_told_by_need_place_and_norm_in_both_languages(code: str):
    norm = read_profile().norms[0]
    (gap,) = fold_answers([answer(9, finding(norm.need, norm.norm))])
    names = read_gap_names(code)
    title = gap_title(gap, names, read_language(code))
    assert "Tiel" in title
    assert title.endswith(norm.wording(code))
    assert names.need(norm.need).casefold() in title.casefold()
    assert "400" in persons_in_words(gap.finding, read_language(code))


def test_what_this_version_does_not_know_is_told_as_it_is():
    names, words = read_gap_names("en"), read_language("en")
    assert (names.need("moonlight"), names.group("elves")) == ("moonlight", "elves")
    assert names.wording(finding(norm="gone")) == finding().wording
    assert names.question("my own", words) == "my, own version own"
    shipped = scenario_names()[0]
    assert names.question(shipped, words) == names.scenarios[shipped] != shipped


def test_few_people_are_not_counted():
    assert "10" in persons_in_words(finding(persons=4), read_language("en"))
    assert "4 " not in persons_in_words(finding(persons=4), read_language("en"))


def test_nothing_outside_the_site_leans_on_the_site_when_it_loads():
    found = []
    for path in ROOM.rglob("*.py"):
        if "web" in path.relative_to(ROOM).parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and ".web" in (node.module or ""):
                found.append(f"{path.name}: {node.module}")
    assert found == []
