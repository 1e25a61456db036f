"""The memo tells the weighing as it was stored: money, effect, equity, rights, what would turn."""

from dataclasses import replace

import pytest

from tests.agenda.letters.made import EN, NL, SENDING, WEIGHED_PAGE, matter, shape
from tests.measures.web.weighings import staggered
from weerbaar.agenda.letters.decision_memo import decision_memo
from weerbaar.agenda.letters.matter import (
    Decided,
    matter_problems,
    proposed_side,
)
from weerbaar.agenda.letters.memo_money import alike_years
from weerbaar.drawing.documents import Heading, Listing, Paragraph, Table, plain_text, words_of
from weerbaar.measures.euro_words import euro_band
from weerbaar.measures.money_words import person_sentence
from weerbaar.measures.verdict_words import turning_sentences
from weerbaar.measures.weighing import NOW, UNSURE

DECIDED = Decided(
    "Wij kiezen de kazernes.", "Omdat ze stroom hebben.", "de raad", "budgetrecht", "2026-11-20"
)


def test_who_decides_reads_points_power_money_effect_and_what_would_turn_it() -> None:
    told = decision_memo(matter(NL), SENDING, NL)
    headings = [b.words for b in told.blocks if isinstance(b, Heading) and b.level == 1]
    assert headings == [
        "Beslispunten",
        "Waarom dit voorligt",
        "Wie besluit, en met welke bevoegdheid",
        "Alternatieven, ook niets doen",
        "Wat het kost, en wie betaalt",
        "Wat het oplevert",
        "Wie erop vooruitgaat, en wie niet",
        "Rechten",
        "Risico's",
        "Wat de keuze zou veranderen",
        "Tot slot",
    ]
    text = plain_text(told)
    name = matter(NL).weighing.sides[2].variant.name_nl
    for words in (
        f"B, het voorstel: {name}",
        f"B: {name}: per betaler en jaar",
        "niets extra doen (Zoals het nu is)",
        "Kadernota van de gemeente, 1 juli 2027",
        "Dekking: [nog in te vullen]",
        "weinig",
        "geen winnaar",
        "bereik van een mast",
        "60 %",
    ):
        assert words in text


def test_the_sums_are_those_of_the_weighing_with_their_bands() -> None:
    found = matter(NL)
    text = plain_text(decision_memo(found, SENDING, NL))
    for side in found.weighing.sides[NOW + 1 :]:
        assert euro_band(side.cost.total, NL) in text
    assert "€ 2,6 miljoen (2,1" in text.replace("\u00a0", " ")
    totals = next(b for b in decision_memo(found, SENDING, NL).blocks if isinstance(b, Table))
    assert len(totals.rows) == len(found.weighing.sides)


def test_people_and_differences_are_those_of_the_weighing_and_never_without_a_band() -> None:
    told = decision_memo(matter(EN), SENDING, EN)
    tables = {words_of(b.caption): b for b in told.blocks if isinstance(b, Table)}
    levels = tables["People who lack it for too long, with the band"]
    longer = "Calling for help, longer than 15 minutes"
    call = next(row for row in levels.rows if words_of(row[0]) == longer)
    cells = [words_of(cell).replace("\u2060", "") for cell in call[1:-1]]
    assert cells == ["50,000 (40,000–60,000)", "30,000 (24,000–36,000)", "35,000 (28,000–42,000)"]
    differences = tables["Difference with how it goes on now, in hours per person"]
    call = next(row for row in differences.rows if words_of(row[0]) == "Calling for help")
    assert words_of(call[1]) == "−2.0 (−2.4 to −1.6), clear"


def test_a_winner_is_named_only_where_the_bands_lie_apart() -> None:
    overlap, apart = (
        plain_text(decision_memo(matter(EN, clear=clear), SENDING, EN)) for clear in (False, True)
    )
    assert "Unable to call for help: no winner; " in overlap
    assert "does best" not in overlap
    name = matter(EN).weighing.sides[1].variant.name_en
    assert f"Unable to call for help: {name} does best, also against how it is now." in apart


@pytest.mark.parametrize("words", [NL, EN])
def test_sums_for_each_person_are_those_of_the_screen_with_their_condition(words) -> None:
    found = matter(words)
    text = plain_text(decision_memo(found, SENDING, words))
    told = [
        person_sentence(found.weighing, one, words)
        for one in found.weighing.per_person
        if one.state != UNSURE
    ]
    assert told
    assert all(sentence in text for sentence in told)
    once = {"nl": "als deze crisis één keer komt in", "en": "when this crisis comes once in"}
    apart = {"nl": "Tel deze bedragen niet op", "en": "may not be added"}
    assert once[words.code] in text
    assert apart[words.code] in text


