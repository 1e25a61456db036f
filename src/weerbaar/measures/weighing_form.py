"""A weighing as plain data and back, so that it is shown again exactly as it was decided on.

Rules:
1. A record becomes a table of its fields, a tuple a list.
2. The data say in which form they are (`schema`); data of another form are refused.
3. Reading checks shape and types, not whether the figures are right: what is read was written here.
   A variant is not held against a catalogue, which may have changed since.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.measures.weighing import SCHEMA, Weighing
from weerbaar.twin.parsing import OTHER_SCHEMA

NO_WEIGHING = ProblemKind(
    "not-a-weighing",
    mark("This is no weighing of variants: {column} cannot be read."),
    mark("Weigh the variants again."),
)


class _Unreadable(Exception):
    """Raised with the place of what cannot be read."""


def weighing_as_data(weighing: Weighing) -> dict[str, Any]:
    """The weighing as plain data, fit for JSON."""
    return {"schema": SCHEMA, "simulation": True, **_plain(weighing)}


def weighing_from_data(data: Any) -> Weighing:
    """The weighing in plain data; raises Refused where it is none, or of another form."""
    if not isinstance(data, Mapping):
        raise Refused([Problem(NO_WEIGHING, column="schema")])
    if data.get("schema") != SCHEMA:
        value = str(data.get("schema"))[:20]
        problem = Problem(OTHER_SCHEMA, "", None, "schema", value, {"known": SCHEMA})
        raise Refused([problem])
    try:
        made: Weighing = _made(Weighing, data, "weighing")
    except _Unreadable as error:
        raise Refused([Problem(NO_WEIGHING, column=str(error))]) from error
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _made(kind: Any, value: Any, at: str) -> Any:
    """The value of a type that is made of records, tuples, mappings, None and plain values."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        one = next(part for part in get_args(kind) if part is not NoneType)
        return None if value is None else _made(one, value, at)
    if origin is tuple:
        return _made_tuple(get_args(kind), value, at)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise _Unreadable(at)
        of = get_args(kind)[1]
        return {str(key): _made(of, item, f"{at}.{key}") for key, item in value.items()}
    if is_dataclass(kind):
        return _made_record(kind, value, at)
    return _plain_of(kind, value, at)


def _made_record(kind: Any, value: Any, at: str) -> Any:
    hints = _hints(kind)
    if not isinstance(value, Mapping) or not hints.keys() <= value.keys():
        raise _Unreadable(at)
    return kind(**{name: _made(of, value[name], f"{at}.{name}") for name, of in hints.items()})


def _made_tuple(parts: tuple[Any, ...], value: Any, at: str) -> Any:
    if not isinstance(value, list | tuple):
        raise _Unreadable(at)
    if parts[-1] is Ellipsis:
        return tuple(_made(parts[0], item, f"{at}[{i}]") for i, item in enumerate(value))
    if len(parts) != len(value):
        raise _Unreadable(at)
    return tuple(_made(of, item, at) for of, item in zip(parts, value, strict=True))


def _plain_of(kind: Any, value: Any, at: str) -> Any:
    if kind is float and type(value) in (int, float):
        try:
            number = float(value)
        except OverflowError as error:
            raise _Unreadable(at) from error
        if math.isfinite(number):
            return number
    elif type(value) is kind:
        return value
    raise _Unreadable(at)
