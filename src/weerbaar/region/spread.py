"""The areas of a region: figures as they are, and a municipality's figures spread over its areas.

Rules:
1. Areas are those of the safety region that have both inhabitants and homes. Percentages become
   shares; nothing else is changed.
2. A figure that is not given takes the mean of its municipality's other areas, weighted by
   inhabitants; where the municipality has none, that of the region. Age shares of which one is
   not given, or that leave out more than a fifth of the people, count as not given together.
3. Household size: the municipality's, times the area's inhabitants per home relative to the
   municipality's; between 1 and 6. Of a merged municipality: the mean of the former ones, weighted
   by households.
4. Households of one person: such that households of more persons are as large as on average in
   the municipality; between 0.02 and 0.95.
5. Apartments: in proportion to the weight of the area's urbanity, at most 0.95, such that the
   municipality's number holds. High-rise is a share of apartments by urbanity.
6. Building periods: the municipality's apartments and its other homes each have their own shares;
   an area has them in proportion to its apartments.
7. Cars: as many per inhabitant as in the municipality, times the household size; at most 5.
8. Electricity and gas: the municipality's use per home. 1 TJ is 10^12 / 3.6e6 kWh.
9. Where the source set has key figures of the areas themselves, these go before rules 3, 4, 5, 7
   and 8, area by area, and are not estimated; rule 6 then follows the area's own apartments.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import REQUIRED, Rows, rows_of
from weerbaar.region.key_figures import KeyFigures, said_by_file
from weerbaar.region.region import Library
from weerbaar.region.sources import (
    APARTMENTS,
    ENERGY,
    HOUSEHOLDS,
    HOUSES,
    MUNICIPALITIES,
    PERCENTAGES,
    PERIODS,
    WIJKEN,
    SourceSet,
    homes_column,
)
from weerbaar.region.tables import AGES, AREAS, MERGED

NO_AREAS = ProblemKind(
    "no-areas",
    mark("There is no area with inhabitants in safety region {value}."),
    mark("Use one of: {known}."),
)
UNKNOWN_MUNICIPALITY = ProblemKind(
    "unknown-municipality",
    mark("Municipality {value} does not stand in the list of municipalities."),
    mark("Add it to {file}."),
)
NO_MUNICIPAL_FIGURES = ProblemKind(
    "no-municipal-figures",
    mark("There are no figures of municipality {value} ({name})."),
    mark("Add a row for it, or say in merged_municipalities.csv what it was made of."),
)
NOTHING_TO_FILL_WITH = ProblemKind(
    "nothing-to-fill-with",
    mark("No area of the region has a figure in {column}."),
    mark("Fill in the column for at least one area."),
)

AGES_GIVEN = 0.8
KWH_PER_TJ = 1e12 / 3.6e6
HOUSEHOLD_LIMITS = (1.0, 6.0)
SINGLE_LIMITS = (0.02, 0.95)
APARTMENTS_MOST = 0.95
CARS_MOST = 5.0

AS_THEY_ARE = {
    "name": "name",
    "municipality_code": "gm_code_2023",
    "lon": "lon",
    "lat": "lat",
    "area_km2": "area",
    "urbanity": "urbanity",
    "inhabitants": "population",
    "dwellings": "dwelling_total",
}
FILLED = (*PERCENTAGES, "dwelling_value_keur")
OWN_FIGURES = (
    "household_size",
    "single_households",
    "apartments",
    "cars_per_household",
    "electricity_kwh",
    "gas_kwh",
)

CBS, ETLOCAL, CBS_HOUSEHOLDS = "cbs-wijken-2022", "etlocal-2023", "cbs-households-2017"
MINVWS, OWN = "minvws-regions-2023", "weerbaar-rules"
FILL_RULE = (
    "Not or hardly given; the mean of the municipality's other areas, weighted by inhabitants."
)

# Column: source, evidence, estimated, rule.
COLUMN_PROVENANCE: Mapping[str, tuple[str, str, bool, str]] = {
    "code": (CBS, "V", False, "Areas without inhabitants or homes are left out."),
    **dict.fromkeys(AS_THEY_ARE, (CBS, "V", False, "")),
    "municipality": (MINVWS, "V", False, ""),
    "safety_region": (MINVWS, "V", False, ""),
    **dict.fromkeys(PERCENTAGES, (CBS, "V", False, "Percentage divided by 100.")),
    "dwelling_value_keur": (CBS, "V", False, ""),
    "household_size": (
        CBS_HOUSEHOLDS,
        "C",
        True,
        "Municipality's size times inhabitants per home relative to the municipality; 1 to 6.",
    ),
    "single_households": (
        CBS_HOUSEHOLDS,
        "C",
        True,
        "Such that households of more persons are as large as on average in the municipality.",
    ),
    **dict.fromkeys(
        PERIODS,
        (
            ETLOCAL,
            "C",
            True,
            "Periods of the municipality's apartments and houses, by the area's apartments.",
        ),
    ),
    "apartments": (
        ETLOCAL,
        "A",
        True,
        "Municipality's apartments in proportion to a weight by urbanity; at most 0.95.",
    ),
    "high_rise": (OWN, "A", True, "Share of apartments by urbanity; none in not urbanised."),
    "cars_per_household": (
        ETLOCAL,
        "C",
        True,
        "Municipality's cars per inhabitant times household size.",
    ),
    "electricity_kwh": (ETLOCAL, "C", True, "Municipality's use per home."),
    "gas_kwh": (ETLOCAL, "C", True, "Municipality's use per home."),
}
# What key figures do not give: evidence, estimated, rule.
FROM_OUTLINES = ("C", False, "From the outline of the area.")
PLACED = ("lon", "lat")
INSTEAD = {
    "area_km2": FROM_OUTLINES,
    "urbanity": ("A", True, "Not given; taken as not urbanised."),
}

Record = dict[str, Any]


@dataclass(frozen=True)
class Areas:
    """The areas of a region, with the provenance of their figures."""

    rows: Rows
    provenance: tuple[Record, ...]


@dataclass(frozen=True)
class Municipality:
    """A municipality's figures; sizes in persons, energy in kWh per home, homes by type, period."""

    household_size: float
    single_share: float
    cars: float
    electricity_kwh: float
    gas_kwh: float
    apartments: tuple[float, ...]
    houses: tuple[float, ...]
    inhabitants: float
    dwellings: float

    @property
    def larger_household(self) -> float:
        """Mean size of the households of two persons or more."""
        size = (self.household_size - self.single_share) / max(1 - self.single_share, 0.01)
        return max(size, 2.0)

    @property
    def apartment_share(self) -> float:
        """Share of homes that are apartments."""
        return sum(self.apartments) / max(sum(self.apartments) + sum(self.houses), 1.0)


