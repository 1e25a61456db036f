"""The pages of the registers: all of them, each with its pictures and rows, and files to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.registers.files import (
    read_portfolio,
    read_process_example,
    read_registers,
)
from weerbaar.agenda.registers.lists import SPREADING
from weerbaar.agenda.registers.matrix import (
    BY,
    BY_WORDS,
    PILLARS,
    counts_of,
    doings,
    group_name,
    group_rows,
    matrix_sheet,
)
from weerbaar.agenda.registers.pictures import matrix_svg
from weerbaar.agenda.registers.portfolio import CATEGORY_WORDS, STATUS_WORDS, portfolio_sheet
from weerbaar.agenda.registers.portfolio_picture import portfolio_svg
from weerbaar.agenda.registers.register import Register, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.agenda.registers.spreading.asked import MOST_TYPED, read_look_ahead
from weerbaar.agenda.web import queries as agenda_queries
from weerbaar.agenda.web import register_queries as queries
from weerbaar.agenda.web.register_files import file_of, file_of_table
from weerbaar.agenda.web.register_history import told_changes
from weerbaar.agenda.web.register_shown import (
    Seeing,
    list_cells,
    list_headings,
    sheet_to_keep,
    shown_above,
)
from weerbaar.common.language import Language, mark
from weerbaar.measures.files import read_catalogue
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web import queries as region_queries
from weerbaar.region.web.facts import region_of
from weerbaar.twin.files import read_twin_library

MATRIX = "matrix"
CAPABILITIES = "capabilities"
MATRIX_TITLE = mark("Who does what: local, regional, the State")
MATRIX_ABOUT = mark("Every measure and commitment, with who decides on it or has promised it.")
COMMITMENT_PAGES = ("agenda",)
"""Names that the page of commitments may have; the first that there is counts."""
PUBLISHED = "published_on"
TOLD_BELOW = ("what", "rank", "amount", "unit", "owner", PUBLISHED)
"""What organisations below see of a row that is published."""
LINKED_KINDS = ("plan", "power", "paused_rule")


@require_safe
def registers(request: HttpRequest, organisation: int) -> HttpResponse:
    """All registers, and the kinds of commitments that are lists by themselves."""
    found = get_object_or_404(Organisation, pk=organisation)
    spoken, rights = words(), may(request.standing, found.pk)
    cards = [
        (one.name, one.say(one.title, spoken), one.say(one.about, spoken))
        for one in read_registers().values()
        if may_see(one, rights)
    ]
    cards.insert(1, (MATRIX, spoken.text(MATRIX_TITLE), spoken.text(MATRIX_ABOUT)))
    given = {"organisation": found, "cards": cards, "kinds": _kinds(found, spoken)}
    return render(request, "agenda/registers.html", given)


def _kinds(found: Organisation, spoken: Language) -> list[tuple[str, str, str]]:
    """Plans, powers and paused rules: address, name and meaning; they are commitments."""
    page = next((one for one in COMMITMENT_PAGES if _address(one, found.pk)), "")
    if not page:
        return []
    return [
        (f"{_address(page, found.pk)}?kind={one.kind}", one.name(code), one.meaning(code))
        for code in (spoken.code,)
        for one in read_kinds().values()
        if one.kind in LINKED_KINDS
    ]


def _address(page: str, organisation: int) -> str:
    try:
        return str(reverse(page, args=[organisation]))
    except NoReverseMatch:
        return ""


@require_safe
def register(request: HttpRequest, organisation: int, register: str) -> HttpResponse:
    """One register: what follows from it, its rows, and who changed what."""
    found = get_object_or_404(Organisation, pk=organisation)
    if register == MATRIX:
        return _matrix_page(request, found)
    rights = may(request.standing, found.pk)
    one, spoken = seen_by(known(register), rights), words()
    rows = queries.rows_of(found, one)
    plain_rows = [stored.row for stored in rows]
    above = _above(request, found, one, plain_rows)
    seen = as_seen(one, rights)
    chosen = {name: request.GET.get(f"by_{name}", "") for name in one.filters}
    category = request.GET.get("category", "")
    listed = [
        (stored, list_cells(seen, stored.row, rights["see_small_numbers"], spoken))
        for stored in rows
        if _passes(one, stored.row, chosen, spoken)
    ]
    given = {
        "organisation": found,
        "register": one,
        "title": one.say(one.title, spoken),
        "about": one.say(one.about, spoken),
        "above": above,
        "headings": list_headings(seen, spoken),
        "rows": listed,
        "all_rows": len(rows),
        "filters": _filters(one, plain_rows, chosen | {"category": category}, spoken),
        "history": told_changes(one, queries.history_of(found, one), rights, spoken),
        "hides": bool(one.counts) and not rights["see_small_numbers"],
        "can_change": can_change(one, rights),
        "query": request.GET.urlencode(),
        "has_example": one.name == "processes",
        "knobs": _knobs(request, spoken) if one.outcome(SPREADING) else [],
        "problems": _knob_problems(request, spoken) if one.outcome(SPREADING) else [],
        "has_answers": one.name in ("dependencies", "answers"),
        "may": rights,
    }
    return render(request, "agenda/register.html", given)


def _knobs(request: HttpRequest, spoken: Language) -> list[tuple[str, str, str]]:
    """How far ahead and with how much more: the name of each field, its label and what it holds."""
    ahead, _ = read_look_ahead(request.GET.dict())
    fields = (
        ("years", mark("Years ahead"), spoken.figure(ahead.years)),
        ("more", mark("Exercises a year more to try"), spoken.figure(ahead.more)),
    )
    return [
        (name, spoken.text(label), request.GET.get(name, "")[:MOST_TYPED] or value)
        for name, label, value in fields
    ]


def _knob_problems(request: HttpRequest, spoken: Language) -> list[tuple[str, str]]:
    """What is wrong with what was typed there."""
    _, problems = read_look_ahead(request.GET.dict())
    return [(one.message(spoken), one.remedy(spoken)) for one in problems]


def known(name: str) -> Register:
    """The register with this name; else there is no page."""
    if name not in read_registers():
        raise Http404
    return read_registers()[name]


def may_see(one: Register, rights: Mapping[str, bool]) -> bool:
    """Whether who has these rights sees a register at all."""
    return not one.guarded or rights["see_guarded_registers"]


def seen_by(one: Register, rights: Mapping[str, bool]) -> Register:
    """The register, for who may see it; raises PermissionDenied."""
    if not may_see(one, rights):
        raise PermissionDenied
    return one


def as_seen(one: Register, rights: Mapping[str, bool]) -> Register:
    """A register as who has these rights sees it: without contacts where they may not, and without
    columns that are told in totals alone where they may not see small numbers."""
    hidden = () if rights["see_register_contacts"] else one.personal
    in_total = () if rights["see_small_numbers"] else one.in_total
    return one.without((*hidden, *in_total)) if hidden or in_total else one


def can_change(one: Register, rights: Mapping[str, bool]) -> bool:
    """Whether who has these rights may change rows; not without seeing the numbers in them."""
    numbers = not one.counts or rights["see_small_numbers"]
    return rights["change_registers"] and numbers and may_see(one, rights)


def _above(
    request: HttpRequest, found: Organisation, one: Register, rows: list[dict[str, Any]]
) -> Shown:
    """What follows from a register."""
    spoken = words()
    if one.name == "portfolio":
        return _portfolio(request, found, spoken)
    rights = may(request.standing, found.pk)
    facts = region_queries.facts_shown_to(request.standing, found)
    seeing = Seeing(
        spoken,
        rights["see_small_numbers"],
        agenda_queries.today(),
        lambda: region_of(facts),
        lambda: agenda_queries.known_commitments(found) if rights["see_agenda"] else None,
        read_look_ahead(request.GET.dict())[0],
        lambda: queries.plain_rows_of(found, read_registers()[CAPABILITIES]),
    )
    return shown_above(one, rows, seeing) + _published(found, one, spoken)


def _published(found: Organisation, one: Register, spoken: Language) -> Shown:
    """What the organisations above this one have published: who may pledge something sees it."""
    if PUBLISHED not in one.table.names:
        return Shown()
    heads = [one.heading(name, spoken) for name in TOLD_BELOW]
    return Shown(
        tables=[
            ShownTable(
                spoken.text(mark("Published by {name}"), name=over.name),
                heads,
                [[shown(one, name, row[name], spoken) for name in TOLD_BELOW] for row in rows],
            )
            for over, rows in queries.published_above(found, one, agenda_queries.today())
        ]
    )


def _portfolio(request: HttpRequest, found: Organisation, spoken: Language) -> Shown:
    """The portfolio, filtered by category and status, with how far those below are."""
    portfolio = read_portfolio()
    catalogue = {one.measure: one for one in read_catalogue()}
    statuses, below = queries.statuses_of(found), queries.statuses_below(found)
    heads, rows = portfolio_sheet(portfolio, statuses, catalogue, spoken)
    categories = [idea.category for idea in portfolio.ideas]
    categories += [""] * len(portfolio.unnamed_proposals)
    asked = request.GET.get("category", "")
    status = request.GET.get("by_status", "")
    told = spoken.text(STATUS_WORDS[status]) if status in STATUS_WORDS else ""
    if below:
        heads.append(spoken.text(mark("Below you")))
        rows = [[*row, _counted(below.get(at + 1), spoken)] for at, row in enumerate(rows)]
    kept = [
        row
        for row, category in zip(rows, categories, strict=True)
        if asked in ("", category) and told in ("", row[6])
    ]
    title = spoken.text(mark("From proposals to ideas to categories"))
    note = spoken.text(
        mark(
            "From the report of the Mauritssymposium of 17 January 2025. The list of the proposals "
            "themselves is not part of it: what no idea names is shown as not assigned."
        )
    )
    table = ShownTable(spoken.text(mark("The ideas")), heads, kept)
    return Shown((), [Picture(title, portfolio_svg(portfolio, spoken), note)], [table])


def _counted(counts: Mapping[str, int] | None, spoken: Language) -> str:
    """How many organisations are how far, in words."""
    if not counts:
        return ""
    return ", ".join(
        f"{spoken.text(STATUS_WORDS[status])}: {counts[status]}"
        for status in STATUS_WORDS
        if counts.get(status)
    )


def _passes(one: Register, row: Mapping[str, Any], chosen: Mapping[str, str], w: Language) -> bool:
    return all(not value or str(row[name]) == value for name, value in chosen.items())


def _filters(
    one: Register, rows: list[dict[str, Any]], chosen: Mapping[str, str], spoken: Language
) -> list[dict[str, Any]]:
    """For each column to filter by its name, label and the values there are."""
    found = [
        {
            "name": f"by_{name}",
            "label": one.heading(name, spoken),
            "chosen": chosen[name],
            "values": [
                (str(value), shown(one, name, value, spoken))
                for value in sorted({row[name] for row in rows}, key=str)
                if str(value)
            ],
        }
        for name in one.filters
    ]
    if one.name == "portfolio":
        found = [
            _choice("by_status", mark("How far"), STATUS_WORDS, chosen["status"], spoken),
            _choice(
                "category", mark("Category"), CATEGORY_WORDS, chosen.get("category", ""), spoken
            ),
        ]
    return [each for each in found if each["values"]]


def _choice(
    name: str, label: str, values: Mapping[str, str], chosen: str, spoken: Language
) -> dict[str, Any]:
    told = [(value, spoken.text(word)) for value, word in values.items()]
    return {"name": name, "label": spoken.text(label), "chosen": chosen, "values": told}


def _matrix_page(request: HttpRequest, found: Organisation) -> HttpResponse:
    """The matrix: how much each level does, and every row."""
    spoken = words()
    by, groups = _groups(request, found, spoken)
    taxonomy = read_twin_library().taxonomy
    counts = [(group_name(key, by, taxonomy, spoken), n) for key, n in counts_of(groups)]
    heads, rows = matrix_sheet(groups, by, taxonomy, spoken)
    asked = request.GET.get("group", "")
    names = [name for name, _ in counts]
    note = spoken.text(
        mark("A number says on how many measures and commitments a level decides in that group.")
    )
    svg = matrix_svg(counts, spoken)
    picture = Picture(spoken.text(mark("How many things each level does")), svg, note)
    kept = [row for row in rows if asked in ("", row[0])]
    values = [(name, name) for name in names]
    label = spoken.text(BY_WORDS[by]).capitalize()
    given = {
        "organisation": found,
        "title": spoken.text(MATRIX_TITLE),
        "about": spoken.text(MATRIX_ABOUT),
        "above": Shown((), [picture], [ShownTable(spoken.text(mark("All rows")), heads, kept)]),
        "filters": [
            _choice("by", mark("Put together by"), BY_WORDS, by, spoken),
            {"name": "group", "label": label, "chosen": asked, "values": values},
        ],
        "may": may(request.standing, found.pk),
        "is_matrix": True,
    }
    return render(request, "agenda/register.html", given)


def _groups(request: HttpRequest, found: Organisation, spoken: Language) -> tuple[str, Any]:
    asked = request.GET.get("by", PILLARS)
    by = asked if asked in BY else PILLARS
    commitments = queries.commitments_as_doings(found)
    rows = doings(read_catalogue(), read_portfolio(), commitments, spoken.code)
    return by, group_rows(rows, by)


@require_safe
def register_file(
    request: HttpRequest, organisation: int, register: str, ending: str
) -> HttpResponse:
    """A register as a file to keep; with `what=shown` what follows from it instead of its rows."""
    found = get_object_or_404(Organisation, pk=organisation)
    spoken = words()
    if register == MATRIX:
        by, groups = _groups(request, found, spoken)
        sheet = matrix_sheet(groups, by, read_twin_library().taxonomy, spoken)
        return file_of_table(MATRIX_TITLE, sheet, ending, spoken)
    rights = may(request.standing, found.pk)
    one = seen_by(known(register), rights)
    rows = queries.plain_rows_of(found, one)
    asked = request.GET.get("what", "")
    if asked == "shown":
        return file_of(one.title, _above(request, found, one, rows).tables, ending, spoken, one)
    if asked == "example" and one.name == "processes":
        rows = list(read_process_example(spoken.code))
    kept = sheet_to_keep(as_seen(one, rights), rows, rights["see_small_numbers"], spoken)
    return file_of_table(one.say(one.title, spoken), kept, ending, spoken)