def test_who_differs_in_no_draw_is_not_among_those_who_are_better_off() -> None:
    found = matter(EN)
    touched = replace(
        found.weighing.pair(NOW, 1),
        groups=tuple(
            one
            for one in found.weighing.pair(NOW, 1).groups
            if (one.group, one.low_income) == ("family", False)
        ),
        towns=found.weighing.pair(NOW, 1).towns[:1],
    )
    pairs = (touched, *found.weighing.pairs[1:])
    told = decision_memo(replace(found, weighing=replace(found.weighing, pairs=pairs)), SENDING, EN)
    (groups, towns) = (
        line
        for line in plain_text(told).splitlines()
        if "A, groups:" in line or "A, municipalities:" in line
    )
    for line in (groups, towns):
        assert "all of them" not in line
        assert "No clear difference: none" not in line
    family, *others = dict.fromkeys(
        found.names.group(one.group, one.low_income, EN)
        for one in sorted(found.weighing.sides[NOW].groups, key=lambda one: one.group != "family")
    )
    better, neither = groups.split("No clear difference: ")
    assert family in better
    assert others
    assert all(name in neither for name in others)
    assert found.weighing.sides[NOW].towns[1].municipality in towns.split("No clear difference:")[1]


def of_part(blocks, heading: str) -> list[str]:
    """The words of the part under a heading."""
    starts = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.words == heading)
    found = []
    for block in blocks[starts + 1 :]:
        if isinstance(block, Heading):
            break
        found += [words_of(item) for item in getattr(block, "items", ())]
        found += [words_of(block.text)] if isinstance(block, Paragraph) else []
    return found


def test_what_would_turn_the_choice_is_told_in_the_words_of_the_screen() -> None:
    found = matter(EN, clear=True)
    told = of_part(decision_memo(found, SENDING, EN).blocks, "What would turn the choice")
    assert told == turning_sentences(found.weighing, EN)
    assert any("spares more people for each euro" in line for line in told)
    assert any("Below about 2.1 km" in line for line in told)


def test_what_is_left_out_of_a_memo_is_counted() -> None:
    found = matter(EN)
    prices = found.weighing.prices * 12
    many = replace(found, weighing=replace(found.weighing, prices=prices))
    told = of_part(decision_memo(many, SENDING, EN).blocks, "What would turn the choice")
    left = len(turning_sentences(many.weighing, EN)) - (len(told) - 1)
    assert left > 0
    assert told[-1].startswith(f"Not in this memo: {left} more.")


def test_where_nothing_is_sure_nothing_is_said_to_turn_or_not_to_turn_it() -> None:
    found = matter(EN)
    unsure = replace(found, weighing=replace(found.weighing, turns=(), prices=()))
    (told,) = of_part(decision_memo(unsure, SENDING, EN).blocks, "What would turn the choice")
    assert told.startswith("No difference between the variants is sure")


def test_a_municipality_reads_its_own_figures_and_that_the_others_are_of_the_region() -> None:
    text = plain_text(decision_memo(matter(EN, place="Tiel"), SENDING, EN))
    assert "about the whole region Gelderland-Zuid, not about Tiel alone" in text
    assert "Tiel: now, and the difference in hours per person" in text
    nowhere = plain_text(decision_memo(matter(EN, place="Elders"), SENDING, EN))
    assert "Of Elders by itself this weighing holds no figures." in nowhere


def test_one_total_is_told_of_a_variant_also_of_a_weighing_that_was_kept_before() -> None:
    found = matter(EN).weighing
    (price,) = found.prices
    kept = replace(found, prices=(replace(price, eur=2 * price.eur),))
    total = euro_band(found.sides[price.side].cost.total, EN).partition(" (")[0]
    assert f"({total} in all)" in turning_sentences(kept, EN)[-1]


def asked_of(told) -> list[str]:
    """The decision points of a memo."""
    points = next(b for b in told.blocks if isinstance(b, Listing))
    plain = str.maketrans({"\u00a0": " ", "\u2060": None})
    return [words_of(item).translate(plain) for item in points.items]


def everybody(found):
    """The matter in a region of which all inhabitants have each need, and the State pays too."""
    weighing = found.weighing
    sides = [weighing.sides[NOW]]
    for side in weighing.sides[NOW + 1 :]:
        state = tuple(replace(one, payer="state") for one in side.cost.spent)
        sides.append(replace(side, cost=replace(side.cost, spent=(*side.cost.spent, *state))))
    identity = replace(weighing.identity, inhabitants=500_000.0)
    return replace(found, weighing=replace(weighing, identity=identity, sides=tuple(sides)))


def test_a_council_is_asked_for_what_municipalities_pay_and_for_no_money_of_others() -> None:
    told = decision_memo(everybody(matter(EN, place="Tiel")), SENDING, EN)
    _, towns, others, *_ = asked_of(told)
    assert "what municipalities pay: all 3 municipalities together" in towns
    assert "about € 2.6 million once and about € 260,000 a year" in towns
    assert "the part of Tiel would be about € 52,000 once and about € 5,200 a year" in towns
    assert "our estimate" in towns
    assert "State" not in towns
    assert others.startswith("To note that others must pay too")
    assert "the State, about € 2.6 million once" in others
    assert not any("all payers together" in point for point in (towns, others))
    region = asked_of(decision_memo(matter(EN), SENDING, EN))
    assert "all payers together" in region[1]


