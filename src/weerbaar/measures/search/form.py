"""The answers of a search as plain data and back, fit for JSON and a database.

Rules:
1. A record becomes a table of its fields, a tuple a list; `schema` says in which form.
2. Reading checks shape and types, not whether figures are right: what is read was written here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.measures.search.found import Found, Regret
from weerbaar.twin.parsing import OTHER_SCHEMA

SCHEMA = 1
LARGEST = 1e300

NOT_AN_ANSWER = ProblemKind(
    "not-an-answer-of-a-search",
    mark("This is no answer of a search: {column} cannot be read."),
    mark("Search again."),
)

Answer = TypeVar("Answer", Found, Regret)


class _Unreadable(Exception):
    """Raised with the place of what cannot be read."""


def as_data(answer: Found | Regret) -> dict[str, Any]:
    """The answer as plain data, fit for JSON."""
    return {"schema": SCHEMA, "simulation": True, **_plain(answer)}


def found_from_data(data: Any) -> Found:
    """The answer of a search or front in plain data; raises Refused where it is none."""
    return _read(Found, data)


def regret_from_data(data: Any) -> Regret:
    """How wrong variants can turn out, from plain data; raises Refused where it is none."""
    return _read(Regret, data)


def _read(made: type[Answer], data: Any) -> Answer:
    if not isinstance(data, Mapping):
        raise Refused([Problem(NOT_AN_ANSWER, column="schema")])
    if data.get("schema") != SCHEMA:
        value, params = str(data.get("schema"))[:20], {"known": SCHEMA}
        raise Refused([Problem(OTHER_SCHEMA, "", None, "schema", value, params)])
    try:
        found: Answer = _made(made, data, made.__name__.lower())
    except _Unreadable as error:
        raise Refused([Problem(NOT_AN_ANSWER, column=str(error))]) from error
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


@cache
def _types(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


def _made(kind: Any, value: Any, at: str) -> Any:
    """The value as this type; raises _Unreadable."""
    if get_origin(kind) in (Union, UnionType):
        if value is None and NoneType in get_args(kind):
            return None
        (kind,) = [one for one in get_args(kind) if one is not NoneType]
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, at)
    if get_origin(kind) is tuple:
        return _listed(get_args(kind), value, at)
    if get_origin(kind) is Mapping:
        if not isinstance(value, Mapping):
            raise _Unreadable(at)
        inner = get_args(kind)[1]
        return {
            str(key): _made(inner, item, f"{at}.{str(key)[:40]}") for key, item in value.items()
        }
    return _single(kind, value, at)


def _record(kind: type, value: Any, at: str) -> Any:
    if not isinstance(value, Mapping):
        raise _Unreadable(at)
    types = _types(kind)
    missing = sorted(types.keys() - value.keys())
    if missing:
        raise _Unreadable(f"{at}.{missing[0]}")
    return kind(**{name: _made(own, value[name], f"{at}.{name}") for name, own in types.items()})


def _listed(kinds: tuple[Any, ...], value: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _Unreadable(at)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_made(kinds[0], item, f"{at}[{i + 1}]") for i, item in enumerate(value))
    if len(value) != len(kinds):
        raise _Unreadable(at)
    return tuple(_made(kind, item, at) for kind, item in zip(kinds, value, strict=True))


def _single(kind: Any, value: Any, at: str) -> Any:
    """A text, a flag, a whole number or a number that can be reckoned with."""
    if kind in (str, bool):
        if not isinstance(value, kind):
            raise _Unreadable(at)
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unreadable(at)
    # Compared before it is a float: an integer of hundreds of digits is none. NaN lies nowhere.
    if not -LARGEST <= value <= LARGEST or (kind is int and value != math.floor(value)):
        raise _Unreadable(at)
    return int(value) if kind is int else float(value)
