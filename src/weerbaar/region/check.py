"""Whether a region can be reckoned with: every problem in it, with its place and its remedy.

What one cell can tell is checked by its table (units, bounds, shares, keys). Here:
1. References: kinds, areas, sites, feeders, blocks, services, columns and sources exist.
2. Areas: people live there, ages and building periods add up, people and homes are in the same
   unit, centroids lie together.
3. Blocks: every area has some, and their shares add up to 1.
4. Links: every input that a kind needs has a supplier of a kind that can give it, and the links of
   an input together give all of it in peace, unless their losses add up. Sites may depend on each
   other in a circle; `find_circles` tells which do.
5. Service: every service reaches every place, with shares that add up to 1.
6. What organisations say: their site or kind takes that input, and hours and stocks rise from p10
   to p90.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from weerbaar.common.language import mark
from weerbaar.common.parsing import UNIT_OFF, check_rows
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows
from weerbaar.region.cycles import find_cycles
from weerbaar.region.distance import KM_PER_DEGREE, Floats, km_between
from weerbaar.region.extent import within
from weerbaar.region.inputs import inputs_by_kind
from weerbaar.region.origin import open_database_rows
from weerbaar.region.outlines import OUTLINES
from weerbaar.region.region import IDENTIFIER, Library, Region
from weerbaar.region.tables import AGES, AREAS, BUILT, LINEAR, LINKS, TABLES

BAD_IDENTIFIER = ProblemKind(
    "bad-identifier",
    mark("The identifier of the region is “{value}”."),
    mark("Use at most 63 small letters, digits and dashes, such as gelderland-zuid."),
)
NO_ROWS = ProblemKind(
    "table-without-rows",
    mark("The table has no rows."),
    mark("Add at least one. It holds: {meaning}"),
)
UNKNOWN_REFERENCE = ProblemKind(
    "unknown-reference",
    mark("{column} is “{value}”, which does not stand in {table}."),
    mark("Mend the spelling, or add it to {table}."),
)
AREA_WITHOUT_PEOPLE = ProblemKind(
    "area-without-people",
    mark("Nobody lives in area {value}."),
    mark("Remove the area and what lies in it, or give its inhabitants."),
)
PEOPLE_AND_HOMES = ProblemKind(
    "people-and-homes",
    mark("Area {area} has {value} inhabitants for each home."),
    mark("Give inhabitants as persons and dwellings as homes; one seems a factor 1,000 off."),
)
SHARES_DO_NOT_ADD_UP = ProblemKind(
    "shares-do-not-add-up",
    mark("The shares of {what} add up to {value}, which should be 1."),
    mark("Check these shares; write 0.25 for 25 %."),
)
FAR_AWAY = ProblemKind(
    "far-away",
    mark("{what} lies {value} km from the other places."),
    mark("Check lon and lat; they may have changed places."),
)
ELSEWHERE = ProblemKind(
    "area-elsewhere",
    mark("Area {value} does not lie in: {known}."),
    mark(
        "Check lon and lat; they may have changed places. A region elsewhere needs a row in "
        "library/tables/extents.csv."
    ),
)
UNKNOWN_OUTLINE = ProblemKind(
    "unknown-outline",
    mark("There is an outline of area {value}, which is not in the region."),
    mark("Remove it, or add the area."),
)
NO_PLACE = ProblemKind(
    "site-without-place",
    mark("Site {value} has no area or no coordinates; only a site outside the region may."),
    mark("Fill in area, lon and lat."),
)
AREA_WITHOUT_BLOCK = ProblemKind(
    "area-without-block",
    mark("Area {value} has no feeder block, so nothing brings it power."),
    mark("Add at least one block for it."),
)
NOT_A_FEEDER = ProblemKind(
    "not-a-feeder",
    mark("{value} is not a feeder."),
    mark("Give a site of the kind that feeds blocks."),
)
MISSING_INPUT = ProblemKind(
    "missing-input",
    mark("Site {value} needs {input}, but no site supplies it."),
    mark("Add a link from a site of kind {suppliers}, or add such a site."),
)
UNKNOWN_DEPENDENCY = ProblemKind(
    "unknown-dependency",
    mark("A site of kind {consumer} does not take {value} from a site of kind {supplier}."),
    mark("Remove the link, or add the dependency to the table of dependencies."),
)
NO_WEIGHT = ProblemKind(
    "link-without-weight",
    mark("The link has weight {value}, so it supplies nothing."),
    mark("Give it a weight above 0, or remove it."),
)
TOO_LITTLE = ProblemKind(
    "too-little-supply",
    mark("The links of {what} weigh {value} together, so it lacks supply even in peace."),
    mark("Give them weights that add up to at least 1, or add a supplier that is there already."),
)
UNSERVED = ProblemKind(
    "unserved",
    mark("No site gives {service} to {value}."),
    mark("Add a site of kind {kinds} that serves it."),
)
NO_SITE_FOR_SERVICE = ProblemKind(
    "service-without-site",
    mark("No site in the region gives {value}."),
    mark("Add a site of kind {kinds}."),
)
NOT_ONE_FEEDER_KIND = ProblemKind(
    "not-one-feeder-kind",
    mark("There are {value} kinds that are placed as feeders; there must be one."),
    mark("Give exactly one kind the placing “feeder”."),
)
MIXED_FORMS = ProblemKind(
    "mixed-forms",
    mark("{consumer} takes {value} from several kinds of sites, but not all in the form “{form}”."),
    mark("Give all suppliers of one input the same form."),
)
NOT_AN_INPUT = ProblemKind(
    "not-an-input",
    mark("{consumer} does not take {value}."),
    mark("Use one of its inputs: {known}."),
)
NOT_RISING = ProblemKind(
    "not-rising",
    mark("The figures {value} do not rise from p10 to p90."),
    mark("Give the lowest first: figures that rise or stay equal."),
)

CANNOT_STAND_ALONE = ProblemKind(
    "cannot-stand-alone",
    mark("These areas have no site that can do the work of {value}."),
    mark("Take more areas, such as a whole safety region, or name such a site yourself."),
)
LACKING = (MISSING_INPUT, UNSERVED, NO_SITE_FOR_SERVICE)

AGES_OFF = 0.05
# CBS rounds each of the five age classes to a multiple of five persons.
ROUNDED_PERSONS = 5 * 2.5
BUILT_OFF = 0.01
# CBS rounds gas to 10 m3, which is 98 kWh.
LEAST_GAS_KWH = 90.0
PEOPLE_PER_HOME = (0.1, 100.0)
FAR_KM = 50.0
MOST_OFF = 1e-3


@dataclass(frozen=True)
class Places:
    """In which file and line each row of the region's tables stands."""

    lines: Mapping[str, Sequence[tuple[str, int]]]

    def __call__(self, table: str, row: int) -> tuple[str, int]:
        """File name and line of a row, the header being line 1."""
        return self.lines[table][row]


