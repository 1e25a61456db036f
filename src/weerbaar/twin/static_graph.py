"""A graph of sites as a person's file gives it: its arrays, what is wrong, and the answer.

The file holds arrays of one dimension (ARRAYS); docs/how-to/cascade-of-a-graph.md tells how to make
one. Whatever is in it is judged before it is used: first what each array says it is, then its
values. Positions count from 0, as they do in the program that wrote the file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.static_cascade import (
    Cascade,
    Dependencies,
    Flags,
    Ints,
    Small,
    StaticGraph,
    links_that_count,
    make_graph,
    run_cascade,
    who_is_supplied,
)

Floats = NDArray[np.float64]
Array = NDArray[Any]

TEXT, WHOLE, NUMBER, YES_NO = (
    mark("texts"),
    mark("whole numbers"),
    mark("numbers"),
    mark("yes or no: booleans, or 0 and 1"),
)
DTYPES = {TEXT: "U", WHOLE: "iu", NUMBER: "iuf", YES_NO: "biu"}

MOST_KINDS = 200
MOST_SITES = 5_000_000
MOST_LINKS = 10_000_000
MOST_DEPENDENCIES = 1_000
MOST_SLOTS = 100_000_000
MOST_COUNTED = 50_000_000
MOST_THRESHOLD = 1e9
MOST_PEOPLE = 1e12
LONGEST_NAME = 60
MOST_SHOWN = 5

MISSING = ProblemKind(
    "array-missing",
    mark("The array {value} is missing."),
    mark("Add it: {meaning}"),
)
UNKNOWN = ProblemKind(
    "array-unknown",
    mark("There is no array {value} in such a file."),
    mark("Take it out, or give it one of these names: {known}."),
)
WRONG_TYPE = ProblemKind(
    "array-type",
    mark("The array holds {value}, and must hold {expected}."),
    mark("Save it anew as {expected}."),
)
WRONG_SHAPE = ProblemKind(
    "array-shape",
    mark("The array has shape {value}, and must be one row of values."),
    mark("Save it anew with one dimension, such as with .ravel()."),
)
WRONG_LENGTH = ProblemKind(
    "array-length",
    mark("The array has {value} values, and {other} has {count}."),
    mark("Give one value for each: both stand for the same things, in the same order."),
)
EMPTY = ProblemKind(
    "array-empty",
    mark("The array is empty."),
    mark("Give at least one value: {meaning}"),
)
TOO_MANY = ProblemKind(
    "array-too-long",
    mark("The array has {value} values; there may be at most {high}."),
    mark("Divide the graph into parts that do not depend on each other."),
)
OUT_OF_RANGE = ProblemKind(
    "array-value",
    mark("Value {at} (counted from 0) is {value}; it must lie between {low} and {high}."),
    mark("Mend it: {meaning}"),
)
WRONG_NAME = ProblemKind(
    "array-name",
    mark("Value {at} (counted from 0) is no name that can be used: {value}."),
    mark("Give each kind a name of its own, of 1 to {high} characters on one line."),
)
TWICE = ProblemKind(
    "dependency-twice",
    mark("Row {at} (counted from 0) says again what {source} gives to {target}."),
    mark("Keep one of the two rows; both would be judged by the same links."),
)
TOO_LARGE = ProblemKind(
    "graph-too-large",
    mark("The dependencies together look at {value} sites and links; at most {high} fit."),
    mark("Leave out dependencies, or divide the graph into parts."),
)
OF_ITSELF = ProblemKind(
    "dependency-of-itself",
    mark("{value} depends on its own kind: all that it gives to itself counts against it."),
    mark("This is how the published rules count. Give suppliers a kind of their own."),
)
WITHIN_A_KIND = ProblemKind(
    "links-within-a-kind",
    mark("{count} links run between sites of the kind {value}, which depends on others."),
    mark(
        "By the published rules each of them takes one away. Leave them out if they only connect."
    ),
)


@dataclass(frozen=True)
class ArrayForm:
    """What an array of the file must be: `of` names the array that is as long."""

    name: str
    holds: str
    of: str
    most: int
    meaning: str
    optional: bool = False


ARRAYS = (
    ArrayForm("kinds", TEXT, "kinds", MOST_KINDS, mark("the name of each kind of site.")),
    ArrayForm(
        "kind", WHOLE, "kind", MOST_SITES, mark("of each site its kind, as a place in kinds.")
    ),
    ArrayForm("works", YES_NO, "kind", MOST_SITES, mark("of each site whether it works at first.")),
    ArrayForm(
        "people",
        NUMBER,
        "kind",
        MOST_SITES,
        mark("of each site how many people it stands for; 1 where it is left out."),
        optional=True,
    ),
    ArrayForm("source", WHOLE, "source", MOST_LINKS, mark("of each link the site that gives.")),
    ArrayForm("target", WHOLE, "source", MOST_LINKS, mark("of each link the site that receives.")),
    ArrayForm(
        "dependency_source",
        WHOLE,
        "dependency_source",
        MOST_DEPENDENCIES,
        mark("of each dependency the kind that gives, as a place in kinds."),
    ),
    ArrayForm(
        "dependency_target",
        WHOLE,
        "dependency_source",
        MOST_DEPENDENCIES,
        mark("of each dependency the kind that needs, as a place in kinds."),
    ),
    ArrayForm(
        "dependency_threshold",
        NUMBER,
        "dependency_source",
        MOST_DEPENDENCIES,
        mark("of each dependency how many working suppliers a site needs at least."),
    ),
    ArrayForm(
        "dependency_end_user",
        YES_NO,
        "dependency_source",
        MOST_DEPENDENCIES,
        mark("of each dependency whether it is of end users: they lack, but do not fail."),
    ),
)
MAY_BE_EMPTY = frozenset({"source", "dependency_source"})
FORM_OF = {form.name: form for form in ARRAYS}


@dataclass(frozen=True)
class Header:
    """What an array says it is, before its values are read."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]


