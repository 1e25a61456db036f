"""Reads a filled form of questions.py back, and puts what was said into the region.

Rules:
1. Only answered rows count; an empty form changes nothing. Every mistake is listed at once, with
   the row and the column as they stand on screen.
2. The mark must be there. A form of another region is refused; one of an earlier state of this
   region is accepted, and a note says so. Rows of what is gone since then are refused.
3. All three times are needed, rising: uncertainty is what we ask for.
4. Suppliers named for an input take the place of all earlier ones; together they give all of it.
5. Who answers is an organisation; its name, the date and how sure it is are required.
6. Of two answers on the same consumer and input the newer stays, as `stating` says.
How times and percentages are read stands in `amounts`, how dates are in `common.notation`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.notation import named_day
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.sheets import Cell, Sheet, one_line
from weerbaar.common.tables import Rows, rows_of
from weerbaar.drawing.forms import box_code
from weerbaar.region.amounts import hours_of, share_of
from weerbaar.region.bundle import region_hash
from weerbaar.region.check import MOST_OFF
from weerbaar.region.inputs import inputs_by_kind, suppliers_in
from weerbaar.region.names import SiteNames, site_names
from weerbaar.region.questions import (
    CONFIDENCE_WORDS,
    FORM,
    HASH_DIGITS,
    KEYS,
    MARK,
    PARTS,
    ROLE,
    SUBJECTS,
    VERSION,
    areas_digest,
)
from weerbaar.region.region import Library, Region
from weerbaar.region.stating import (
    FUTURE_DATE,
    PERSONAL_DATA,
    Stated,
    holds_personal_data,
    with_autonomies,
    with_links,
    with_source,
)
from weerbaar.region.tables import AUTONOMIES, CONFIDENCE, OWN_LINKS, UNKNOWN

NOT_A_FORM = ProblemKind(
    "not-a-form",
    mark("This is not a form that Weerbaar made, or a part of it is missing: {value}."),
    mark("Give the whole XLSX file of the form; type answers from paper into that file."),
)
FORM_TWICE = ProblemKind(
    "form-part-twice",
    mark("Part {value} of the form stands in this file more than once."),
    mark("Keep one sheet of each part; send another organisation's answers as another file."),
)
OTHER_VERSION = ProblemKind(
    "form-of-other-version",
    mark("The form has version {value}; this program reads version {known}."),
    mark("Make the form again and copy the answers into it."),
)
OTHER_REGION = ProblemKind(
    "form-of-other-region",
    mark("The form belongs to the region {value}, which has other areas than {known}."),
    mark("Read it into a region with those areas, or make a form for this one."),
)
MISSING_ANSWER = ProblemKind(
    "missing-answer",
    mark("{column} is empty."),
    mark("Fill it in: without it your other answers cannot be used."),
)
TIME_MISSING = ProblemKind(
    "time-missing",
    mark("{column} is empty."),
    mark(
        "Give the shortest, the usual and the longest time, all three. Not sure? Then put them "
        "further apart."
    ),
)
TIMES_NOT_RISING = ProblemKind(
    "times-not-rising",
    mark("The shortest, usual and longest time do not rise: {value}."),
    mark("Put the shortest time first and the longest last; they may be equal."),
)
NOT_SURE_HOW_SURE = ProblemKind(
    "not-a-confidence",
    mark("{column} is “{value}”."),
    mark("Choose one: {known}."),
)
NOT_A_DAY = ProblemKind(
    "not-a-day",
    mark("The date is “{value}”, which is not a date."),
    mark("Write it like 2026-11-21 or 21-11-2026."),
)
NO_QUESTION = ProblemKind(
    "unknown-question",
    mark("This row asks about {value}, which the region does not have."),
    mark("Make the form again for the region as it is now, and copy the answers into it."),
)
ROW_TWICE = ProblemKind(
    "row-answered-twice",
    mark("There are two answers about {value}."),
    mark("Keep one of the two rows."),
)
UNKNOWN_SUPPLIER = ProblemKind(
    "unknown-supplier",
    mark("{column} is “{value}”; the region has no such site that can supply this."),
    mark("Write the name or identifier as it stands in the region. It can be: {kinds}."),
)
MANY_SUPPLIERS = ProblemKind(
    "supplier-name-twice",
    mark("{column} is “{value}”; the region has several sites of that name."),
    mark("Write the identifier of the one you mean."),
)
TOO_LITTLE_SUPPLY = ProblemKind(
    "suppliers-give-too-little",
    mark("The suppliers you name give {value} % together, less than 100 %."),
    mark("Name all suppliers of this input, also those that stay the same."),
)
WEIGHT_WITHOUT_SUPPLIER = ProblemKind(
    "percentage-without-supplier",
    mark("{column} is empty, but there is a percentage beside it."),
    mark("Name the supplier, or empty the percentage."),
)
NOTHING_SUPPLIED = ProblemKind(
    "supplier-of-nothing",
    mark("{column} is 0 %: this supplier gives nothing."),
    mark("Give more than 0, or empty the row."),
)
# The last two tell a person something and refuse nothing.
OLDER_FORM = ProblemKind(
    "form-of-earlier-region",
    mark("The form was made for another state of this region; its answers are used."),
    mark("Nothing to do, unless the questions have changed much."),
)
IN_OWN_WORDS = ProblemKind(
    "said-in-own-words",
    mark("{organisation} says on “{meaning}”: {value}"),
    mark("Read it; nothing is reckoned with it."),
)
# A source's title is data of the region, so it stands in one language.
TITLE = "Opgave van {organisation}"

NOT_IN_IDENTIFIER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Answers:
    """What a form says: rows of AUTONOMIES and of OWN_LINKS (by identifier), and notes.

    `file` is the form's. `organisation`, `date` and `source` are empty where nothing was answered.
    """

    autonomies: Rows
    links: Rows
    notes: tuple[Problem, ...] = ()
    file: str = ""
    organisation: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True)
class _Part:
    """One part of the form as it was found: its sheet, and where each box and key stands."""

    sheet: Sheet
    place: Mapping[str, int]

    def label(self, name: str) -> str:
        """The header of a box, as it stands on screen."""
        return self.sheet.header[self.place[name]] if name in self.place else name

    def lines(self) -> Iterable[_Line]:
        """The lines, each with its row on screen."""
        for row, cells in zip(self.sheet.rows, self.sheet.lines, strict=True):
            yield _Line(self, row, {name: cells[at] for name, at in self.place.items()})


@dataclass(frozen=True)
class _Line:
    """One row of a part: the cells by box or key, and the problems found in them so far."""

    part: _Part
    row: int
    cells: Mapping[str, Cell]
    problems: list[Problem] = field(default_factory=list)

    def written(self, name: str) -> str:
        """The cell as one line of text; empty where it is empty."""
        return one_line(self.cells.get(name))

    def refuse(self, kind: ProblemKind, name: str, value: object = "", **params: object) -> None:
        label = self.part.label(name) if name else ""
        self.problems.append(Problem(kind, self.part.sheet.file, self.row, label, value, params))

    def hours(self, name: str) -> float:
        """The cell as hours; unknown where it is empty or refused."""
        return self._amount(name, hours_of)

    def share(self, name: str) -> float:
        """The cell as a share of a percentage; unknown where it is empty or refused."""
        return self._amount(name, share_of)

    def confidence(self) -> str:
        """How sure, as in CONFIDENCE; required."""
        text = self.written("confidence")
        for words in CONFIDENCE_WORDS.values():
            if text.lower() in words:
                return CONFIDENCE[words.index(text.lower())]
        if not text:
            self.refuse(MISSING_ANSWER, "confidence")
        else:
            known = ", ".join(
                "/".join(words) for words in zip(*CONFIDENCE_WORDS.values(), strict=True)
            )
            self.refuse(NOT_SURE_HOW_SURE, "confidence", text, known=known)
        return ""

    def _amount(self, name: str, read: Callable[[Cell], float | ProblemKind]) -> float:
        found = read(self.cells.get(name))
        if isinstance(found, ProblemKind):
            self.refuse(found, name, self.written(name))
            return UNKNOWN
        return found


def read_form(
    sheets: Sequence[Sheet], region: Region, library: Library, today: str = ""
) -> tuple[Answers, list[Problem]]:
    """What the sheets of a filled form say about this region, with every problem found.

    Where there are problems the answers are not complete; refuse the form then.
    """
    parts, problems = _find_parts(sheets)
    if "W" not in parts:
        file = sheets[0].file if sheets else ""
        return _no_answers(), problems or [Problem(NOT_A_FORM, file, value="W")]
    head = {line.written("field"): line for line in parts["W"].lines()}
    notes, found = _check_mark(head.get(MARK), parts["W"], region)
    lines = {letter: _answered(part, letter) for letter, part in parts.items() if letter != "W"}
    if problems or found or not any(lines.values()):
        return _no_answers(notes), problems + found
    said, problems = _read_head(head, parts["W"], today)
    autonomies = _read_autonomies(lines.get("A", []), region, library, said)
    links = _read_links(lines.get("B", []), region, library, said)
    notes += _free_notes(lines.get("C", []), head, said)
    problems += [p for letter in sorted(lines) for line in lines[letter] for p in line.problems]
    answers = Answers(
        rows_of(AUTONOMIES, autonomies),
        rows_of(OWN_LINKS, links),
        tuple(notes),
        parts["W"].sheet.file,
        **said,
    )
    return answers, problems


def merge_answers(
    region: Region, library: Library, answers: Answers
) -> tuple[Region, list[Problem]]:
    """The region with these answers and their source in it, and notes on what a person should know.

    Raises Refused where an answer does not fit. Check the region
    afterwards.
    """
    notes = list(answers.notes)
    if not len(answers.autonomies) and not len(answers.links):
        return region, notes
    title = TITLE.format(organisation=answers.organisation)
    merged = with_source(region, answers.source, title, answers.date[:4])
    if len(answers.autonomies):
        stated = Stated(answers.file, answers.autonomies, [None] * len(answers.autonomies))
        merged, found = with_autonomies(merged, library, stated, answers.source)
        notes += found
    if len(answers.links):
        stated = Stated(answers.file, answers.links, [None] * len(answers.links))
        merged = with_links(merged, library, stated, answers.source)
    return merged, notes


def is_form(sheet: Sheet) -> bool:
    """Whether this is a sheet of a form: it has the keys of a part and boxes with its codes."""
    letters = _letters(sheet)
    return any(set(KEYS[letter]) <= {name.strip() for name in sheet.header} for letter in letters)


def source_id(organisation: str, day: str) -> str:
    """The identifier of what an organisation said on a day: `said-vitens-2026-11-21`."""
    plain = unicodedata.normalize("NFKD", organisation.lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    # A name without Latin letters keeps its own: a source's identifier may hold them.
    return f"said-{re.sub(NOT_IN_IDENTIFIER, '-', letters).strip('-')}-{day}"


def _find_parts(sheets: Sequence[Sheet]) -> tuple[dict[str, _Part], list[Problem]]:
    """The parts by letter, and the problem of each that is there twice or not whole."""
    parts: dict[str, _Part] = {}
    problems = []
    for sheet in sheets:
        letters = _letters(sheet)
        if len(letters) != 1:
            continue
        letter = letters.pop()
        if letter in parts:
            problems.append(Problem(FORM_TWICE, sheet.file, value=letter))
            continue
        parts[letter] = _Part(sheet, _places(sheet, letter))
        for name in (*KEYS[letter], *PARTS[letter]):
            if name not in parts[letter].place:
                problems.append(Problem(NOT_A_FORM, sheet.file, 1, value=_header(letter, name)))
    return parts, problems


def _letters(sheet: Sheet) -> set[str]:
    """The parts of which the sheet has boxes."""
    codes = [box_code(header) for header in sheet.header]
    return {code[0] for code in codes if code is not None and code[0] in PARTS}


def _places(sheet: Sheet, letter: str) -> dict[str, int]:
    names = {(letter, number): name for number, name in enumerate(PARTS[letter], start=1)}
    place = {}
    for at, header in enumerate(sheet.header):
        code = box_code(header)
        if code in names:
            place[names[code]] = at
        elif header.strip() in KEYS[letter]:
            place[header.strip()] = at
    return place


def _header(letter: str, name: str) -> str:
    """What the header of a missing column begins with."""
    return name if name in KEYS[letter] else f"{letter}{PARTS[letter].index(name) + 1}"


def _check_mark(
    line: _Line | None, part: _Part, region: Region
) -> tuple[list[Problem], list[Problem]]:
    """The note that the region has changed, where it has; and why the mark is refused."""
    words = line.written("value").split() if line else []
    if line is None or len(words) != 6 or words[0] != FORM:
        shown = " ".join(words) or MARK
        row = line.row if line else None
        return [], [Problem(NOT_A_FORM, part.sheet.file, row, part.label("value"), shown)]
    _, version, identifier, digits, _, areas = words
    if version != VERSION:
        line.refuse(OTHER_VERSION, "value", version, known=VERSION)
    elif areas != areas_digest(region):
        line.refuse(OTHER_REGION, "value", identifier, known=region.region)
    same = digits == region_hash(region)[:HASH_DIGITS]
    notes = [] if same else [Problem(OLDER_FORM, part.sheet.file)]
    return notes, line.problems


def _read_head(
    head: Mapping[str, _Line], part: _Part, today: str
) -> tuple[dict[str, str], list[Problem]]:
    """Organisation, date and source, with what is missing in them."""
    said = {"organisation": "", "date": "", "source": ""}
    problems: list[Problem] = []
    for name in ("organisation", "date"):
        line = head.get(name)
        if line is None:
            problems.append(Problem(NOT_A_FORM, part.sheet.file, value=name))
            continue
        text = line.written("value")
        said[name] = _day(text) if name == "date" else text
        label = line.written("what") or name
        file, row = part.sheet.file, line.row
        if not any(c.isalnum() for c in text):
            problems.append(Problem(MISSING_ANSWER, file, row, label))
        elif not said[name]:
            problems.append(Problem(NOT_A_DAY, file, row, part.label("value"), text))
        elif name == "date" and today and said[name] > today:
            problems.append(Problem(FUTURE_DATE, file, row, label, text))
        problems += line.problems
    said["source"] = source_id(said["organisation"], said["date"])
    return said, problems


def _answered(part: _Part, letter: str) -> list[_Line]:
    """The lines in which at least one box is filled in."""
    shown = ("question", "estimate", "present")
    boxes = [name for name in PARTS[letter] if name not in shown]
    return [line for line in part.lines() if any(line.written(name) for name in boxes)]


def _read_autonomies(
    lines: Iterable[_Line], region: Region, library: Library, said: Mapping[str, str]
) -> list[dict[str, Any]]:
    known = _known_inputs(region, library)
    seen: set[tuple[str, str]] = set()
    rows = []
    for line in lines:
        key = line.written("consumer"), line.written("input")
        _check_question(line, key, known)
        if key in seen:
            line.refuse(ROW_TWICE, "question", line.written("question"))
        seen.add(key)
        row = _read_autonomy(line)
        if not line.problems:
            rows.append({"consumer": key[0], "input": key[1], **row, **said})
    return rows


def _read_autonomy(line: _Line) -> dict[str, Any]:
    times = ("t_p10", "t_p50", "t_p90")
    row: dict[str, Any] = {name: line.hours(name) for name in times}
    for name in times:
        if not line.written(name):
            line.refuse(TIME_MISSING, name)
    given = [row[name] for name in times]
    if not any(math.isnan(time) for time in given) and sorted(given) != given:
        line.refuse(TIMES_NOT_RISING, "t_p50", ", ".join(f"{time:g}" for time in given))
    return row | {
        "floor": line.share("floor"),
        "lag_h": line.hours("lag_h"),
        "fail_start": line.share("fail_start"),
        "confidence": line.confidence(),
        "note": line.written("note"),
    }


def _read_links(
    lines: Sequence[_Line], region: Region, library: Library, said: Mapping[str, str]
) -> list[dict[str, Any]]:
    known = _known_inputs(region, library)
    names = site_names(region)
    seen: set[tuple[str, str, str]] = set()
    rows = []
    lines = [line for line in lines if not _names_a_kind(line, library)]
    for line in lines:
        key = line.written("consumer"), line.written("input")
        _check_question(line, key, known)
        supplier = _supplier(line, names, known.get(key, frozenset()))
        if supplier and (*key, supplier) in seen:
            line.refuse(ROW_TWICE, "supplier", line.written("supplier"))
        seen.add((*key, supplier))
        rows.append(_link(key, supplier, _weight(line), said["source"]))
    _check_totals(lines, rows)
    return [row for row, line in zip(rows, lines, strict=True) if not line.problems]


def _names_a_kind(line: _Line, library: Library) -> bool:
    """Whether only the kind was filled in, as the form shows it where a supplier is not named."""
    names = {
        str(kind[column]).casefold()
        for kind in library.kinds
        for column in ("kind", "name_nl", "name_en")
    }
    return line.written("supplier").casefold() in names and not line.written("weight")


def _weight(line: _Line) -> float:
    """How much a supplier gives alone; all of it where nothing was filled in."""
    if not line.written("weight"):
        return 1.0
    share = line.share("weight")
    if share == 0:
        line.refuse(NOTHING_SUPPLIED, "weight")
    return share


def _check_totals(lines: Sequence[_Line], rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuses the last supplier of an input of which all together give too little."""
    totals: dict[tuple[str, str], float] = {}
    last: dict[tuple[str, str], _Line] = {}
    for line, row in zip(lines, rows, strict=True):
        key = row["consumer"], row["input"]
        totals[key] = totals.get(key, 0.0) + row["weight"]
        last[key] = line
    for key, line in last.items():
        if totals[key] < 1 - MOST_OFF:
            line.refuse(TOO_LITTLE_SUPPLY, "weight", f"{100 * totals[key]:g}")