def check_region(region: Region, library: Library, *, parsed: bool = False) -> list[Problem]:
    """Every problem of a region; `parsed` says that its cells have been checked already."""
    places = _places(region)
    problems = identifier_problems(region.region, "region.toml", "region")
    if not parsed:
        problems += _cell_problems(region, places)
    if any(len(rows) == 0 for rows in (region.areas, region.blocks, region.sites)):
        return problems + _empty(region)
    return [
        *problems,
        *_reference_problems(region, library, places),
        *_area_problems(region, library, places),
        *outline_problems(region.outlines, region.areas, OUTLINES),
        *_site_problems(region, library, places),
        *_block_problems(region, library, places),
        *_link_problems(region, library, places),
        *_service_problems(region, library, places),
        *_own_figures_problems(region, library, places),
    ]


def check_whole(
    region: Region, library: Library, *, parsed: bool = False, had: Collection[str] = ()
) -> list[Problem]:
    """Every problem of a region that was built or cut by rule; `parsed` as in `check_region`.

    A kind of which it has no site is said once, not for each site that leans on it; where several
    kinds could do the work, only those that it `had` before it was cut.
    """
    problems = check_region(region, library, parsed=parsed)
    lacking = {
        str(problem.params.get("suppliers") or problem.params["kinds"])
        for problem in problems
        if problem.kind in LACKING
    }
    others = [problem for problem in problems if problem.kind not in LACKING]
    here = {", ".join(k for k in kinds.split(", ") if k in had) for kinds in lacking} - {""}
    return [Problem(CANNOT_STAND_ALONE, value=kinds) for kinds in sorted(here or lacking)] + others


def identifier_problems(identifier: str, file: str, column: str) -> list[Problem]:
    """A problem where a region may not have this identifier; file and column say who gave it."""
    if IDENTIFIER.fullmatch(identifier):
        return []
    return [Problem(BAD_IDENTIFIER, file, None, column, identifier)]