def test_a_council_is_asked_for_the_largest_year_and_for_all_years_too() -> None:
    found = matter(EN, place="Tiel")
    rising = staggered(found.weighing)
    _, towns, *_ = asked_of(decision_memo(replace(found, weighing=rising, proposed=1), SENDING, EN))
    assert "from about € 10,000 to about € 370,000 a year" in towns
    last = rising.sides[1].variant.last_year
    assert f"The most in {last}: once € 850,000" in towns
    assert "every year € 370,000 (300,000–440,000)" in towns
    assert "Over all these years together: € 1.3 million (1.0–1.5 million)" in towns
    # Of more payers there is no band of one of them over all years.
    two = everybody(replace(found, weighing=rising, proposed=1))
    assert "years together: about € 1.3 million." in asked_of(decision_memo(two, SENDING, EN))[1]


def test_a_council_reads_that_it_also_pays_into_what_the_safety_region_pays() -> None:
    found = everybody(matter(EN, place="Tiel"))
    side = found.weighing.sides[2]
    spent = tuple(
        replace(one, payer="safety_region") if one.payer == "state" else one
        for one in side.cost.spent
    )
    sides = (*found.weighing.sides[:2], replace(side, cost=replace(side.cost, spent=spent)))
    told = decision_memo(replace(found, weighing=replace(found.weighing, sides=sides)), SENDING, EN)
    assert "gives its view on it (zienswijze)" in asked_of(told)[2]
    plain = asked_of(decision_memo(found, SENDING, EN))[2]
    assert "zienswijze" not in plain


def test_each_payer_stands_beside_each_variant_once_and_every_year() -> None:
    told = decision_memo(everybody(matter(EN)), SENDING, EN)
    tables = [b for b in told.blocks if isinstance(b, Table)]
    table = next(b for b in tables if words_of(b.caption).startswith("Who pays what"))
    assert len(table.columns) == 3
    payers = [words_of(row[0]) for row in table.rows]
    assert payers == ["All 3 municipalities together", "The State"]
    assert all("once and about" in words_of(cell) for row in table.rows for cell in row[1:])


def test_a_decision_that_was_taken_is_told_with_its_ground_and_frozen_figures() -> None:
    told = decision_memo(matter(NL, decided=DECIDED), SENDING, NL)
    text = plain_text(told)
    for words in ("Besloten op 20 november 2026 door de raad", DECIDED.what, DECIDED.why):
        assert words in text
    assert "Bevoegdheid: budgetrecht" in text
    assert "Besluit, met de cijfers zoals ze waren" in words_of(told.notes["run"])


def test_behind_the_figures_stands_the_page_of_the_weighing() -> None:
    told = decision_memo(matter(NL), SENDING, NL)
    assert WEIGHED_PAGE in words_of(told.notes["run"])
    captions = [b.caption for b in told.blocks if isinstance(b, Table)]
    assert all(any(piece.note == "run" for piece in caption) for caption in captions)


@pytest.mark.parametrize("proposed", [None, 1])
def test_both_languages_have_the_same_parts(proposed: int | None) -> None:
    dutch, english = (decision_memo(matter(w, proposed), SENDING, w) for w in (NL, EN))
    assert shape(dutch) == shape(english)


def test_without_a_proposal_the_choice_is_left_open() -> None:
    text = plain_text(decision_memo(matter(EN, None), SENDING, EN))
    assert "To choose between:" in text
    assert "Proposal: [still to be filled in]" in text


def test_years_with_the_same_sums_stand_together() -> None:
    side = matter(NL).weighing.sides[1]
    first = side.variant.first_year
    assert [[one.year - first for one in years] for years in alike_years(side)] == [[0], [1, 2, 3]]
    assert sum(len(years) for years in alike_years(side)) == len(side.cost.spent)


def test_a_proposal_that_was_not_weighed_and_a_decision_without_ground_are_refused() -> None:
    weighing = matter(NL).weighing
    known = weighing.sides[1].variant.variant
    assert matter_problems(weighing, known, DECIDED) == []
    assert proposed_side(weighing, known) == 1
    assert proposed_side(weighing, "nu") is None
    assert [p.code for p in matter_problems(weighing, "iets", None)] == ["no-such-proposal"]
    groundless = matter_problems(weighing, "", replace(DECIDED, why=" ", power=""))
    assert [p.column for p in groundless] == ["why", "power"]
    alone = replace(weighing, sides=weighing.sides[:1])
    assert [p.code for p in matter_problems(alone, "", None)] == ["nothing-weighed"]
