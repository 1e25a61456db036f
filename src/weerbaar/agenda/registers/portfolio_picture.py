"""The portfolio as a picture: proposals to the left, ideas in the middle, categories to the right.

A line runs from each proposal to each idea beside which its number stands, and from each idea to
its category. What is not assigned has a dashed edge and stands below, with no line to anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from weerbaar.agenda.registers.portfolio import CATEGORY_WORDS, NOT_ASSIGNED, Idea, Portfolio
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import INK, SOFT, TEAL, svg_opening

WIDTH, TOP = 560.0, 44.0
ROW, BOX = 19.0, 16.0
LEFT, LEFT_WIDTH = 2.0, 26.0
MIDDLE, MIDDLE_WIDTH = 104.0, 282.0
RIGHT, RIGHT_WIDTH = 444.0, 114.0
MOST_LETTERS = 40
FILLS: Mapping[str, str] = {
    "bewustwording": "#dceaf1",
    "oefenen": "#e4ecd8",
    "voorbereiden": "#f6e9c8",
    "maatregelen": "#efdfe6",
}


def portfolio_svg(portfolio: Portfolio, words: Language) -> str:
    """The picture of the portfolio as SVG text, with a description in words."""
    ideas = {idea.number: TOP + ROW * at for at, idea in enumerate(portfolio.ideas)}
    order = _proposals_in_order(portfolio)
    proposals = {number: TOP + _gap(len(order), len(ideas)) * i for i, number in enumerate(order)}
    bottom = TOP + ROW * len(ideas) + 14
    height = bottom + ROW * 2 + 12
    parts = [
        svg_opening(_label(words), _said(portfolio, words), "portfolio", "flow", WIDTH, height),
        *_headings(words),
        *(
            _tie(proposals[n], ideas[idea.number])
            for idea in portfolio.ideas
            for n in idea.proposals
        ),
        *_categories(portfolio, ideas, words),
        *(_proposal(LEFT, y, number) for number, y in proposals.items()),
        *(_idea(idea, ideas[idea.number], words) for idea in portfolio.ideas),
        *_unnamed(portfolio, bottom, words),
        "</svg>",
    ]
    return "".join(parts)


def _proposals_in_order(portfolio: Portfolio) -> list[int]:
    """The proposals that are named, each where its first idea stands, so that few lines cross."""
    named = [number for idea in portfolio.ideas for number in idea.proposals]
    return list(dict.fromkeys(named))


def _gap(proposals: int, ideas: int) -> float:
    return ROW * (ideas - 1) / max(proposals - 1, 1)


def _label(words: Language) -> str:
    return words.text(mark("From proposals to ideas to categories"))


def _said(portfolio: Portfolio, words: Language) -> str:
    told = mark(
        "{named} proposals stand beside {ideas} ideas in {categories} categories. Not assigned: "
        "the proposals {unnamed}, and no proposal beside the ideas {without}."
    )
    named = {number for idea in portfolio.ideas for number in idea.proposals}
    return words.text(
        told,
        named=len(named),
        ideas=len(portfolio.ideas),
        categories=len({idea.category for idea in portfolio.ideas}),
        unnamed=", ".join(map(str, portfolio.unnamed_proposals)) or "–",
        without=", ".join(map(str, portfolio.ideas_without_proposal)) or "–",
    )


def _headings(words: Language) -> list[str]:
    places = ((LEFT, mark("Proposals")), (MIDDLE, mark("Ideas")), (RIGHT, mark("Categories")))
    return [
        f'<text x="{x:g}" y="22" font-size="14" font-weight="700" fill="{INK}">'
        f"{escape(words.text(name))}</text>"
        for x, name in places
    ]


def _tie(above: float, below: float) -> str:
    start, end = LEFT + LEFT_WIDTH, MIDDLE
    return _curve(start, above + BOX / 2, end, below + BOX / 2, TEAL)


def _curve(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    half = (x1 + x2) / 2
    return (
        f'<path d="M{x1:g} {y1:.1f}C{half:g} {y1:.1f} {half:g} {y2:.1f} {x2:g} {y2:.1f}" '
        f'fill="none" stroke="{colour}" stroke-opacity="0.55" stroke-width="1.4"/>'
    )


def _proposal(x: float, y: float, number: int, dashed: bool = False) -> str:
    edge = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<rect x="{x:g}" y="{y:.1f}" width="{LEFT_WIDTH:g}" height="{BOX - 1:g}" rx="3" '
        f'fill="#fff" stroke="{SOFT}"{edge}/>'
        f'<text x="{x + LEFT_WIDTH / 2:g}" y="{y + 12:.1f}" font-size="11" text-anchor="middle" '
        f'fill="{INK}">{number}</text>'
    )


def _idea(idea: Idea, y: float, words: Language) -> str:
    edge = "" if idea.proposals else ' stroke-dasharray="4 3"'
    name = f"{idea.number}. {idea.name(words.code)}"
    short = name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1].rstrip() + "…"
    return (
        f"<g><title>{escape(name)}</title>"
        f'<rect x="{MIDDLE:g}" y="{y:.1f}" width="{MIDDLE_WIDTH:g}" height="{BOX:g}" rx="3" '
        f'fill="{FILLS[idea.category]}" stroke="{SOFT}"{edge}/>'
        f'<text x="{MIDDLE + 6:g}" y="{y + 12.3:.1f}" font-size="12" fill="{INK}">'
        f"{escape(short)}</text></g>"
    )


def _categories(portfolio: Portfolio, ideas: Mapping[int, float], words: Language) -> list[str]:
    parts = []
    for category, name in CATEGORY_WORDS.items():
        tops = [ideas[idea.number] for idea in portfolio.ideas if idea.category == category]
        if not tops:
            continue
        top, bottom = min(tops), max(tops) + BOX
        middle = (top + bottom) / 2
        parts += [_curve(MIDDLE + MIDDLE_WIDTH, y + BOX / 2, RIGHT, middle, SOFT) for y in tops]
        parts.append(
            f'<rect x="{RIGHT:g}" y="{middle - 24:.1f}" width="{RIGHT_WIDTH:g}" height="48" '
            f'rx="4" fill="{FILLS[category]}" stroke="{SOFT}"/>'
        )
        lines = _two_lines(words.text(name))
        parts += [
            f'<text x="{RIGHT + RIGHT_WIDTH / 2:g}" y="{middle - 10 + 14 * i:.1f}" '
            f'font-size="12.5" font-weight="600" text-anchor="middle" fill="{INK}">'
            f"{escape(line)}</text>"
            for i, line in enumerate([*lines, f"({len(tops)})"])
        ]
    return parts


def _two_lines(name: str) -> list[str]:
    if len(name) <= 16 or " " not in name:
        return [name]
    at = name.rfind(" ", 0, 17)
    at = at if at > 0 else name.find(" ")
    return [name[:at], name[at + 1 :]]


def _unnamed(portfolio: Portfolio, y: float, words: Language) -> list[str]:
    told = words.text(mark("Proposals that no idea names:"))
    return [
        f'<text x="{LEFT:g}" y="{y + 13:.1f}" font-size="12" fill="{INK}">{escape(told)} '
        f"{escape(words.text(NOT_ASSIGNED))}</text>",
        *(
            _proposal(LEFT + i * (LEFT_WIDTH + 8), y + ROW + 2, number, dashed=True)
            for i, number in enumerate(portfolio.unnamed_proposals)
        ),
    ]
