"""What a page of a comparison is made of: parts with sentences, pictures and tables, all worded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupTable
from weerbaar.measures.verdict_words import group_words, side_name
from weerbaar.measures.weighing import NOW, Difference, Side, Weighing
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.outcome import SUPPRESS_BELOW
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.wording import DASH, people_in_words

NOT_TOLD = mark("fewer than 10")
NO_DIFFERENCE = mark("no clear difference")


@dataclass(frozen=True)
class Shown:
    """A table as the template shows it: the heading of its column beside each cell."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Part:
    """A part of the page; `folded` are tables that open when somebody asks for them.

    `beside` are sentences of each variant under its name; they stand side by side.
    """

    ident: str
    heading: str
    sentences: tuple[str, ...] = ()
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pictures: tuple[Picture, ...] = ()
    legends: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    shown: tuple[Shown, ...] = ()
    folded: tuple[Shown, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Told:
    """The whole page. `shared` are shapes that its maps use; `identity` is by what it is made;
    `whose` says of whom the figures are, `town` which municipality asked.

    `mapped` are the needs that can be mapped, with their names, `need` the one that was asked.
    """

    title: str
    about: str
    parts: tuple[Part, ...]
    identity: tuple[tuple[str, str], ...]
    shared: str = ""
    mapped: tuple[tuple[str, str], ...] = ()
    need: str = ""
    whose: str = ""
    town: str = ""


def as_shown(table: GroupTable) -> Shown:
    """A table with the heading of its column beside each cell: a phone shows it as a list."""
    columns = table.columns[1:]
    rows = tuple((row.label, tuple(zip(columns, row.cells, strict=True))) for row in table.rows)
    return Shown(table.caption, table.columns, rows)


def side_names(weighing: Weighing, words: Language) -> list[str]:
    """What each side is called; the first is how it is now."""
    return [side_name(weighing, side, words) for side in range(len(weighing.sides))]


def need_in_words(need: str, words: Language) -> str:
    """The name of a need, with a capital."""
    rows = read_twin_library().needs
    return upper(str(rows.row(rows.positions("need")[need])[f"name_{words.code}"]))


def group_in_words(group: str, low_income: bool, words: Language) -> str:
    """The name of a group, with a capital, and whether its income is low."""
    return upper(group_words(read_twin_library().groups, group, low_income, words))


def needs_of(weighing: Weighing) -> list[str]:
    """The needs that anybody lacks on any side, in the order of the table of needs."""
    found = {figure.need for side in weighing.sides for figure in side.needs}
    return [need for need in NEED_ORDER if need in found]


def people_band(band: Band | None, words: Language) -> str:
    """A count of people with its band; small ones are not told."""
    if band is None:
        return words.text(NOT_TOLD)
    low, middle, high = (people_in_words(p, words) for p in (band.p10, band.p50, band.p90))
    return middle if low == high else f"{middle} ({low}{DASH}{high})"


def people_difference(difference: Difference, words: Language) -> str:
    """How many people fewer or more, or that nothing stands out."""
    band = difference.band
    if not difference.stands_out:
        return words.text(NO_DIFFERENCE)
    if band is None or abs(band.p50) < SUPPRESS_BELOW:
        fewer = mark("a few people fewer") if difference.sign < 0 else mark("a few people more")
        return words.text(fewer)
    ends = sorted((abs(band.p10), abs(band.p90)))
    low, middle, high = (people_in_words(p, words) for p in (ends[0], abs(band.p50), ends[1]))
    told = mark("{people} people fewer (between {low} and {high})")
    if difference.sign > 0:
        told = mark("{people} people more (between {low} and {high})")
    return words.text(told, people=middle, low=low, high=high)


def variants_of(weighing: Weighing) -> list[tuple[int, Side]]:
    """The sides that are variants, with their places."""
    return list(enumerate(weighing.sides))[NOW + 1 :]


def by_side(
    weighing: Weighing, words: Language, tell: Callable[[int], Sequence[str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is told of each variant, under its name."""
    names = side_names(weighing, words)
    return tuple((names[i], tuple(tell(i))) for i, _ in variants_of(weighing))