@dataclass(frozen=True)
class GivenGraph:
    """The graph of a file: n sites, m links, d dependencies; see ARRAYS."""

    kinds: tuple[str, ...]
    kind: Ints
    works: Flags
    people: Floats
    source: Ints
    target: Ints
    threshold: Floats
    dependencies: Dependencies


@dataclass(frozen=True)
class KindEnd:
    """How one kind of site fared: how many there are, were hit, failed after that, still work."""

    kind: str
    sites: int
    hit: int
    fell: int
    works: int


@dataclass(frozen=True)
class UserEnd:
    """Who of one kind of end user lacks what, in sites and in the people that they stand for.

    `disrupted` are supplied while all sites work and not now; `never` are not supplied even then.
    """

    lacks: str
    who: str
    threshold: float
    sites: int
    supplied: int
    disrupted: int
    never: int
    people: float
    people_supplied: float
    people_disrupted: float
    people_never: float


@dataclass(frozen=True)
class StaticAnswer:
    """The outcome of a cascade; `states` has of each end user dependency its row, sites, states.

    A state is SUPPLIED, DISRUPTED or NEVER.
    """

    cascade: Cascade
    links: int
    kinds: tuple[KindEnd, ...]
    users: tuple[UserEnd, ...]
    states: tuple[tuple[int, Small, Flags], ...]


SUPPLIED, DISRUPTED, NEVER = 0, 1, 2
KIND_COLUMNS = ("kind", "sites", "hit", "fell", "works")
USER_COLUMNS = (
    "lacks",
    "who",
    "threshold",
    "sites",
    "supplied",
    "disrupted",
    "no_base_access",
    "people",
    "people_supplied",
    "people_disrupted",
    "people_no_base_access",
)


def check_headers(headers: Mapping[str, Header], file: str) -> list[Problem]:
    """What is wrong with the arrays of a file by what they say of themselves."""
    known = {"known": ", ".join(FORM_OF)}
    problems = [
        Problem(UNKNOWN, file, value=name, params=known)
        for name in sorted(headers)
        if name not in FORM_OF
    ]
    for form in ARRAYS:
        header = headers.get(form.name)
        if header is not None:
            problems += _header_problems(form, header, headers, f"{file} [{form.name}]")
        elif not form.optional:
            params = {"meaning": form.meaning}
            problems.append(Problem(MISSING, file, value=form.name, params=params))
    return problems


def _header_problems(
    form: ArrayForm, header: Header, headers: Mapping[str, Header], file: str
) -> list[Problem]:
    if header.dtype.kind not in DTYPES[form.holds]:
        value = str(header.dtype)[:LONGEST_NAME]
        return [Problem(WRONG_TYPE, file, value=value, params={"expected": form.holds})]
    if len(header.shape) != 1:
        return [Problem(WRONG_SHAPE, file, value=header.shape)]
    (count,) = header.shape
    if count > form.most:
        return [Problem(TOO_MANY, file, value=count, params={"high": form.most})]
    if form.of == form.name:
        empty = count == 0 and form.name not in MAY_BE_EMPTY
        return [Problem(EMPTY, file, params={"meaning": form.meaning})] if empty else []
    other = headers.get(form.of)
    if other is not None and len(other.shape) == 1 and other.shape[0] != count:
        params = {"other": form.of, "count": other.shape[0]}
        return [Problem(WRONG_LENGTH, file, value=count, params=params)]
    return []