def spread_areas(
    sources: SourceSet, library: Library, safety_region: str
) -> tuple[Areas, list[Problem]]:
    """The areas of a safety region (all of the source set where it is empty), and all problems.

    Their figures come from the source set's key figures where it has these.
    """
    records, problems = _as_they_are(sources, safety_region)
    if problems:
        return Areas(rows_of(AREAS, []), ()), problems
    filled, problems = _fill_gaps(records, sources)
    municipalities, found = _municipalities(records, sources, library)
    problems += found
    if not problems:
        _spread(records, municipalities, library, sources.key_figures)
    provenance = [_column_provenance(column) for column in AREAS.names]
    if sources.key_figures is not None:
        provenance = _said_by_figures(provenance, records, sources.key_figures)
    provenance += filled
    return Areas(rows_of(AREAS, records if not problems else []), tuple(provenance)), problems


def rounded_shares(values: Sequence[float], digits: int = 4) -> list[float]:
    """Shares in proportion to the values, rounded, that add up to exactly 1 in decimals."""
    units, total = 10**digits, sum(values)
    exact = [value / total * units for value in values]
    whole = [math.floor(value) for value in exact]
    order = sorted(range(len(values)), key=lambda i: (whole[i] - exact[i], i))
    for i in order[: units - sum(whole)]:
        whole[i] += 1
    return [value / units for value in whole]