def check_library(library: Library) -> list[Problem]:
    """Every problem of the library's tables that goes beyond one cell."""
    kinds = set(library.kinds["kind"])
    problems = [
        Problem(UNKNOWN_REFERENCE, rows.table.file, i + 2, column, value, {"table": "kinds.csv"})
        for rows, columns in (
            (library.dependencies, ("consumer", "supplier")),
            (library.services, ("kind",)),
            (library.known_sites, ("kind",)),
            (library.known_routes, ("kind",)),
            (library.site_names, ("kind",)),
            (library.osm_tags, ("kind",)),
        )
        for column in columns
        for i, value in enumerate(rows[column])
        if value not in kinds
    ]
    feeders = int((library.kinds["placing"] == "feeder").sum())
    if feeders != 1:
        problems.append(Problem(NOT_ONE_FEEDER_KIND, "kinds.csv", None, "placing", feeders))
    for i, row in enumerate(library.dependencies):
        hours = (row["t_p10"], row["t_p50"], row["t_p90"])
        if sorted(hours) != list(hours):
            text = " ".join(f"{hour:g}" for hour in hours)
            problems.append(Problem(NOT_RISING, "dependencies.csv", i + 2, "t_p50", text))
    return problems + _mixed_forms(library)


def _mixed_forms(library: Library) -> list[Problem]:
    """The inputs of a kind to which one supplier would add losses and another would not."""
    form_of: dict[tuple[str, str], str] = {}
    problems = []
    for i, row in enumerate(library.dependencies):
        form = form_of.setdefault((row["consumer"], row["input"]), row["form"])
        if form != row["form"]:
            params = {"consumer": row["consumer"], "form": form}
            problems.append(
                Problem(MIXED_FORMS, "dependencies.csv", i + 2, "form", row["input"], params)
            )
    return problems


def find_circles(region: Region) -> list[list[str]]:
    """A shortest circle for every group of sites that hold each other up; see `find_cycles`."""
    pairs = zip(region.links["consumer"], region.links["supplier"], strict=True)
    return find_cycles([(str(consumer), str(supplier)) for consumer, supplier in pairs])


def _places(region: Region) -> Places:
    lines = {}
    for rows in region.tables():
        apart, counts, found = open_database_rows(region, rows), [1, 1], []
        for osm in apart:
            counts[int(osm)] += 1
            found.append((("osm/" if osm else "") + rows.table.file, counts[int(osm)]))
        lines[rows.table.name] = found
    return Places(lines)


def _cell_problems(region: Region, places: Places) -> list[Problem]:
    problems = []
    for rows in region.tables():
        for problem in check_rows(rows, rows.table.file):
            assert problem.row is not None
            file, row = places(rows.table.name, problem.row - 2)
            problems.append(replace(problem, file=file, row=row))
    return problems


def _empty(region: Region) -> list[Problem]:
    empty = [
        Problem(NO_ROWS, rows.table.file, params={"meaning": rows.table.meaning})
        for rows in (region.areas, region.sites)
        if len(rows) == 0
    ]
    return empty + [
        Problem(AREA_WITHOUT_BLOCK, "blocks.csv", value=area)
        for area in region.areas["code"]
        if len(region.blocks) == 0
    ]


def _reference_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    known = {
        "areas": set(region.areas["code"]),
        "sites": set(region.sites["site"]),
        "kinds": set(library.kinds["kind"]),
        "services": set(library.services["service"]),
        "places": {*region.areas["code"], *region.blocks["block"]},
        "sources": {*region.sources["source"], ""},
        "columns": {(table.name, name) for table in TABLES for name in table.names},
    }
    known["sites' areas"] = {*known["areas"], ""}
    known["sites and kinds"] = known["sites"] | known["kinds"]
    words = {
        "sites' areas": "areas.csv",
        "places": "areas.csv, blocks.csv",
        "sites and kinds": "sites.csv, kinds.csv",
    }
    found = []
    for rows, column, where in (
        (region.sites, "kind", "kinds"),
        (region.sites, "area", "sites' areas"),
        (region.sites, "source", "sources"),
        (region.blocks, "area", "areas"),
        (region.blocks, "feeder", "sites"),
        (region.links, "consumer", "sites"),
        (region.links, "supplier", "sites"),
        (region.service, "place", "places"),
        (region.service, "service", "services"),
        (region.service, "site", "sites"),
        (region.autonomies, "consumer", "sites and kinds"),
        (region.autonomies, "source", "sources"),
        (region.stocks, "source", "sources"),
        (region.resources, "source", "sources"),
        (region.routes, "site", "sites"),
        (region.routes, "source", "sources"),
        (region.sizes, "site", "sites"),
        (region.sizes, "source", "sources"),
        (region.provenance, "source", "sources"),
    ):
        params = {"table": words.get(where, f"{where}.csv")}
        for i, value in enumerate(rows[column]):
            if value not in known[where]:
                file, row = places(rows.table.name, i)
                found.append(Problem(UNKNOWN_REFERENCE, file, row, column, value, params))
    for i, said in enumerate(region.provenance):
        if (said["table"], said["column"]) not in known["columns"]:
            file, row = places("provenance", i)
            value = f"{said['table']}.{said['column']}"
            params = {"table": ", ".join(table.file for table in TABLES)}
            found.append(Problem(UNKNOWN_REFERENCE, file, row, "column", value, params))
    return found


