"""A scenario as a person types it in a form, and back: every field is a text until it is read.

Rules:
1. What the form has no field for travels along unread, as JSON: nothing of a scenario is lost.
2. A number may have a decimal comma. What is no number stays as it was typed, so that the parser of
   scenarios refuses it in words and the person finds it again.
3. A figure has a middle, and a low and a high end where it is drawn. Without both it is fixed at
   its middle; one end that is left empty lies at the middle.
4. Which words go into which language: what is typed is of the language of the page. Where it is
   changed the other language takes it over, since its words are about what stood there before.
5. A share is typed as per cent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from weerbaar.common.refusals import Problem
from weerbaar.twin.parsing import MAX_SHOCKS
from weerbaar.twin.reading import ID_LENGTH

SHOCKS, LOADS = "shocks", "loads"
FIGURES: Mapping[str, tuple[str, ...]] = {
    "": ("temperature_c", "start_hour"),
    SHOCKS: ("from_h", "duration_h", "depth"),
    LOADS: ("amount", "from_h", "duration_h"),
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "": ("name", "summary", "source"),
    SHOCKS: ("name", "restoration"),
    LOADS: ("name", "what"),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "": (),
    SHOCKS: ("kinds", "municipalities", "areas"),
    LOADS: (),
}
"""Fields by the sort of part they are in; "" is the scenario itself."""
ENDS = ("", "-p10", "-p90")
PER_CENT = ("depth",)
USUAL: Mapping[str, str] = {"from_h": "0", "duration_h": "24", "depth": "100", "amount": "0"}
MOST_REST = 200_000
MOST_DIGITS = 12
PLACE = re.compile(r"(shocks|loads)\[(\d+)\]\.?(\w*)")
NOT_IN_IDENTIFIER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Typed:
    """One part as typed: its texts by field, its choices by field, and what has no field."""

    texts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rest: str = "{}"


@dataclass(frozen=True)
class TypedScenario:
    """A scenario as typed."""

    top: Typed
    shocks: tuple[Typed, ...]
    loads: tuple[Typed, ...]


def typed_of(content: Mapping[str, Any], language: str) -> TypedScenario:
    """What a form shows of the content of a scenario's file."""
    top = dict(content)
    shocks, loads = top.pop(SHOCKS, []), top.pop(LOADS, [])
    for name in ("name", "summary"):
        top[name] = top.get(f"{name}_{language}", "")
    return TypedScenario(
        _typed("", top),
        tuple(_typed(SHOCKS, part) for part in shocks),
        tuple(_typed(LOADS, part) for part in loads),
    )


def read_typed(sent: Mapping[str, Sequence[str]]) -> TypedScenario:
    """What a person sent: for each field of the form its values."""
    return TypedScenario(
        _sent("", "", sent),
        tuple(_sent(SHOCKS, f"{SHOCKS}-{i}-", sent) for i in _numbers(SHOCKS, sent)),
        tuple(_sent(LOADS, f"{LOADS}-{i}-", sent) for i in _numbers(LOADS, sent)),
    )


def content_of_typed(typed: TypedScenario, language: str) -> dict[str, Any]:
    """The content of a scenario's file, for the parser to judge; what is no number stays a text."""
    content = _content("", typed.top)
    other = "en" if language == "nl" else "nl"
    for name in ("name", "summary"):
        text, mine, theirs = content.pop(name, ""), f"{name}_{language}", f"{name}_{other}"
        said = content.pop(mine, None)
        if not text:
            continue
        if text != said:
            content[theirs] = text
        content[mine] = text
    content["scenario"] = identifier_of(str(content.get(f"name_{language}", "")))
    for name, parts in ((SHOCKS, typed.shocks), (LOADS, typed.loads)):
        if parts:
            content[name] = [_content(name, part) for part in parts]
    return content


def identifier_of(name: str) -> str:
    """An identifier that may be part of the name of a file, from a name on screen."""
    made = NOT_IN_IDENTIFIER.sub("-", name.lower()).strip("-")[:ID_LENGTH].strip("-")
    return made or "own"


def with_part(typed: TypedScenario, sort: str) -> TypedScenario:
    """With one shock or load more, at most MAX_SHOCKS."""
    parts = getattr(typed, sort)
    if len(parts) >= MAX_SHOCKS:
        return typed
    texts = {name: USUAL.get(name, "") for name in (*FIGURES[sort], *WORDS[sort])}
    texts |= {"restoration": "together"} if sort == SHOCKS else {"what": "arrivals"}
    fresh = Typed(texts, dict.fromkeys(CHOICES[sort], ()))
    return _with(typed, sort, (*parts, fresh))


def without_part(typed: TypedScenario, sort: str, number: int) -> TypedScenario:
    """Without one shock or load, counted from 0; one that is not there changes nothing."""
    parts = getattr(typed, sort)
    return _with(typed, sort, tuple(part for i, part in enumerate(parts) if i != number))


def _with(typed: TypedScenario, sort: str, parts: tuple[Typed, ...]) -> TypedScenario:
    return replace(typed, shocks=parts) if sort == SHOCKS else replace(typed, loads=parts)


