"""The reference pages, made from the tables, keys and commands themselves; in English.

Each function gives one page as Markdown; nothing is read but what the package declares and ships.
`weerbaar reference DIR` writes the pages; tests/test_reference.py holds those on disk to them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from weerbaar.common.csv_cells import text_of
from weerbaar.common.finding import SCHEMA as FINDING_SCHEMA
from weerbaar.common.finding import Band, Finding, GroupShare
from weerbaar.common.tables import REQUIRED, Column, Rows, Table
from weerbaar.region.region import Library
from weerbaar.region.sources import SOURCE_FILES
from weerbaar.region.tables import EVIDENCE, OWN_LINKS, OWN_SITES, TABLES
from weerbaar.region.tables import LIBRARY_TABLES as REGION_LIBRARY
from weerbaar.region.tables import SCHEMA as REGION_SCHEMA
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.profile import NORM_KEYS, PROFILE_KEYS, Profile
from weerbaar.twin.reading import CIRCLE_KEYS, Circle, Figure
from weerbaar.twin.scenario import KEYS, LOAD_KEYS, SHOCK_KEYS, Load, Scenario, Shock
from weerbaar.twin.scenario import SCHEMA as SCENARIO_SCHEMA
from weerbaar.twin.tables import LIBRARY_TABLES as TWIN_LIBRARY
from weerbaar.twin.tabulate import finding_record

MADE = "<!-- Made by `make reference` from the code and the tables; do not edit by hand. -->"
COLUMN_HEADINGS = ("name", "type", "unit", "default", "bounds", "meaning", "source", "evidence")
OPTION_HEADINGS = ("option", "value", "default", "meaning")
DRAWN = "one number fixes it; p10, p50 and p90 let every run draw it"

FINDING_FIELDS: Mapping[str, tuple[str, str]] = {
    "norm": ("", "Identifier of the norm that is missed."),
    "need": ("", "Need that the norm is about."),
    "wording": ("", "The norm in words, in the language asked for."),
    "areas": ("", "Codes of the areas where it is missed; none for needs of the region only."),
    "groups": ("", "Groups that miss it, those hit most per head first."),
    "persons": ("persons", "For how many the norm is not met."),
    "first_hour": ("h", "When it is first missed, after the start; null where it is not known."),
    "severity": ("1", "Share of the people with the need for whom it is missed."),
    "evidence": ("", "Evidence codes of the norm."),
    "source": ("", "Where the norm comes from."),
    "nato_objective": ("", "NATO objective, 1 to 7; ours: 8 payment, 9 trust, 10 data."),
    "pillar": ("", "Pillar of the cabinet's letter of December 2024, 1 to 6."),
    "estimated_share": ("1", "Share of the person-hours that rests on estimated objects."),
    "allowed": ("1", "Share of the people with the need for whom the norm allows it."),
    "share": ("1", "Share of the people with the need for whom it is missed, over the runs."),
    "by_group": ("", "The same for each group; empty for needs of the region only."),
    "missed_in_runs": ("1", "Share of the runs in which more people miss it than allowed."),
}
GROUP_FIELDS: Mapping[str, tuple[str, str]] = {
    "group": ("", "The group, as in the table of groups."),
    "persons": ("persons", "For how many of the group the norm is not met."),
    "share": ("1", "Share of the people of the group with the need for whom it is missed."),
}
EXAMPLE = Finding(
    norm="heat-12h",
    need="heat",
    wording="No one is in a cold home for more than 12 hours.",
    areas=("WK0001", "WK0002"),
    groups=("alone_65_plus",),
    persons=Band(1180.0, 1240.0, 1310.0),
    first_hour=17.0,
    severity=0.31,
    evidence="A",
    source="Tolerance of 12 hours below 16 °C (18 °C for 65 and over), our assumption",
    nato_objective=2,
    pillar=2,
    estimated_share=0.12,
    allowed=0.0,
    share=Band(0.29, 0.31, 0.33),
    by_group=(GroupShare("alone_65_plus", Band(1180.0, 1240.0, 1310.0), Band(0.9, 0.95, 1.0)),),
    missed_in_runs=1.0,
)
BAND_FIELDS: Mapping[str, tuple[str, str]] = {
    "p10": ("as the figure", "1 in 10 runs stays under it."),
    "p50": ("as the figure", "The middle of the runs."),
    "p90": ("as the figure", "1 in 10 runs passes it."),
}


def pages(
    library: Library,
    twin_library: TwinLibrary,
    others: Sequence[Rows],
    scenarios: Sequence[Scenario],
    profiles: Sequence[Profile],
    rights: Sequence[Rows],
    command: Any,
) -> dict[str, str]:
    """Every reference page by file name; `command` is the root of the command tree."""
    return {
        "region.md": region_page(),
        "library.md": library_page(library, twin_library, others),
        "scenario.md": scenario_page(scenarios),
        "finding.md": finding_page(profiles),
        "rights.md": rights_page(rights),
        "commands.md": commands_page(command),
    }


def region_page() -> str:
    """The tables of a region, and of the source files it can be built from."""
    parts = [
        MADE,
        "# The tables of a region",
        f"Schema {REGION_SCHEMA}. A region is a folder with `region.toml` and one CSV file for "
        "each table; [the region explained](../explanation/region.md) says how they come about. "
        "The source and evidence of a region's own figures stand in its table of provenance; those "
        "below are of the default and bounds.",
        _legend(),
    ]
    for table in TABLES:
        parts += _table_parts(table)
    parts += [
        "# Your own lists",
        "What `weerbaar region import` reads as CSV or XLSX, besides `autonomies` and `stocks`. "
        "[How to](../how-to/import-your-own-facts.md) says how columns may be named.",
    ]
    for table in (OWN_SITES, OWN_LINKS):
        parts += _table_parts(table)
    parts += [
        "# The source files",
        "What `weerbaar region build` reads. Files may hold other columns; they are passed over.",
    ]
    own = {table.name for table in REGION_LIBRARY}
    for source in SOURCE_FILES:
        names = " or ".join(f"`{name}`" for name in source.files)
        parts.append(f"## {names}")
        required = "" if source.required else " May be absent."
        parts.append(f"{source.table.meaning}{required}")
        if source.table.name in own:
            parts.append(f"Columns as of [{source.table.name}](library.md#{source.table.name}).")
        else:
            parts.append(columns_table(source.table.columns))
    return _page(parts)


def rights_page(tables: Sequence[Rows]) -> str:
    """Who may do what on the site: the tables of rights, roles and pages."""
    parts = [
        MADE,
        "# Who may do what, and what is kept about people",
        "The site asks these tables before it opens a page, the commands of whoever runs the "
        "machine do not. A cell says how far a right reaches: `own` is what belongs to the "
        "organisation in which someone holds the role, `below` also what belongs to organisations "
        "below it in the tree, `self` what is one's own, `all` everything; an empty cell is "
        "nothing. Who holds several roles may do what any of them may.",
    ]
    for rows in tables:
        parts += [*_table_parts(rows.table), rows_table(rows)]
    return _page(parts)


def library_page(library: Library, twin_library: TwinLibrary, others: Sequence[Rows]) -> str:
    """The library tables with their columns and all their rows."""
    parts = [
        MADE,
        "# The library",
        "What subject experts edit without reading code: CSV files in "
        "`src/weerbaar/library/tables`. Each table is given twice: what its columns mean, and what "
        "it holds.",
        _legend(),
    ]
    for table, rows in zip(REGION_LIBRARY, _region_rows(library), strict=True):
        parts += [*_table_parts(table), rows_table(rows)]
    for table, rows in zip(TWIN_LIBRARY, _twin_rows(twin_library), strict=True):
        parts += [*_table_parts(table), rows_table(rows)]
    for rows in others:
        parts += [*_table_parts(rows.table), rows_table(rows)]
    return _page(parts)


def scenario_page(scenarios: Sequence[Scenario]) -> str:
    """The keys of a scenario file, and the scenarios that ship with the package."""
    parts = [
        MADE,
        "# The keys of a scenario",
        f"Schema {SCENARIO_SCHEMA}. A scenario is a TOML file: the keys below, then one "
        "`[[shocks]]` or `[[loads]]` table or more. "
        "[Write a scenario](../how-to/write-a-scenario.md) shows how. "
        f"Where the type is *figure*, {DRAWN}: `{{ p10 = 3.0, p50 = 7.0, p90 = 10.0 }}`.",
        _legend(),
        "## Scenario",
        columns_table(KEYS, Scenario),
        "## Shock",
        columns_table(SHOCK_KEYS, Shock),
        "## Circle",
        "A circle is a table inside a shock: `circle = { lon = 5.43, lat = 51.88, km = 8.0 }`.",
        columns_table(CIRCLE_KEYS),
        "## Load",
        "What comes over the region: a `[[loads]]` table each.",
        columns_table(LOAD_KEYS, Load),
        "## Scenarios that ship with Weerbaar",
        markdown_table(
            ("scenario", "name", "what happens", "source", "evidence"),
            [(f"`{s.scenario}`", s.name_en, s.summary_en, s.source, s.evidence) for s in scenarios],
        ),
        "## What the shipped scenarios test",
        "Tags are those of [the taxonomy](library.md#taxonomy).",
        markdown_table(
            ("scenario", "pillars", "interests", "NATO objectives", "without effect in the twin"),
            [_tag_row(scenario) for scenario in scenarios],
        ),
    ]
    return _page(parts)


def finding_page(profiles: Sequence[Profile]) -> str:
    """The fields of a finding with an example, and the norms it is held against."""
    example = json.dumps(finding_record(EXAMPLE), ensure_ascii=False, indent=2)
    parts = [
        MADE,
        "# Finding",
        f"Schema {FINDING_SCHEMA}. One shortfall against one norm. Every check writes findings in "
        "this form; `weerbaar twin findings --json` gives them under `findings`, the worst first, "
        "and norms that are met in the same form under `met`; `weerbaar twin run --json` gives "
        "them under `findings`, `items`. [Hold an answer against "
        "norms](../how-to/hold-against-norms.md) shows how.",
        "A count of 1 to 9 people is null, and so is the share that would give it away. People "
        "who depend on a medical device are told for the whole region only: their findings name "
        "no areas and no groups by share.",
        "## Finding fields",
        _fields_table(Finding, FINDING_FIELDS),
        "## Group fields",
        _fields_table(GroupShare, GROUP_FIELDS),
        "## Band fields",
        _fields_table(Band, BAND_FIELDS),
        "## Order",
        "First the norm that is missed for the largest share of the people who have the need, in "
        "whole per cents; where that is alike, the one of which the group that is hit hardest is "
        "hit harder; then the one that more people miss.",
        "## Example",
        f"```json\n{example}\n```",
        "## Profile",
        "A profile is a TOML file: these keys, then one `[[norms]]` table for each norm. Those "
        "that ship stand in `src/weerbaar/library/profiles`.",
        columns_table(PROFILE_KEYS),
        "## Norm",
        columns_table(NORM_KEYS),
    ]
    for profile in profiles:
        parts += _profile_parts(profile)
    return _page(parts)


def _profile_parts(profile: Profile) -> list[str]:
    headings = ("norm", "need", "wording", "longer than", "at most", "by hour", "source")
    return [
        f"## Norms of the profile `{profile.profile}`",
        f"{profile.name_en}. {profile.source}.",
        markdown_table(
            (*headings, "evidence"),
            [
                (
                    f"`{n.norm}`",
                    n.need,
                    n.wording_en,
                    f"{n.longer_than_h:g} h",
                    f"{100 * n.at_most_share:g} %",
                    f"{n.within_h:g}",
                    n.source,
                    n.evidence,
                )
                for n in profile.norms
            ],
        ),
    ]


def commands_page(root: Any) -> str:
    """Every command with its arguments and options, from the command tree."""
    parts = [
        MADE,
        "# Commands",
        "Answers go to standard output, notes to standard error. A refused input ends with exit "
        "code 2. `WEERBAAR_LANGUAGE` (`nl` or `en`) chooses the language, `WEERBAAR_DATA_DIR` the "
        "folder in which Weerbaar keeps what you make.",
    ]
    for name, command in walk_commands(root, "weerbaar"):
        parts += [f"## `{name}`", str(command.help or "").strip()]
        rows = [_parameter_row(parameter) for parameter in command.params]
        if rows:
            parts.append(markdown_table(OPTION_HEADINGS, rows))
    return _page(parts)


def walk_commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that is not hidden, by its full name, parents first."""
    yield name, command
    for part, child in sorted(getattr(command, "commands", {}).items()):
        if not child.hidden:
            yield from walk_commands(child, f"{name} {part}")


