"""Who may do what to what belongs to whom: one table of rights for code, docs and tests.

Rules:
1. What an action is done to has an owner: an organisation, a person, or nobody in particular.
2. Each cell of the table says how far a right reaches: `own` is what belongs to the organisation in
   which someone holds the role; `below` is also what belongs to organisations below it in the tree;
   `self` is what belongs to the person who asks; `all` is everything; an empty cell is nothing.
3. A person may do what the cell of any of their roles allows, and what the columns `everyone` and,
   once signed in, `signed_in` allow.
4. An action or role that the table does not hold is refused.
5. An action with `second_step` also asks that the person signs in with more than a password, where
   the site is set so.

What a page asks for stands in the table of pages: an action, and by which part of its address the
owner is found. A page that is not in it is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from weerbaar.common.tables import Column, Rows, Table

REACHES = ("", "self", "own", "below", "all")
OWNERS = (
    *("site", "person", "organisation", "membership", "job", "conflict"),
    *("bundle", "session", "run", "scenario", "row"),
    *("gap", "commitment", "notice", "letter", "offered"),
    *("variant", "decision", "weighed", "searched"),
)
ROLE_ORDER = (
    "inhabitant",
    "volunteer",
    "point_leader",
    "contact",
    "crisis_adviser",
    "care_officer",
    "programme_manager",
    "governor",
    "national_analyst",
    "assembly_organiser",
    "administrator",
)
EVERYONE, SIGNED_IN = "everyone", "signed_in"


def _reach(name: str, meaning: str) -> Column:
    return Column(name, "choice", "", meaning, default="", choices=REACHES)


RIGHTS = Table(
    "rights",
    "What each role may do, and how far that reaches.",
    ("action",),
    (
        Column("action", "text", "", "The action, as the code names it."),
        Column("meaning_nl", "text", "", "What it is, in Dutch."),
        Column("meaning_en", "text", "", "What it is, in English."),
        Column(
            "second_step",
            "flag",
            "",
            "Whether it asks for a second step at sign-in, where the site is set so.",
            default=False,
        ),
        _reach(EVERYONE, "Whoever visits, also without signing in."),
        _reach(SIGNED_IN, "Whoever is signed in, with or without a role."),
        *(_reach(role, "How far the right of this role reaches.") for role in ROLE_ORDER),
    ),
)
ROLES = Table(
    "roles",
    "The roles that people hold in an organisation.",
    ("role",),
    (
        Column("role", "text", "", "The role, as the code names it."),
        Column("name_nl", "text", "", "What it is called, in Dutch."),
        Column("name_en", "text", "", "What it is called, in English."),
        Column("does_nl", "text", "", "What someone in this role does, in Dutch."),
        Column("does_en", "text", "", "What someone in this role does, in English."),
    ),
)
PAGES = Table(
    "pages",
    "What each page of the site asks of who opens it.",
    ("page",),
    (
        Column("page", "text", "", "The page, as the code names its address."),
        Column("action", "text", "", "The action of the table of rights that it asks for."),
        Column("owner", "choice", "", "By what its owner is found.", choices=OWNERS),
    ),
)


@dataclass(frozen=True)
class Standing:
    """Who asks: a person ("" for a visitor), and each role held with the organisation it is in."""

    person: str = ""
    roles: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True)
class Owner:
    """Whose it is: a person, or an organisation with all above it, from the top of the tree down.

    Both are empty for what is nobody's in particular.
    """

    path: tuple[int, ...] = ()
    person: str = ""


VISITOR = Standing()
NOBODY = Owner()


@dataclass(frozen=True)
class Rights:
    """The table of rights, ready to ask: for an action the reach of each column."""

    cells: Mapping[str, Mapping[str, str]]
    second_step: frozenset[str] = frozenset()

    def may(self, standing: Standing, action: str, owner: Owner = NOBODY) -> bool:
        """Whether who stands so may do this action to what is this owner's."""
        row = self.cells.get(action, {})
        if _reaches(row.get(EVERYONE, ""), standing, owner):
            return True
        if standing.person and _reaches(row.get(SIGNED_IN, ""), standing, owner):
            return True
        return bool(standing.person) and any(
            _reaches(row.get(role, ""), standing, owner, at) for role, at in standing.roles
        )


def rights_of(rows: Rows) -> Rights:
    """The rights in the rows of their table."""
    columns = (EVERYONE, SIGNED_IN, *ROLE_ORDER)
    cells = {
        str(row["action"]): MappingProxyType({name: str(row[name]) for name in columns})
        for row in rows
    }
    second_step = frozenset(str(row["action"]) for row in rows if row["second_step"])
    return Rights(MappingProxyType(cells), second_step)


def _reaches(reach: str, standing: Standing, owner: Owner, at: int | None = None) -> bool:
    """Whether a reach, held in organisation `at` where it is a role's, takes in this owner."""
    if reach == "self":
        return bool(standing.person) and owner.person == standing.person
    if reach == "own":
        return at is not None and owner.path[-1:] == (at,)
    if reach == "below":
        return at is not None and at in owner.path
    return reach == "all"