def given_graph(arrays: Mapping[str, Array], file: str) -> GivenGraph:
    """The graph in the arrays of a file, whose headers are in order; raises Refused."""
    kinds, n = len(arrays["kinds"]), len(arrays["kind"])
    problems = list(_name_problems(arrays["kinds"], f"{file} [kinds]"))
    bounds: dict[str, tuple[float, float]] = {
        "kind": (0, kinds - 1),
        "works": (0, 1),
        "people": (0, MOST_PEOPLE),
        "source": (0, n - 1),
        "target": (0, n - 1),
        "dependency_source": (0, kinds - 1),
        "dependency_target": (0, kinds - 1),
        "dependency_threshold": (-MOST_THRESHOLD, MOST_THRESHOLD),
        "dependency_end_user": (0, 1),
    }
    for name, (low, high) in bounds.items():
        if name in arrays:
            problems += _value_problems(FORM_OF[name], arrays[name], low, high, file)
    refuse_if(problems)
    threshold = arrays["dependency_threshold"].astype(np.float64)
    dependencies = Dependencies(
        arrays["dependency_source"].astype(np.int64),
        arrays["dependency_target"].astype(np.int64),
        np.ceil(threshold).astype(np.int64),
        arrays["dependency_end_user"].astype(np.int8),
    )
    people = arrays["people"].astype(np.float64) if "people" in arrays else np.ones(n)
    given = GivenGraph(
        tuple(str(name) for name in arrays["kinds"]),
        arrays["kind"].astype(np.int64),
        arrays["works"].astype(np.int8),
        people,
        arrays["source"].astype(np.int64),
        arrays["target"].astype(np.int64),
        threshold,
        dependencies,
    )
    refuse_if([*_twice(given, file), *_size_problems(given, file)])
    return given


