"""Records as plain data and back, fit for JSON and a database: what a program wrote is read again.

Rules:
1. A record becomes a table of its fields, a tuple a list, a mapping a table in order of its keys;
   `schema` says in which form the data are, and data of another form are refused.
2. Reading goes by the types of the fields. It checks shape and types, not whether the figures are
   right: what is read was written here. Entries that the record does not have are passed over. A
   field that has a default may be left out: so a record gets a field without a new `schema`.
3. A whole number may be written as 3 or 3.0, since other programs know no difference; a figure is
   finite. Neither is a flag or a text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused

OTHER_SCHEMA = ProblemKind(
    "other-schema",
    mark("This file has schema {value}; this version reads schema {known}."),
    mark("Use the version of Weerbaar that wrote it, or follow the upgrade notes."),
)
MOST_SHOWN = 20
"""Characters of a schema that is not known, as it is told."""

Record = TypeVar("Record")


class _Unreadable(Exception):
    """Raised with the place of what cannot be read."""


def as_data(record: Any, schema: int) -> dict[str, Any]:
    """A record that holds figures of a simulation as plain data; `schema` is its form (rule 1)."""
    return {"schema": schema, "simulation": True, **_plain(record)}


def from_data(kind: type[Record], data: Any, schema: int, refusal: ProblemKind) -> Record:
    """The record in plain data; raises Refused where there is none, or of another form.

    The place of what cannot be read is the `column` of the refusal.
    """
    if not isinstance(data, Mapping):
        raise Refused([Problem(refusal, column="schema")])
    if data.get("schema") != schema:
        value, params = str(data.get("schema"))[:MOST_SHOWN], {"known": schema}
        raise Refused([Problem(OTHER_SCHEMA, "", None, "schema", value, params)])
    try:
        made: Record = _made(kind, data, kind.__name__.lower())
    except _Unreadable as error:
        raise Refused([Problem(refusal, column=str(error))]) from error
    return made


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


@cache
def _asked(record: type) -> frozenset[str]:
    """The fields that have no default (rule 2)."""
    without = (
        one.name
        for one in fields(record)
        if one.default is MISSING and one.default_factory is MISSING
    )
    return frozenset(without)


def _made(kind: Any, value: Any, at: str) -> Any:
    """The value of a type that is made of records, tuples, mappings, None and plain values."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if value is None:
            return None
        (kind,) = [one for one in get_args(kind) if one is not NoneType]
        return _made(kind, value, at)
    if origin is tuple:
        return _made_tuple(get_args(kind), value, at)
    if origin is Mapping:
        return _made_mapping(get_args(kind)[1], value, at)
    if is_dataclass(kind):
        return _made_record(kind, value, at)
    return _plain_of(kind, value, at)


def _made_record(kind: Any, value: Any, at: str) -> Any:
    types = _types(kind)
    if not isinstance(value, Mapping):
        raise _Unreadable(at)
    missing = sorted(_asked(kind) - value.keys())
    if missing:
        raise _Unreadable(f"{at}.{missing[0]}")
    given = {name: of for name, of in types.items() if name in value}
    return kind(**{name: _made(of, value[name], f"{at}.{name}") for name, of in given.items()})


def _made_mapping(of: Any, value: Any, at: str) -> Any:
    if not isinstance(value, Mapping):
        raise _Unreadable(at)
    named = ((str(key), item) for key, item in value.items())
    return {name: _made(of, item, f"{at}.{name[:MOST_SHOWN]}") for name, item in named}


def _made_tuple(parts: tuple[Any, ...], value: Any, at: str) -> Any:
    if not isinstance(value, list | tuple):
        raise _Unreadable(at)
    if parts[-1] is Ellipsis:
        return tuple(_made(parts[0], item, f"{at}[{i}]") for i, item in enumerate(value, start=1))
    if len(parts) != len(value):
        raise _Unreadable(at)
    return tuple(_made(of, item, at) for of, item in zip(parts, value, strict=True))


def _plain_of(kind: Any, value: Any, at: str) -> Any:
    """A text, a flag, a whole number or a figure (rule 3)."""
    if kind in (int, float):
        if type(value) in (int, float) and _is_finite(value):
            if kind is float:
                return float(value)
            if value == math.floor(value):
                return int(value)
    elif type(value) is kind:
        return value
    raise _Unreadable(at)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of hundreds of digits
        return False
