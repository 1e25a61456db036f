"""What is asked of the organisation behind a process: how long its sites last, and on whom they
lean.

Rules:
1. There is one form per process, in four parts: W who answers, A how long it lasts without each
   input, B who supplies it, C what we forgot. A part without questions is left out.
2. A asks for each kind of site of the process that the region has, and for each known site of it
   by name. Our present estimate stands beside the question, with who said so.
3. B asks for each known site about each input: a row per supplier we have, and one more.
4. A site of a vital kind is named only in full, as consumer and as supplier; so are estimated
   sites. Otherwise the form speaks of the kind only.
5. No name of a person is asked for.
6. A mark says which form this is: name, version, region, 12 digits of the region's hash, process,
   and 8 that stand for its areas: a form may be read into any region of the same areas.

`answers.read_form` reads it back: it finds a box by its code (PARTS) and a row by its keys (KEYS).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.drawing.forms import Box, Form, Part
from weerbaar.region.bundle import region_hash
from weerbaar.region.inputs import Need, inputs_by_kind
from weerbaar.region.overview import kind_names, vital_kinds
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import CONFIDENCE

FORM = "weerbaar-form"
VERSION = "1"
AREA_DIGITS = 8
HASH_DIGITS = 12

# The boxes of each part in the order of their numbers: A3 is the third of A.
PARTS: Mapping[str, tuple[str, ...]] = {
    "W": ("what", "value", "why"),
    "A": (
        "question",
        "estimate",
        "t_p10",
        "t_p50",
        "t_p90",
        "floor",
        "lag_h",
        "fail_start",
        "confidence",
        "note",
    ),
    "B": ("question", "present", "supplier", "weight"),
    "C": ("question", "answer"),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "W": ("field",),
    "A": ("consumer", "input"),
    "B": ("consumer", "input"),
    "C": ("subject",),
}
MARK = "mark"
# How sure one is, in the words of each language, from low to high.
CONFIDENCE_WORDS: Mapping[str, tuple[str, ...]] = {
    "nl": ("laag", "midden", "hoog"),
    "en": CONFIDENCE,
}
INPUT_WORDS: Mapping[str, str] = {
    "power": mark("electric power"),
    "data": mark("internet and data"),
    "core": mark("the core of the mobile network"),
    "water": mark("water from the mains"),
    "goods": mark("new goods"),
    "fuel": mark("new fuel"),
    "switch": mark("the national payment system"),
    "comms": mark("telephone"),
    "oxygen": mark("new oxygen"),
    "control": mark("traffic control"),
    "bridge": mark("the bridge on the way"),
}
EVIDENCE_WORDS: Mapping[str, str] = {
    "S": mark("said in a source document"),
    "V": mark("seen in a public source"),
    "M": mark("not yet checked"),
    "A": mark("our own assumption"),
    "C": mark("computed"),
    "O": mark("said by the organisation itself"),
}
SUBJECTS: Mapping[str, str] = {
    "forgotten": mark("What do we forget in these questions?"),
    "first": mark("What goes wrong first with you when a crisis lasts longer than three days?"),
    "leans": mark("Whom or what do you need that is not asked about here?"),
    "helps": mark("What would help you to go on for longer?"),
}

ROLE = mark("Department or role")

UNKNOWN_PROCESS = ProblemKind(
    "unknown-process",
    mark("There is no process {value}."),
    mark("Use one of: {known}."),
)


@dataclass(frozen=True)
class _Asked:
    """What the questions are made from: the facts, the words, and who may know what."""

    region: Region
    library: Library
    language: Language
    full: bool
    names: Mapping[str, str]
    vital: frozenset[str]
    inputs: Mapping[str, Mapping[str, Sequence[Need]]]

    def text(self, message: str, **params: object) -> str:
        return self.language.text(message, **params)

    def name(self, site: Mapping[str, Any]) -> str:
        """The name of a site, or its kind where it may not be named."""
        kind = self.names[site["kind"]]
        if site["kind"] in self.vital and not self.full:
            return kind
        return site["name"] or f"{kind} {site['site']}"

    def named(self, site: Mapping[str, Any]) -> bool:
        """Whether the site has rows of its own, see rule 4."""
        return self.full or not (site["estimated"] or site["kind"] in self.vital)


def make_form(
    region: Region,
    library: Library,
    owner: Mapping[str, Any],
    language: Language,
    full: bool = False,
) -> Form:
    """The form of one process; `owner` is its row of the table PROCESSES, see `find_owner`.

    In full the form names vital and estimated sites and is confidential.
    """
    names = kind_names(library, language.code)
    vital, inputs = vital_kinds(library), inputs_by_kind(library)
    asked = _Asked(region, library, language, full, names, vital, inputs)
    kinds = _present_kinds(asked, owner["process"])
    parts = (
        _head_part(asked, owner["process"]),
        _autonomy_part(asked, kinds),
        _supplier_part(asked, kinds),
        _free_part(asked),
    )
    process = owner["name_nl" if language.code == "nl" else "name_en"]
    return Form(
        language=language.code,
        title=asked.text(mark("How long does it last? {process}"), process=upper(process)),
        place=region.name,
        about=asked.text(mark("Read first")),
        lead=_lead(asked, owner),
        parts=tuple(part for part in parts if part.rows),
        printed_words=asked.text(mark("Printed on {date}")),
        page_words=asked.text(mark("Page {page} of {pages}")),
        row_words=asked.text(mark("In the file: sheet {sheet}, row {row}")),
    )


def find_owner(owners: Iterable[Mapping[str, Any]], process: str) -> Mapping[str, Any]:
    """The row of a process in the table PROCESSES; raises Refused where there is none."""
    rows = {owner["process"]: owner for owner in owners}
    if process not in rows:
        raise Refused([Problem(UNKNOWN_PROCESS, value=process, params={"known": ", ".join(rows)})])
    return rows[process]


def form_mark(region: Region, process: str) -> str:
    """The mark of the form of a process for this region as it is now, see rule 6."""
    digits = region_hash(region)[:HASH_DIGITS]
    return " ".join((FORM, VERSION, region.region, digits, process, areas_digest(region)))


def areas_digest(region: Region) -> str:
    """Digits that stand for the areas of a region; all regions of the same areas have them."""
    codes = "\n".join(sorted(region.areas["code"]))
    return sha256(codes.encode()).hexdigest()[:AREA_DIGITS]


def _present_kinds(asked: _Asked, process: str) -> list[str]:
    present = set(asked.region.sites["kind"])
    return [
        kind["kind"]
        for kind in asked.library.kinds
        if kind["process"] == process and kind["kind"] in present
    ]


def _named_sites(asked: _Asked, kind: str) -> list[dict[str, Any]]:
    sites = asked.region.sites
    found = [site for site in sites.where(sites["kind"] == kind) if asked.named(site)]
    return sorted(found, key=lambda site: (site["name"], site["site"]))


def _lead(asked: _Asked, owner: Mapping[str, Any]) -> tuple[str, ...]:
    organisation = owner["organisation_nl" if asked.language.code == "nl" else "organisation_en"]
    secret = (
        mark("Confidential: this form names objects. Share it only with people who may know them.")
        if asked.full
        else mark("We do not name important objects here. Answer for all objects of a kind.")
    )
    return (
        asked.text(mark("This form is for: {organisation}."), organisation=organisation),
        asked.text(
            mark(
                "We work out who lacks what in a long crisis in {region}. For now we use "
                "estimates. You know better."
            ),
            region=asked.region.name,
        ),
        asked.text(
            mark(
                "Fill in what you know and leave the rest empty: then our estimate stays. You need "
                "not be sure. So give three times: the shortest, the usual and the longest. In "
                "1 in 10 cases it lasts shorter than the shortest, in 1 in 10 longer than the "
                "longest."
            )
        ),
        asked.text(
            mark(
                "Times are in hours. You may also write: 3 days or 2 weeks. A percentage is a "
                "number from 0 to 100."
            )
        ),
        asked.text(
            mark(
                "What we do with it: your answers go before our estimates. The name of your "
                "organisation and the date stand with them. We ask no names of people; do not "
                "write them down."
            )
        ),
        asked.text(secret),
    )


def _head_part(asked: _Asked, process: str) -> Part:
    boxes = (
        Box("field", "key"),
        Box("what", "shown", asked.text(mark("About you")), 30),
        Box("value", "text", asked.text(mark("Your answer")), 50),
        Box("why", "shown", asked.text(mark("Why we ask")), 60),
    )
    rows = (
        (
            "organisation",
            asked.text(mark("Organisation")),
            "",
            asked.text(mark("So that it is clear who says so.")),
        ),
        (
            "role",
            asked.text(ROLE),
            "",
            asked.text(mark("For questions later. No name of a person.")),
        ),
        (
            "date",
            asked.text(mark("Date")),
            "",
            asked.text(mark("Write it like 2026-11-21 or 21-11-2026. Newer answers go first.")),
        ),
        (
            MARK,
            asked.text(mark("Mark of this form")),
            form_mark(asked.region, process),
            asked.text(mark("Leave it as it is: it says which form this is.")),
        ),
    )
    return Part("W", asked.text(mark("Who")), asked.text(mark("Always fill this in.")), boxes, rows)


def _autonomy_part(asked: _Asked, kinds: Iterable[str]) -> Part:
    lead = mark(
        "How long does it go on, how much works after that, and how long does it take to start "
        "again? Always say how sure you are."
    )
    rows = tuple(row for kind in kinds for row in _autonomy_rows(asked, kind))
    return Part("A", asked.text(mark("Form")), asked.text(lead), _autonomy_boxes(asked), rows)


def _autonomy_boxes(asked: _Asked) -> tuple[Box, ...]:
    hours = asked.text(mark("Hours, such as 36. You may also write: 3 days."))
    percent = asked.text(mark("A number from 0 to 100."))
    words = CONFIDENCE_WORDS.get(asked.language.code, CONFIDENCE)
    sure = asked.text(mark("Choose one: {words}."), words=", ".join(words))
    return (
        Box("consumer", "key"),
        Box("input", "key"),
        Box("question", "shown", asked.text(mark("Question")), 42),
        Box("estimate", "shown", asked.text(mark("Our estimate now")), 42),
        Box("t_p10", "hours", asked.text(mark("Shortest time (hours)")), 12, hours),
        Box("t_p50", "hours", asked.text(mark("Usual time (hours)")), 12, hours),
        Box("t_p90", "hours", asked.text(mark("Longest time (hours)")), 12, hours),
        Box("floor", "percent", asked.text(mark("Still works after that (%)")), 12, percent),
        Box("lag_h", "hours", asked.text(mark("Time to start again (hours)")), 12, hours),
        Box(
            "fail_start",
            "percent",
            asked.text(mark("Chance that the back-up fails to start (%)")),
            14,
            percent,
        ),
        Box("confidence", "choice", asked.text(mark("How sure?")), 12, sure, words),
        Box("note", "text", asked.text(mark("Remark")), 36),
    )


def _autonomy_rows(asked: _Asked, kind: str) -> Iterator[tuple[str, ...]]:
    # The figures of an input are those of the first that can supply it.
    for need, *_ in asked.inputs.get(kind, {}).values():
        yield _autonomy_row(asked, kind, asked.names[kind], need, (kind,))
        for site in _named_sites(asked, kind):
            yield _autonomy_row(asked, site["site"], asked.name(site), need, (site["site"], kind))


def _autonomy_row(
    asked: _Asked, consumer: str, name: str, need: Mapping[str, Any], said_for: tuple[str, ...]
) -> tuple[str, ...]:
    question = asked.text(
        mark("{site}: how long does it go on without {input}?"),
        site=upper(name),
        input=_input_words(asked, need["input"]),
    )
    estimate = _estimate(asked, need, said_for)
    answers = len(PARTS["A"]) - 2
    return (consumer, need["input"], question, estimate, *("" for _ in range(answers)))


def _estimate(asked: _Asked, need: Mapping[str, Any], said_for: tuple[str, ...]) -> str:
    """Our present figures in words: those of the first consumer that spoke, else the library's."""
    figures = {**need, "origin": _evidence(asked, need["evidence"])}
    # What an organisation said of vital sites is for who may know it.
    public = asked.full or need["consumer"] not in asked.vital
    said = {
        row["consumer"]: row
        for row in asked.region.autonomies
        if public and row["input"] == need["input"]
    }
    given = next((said[consumer] for consumer in said_for if consumer in said), None)
    if given is not None:
        figures |= {name: value for name, value in given.items() if not _unknown(value)}
        figures["origin"] = f"{given['organisation']}, {given['date']}"
    return asked.text(
        mark(
            "Shortest {low}, usual {middle}, longest {high} hours. After that {floor} % works. "
            "Time to start again: {lag} hours. Fails to start: {fail} %. Source: {origin}."
        ),
        low=_number(asked, figures["t_p10"]),
        middle=_number(asked, figures["t_p50"]),
        high=_number(asked, figures["t_p90"]),
        floor=_number(asked, 100 * figures["floor"]),
        lag=_number(asked, figures["lag_h"]),
        fail=_number(asked, 100 * figures["fail_start"]),
        origin=figures["origin"],
    )


