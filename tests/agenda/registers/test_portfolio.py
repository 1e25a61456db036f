"""52 proposals, 37 ideas and 4 categories, as the report has them and nothing besides."""

import re

import pytest

from weerbaar.agenda.registers.files import read_ideas, read_portfolio
from weerbaar.agenda.registers.portfolio import (
    CATEGORY_WORDS,
    SYMPOSIUM_IDEAS,
    idea_problems,
    portfolio_sheet,
)
from weerbaar.agenda.registers.portfolio_picture import portfolio_svg
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.common.tables import rows_of
from weerbaar.measures.files import read_catalogue

UNNAMED = (12, 14, 20, 35, 37, 40, 48)
WITHOUT = (8, 21, 30)
IDEA_STARTS = r"(?m)^\s*{}[.,] "
ONLY_NUMBERS = re.compile(r"\d{1,2}([ ,/]+\d{1,2})*")


def test_the_portfolio_leads_from_proposals_to_ideas_to_categories():
    portfolio = read_portfolio()
    assert [idea.number for idea in portfolio.ideas] == list(range(1, 38))
    assert {idea.category for idea in portfolio.ideas} == set(CATEGORY_WORDS)
    assert portfolio.unnamed_proposals == UNNAMED
    assert portfolio.ideas_without_proposal == WITHOUT
    assert len({n for idea in portfolio.ideas for n in idea.proposals}) == 52 - len(UNNAMED)
    assert portfolio.ideas_of(15) == (4, 5)
    assert portfolio.ideas_of(12) == ()


@pytest.mark.shared
def test_every_idea_has_the_numbers_that_stand_beside_it_in_the_report(shared):
    report = next((shared / "seeds").glob("004_*.txt")).read_text(encoding="utf-8")
    body = report[report.index("Inhoudelijke opbrengsten werkgroepen") :]
    starts, at = [], 0
    for number in range(1, 38):
        found = re.compile(IDEA_STARTS.format(number)).search(body, at)
        assert found, number
        starts.append(found.start())
        at = found.end()
    for idea, start, end in zip(
        read_portfolio().ideas, starts, [*starts[1:], len(body)], strict=True
    ):
        lines = [line.strip() for line in body[start:end].splitlines()]
        numbers = [line for line in lines if ONLY_NUMBERS.fullmatch(line)]
        said = sorted(int(n) for line in numbers for n in re.findall(r"\d+", line))
        assert sorted(idea.proposals) == said, idea.number


def test_the_table_of_ideas_and_the_catalogue_of_measures_say_the_same():
    measures = {one.measure: one for one in read_catalogue()}
    for idea in read_portfolio().ideas:
        assert idea.measures, idea.number
        for name in idea.measures:
            one = measures[name]
            assert (one.category, one.group) == (idea.category, idea.group)
            assert one.working_group == idea.working_group
            assert sorted(one.proposals) == sorted(idea.proposals)
        assert bool(idea.working_group) == bool(idea.working_group_source)


def test_the_sheet_and_the_picture_say_what_is_not_assigned_and_guess_nothing():
    measures = {one.measure: one for one in read_catalogue()}
    heads, rows = portfolio_sheet(read_portfolio(), {3: "running"}, measures, ENGLISH)
    assert len(rows) == 37 + len(UNNAMED)
    assert all(len(row) == len(heads) for row in rows)
    assert [row[2] for row in rows if row[0] == "not assigned"] == [str(n) for n in UNNAMED]
    for number in WITHOUT:
        assert rows[number - 1][2] == "not assigned"
    assert rows[2][-1] == "running"
    assert rows[0][-1] == "not looked at yet"
    picture = portfolio_svg(read_portfolio(), read_language("nl"))
    assert "niet toegewezen" in picture
    assert picture.count("stroke-dasharray") == len(UNNAMED) + len(WITHOUT)


@pytest.mark.parametrize("cell", ["53", "0", "1;2", "x", "1.5", "9" * 500])
def test_a_cell_that_is_no_list_of_proposals_is_refused(cell: str):
    row = dict(read_ideas().row(0)) | {"proposals": cell}
    (problem,) = idea_problems(rows_of(SYMPOSIUM_IDEAS, [row]), "ideas.csv")
    assert problem.code == "not-a-proposal"
    assert problem.message()
    assert "52" in problem.remedy()
