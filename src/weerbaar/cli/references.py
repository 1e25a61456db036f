"""The command `weerbaar reference`: the reference pages, from all tables and commands there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from weerbaar.agenda.commitments import COMMITMENT_KINDS, KIND_FIELDS
from weerbaar.agenda.helping import OFFER_UNITS
from weerbaar.agenda.letters.draft_agreement import AGREEMENT_CLAUSES
from weerbaar.agenda.letters.kit import MAYOR_STEPS, MAYOR_WORDS
from weerbaar.agenda.offering import OFFER_MOMENTS
from weerbaar.agenda.registers.spreading.courses import SPREADING_FIGURES
from weerbaar.agenda.reminders import REMINDER_MOMENTS
from weerbaar.audits.questions import LIBRARY_TABLES as AUDITS
from weerbaar.cli.reference import pages
from weerbaar.measures.deciding import LIBRARY_TABLES as DECIDING
from weerbaar.measures.files import read_budget_moments, read_least_differences
from weerbaar.measures.labour.schemes import LIBRARY_TABLES as LABOUR
from weerbaar.measures.market.files import LIBRARY_TABLES as MARKET
from weerbaar.measures.practices.practice import LIBRARY_TABLES as PRACTICES
from weerbaar.measures.routes.network import LIBRARY_TABLES as ROUTES
from weerbaar.platform.files import read_table
from weerbaar.platform.personal_data import PERSONAL_DATA
from weerbaar.platform.rights import PAGES, RIGHTS, ROLES
from weerbaar.region.files import read_library
from weerbaar.sharing.files import read_rules
from weerbaar.twin.files import (
    profile_names,
    read_domains,
    read_profile,
    read_provisions,
    read_replay_misses,
    read_scenario,
    read_twin_library,
    scenario_names,
)

TABLES = (
    *DECIDING,
    *LABOUR,
    *ROUTES,
    SPREADING_FIGURES,
    COMMITMENT_KINDS,
    KIND_FIELDS,
    REMINDER_MOMENTS,
    OFFER_UNITS,
    OFFER_MOMENTS,
    *PRACTICES,
    *MARKET,
    *AUDITS,
    AGREEMENT_CLAUSES,
    MAYOR_STEPS,
    MAYOR_WORDS,
)
"""Tables of the library that a page tells of, beside those that have a reader of their own."""


def write_pages(folder: Path, command: Any) -> None:
    """Writes every page to the folder; `command` is the root of the command tree."""
    found = pages(
        read_library(),
        read_twin_library(),
        [
            read_rules(),
            read_provisions(),
            read_domains(),
            read_replay_misses(),
            read_budget_moments(),
            read_least_differences(),
            *(read_table(table) for table in TABLES),
        ],
        [read_scenario(name) for name in scenario_names()],
        [read_profile(name) for name in profile_names()],
        [read_table(table) for table in (RIGHTS, ROLES, PAGES, PERSONAL_DATA)],
        command,
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in found.items():
        (folder / name).write_text(text, encoding="utf-8")
