"""A page of an answer: sentences, a picture beside them, and parts with pictures and tables.

As `report`, it is one file that asks nothing from a network, in values that are already worded; it
needs no script.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from weerbaar.common.language import Language
from weerbaar.drawing.cells import Shape
from weerbaar.drawing.maps import class_of, map_svg, place_names
from weerbaar.drawing.report import (
    CLASS_WORDS,
    MANY_COLUMNS,
    GroupTable,
    Sentence,
    compiled,
)


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG text made by this room) with its heading and a note under it."""

    svg: str
    heading: str = ""
    note: str = ""


@dataclass(frozen=True)
class ShareMap:
    """Areas by one share 0..1 each, NaN where nothing is shown; as `report.AreaMap` at one moment.

    `codes` are left out: `names`, `municipality_of`, `shapes` and `shares` go together by position;
    `outlined` holds positions. Raises ValueError where these do not match.
    """

    heading: str
    note: str
    names: tuple[str, ...]
    municipality_of: tuple[str, ...]
    shapes: tuple[Shape, ...]
    shares: tuple[float, ...]
    outlined: tuple[int, ...] = ()
    parted: tuple[float, ...] = ()
    warning: str = ""

    def __post_init__(self) -> None:
        size = len(self.shapes)
        if not size or {len(self.names), len(self.municipality_of), len(self.shares)} != {size}:
            raise ValueError("every area needs a name, a municipality, a shape and a share")


@dataclass(frozen=True)
class PagePart:
    """A part of a page under its own heading; `pairs` are names with what they say.

    The cells of `wordy` tables hold words and no figures.
    """

    ident: str
    heading: str
    lead: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: tuple[GroupTable, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    wordy: bool = False


@dataclass(frozen=True)
class Page:
    """A whole page. `mark` is the strip that says this is a simulation."""

    language_code: str
    place: str
    subtitle: str
    title: str
    mark: str
    sentences: tuple[Sentence, ...]
    pictures: tuple[Picture, ...]
    share_map: ShareMap | None
    parts: tuple[PagePart, ...]


def render_page(page: Page, language: Language, template: str) -> str:
    """The page as HTML text, from the text of the template `page.html`.

    Values in the page are escaped; its drawings are those of this room, and stand as they are.
    """
    return compiled(template).render(
        page=page,
        text=language.text,
        many_columns=MANY_COLUMNS,
        drawn=Markup,
        map=_map_parts(page.share_map, language) if page.share_map else None,
    )


def _map_parts(share_map: ShareMap, language: Language) -> dict[str, object]:
    """What the template shows of the map: the drawing, its legend, and the same in a table."""
    classes = [class_of(share) for share in share_map.shares]
    words = [language.text(word) for word in CLASS_WORDS]
    said = [language.text("not shown") if k is None else words[k] for k in classes]
    full = [
        f"{name}, {place}" if place and place != name else name
        for name, place in zip(share_map.names, share_map.municipality_of, strict=True)
    ]
    outlined = sorted({share_map.municipality_of[i] for i in share_map.outlined})
    drawing = map_svg(
        share_map.shapes,
        classes,
        label=language.text("Map of the areas; the table below it says the same in words"),
        titles=[f"{name}: {word}" for name, word in zip(full, said, strict=True)],
        outlined=share_map.outlined,
        parted=share_map.parted,
        names=place_names(
            share_map.shapes,
            share_map.municipality_of,
            first=outlined,
            inwards=bool(share_map.parted),
        ),
        ident="area",
    )
    return {
        "svg": Markup(drawing),
        "legend": words,
        "hides": None in classes,
        "outlined_names": ", ".join(outlined),
        "rows": sorted(zip(full, said, strict=True)),
    }