def _area_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    problems = []
    for i, area in enumerate(region.areas):
        file, row = places("areas", i)
        code = area["code"]
        if area["inhabitants"] <= 0:
            problems.append(Problem(AREA_WITHOUT_PEOPLE, file, row, "inhabitants", code))
        elif area["dwellings"] > 0:
            per_home = area["inhabitants"] / area["dwellings"]
            if per_home < PEOPLE_PER_HOME[0] or per_home > PEOPLE_PER_HOME[1]:
                value, params = f"{per_home:.4g}", {"area": code}
                problems.append(Problem(PEOPLE_AND_HOMES, file, row, "inhabitants", value, params))
        # A wijk without gas uses 0; a home on gas never uses so little.
        if 0 < area["gas_kwh"] < LEAST_GAS_KWH:
            column = AREAS.column("gas_kwh")
            params = {"low": f"{LEAST_GAS_KWH:g}", "high": f"{column.high:g}", "unit": column.unit}
            problems.append(Problem(UNIT_OFF, file, row, "gas_kwh", area["gas_kwh"], params))
        rounding = ROUNDED_PERSONS / max(area["inhabitants"], 1)
        for columns, most in ((AGES, AGES_OFF + rounding), (BUILT, BUILT_OFF)):
            total = sum(area[column] for column in columns)
            if abs(total - 1) > most:
                problems.append(_sum_problem(file, row, columns[0], total, ", ".join(columns)))
    return problems + _far_areas(region, places) + _areas_elsewhere(region, library, places)


def _far_areas(region: Region, places: Places) -> list[Problem]:
    """Areas that lie far from every other; a region of one area has none."""
    lons, lats = region.areas["lon"], region.areas["lat"]
    if len(lons) < 2 or np.isnan(lons).any() or np.isnan(lats).any():
        return []
    width = np.cos(np.radians(lats.mean()))
    plane = KM_PER_DEGREE * np.column_stack([lons * width, lats])
    nearest = cKDTree(plane).query(plane, k=2)[0][:, 1]
    problems = []
    for i in np.flatnonzero(nearest > FAR_KM):
        file, row = places("areas", int(i))
        params = {"what": str(region.areas["code"][i])}
        problems.append(Problem(FAR_AWAY, file, row, "lon", f"{nearest[i]:.0f}", params))
    return problems


def _areas_elsewhere(region: Region, library: Library, places: Places) -> list[Problem]:
    """Areas in no part of the world that the library knows."""
    lons, lats = region.areas["lon"], region.areas["lat"]
    inside = np.isnan(lons) | np.isnan(lats)
    for extent in library.extents:
        inside |= within(region.areas, extent)
    params = {"known": ", ".join(library.extents["extent"])}
    return [
        Problem(ELSEWHERE, *places("areas", int(i)), "lon", region.areas["code"][i], params)
        for i in np.flatnonzero(~inside)
    ]


def outline_problems(outlines: Mapping[str, Any], areas: Rows, file: str) -> list[Problem]:
    """A problem for each outline that is of no area, or lies far from where its area is."""
    centres = {area["code"]: (area["lon"], area["lat"]) for area in areas}
    problems = []
    for code, outline in outlines.items():
        if code not in centres:
            problems.append(Problem(UNKNOWN_OUTLINE, file, value=code))
            continue
        lons, lats = _corners(outline)
        km = float(km_between(*centres[code], lons, lats).max())
        if km > FAR_KM:
            params = {"what": code}
            problems.append(Problem(FAR_AWAY, file, value=f"{km:.0f}", params=params))
    return problems