def _as_they_are(sources: SourceSet, safety_region: str) -> tuple[list[Record], list[Problem]]:
    known = {row["gm_code"]: row for row in sources[MUNICIPALITIES]}
    records, problems = [], []
    for i, row in enumerate(sources[WIJKEN]):
        code = row["gm_code_2023"]
        if row["population"] <= 0 or row["dwelling_total"] <= 0:
            continue
        if code not in known:
            problems.append(_unknown_municipality(sources, i, row["code"], code))
        elif safety_region in ("", known[code]["vr_code"]):
            records.append(_area_record(row, known[code]))
    if not records and not problems:
        codes = ", ".join(sorted({row["vr_code"] for row in known.values()}))
        file = sources.files[WIJKEN.name]
        problems.append(Problem(NO_AREAS, file, value=safety_region, params={"known": codes}))
    return sorted(records, key=lambda record: str(record["code"])), problems


def _unknown_municipality(sources: SourceSet, i: int, area: str, code: str) -> Problem:
    params = {"file": sources.files[MUNICIPALITIES.name]}
    file, figures = sources.files[WIJKEN.name], sources.key_figures
    if figures is not None:
        return Problem(UNKNOWN_MUNICIPALITY, file, figures.rows[area], "", code, params)
    return Problem(UNKNOWN_MUNICIPALITY, file, i + 2, "gm_code_2023", code, params)


def _area_record(row: Record, municipality: Record) -> Record:
    shares = {ours: round(row[theirs] / 100, 6) for ours, theirs in PERCENTAGES.items()}
    if not sum(shares[age] for age in AGES) >= AGES_GIVEN:
        shares |= dict.fromkeys(AGES, math.nan)
    return {
        "code": row["code"],
        **{ours: row[theirs] for ours, theirs in AS_THEY_ARE.items()},
        "urbanity": row["urbanity"] or "not urbanised",
        "municipality": municipality["gm_naam"],
        "safety_region": municipality["vr_code"],
        **shares,
        "dwelling_value_keur": row["dwelling_value"],
    }


def _fill_gaps(records: Sequence[Record], sources: SourceSet) -> tuple[list[Record], list[Problem]]:
    """Fills missing figures in the records; gives the provenance of each cell that was filled."""
    provenance, problems = [], []
    figures = sources.key_figures
    source = CBS if figures is None else figures.source
    for column in FILLED:
        means = _means(records, column)
        for record in records:
            if not means or not math.isnan(record[column]):
                continue
            mean = means.get(record["municipality_code"], means[""])
            record[column] = round(mean, 4 if column in PERCENTAGES else 0)
            provenance.append(
                _provenance(column, record["code"], source, "C", estimated=True, rule=FILL_RULE)
            )
        if not means and AREAS.column(column).default is REQUIRED:
            theirs = PERCENTAGES[column] if figures is None else ", ".join(figures.absent[column])
            problems.append(Problem(NOTHING_TO_FILL_WITH, sources.files[WIJKEN.name], 1, theirs))
    return provenance, problems


def _means(records: Sequence[Record], column: str) -> dict[str, float]:
    """Mean by municipality code, and of all under the empty code, weighted by inhabitants."""
    sums: dict[str, tuple[float, float]] = {}
    for record in records:
        if math.isnan(record[column]):
            continue
        for code in (record["municipality_code"], ""):
            total, people = sums.get(code, (0.0, 0.0))
            weighted = total + record[column] * record["inhabitants"]
            sums[code] = (weighted, people + record["inhabitants"])
    return {code: total / people for code, (total, people) in sums.items()}