def renamed(typed: TypedScenario, names: Mapping[str, str]) -> TypedScenario:
    """With other names and another source, where those that stand are among these."""

    def other(part: Typed, field: str) -> Typed:
        text = part.texts.get(field, "")
        return replace(part, texts={**part.texts, field: names.get(text, text)})

    return TypedScenario(
        other(typed.top, "source"),
        tuple(other(part, "name") for part in typed.shocks),
        tuple(other(part, "name") for part in typed.loads),
    )


def field_of(problem: Problem) -> str:
    """The field of the form that a problem of the parser is about; empty where none is."""
    found = PLACE.match(problem.column)
    if found is None:
        name = re.sub(r"_(nl|en)$", "", problem.column)
        return name if name in (*FIGURES[""], *WORDS[""]) else ""
    sort, number, name = found[1], int(found[2]) - 1, found[3]
    known = (*FIGURES[sort], *WORDS[sort], *CHOICES[sort])
    return f"{sort}-{number}-{name if name in known else 'name'}"


def differing_lines(stands: str, typed: str) -> list[tuple[str, str]]:
    """Lines of two texts that are only in one of them, side by side: as it stands, as typed."""
    mine, theirs = stands.splitlines(), typed.splitlines()
    only_stands = [line for line in mine if line.strip() and line not in theirs]
    only_typed = [line for line in theirs if line.strip() and line not in mine]
    longest = max(len(only_stands), len(only_typed))
    pad = [""] * longest
    return list(zip((only_stands + pad)[:longest], (only_typed + pad)[:longest], strict=True))


# One part


def _typed(sort: str, part: Mapping[str, Any]) -> Typed:
    rest, texts = dict(part), {}
    for name in WORDS[sort]:
        texts[name] = str(rest.pop(name, ""))
    if sort == SHOCKS:
        texts["restoration"] = texts["restoration"] or "together"
    for name in FIGURES[sort]:
        value = rest.pop(name, None)
        drawn = isinstance(value, Mapping)
        middle = value.get("p50", "") if isinstance(value, Mapping) else value
        usual = USUAL.get(name, "") if name in ("from_h", "depth") else ""
        texts[name] = usual if middle is None else _number_text(middle, name)
        for end in ("p10", "p90"):
            held = value.get(end, "") if isinstance(value, Mapping) and drawn else ""
            texts[f"{name}-{end}"] = _number_text(held, name)
    choices = {name: tuple(str(v) for v in rest.pop(name, ())) for name in CHOICES[sort]}
    return Typed(texts, choices, json.dumps(rest, ensure_ascii=False))


def _sent(sort: str, prefix: str, sent: Mapping[str, Sequence[str]]) -> Typed:
    def one(name: str) -> str:
        values = sent.get(prefix + name, ())
        return str(values[-1]).replace("\r\n", " ").replace("\n", " ").strip() if values else ""

    texts = {name: one(name) for name in WORDS[sort]}
    texts |= {name + end: one(name + end) for name in FIGURES[sort] for end in ENDS}
    choices = {name: tuple(sent.get(prefix + name, ())) for name in CHOICES[sort]}
    return Typed(texts, choices, one("rest") or "{}")


def _numbers(sort: str, sent: Mapping[str, Sequence[str]]) -> list[int]:
    """Which parts of a sort were sent, in their order; no more than a scenario may have."""
    found = {
        int(match[1])
        for key in sent
        if (match := re.fullmatch(rf"{sort}-(\d{{1,4}})-name", key, re.ASCII))
    }
    return sorted(found)[: MAX_SHOCKS + 1]


def _content(sort: str, part: Typed) -> dict[str, Any]:
    content = {**_rest(part.rest), **{name: part.texts.get(name, "") for name in WORDS[sort]}}
    for name in FIGURES[sort]:
        figure = _figure(name, part.texts)
        if figure is not None:
            content[name] = figure
    content |= {name: list(part.choices.get(name, ())) for name in CHOICES[sort]}
    if sort == SHOCKS and content.get("restoration") == "together":
        del content["restoration"]
    # A text that is left empty is a key that is missing: the parser says which.
    return {name: value for name, value in content.items() if value not in ([], "")}


def _rest(text: str) -> dict[str, Any]:
    """What travelled along; nothing where it was spoiled on the way."""
    if len(text) > MOST_REST:
        return {}
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _figure(name: str, texts: Mapping[str, str]) -> Any:
    """A number, or one with its ends; None where nothing was typed."""
    middle, low, high = (_of_hundred(name, _number(texts.get(name + end, ""))) for end in ENDS)
    if low == high == "":
        return None if middle == "" else middle
    ends = {"p10": middle if low == "" else low, "p90": middle if high == "" else high}
    return {**ends, "p50": middle}


def _number(text: str) -> float | str:
    """The number in a text; what is none, as it was typed."""
    try:
        number = float(text.replace(",", ".")) if text else ""
    except ValueError:
        return text
    is_finite = isinstance(number, str) or abs(number) < float("inf")
    return number if is_finite else text


def _of_hundred(name: str, value: float | str) -> float | str:
    """What was typed as per cent as a share; the digits that dividing adds are left out."""
    if name not in PER_CENT or isinstance(value, str):
        return value
    return round(value / 100, MOST_DIGITS)


def _number_text(value: Any, name: str = "") -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    shown = round(100.0 * value, MOST_DIGITS) if name in PER_CENT else float(value)
    return repr(int(shown)) if shown.is_integer() else repr(shown)