def _corners(outline: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of the corners of the box around a geometry."""
    given = outline["coordinates"]
    polygons = [given] if outline["type"] == "Polygon" else given
    points = np.array([point for polygon in polygons for ring in polygon for point in ring])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return np.array([west, west, east, east]), np.array([south, north, south, north])


def _site_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    outside = set(library.kinds.where(library.kinds["placing"] == "outside")["kind"])
    unplaced = (
        (region.sites["area"] == "") | np.isnan(region.sites["lon"]) | np.isnan(region.sites["lat"])
    )
    within = np.array([kind not in outside for kind in region.sites["kind"]], dtype=bool)
    problems = []
    for i in np.flatnonzero(unplaced & within).tolist():
        file, row = places("sites", i)
        problems.append(Problem(NO_PLACE, file, row, "area", region.sites["site"][i]))
    return problems + _far_sites(region, places, ~unplaced)


def _far_sites(region: Region, places: Places, placed: NDArray[np.bool_]) -> list[Problem]:
    """The sites that lie far from the middle of their area."""
    at = region.areas.positions("code")
    own = np.array([at.get(area, -1) for area in region.sites["area"]], dtype=int)
    lons, lats = region.areas["lon"][own], region.areas["lat"][own]
    degrees = np.hypot(region.sites["lon"] - lons, region.sites["lat"] - lats)
    # A degree is nowhere longer, so what is not far by this is not far; that is nearly every site.
    maybe = placed & (own >= 0) & (degrees * KM_PER_DEGREE > FAR_KM)
    problems = []
    for i in np.flatnonzero(maybe).tolist():
        site = region.sites.row(i)
        km = float(km_between(site["lon"], site["lat"], lons[i : i + 1], lats[i : i + 1])[0])
        if km > FAR_KM:
            file, row = places("sites", i)
            params = {"what": site["site"]}
            problems.append(Problem(FAR_AWAY, file, row, "lon", f"{km:.0f}", params))
    return problems


def _block_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    feeding = set(library.kinds.where(library.kinds["placing"] == "feeder")["kind"])
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    problems = []
    for i, feeder in enumerate(region.blocks["feeder"]):
        if feeder in kind_of and kind_of[feeder] not in feeding:
            file, row = places("blocks", i)
            problems.append(Problem(NOT_A_FEEDER, file, row, "feeder", feeder))
    totals = _sums(region.blocks["area"], region.blocks["share"])
    lines = {area: i for i, area in reversed(list(enumerate(region.blocks["area"])))}
    for i, code in enumerate(region.areas["code"]):
        if code not in totals:
            file, row = places("areas", i)
            problems.append(Problem(AREA_WITHOUT_BLOCK, file, row, "code", code))
        elif abs(totals[code] - 1) > MOST_OFF:
            file, row = places("blocks", lines[code])
            problems.append(_sum_problem(file, row, "share", totals[code], code))
    return problems


def _sum_problem(file: str, row: int | None, column: str, total: float, what: str) -> Problem:
    return Problem(SHARES_DO_NOT_ADD_UP, file, row, column, f"{total:.4g}", {"what": what})


def _link_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    allowed = {(d["consumer"], d["input"], d["supplier"]) for d in library.dependencies}
    problems = []
    rows = zip(*(region.links[name] for name in LINKS.names), strict=True)
    for i, (consumer, input_, supplier, weight) in enumerate(rows):
        ends = kind_of.get(consumer), kind_of.get(supplier)
        if None not in ends and (ends[0], input_, ends[1]) not in allowed:
            file, row = places("links", i)
            params = {"consumer": ends[0], "supplier": ends[1]}
            problems.append(Problem(UNKNOWN_DEPENDENCY, file, row, "input", input_, params))
        if weight <= 0:
            file, row = places("links", i)
            problems.append(Problem(NO_WEIGHT, file, row, "weight", f"{weight:g}"))
    return [
        *problems,
        *_missing_inputs(region, library, places),
        *_too_little(region, library, places),
    ]


def _too_little(region: Region, library: Library, places: Places) -> Iterable[Problem]:
    """The inputs of which the suppliers that are there already cannot give all."""
    needs = library.dependencies.where(library.dependencies["form"] == LINEAR)
    added = set(zip(needs["consumer"], needs["input"], strict=True))
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    planned = set(region.sites["site"][region.sites["planned"]])
    consumers, suppliers = region.links["consumer"], region.links["supplier"]
    pairs = list(zip(consumers, region.links["input"], strict=True))
    # A planned site supplies nothing until it is switched on; then it may feed other planned ones.
    weights = [
        weight if supplier not in planned or consumer in planned else 0.0
        for consumer, supplier, weight in zip(
            consumers, suppliers, region.links["weight"], strict=True
        )
    ]
    first = {pair: i for i, pair in reversed(list(enumerate(pairs)))}
    for pair, total in _sums(pairs, weights).items():
        if 0 < total < 1 - MOST_OFF and (kind_of.get(pair[0]), pair[1]) not in added:
            file, row = places("links", first[pair])
            params = {"what": f"{pair[0]}, {pair[1]}"}
            yield Problem(TOO_LITTLE, file, row, "weight", f"{total:.4g}", params)


def _missing_inputs(region: Region, library: Library, places: Places) -> Iterable[Problem]:
    takes = inputs_by_kind(library)
    supplied = set(zip(region.links["consumer"], region.links["input"], strict=True))
    for i, (site, kind) in enumerate(zip(region.sites["site"], region.sites["kind"], strict=True)):
        for input_, needs in takes.get(kind, {}).items():
            if (site, input_) not in supplied:
                file, row = places("sites", i)
                suppliers = ", ".join(need["supplier"] for need in needs)
                params = {"input": input_, "suppliers": suppliers}
                yield Problem(MISSING_INPUT, file, row, "site", site, params)


def _service_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    problems = _unserved(region, library, places)
    pairs = list(zip(region.service["place"], region.service["service"], strict=True))
    totals = _sums(pairs, region.service["weight"])
    for pair, i in {pair: i for i, pair in reversed(list(enumerate(pairs)))}.items():
        if abs(totals[pair] - 1) > MOST_OFF:
            file, row = places("service", i)
            problems.append(_sum_problem(file, row, "weight", totals[pair], ", ".join(pair)))
    return problems


def _own_figures_problems(region: Region, library: Library, places: Places) -> list[Problem]:
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    takes = inputs_by_kind(library)
    problems = []
    for i, said in enumerate(region.autonomies):
        file, row = places("autonomies", i)
        known = takes.get(kind_of.get(said["consumer"], said["consumer"]), {})
        if said["input"] not in known:
            params = {"consumer": said["consumer"], "known": ", ".join(sorted(known)) or "-"}
            problems.append(Problem(NOT_AN_INPUT, file, row, "input", said["input"], params))
    for rows, names in (
        (region.autonomies, ("t_p10", "t_p50", "t_p90")),
        (region.stocks, ("p10", "p50", "p90")),
    ):
        for i, said in enumerate(rows):
            figures = [said[name] for name in names]
            if sorted(figures) != figures:
                file, row = places(rows.table.name, i)
                text = " ".join(f"{figure:g}" for figure in figures)
                problems.append(Problem(NOT_RISING, file, row, names[1], text))
    return problems


def _unserved(region: Region, library: Library, places: Places) -> list[Problem]:
    placing = {kind["kind"]: kind for kind in library.kinds}
    present = set(region.sites["kind"])
    served = set(zip(region.service["place"], region.service["service"], strict=True))
    problems = []
    for service in library.services:
        name, kind = service["service"], placing[service["kind"]]
        params = {"service": name, "kinds": kind["kind"]}
        if service["reach"] == 0:
            optional = kind["least"] == "none"
            if kind["kind"] not in present and not optional:
                problems.append(
                    Problem(NO_SITE_FOR_SERVICE, "sites.csv", value=name, params=params)
                )
            continue
        for table, i, code in _expected(region, service["place"], kind["placing"]):
            if (code, name) not in served:
                file, row = places(table, i)
                problems.append(Problem(UNSERVED, file, row, "", code, params))
    return problems


def _expected(region: Region, place: str, placing: str) -> Iterable[tuple[str, int, str]]:
    """Table, row and code of each place that must have a service."""
    if place == "area":
        return [("areas", i, str(code)) for i, code in enumerate(region.areas["code"])]
    high = set(region.areas.where(region.areas["high_rise"] > 0)["code"])
    return [
        ("blocks", i, block["block"])
        for i, block in enumerate(region.blocks)
        if placing != "high_rise" or block["area"] in high
    ]


def _sums(keys: Iterable[Any], values: Iterable[float]) -> dict[Any, float]:
    sums: dict[Any, float] = {}
    for key, value in zip(keys, values, strict=True):
        sums[key] = sums.get(key, 0.0) + float(value)
    return sums