def _link(key: tuple[str, str], supplier: str, weight: float, source: str) -> dict[str, Any]:
    return {
        "consumer": key[0],
        "input": key[1],
        "supplier": supplier,
        "weight": weight,
        "source": source,
    }


def _supplier(line: _Line, names: SiteNames, kinds: frozenset[str]) -> str:
    """The site that was named by identifier or by name, of one of these kinds; else empty."""
    text = line.written("supplier")
    if not text:
        line.refuse(WEIGHT_WITHOUT_SUPPLIER, "supplier")
        return ""
    meant = names.meant(text, kinds)
    if len(meant) == 1:
        return meant[0]
    if meant:
        line.refuse(MANY_SUPPLIERS, "supplier", text)
    elif kinds:
        line.refuse(UNKNOWN_SUPPLIER, "supplier", text, kinds=", ".join(sorted(kinds)))
    return ""


def _known_inputs(region: Region, library: Library) -> dict[tuple[str, str], frozenset[str]]:
    """For each consumer (kind or site) and input the kinds that can supply it."""
    takes = inputs_by_kind(library)
    sites = zip(region.sites["site"], region.sites["kind"], strict=True)
    return {
        (consumer, input_): suppliers_in(needs)
        for consumer, kind in (*zip(takes, takes, strict=True), *sites)
        for input_, needs in takes.get(kind, {}).items()
    }