def _name_problems(names: Array, file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, name in enumerate(map(str, names)):
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name in seen:
            shown = name[:LONGEST_NAME]
            yield Problem(WRONG_NAME, file, value=shown, params={"at": at, "high": LONGEST_NAME})
        seen.add(name)


def _value_problems(
    form: ArrayForm, values: Array, low: float, high: float, file: str
) -> Iterator[Problem]:
    """Values that are too low, too high or no number: the first few of them."""
    # What is no number is not between two numbers either.
    wrong = ~((values >= low) & (values <= high))
    for at in np.flatnonzero(wrong)[:MOST_SHOWN]:
        params = {"at": int(at), "low": low, "high": high, "meaning": form.meaning}
        value = values[at].item()
        yield Problem(OUT_OF_RANGE, f"{file} [{form.name}]", value=value, params=params)


def _twice(given: GivenGraph, file: str) -> Iterator[Problem]:
    seen: set[tuple[int, int, int]] = set()
    needs = given.dependencies
    for at, (a, b, user) in enumerate(
        zip(needs.source.tolist(), needs.target.tolist(), needs.end_user.tolist(), strict=True)
    ):
        if (a, b, user) in seen:
            params = {"at": at, "source": given.kinds[a], "target": given.kinds[b]}
            yield Problem(TWICE, f"{file} [dependency_source]", value=at, params=params)
        seen.add((a, b, user))


def _size_problems(given: GivenGraph, file: str) -> Iterator[Problem]:
    sizes = np.bincount(given.kind, minlength=len(given.kinds))
    needs = given.dependencies
    slots = int(sizes[needs.target].sum() + sizes[needs.source].sum())
    links = links_that_count(len(given.kinds), given.kind, given.source, given.target, needs)
    if slots > MOST_SLOTS or links > MOST_COUNTED:
        yield Problem(TOO_LARGE, file, value=slots + links, params={"high": MOST_SLOTS})


def good_to_know(given: GivenGraph, file: str) -> list[Problem]:
    """What whoever made the graph may not have meant, though it can be computed."""
    needs = given.dependencies
    notes = [
        Problem(OF_ITSELF, file, value=given.kinds[b])
        for a, b in zip(needs.source.tolist(), needs.target.tolist(), strict=True)
        if a == b
    ]
    within = given.kind[given.source] == given.kind[given.target]
    counts = np.bincount(given.kind[given.source[within]], minlength=len(given.kinds))
    others = {
        b for a, b in zip(needs.source.tolist(), needs.target.tolist(), strict=True) if a != b
    }
    notes += [
        Problem(WITHIN_A_KIND, file, value=given.kinds[k], params={"count": int(counts[k])})
        for k in sorted(others)
        if counts[k] > 0
    ]
    return notes


def answer_graph(given: GivenGraph) -> StaticAnswer:
    """The cascade from who does not work in the file, beside one in which all sites work."""
    graph = make_graph(len(given.kinds), given.kind, given.source, given.target, given.dependencies)
    cascade = run_cascade(graph, given.works)
    base = run_cascade(graph, np.ones_like(given.works))
    users = np.flatnonzero(given.dependencies.end_user == 1).tolist()
    states = tuple((row, *_states(graph, cascade, base, row)) for row in users)
    return StaticAnswer(
        cascade,
        len(given.source),
        tuple(_kind_end(given, cascade, k) for k in range(len(given.kinds))),
        tuple(_user_end(given, *found) for found in states),
        states,
    )


def _states(graph: StaticGraph, cascade: Cascade, base: Cascade, row: int) -> tuple[Small, Flags]:
    sites, now = who_is_supplied(graph, cascade, row)
    before = who_is_supplied(graph, base, row)[1]
    lost = np.where(before == 1, DISRUPTED, NEVER)
    return sites, np.where(now == 1, SUPPLIED, lost).astype(np.int8)


def _kind_end(given: GivenGraph, cascade: Cascade, k: int) -> KindEnd:
    of_kind = given.kind == k
    sites, works = int(np.sum(of_kind)), int(np.sum(cascade.works[of_kind]))
    hit = sites - int(np.sum(given.works[of_kind]))
    return KindEnd(given.kinds[k], sites, hit, sites - hit - works, works)


def _user_end(given: GivenGraph, row: int, sites: Small, states: Flags) -> UserEnd:
    needs = given.dependencies
    people = given.people[sites]
    supplied, disrupted, never = (states == state for state in (SUPPLIED, DISRUPTED, NEVER))
    return UserEnd(
        given.kinds[needs.source[row]],
        given.kinds[needs.target[row]],
        float(given.threshold[row]),
        len(sites),
        int(np.sum(supplied)),
        int(np.sum(disrupted)),
        int(np.sum(never)),
        # Exact sums: the order of the sites makes no difference.
        math.fsum(people),
        math.fsum(people[supplied]),
        math.fsum(people[disrupted]),
        math.fsum(people[never]),
    )


def kind_rows(answer: StaticAnswer) -> list[tuple[str | int, ...]]:
    """The rows of the table of kinds: see KIND_COLUMNS."""
    return [(k.kind, k.sites, k.hit, k.fell, k.works) for k in answer.kinds]


def user_rows(answer: StaticAnswer) -> list[tuple[str | int | float, ...]]:
    """The rows of the table of end users: see USER_COLUMNS."""
    return [
        (
            user.lacks,
            user.who,
            user.threshold,
            user.sites,
            user.supplied,
            user.disrupted,
            user.never,
            user.people,
            user.people_supplied,
            user.people_disrupted,
            user.people_never,
        )
        for user in answer.users
    ]


def totals(answer: StaticAnswer) -> dict[str, int]:
    """Sites, links, who was hit, failed after that and still works, and the rounds."""
    return {
        "sites": len(answer.cascade.works),
        "links": answer.links,
        "hit": sum(kind.hit for kind in answer.kinds),
        "fell": sum(kind.fell for kind in answer.kinds),
        "works": sum(kind.works for kind in answer.kinds),
        "rounds": answer.cascade.rounds,
    }


def outcome_arrays(answer: StaticAnswer) -> dict[str, Array]:
    """The outcome site by site, in the order of the file, and end user by end user."""
    rows = [np.full(len(sites), row, np.int32) for row, sites, _ in answer.states]
    nobody = np.zeros(0, np.int32)
    return {
        "works": answer.cascade.works.astype(bool),
        "round": answer.cascade.round,
        "rounds": np.array([answer.cascade.rounds], np.int32),
        "end_user_dependency": np.concatenate([*rows, nobody]),
        "end_user_site": np.concatenate([*(sites for _, sites, _ in answer.states), nobody]),
        "end_user_state": np.concatenate(
            [*(states for _, _, states in answer.states), nobody.astype(np.int8)]
        ),
    }