def _municipalities(
    records: Sequence[Record], sources: SourceSet, library: Library
) -> tuple[dict[str, Municipality], list[Problem]]:
    energy = {row["geo_id"]: row for row in sources[ENERGY]}
    households = {row["gm_code"]: row for row in sources[HOUSEHOLDS]}
    former = _former(sources, library)
    names = {record["municipality_code"]: record["municipality"] for record in records}
    found, problems = {}, []
    for code in sorted(names):
        parts = [code] if code in households else former.get(code, [code])
        counted = [households[part] for part in parts if _is_counted(households.get(part))]
        gaps = [
            table
            for table, given in ((ENERGY, _has_homes(energy.get(code))), (HOUSEHOLDS, counted))
            if not given
        ]
        params = {"name": names[code]}
        problems += [
            Problem(NO_MUNICIPAL_FIGURES, sources.files[table.name], None, "", code, params)
            for table in gaps
        ]
        if not gaps:
            own = [record for record in records if record["municipality_code"] == code]
            found[code] = _municipality(own, energy[code], counted)
    return found, problems


def _former(sources: SourceSet, library: Library) -> dict[str, list[str]]:
    former: dict[str, list[str]] = {}
    for row in [*library.merged, *sources[MERGED]]:
        former.setdefault(row["municipality_code"], []).append(row["former_code"])
    return former


def _is_counted(row: Record | None) -> bool:
    return row is not None and row["aantal_hh"] > 0 and not math.isnan(row["gem_hh_gr"])


def _has_homes(row: Record | None) -> bool:
    return row is not None and _homes(row, (APARTMENTS, *HOUSES)) > 0


def _municipality(
    areas: Sequence[Record], energy: Record, households: Iterable[Record]
) -> Municipality:
    counted = [(row["aantal_hh"], row["gem_hh_gr"], row["p_eenp_hh"]) for row in households]
    total = sum(count for count, _, _ in counted)
    apartments = tuple(_homes(energy, (APARTMENTS,), (period,)) for period in PERIODS.values())
    houses = tuple(_homes(energy, HOUSES, (period,)) for period in PERIODS.values())
    per_home = KWH_PER_TJ / (sum(apartments) + sum(houses))
    return Municipality(
        household_size=sum(count * size for count, size, _ in counted) / total,
        single_share=sum(count * single for count, _, single in counted) / total / 100,
        cars=energy["number_of_cars"],
        electricity_kwh=energy["households_final_demand_electricity_demand"] * per_home,
        gas_kwh=energy["households_final_demand_network_gas_demand"] * per_home,
        apartments=apartments,
        houses=houses,
        inhabitants=sum(area["inhabitants"] for area in areas),
        dwellings=sum(area["dwellings"] for area in areas),
    )


def _homes(
    energy: Record, types: Iterable[str], periods: Iterable[str] = tuple(PERIODS.values())
) -> float:
    counts = [energy[homes_column(type_, period)] for period in periods for type_ in types]
    return float(sum(count for count in counts if not math.isnan(count)))


def _spread(
    records: Sequence[Record],
    municipalities: Mapping[str, Municipality],
    library: Library,
    figures: KeyFigures | None,
) -> None:
    homes = {row["urbanity"]: row for row in library.homes}
    for code, municipality in municipalities.items():
        own = [record for record in records if record["municipality_code"] == code]
        scale = _apartment_scale(own, municipality, homes)
        for record in own:
            weight, own_figures = homes[record["urbanity"]], _own_figures(record, figures)
            apartments = round(min(APARTMENTS_MOST, scale * weight["apartments"]), 4)
            apartments = own_figures.get("apartments", apartments)
            record["apartments"] = apartments
            record["high_rise"] = round(apartments * weight["high_rise"], 4)
            record.update(_household_figures(record, municipality))
            record.update(_building_periods(apartments, municipality))
            record["electricity_kwh"] = round(municipality.electricity_kwh, 0)
            record["gas_kwh"] = round(municipality.gas_kwh, 0)
            record.update(own_figures)