def _check_question(
    line: _Line, key: tuple[str, str], known: Mapping[tuple[str, str], frozenset[str]]
) -> None:
    if key not in known:
        line.refuse(NO_QUESTION, "question", ", ".join(part for part in key if part) or "?")


def _free_notes(
    lines: Iterable[_Line], head: Mapping[str, _Line], said: Mapping[str, str]
) -> list[Problem]:
    """What was written in own words, and the department, as notes."""
    notes = []
    if "role" in head and head["role"].written("value"):
        notes.append(_note(head["role"], ROLE, "value", said))
    for line in lines:
        subject = line.written("subject")
        if holds_personal_data(line.written("answer")):
            line.refuse(PERSONAL_DATA, "answer", line.written("answer"))
        elif subject in SUBJECTS:
            notes.append(_note(line, SUBJECTS[subject], "answer", said))
        else:
            line.refuse(NO_QUESTION, "question", subject or "?")
    return notes


def _note(line: _Line, question: str, name: str, said: Mapping[str, str]) -> Problem:
    params = {"meaning": question, "organisation": said["organisation"]}
    file = line.part.sheet.file
    return Problem(IN_OWN_WORDS, file, line.row, value=line.written(name), params=params)


def _no_answers(notes: Sequence[Problem] = ()) -> Answers:
    return Answers(rows_of(AUTONOMIES, []), rows_of(OWN_LINKS, []), tuple(notes))


def _day(text: str) -> str:
    """The day as year-month-day; empty where it is none."""
    day = named_day(text)
    return day if isinstance(day, str) else ""
