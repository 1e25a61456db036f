"""The letter on progress counts what stands on the agenda, and leaves no idea out."""

from tests.agenda.letters.made import EN, NL, SENDING, shape, work
from weerbaar.agenda.letters.progress_letter import ideas_told, progress_letter
from weerbaar.agenda.letters.resting import Basis
from weerbaar.agenda.registers.files import read_portfolio
from weerbaar.common.language import Language
from weerbaar.drawing.documents import Table, plain_text, words_of
from weerbaar.measures.files import catalogue_by_name


def ideas(words: Language):
    basis = Basis("portfolio", on="2026-11-22")
    return ideas_told(read_portfolio(), {1: "running"}, catalogue_by_name(), basis, words)


def test_a_council_reads_how_far_it_is_what_is_late_and_what_it_costs() -> None:
    told = progress_letter(work(NL), ideas(NL), SENDING, "Dijkstad", NL)
    text = plain_text(told)
    for words in (
        "Weerbaarheid van Dijkstad: hoe ver wij zijn",
        "Taken en afspraken die te laat zijn: 1",
        "Taken en afspraken die klaar zijn: 1",
        "Aggregaten plaatsen: had klaar moeten zijn op 1 oktober 2026; ligt bij brandweer",
        "Gemeente | €\u00a0100.000 (80.000",
        "Eerste steunpunt open",
    ):
        assert words in text


def test_the_portfolio_holds_every_idea_and_names_what_is_not_assigned() -> None:
    told = progress_letter(work(NL), ideas(NL), SENDING, "Dijkstad", NL)
    text = plain_text(told)
    assert "Uit 52 voorstellen kwamen 37 ideeën in 4 categorieën" in text
    assert "12, 14, 20, 35, 37, 40, 48" in text
    assert "8, 21, 30" in text
    table = [b for b in told.blocks if isinstance(b, Table)][-1]
    assert [words_of(row[0]) for row in table.rows] == [str(i) for i in range(1, 38)]


def test_every_gap_leads_to_its_answer_and_keeps_its_band() -> None:
    told = progress_letter(work(NL), None, SENDING, "Dijkstad", NL)
    table = next(b for b in told.blocks if isinstance(b, Table))
    assert len(table.rows) == len(work(NL).gaps)
    assert all(row[1][-1].note == "run-8b0c" for row in table.rows)
    assert sum(count for _, count in work(NL).counted()) == len(work(NL).gaps)


def test_both_languages_have_the_same_parts() -> None:
    dutch, english = (progress_letter(work(w), ideas(w), SENDING, "X", w) for w in (NL, EN))
    assert shape(dutch) == shape(english)