def _supplier_part(asked: _Asked, kinds: Iterable[str]) -> Part:
    boxes = (
        Box("consumer", "key"),
        Box("input", "key"),
        Box("question", "shown", asked.text(mark("Question")), 50),
        Box("present", "shown", asked.text(mark("Our supplier now")), 36),
        Box("supplier", "text", asked.text(mark("Your supplier: name or identifier")), 40),
        Box(
            "weight",
            "percent",
            asked.text(mark("How much can it supply alone? (%)")),
            20,
            asked.text(mark("A number from 0 to 100. Empty means 100.")),
        ),
    )
    lead = mark(
        "Fill in only what is different. Then name all suppliers of that input: they take the "
        "place of ours."
    )
    rows = tuple(row for kind in kinds for row in _supplier_rows(asked, kind))
    return Part("B", asked.text(mark("Suppliers")), asked.text(lead), boxes, rows)


def _supplier_rows(asked: _Asked, kind: str) -> Iterator[tuple[str, ...]]:
    sites = {site["site"]: site for site in asked.region.sites}
    links: dict[tuple[str, str], list[str]] = {}
    for link in asked.region.links:
        links.setdefault((link["consumer"], link["input"]), []).append(link["supplier"])
    for site in _named_sites(asked, kind):
        for input_ in asked.inputs.get(kind, {}):
            question = asked.text(
                mark("{site}: who supplies {input}?"),
                site=upper(asked.name(site)),
                input=_input_words(asked, input_),
            )
            present = [asked.name(sites[s]) for s in links.get((site["site"], input_), [])]
            for supplier in (*present, asked.text(mark("another one"))):
                yield (site["site"], input_, question, supplier, "", "")


def _free_part(asked: _Asked) -> Part:
    boxes = (
        Box("subject", "key"),
        Box("question", "shown", asked.text(mark("Question")), 50),
        Box("answer", "long", asked.text(mark("Your answer")), 90),
    )
    rows = tuple((subject, asked.text(text), "") for subject, text in SUBJECTS.items())
    lead = asked.text(mark("In your own words. We keep this as a note and reckon nothing with it."))
    return Part("C", asked.text(mark("More")), lead, boxes, rows)


def _input_words(asked: _Asked, input_: str) -> str:
    return asked.text(INPUT_WORDS[input_]) if input_ in INPUT_WORDS else input_


def _evidence(asked: _Asked, codes: str) -> str:
    """The evidence codes of a row in words, each once."""
    letters = dict.fromkeys(code.split(":")[0] for code in codes.split())
    return ", ".join(asked.text(EVIDENCE_WORDS[c]) for c in letters if c in EVIDENCE_WORDS)


def _number(asked: _Asked, value: float) -> str:
    """The number with as many decimals as it has, at most two."""
    decimals = next((d for d in (0, 1) if math.isclose(value, round(value, d), abs_tol=1e-9)), 2)
    return asked.language.number(value, decimals)


def _unknown(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