def _own_figures(record: Record, figures: KeyFigures | None) -> Record:
    """The figures by rule 9 that are given for an area."""
    if figures is None:
        return {}
    found = {name: figures.figure(record["code"], name) for name in OWN_FIGURES}
    return {name: value for name, value in found.items() if value is not None}


def _household_figures(record: Record, municipality: Municipality) -> Record:
    per_home = record["inhabitants"] / record["dwellings"]
    relative = per_home / (municipality.inhabitants / municipality.dwellings)
    size = _between(municipality.household_size * relative, HOUSEHOLD_LIMITS)
    larger = municipality.larger_household
    cars = municipality.cars / municipality.inhabitants * size
    return {
        "household_size": round(size, 2),
        "single_households": round(_between((larger - size) / (larger - 1), SINGLE_LIMITS), 4),
        "cars_per_household": round(min(cars, CARS_MOST), 2),
    }


def _building_periods(apartments: float, municipality: Municipality) -> Record:
    flats, houses = sum(municipality.apartments), sum(municipality.houses)
    mixed = [
        apartments * flat / max(flats, 1) + (1 - apartments) * house / max(houses, 1)
        for flat, house in zip(municipality.apartments, municipality.houses, strict=True)
    ]
    if not any(mixed):
        # All homes of the area are of a sort that the municipality is said not to have.
        mixed = [a + b for a, b in zip(municipality.apartments, municipality.houses, strict=True)]
    return dict(zip(PERIODS, rounded_shares(mixed), strict=True))


def _apartment_scale(
    areas: Sequence[Record], municipality: Municipality, homes: Mapping[str, Record]
) -> float:
    """The factor on the weights by which the areas together have the municipality's apartments."""
    asked = municipality.apartment_share * municipality.dwellings
    weights = [(area["dwellings"], homes[area["urbanity"]]["apartments"]) for area in areas]

    def given(scale: float) -> float:
        return float(sum(n * min(APARTMENTS_MOST, scale * weight) for n, weight in weights))

    low, high = 0.0, 100.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if given(middle) < asked else (low, middle)
    return high


def _between(value: float, limits: tuple[float, float]) -> float:
    return float(min(max(value, limits[0]), limits[1]))


def _column_provenance(column: str) -> Record:
    source, evidence, estimated, rule = COLUMN_PROVENANCE[column]
    return _provenance(column, "", source, evidence, estimated=estimated, rule=rule)


def _said_by_figures(
    provenance: Sequence[Record], records: Sequence[Record], figures: KeyFigures
) -> list[Record]:
    """The provenance of columns, with what the key figures gave: whole columns, or cell by cell."""
    codes = [record["code"] for record in records]
    said = []
    for row in provenance:
        column = row["column"]
        given = [code for code in codes if figures.figure(code, column) is not None]
        lacking = [code for code in codes if code not in set(given)]
        if column in OWN_FIGURES and lacking:
            said += [row, *(said_by_file(figures, column, code) for code in given)]
        elif column in PLACED or (column in INSTEAD and not given):
            said.append(_instead(column, ""))
        elif column in figures.headers:
            said.append(said_by_file(figures, column, ""))
            said += [_instead(column, code) for code in lacking if column in INSTEAD]
        else:
            said.append(
                {**row, "source": figures.source if row["source"] == CBS else row["source"]}
            )
    return said


def _instead(column: str, key: str) -> Record:
    evidence, estimated, rule = INSTEAD.get(column, FROM_OUTLINES)
    return _provenance(column, key, OWN, evidence, estimated=estimated, rule=rule)


def _provenance(
    column: str, key: str, source: str, evidence: str, *, estimated: bool, rule: str
) -> Record:
    return {
        "table": AREAS.name,
        "column": column,
        "key": key,
        "source": source,
        "evidence": evidence,
        "estimated": estimated,
        "rule": rule,
    }