def parameter_names(parameter: Any) -> str:
    """How a person writes a parameter: AREA for an argument, --seed for an option."""
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return ", ".join(parameter.opts)


def columns_table(columns: Iterable[Column], record: type[Any] | None = None) -> str:
    """Columns or keys as a Markdown table; the record they fill tells figures and lists apart."""
    types = {item.name: str(item.type) for item in fields(record)} if record else {}
    rows = [
        (
            f"`{column.name}`",
            _kind(column, types.get(column.name, "")),
            column.unit,
            default_text(column.default),
            _bounds(column),
            column.meaning,
            column.source,
            column.evidence,
        )
        for column in columns
    ]
    return markdown_table(COLUMN_HEADINGS, rows)


def rows_table(rows: Rows) -> str:
    """What a table holds, in the order in which it stands."""
    columns = rows.table.columns
    cells = [tuple(text_of(c, row[c.name]) for c in columns) for row in rows]
    return markdown_table(rows.table.names, cells)


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; line breaks and bars in cells are made harmless, empty columns left out."""
    kept = [tuple(_cell(cell) for cell in row) for row in rows]
    used = [i for i in range(len(headings)) if any(row[i] for row in kept)]
    lines = [
        "| " + " | ".join(headings[i] for i in used) + " |",
        "|" + "---|" * len(used),
        *("| " + " | ".join(row[i] for i in used) + " |" for row in kept),
    ]
    return "\n".join(lines)


def default_text(default: Any) -> str:
    """A default in words."""
    if default is REQUIRED:
        return "required"
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, Mapping):
        return ", ".join(f"{key} {value:g}" for key, value in default.items())
    if default is None or default in ("", ()):
        return "empty"
    if isinstance(default, float | int):
        return "unknown" if math.isnan(default) else f"{default:g}"
    return str(default)


def _region_rows(library: Library) -> tuple[Rows, ...]:
    return (
        library.kinds,
        library.dependencies,
        library.services,
        library.merged,
        library.homes,
        library.known_sites,
        library.known_routes,
        library.site_names,
        library.processes,
        library.osm_tags,
        library.kwb_columns,
        library.header_names,
        library.cell_words,
        library.extents,
        library.sources,
        library.widths,
    )


def _twin_rows(library: TwinLibrary) -> tuple[Rows, ...]:
    return tuple(getattr(library, table.name) for table in TWIN_LIBRARY)


def _table_parts(table: Table) -> list[str]:
    key = ", ".join(f"`{name}`" for name in table.key)
    return [
        f"## {table.name}",
        f"`{table.file}`, one row for each {key}. {table.meaning}",
        columns_table(table.columns),
    ]


def _tag_row(scenario: Scenario) -> tuple[str, ...]:
    tags = (", ".join(own) for own in scenario.tags.values())
    return (f"`{scenario.scenario}`", *tags, scenario.context_en)


def _fields_table(record: type[Any], meanings: Mapping[str, tuple[str, str]]) -> str:
    rows = []
    for item in fields(record):
        unit, meaning = meanings[item.name]
        rows.append((f"`{item.name}`", str(item.type), unit, meaning))
    return markdown_table(("field", "type", "unit", "meaning"), rows)


def _kind(column: Column, type_: str) -> str:
    if type_.split(" | ")[0] == Figure.__name__:
        return f"figure ({column.kind})"
    if type_.split(" | ")[0] == Circle.__name__:
        return "table of " + ", ".join(key.name for key in CIRCLE_KEYS)
    if type_.startswith("tuple"):
        return "list of whole numbers" if column.kind == "integer" else "list of words"
    if column.kind == "choice":
        return "one of: " + ", ".join(choice or "(empty)" for choice in column.choices)
    return column.kind


def _bounds(column: Column) -> str:
    if column.kind == "share":
        return "0 to 1"
    if math.isinf(column.low) and math.isinf(column.high):
        return ""
    if math.isinf(column.high):
        return f"at least {column.low:g}"
    return f"{column.low:g} to {column.high:,g}"


def _parameter_row(parameter: Any) -> tuple[str, str, str, str]:
    default = "" if parameter.default in (None, False, "") else str(parameter.default)
    return (
        f"`{parameter_names(parameter)}`",
        _value_name(parameter),
        "required" if parameter.required else default,
        str(parameter.help or ""),
    )


def _value_name(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return "flag"
    names = {"str": "text", "int": "whole number", "float": "number", "Path": "path"}
    if parameter.multiple:
        return "text, may be given more than once"
    name = str(parameter.type_descriptor.annotation.__name__)
    return names.get(name, name)


def _legend() -> str:
    return f"Evidence: {EVIDENCE}."


def _cell(text: str) -> str:
    return " ".join(str(text).replace("|", "\\|").split())


def _page(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
