"""Makes up a country as large as the Netherlands, the same on every machine: a seed gives one.

3,340 areas in 342 municipalities of 25 safety regions, 18.2 million inhabitants, 700 high-voltage
stations and 130 hospitals, all at random; nothing is taken from anywhere. It is a source set in the
form of docs/how-to/build-a-region.md, so that the builder of regions makes its sites, links and
blocks by the same rules as those of a real country.

    python benchmarks/random_country.py --out SOURCE

writes the source set; `weerbaar region build SOURCE --id made-up --name "Made up"` builds it.
Without `--out` it makes and builds the country and says how long that took.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from claim import is_smoke, print_claim

from weerbaar.common.refusals import refuse_if
from weerbaar.region.build import build_region
from weerbaar.region.files import read_library
from weerbaar.region.region import Region
from weerbaar.region.sources import APARTMENTS, HOUSES, PERIODS, homes_column, parse_sources
from weerbaar.region.tables import URBANITY

AREAS = 3340
SEED = 1
INHABITANTS_PER_AREA = 5440
PEOPLE_SPREAD, SURFACE_SPREAD = 1.1, 1.3
"""Spread of the natural logarithm of an area's inhabitants and of its surface."""
KM2_PER_AREA = 10.4
PEOPLE_PER_HOME = 2.19
AREAS_PER_MUNICIPALITY, AREAS_PER_REGION = 9.77, 133.6
AREAS_PER_STATION, AREAS_PER_HOSPITAL = 4.8, 25.7
WEST, EAST, SOUTH, NORTH = 3.6, 7.0, 50.9, 53.4
MUNICIPALITY_REACH = 0.05
"""Spread in degrees of where the areas of a municipality lie around its middle."""
ADDRESSES_PER_KM2 = (2500, 1500, 1000, 500)
"""From how many addresses an area is in the first, second ... class of URBANITY."""
AGES = {
    "pop_0_14": 15.0,
    "pop_15_24": 12.0,
    "pop_25_44": 24.0,
    "pop_45_64": 28.0,
    "pop_65plus": 21.0,
}
MEANS = {
    "income_low": 39.0,
    "income_high": 20.0,
    "edu_appl_sci": 30.0,
    "dwelling_ownership": 66.0,
}
OF_APARTMENTS = 0.3
OF_PERIODS = (0.17, 0.14, 0.32, 0.24, 0.13)
VOLTAGES = (380, 150, 110, 50)

Rows = list[dict[str, Any]]


def country_files(areas: int = AREAS, seed: int = SEED) -> dict[str, bytes]:
    """The files of a source set with so many areas, by name."""
    generator = np.random.default_rng([seed, 3])
    towns = max(1, round(areas / AREAS_PER_MUNICIPALITY))
    regions = max(1, round(areas / AREAS_PER_REGION))
    lon, lat = generator.uniform(WEST, EAST, towns), generator.uniform(SOUTH, NORTH, towns)
    # Regions are strips from west to east, so that each lies together.
    region = np.argsort(np.argsort(lon)) * regions // towns
    town = np.sort(np.concatenate([np.arange(towns), generator.integers(0, towns, areas - towns)]))
    wijken = _areas(generator, town, lon[town], lat[town])
    codes = [row["code"] for row in wijken]
    homes = np.bincount(town, [row["dwelling_total"] for row in wijken], towns)
    names = [f"Town {t}" for t in range(towns)]
    files = {
        "wijken.csv": wijken,
        "municipalities.csv": [
            {"gm_code": _town(t), "gm_naam": names[t], "vr_code": f"VR{r:02d}", "vr_naam": f"R {r}"}
            for t, r in enumerate(region.tolist())
        ],
        "energy.csv": [_energy(t, count) for t, count in enumerate(homes.tolist())],
        "households.csv": [
            {"gm_code": _town(t), "aantal_hh": round(0.97 * count), "p_eenp_hh": 39}
            | {"gem_hh_gr": PEOPLE_PER_HOME}
            for t, count in enumerate(homes.tolist())
        ],
        "hospitals.csv": _hospitals(generator, codes, max(2, round(areas / AREAS_PER_HOSPITAL))),
        "grid_nodes.csv": _stations(generator, codes, max(4, round(areas / AREAS_PER_STATION))),
    }
    return {name: _csv(rows) for name, rows in files.items()}


def made_up_country(areas: int = AREAS, seed: int = SEED) -> Region:
    """The region of the source set."""
    sources, problems = parse_sources(country_files(areas, seed))
    refuse_if(problems)
    return build_region(sources, read_library(), ident="made-up", name="Made up")


def _town(number: int) -> str:
    return f"GM{number:04d}"


def _areas(
    generator: np.random.Generator, town: np.ndarray, lon: np.ndarray, lat: np.ndarray
) -> Rows:
    """One row for each area: half of what differs between areas goes with its inhabitants."""
    n = len(town)
    people = _scaled(generator.lognormal(0.0, PEOPLE_SPREAD, n), INHABITANTS_PER_AREA)
    km2 = _scaled(generator.lognormal(0.0, SURFACE_SPREAD, n), KM2_PER_AREA)
    people = np.clip(np.round(people), 20, 95_000)
    homes = np.maximum(np.round(people / PEOPLE_PER_HOME), 5)
    km2 = np.clip(km2, 0.05, 250.0)
    urbanity = np.searchsorted(-np.array(ADDRESSES_PER_KM2), -homes / km2)
    x = lon + generator.normal(0.0, MUNICIPALITY_REACH, n)
    y = lat + generator.normal(0.0, MUNICIPALITY_REACH, n)
    ages = generator.dirichlet(np.array(list(AGES.values())), n) * 100
    means = {
        name: np.clip(generator.normal(mean, 0.2 * mean, n), 1, 90).round(1)
        for name, mean in MEANS.items()
    }
    value = np.clip(generator.lognormal(np.log(320), 0.3, n), 80, 1600).round()
    return [
        {
            "code": f"WK{town[a]:04d}{a:04d}",
            "name": f"Area {a}",
            "gm_code_2023": _town(int(town[a])),
            "area": round(float(km2[a]), 2),
            "urbanity": URBANITY[int(urbanity[a])],
            "population": int(people[a]),
            "dwelling_total": int(homes[a]),
            **{name: round(float(ages[a, i]), 1) for i, name in enumerate(AGES)},
            **{name: float(values[a]) for name, values in means.items()},
            "dwelling_value": float(value[a]),
            "lon": round(float(x[a]), 5),
            "lat": round(float(y[a]), 5),
        }
        for a in range(n)
    ]


def _scaled(values: np.ndarray, mean: float) -> np.ndarray:
    scaled: np.ndarray = values * (mean / values.mean())
    return scaled


def _energy(town: int, homes: float) -> dict[str, Any]:
    """What is told of a municipality's homes: alike in all but their number."""
    kinds = {APARTMENTS: OF_APARTMENTS} | dict.fromkeys(HOUSES, (1 - OF_APARTMENTS) / len(HOUSES))
    return {
        "geo_id": _town(town),
        "number_of_cars": round(1.05 * homes),
        "households_final_demand_electricity_demand": round(0.0102 * homes, 1),
        "households_final_demand_network_gas_demand": round(0.038 * homes, 1),
        **{
            homes_column(kind, period): round(homes * of_kind * of_period)
            for kind, of_kind in kinds.items()
            for period, of_period in zip(PERIODS.values(), OF_PERIODS, strict=True)
        },
    }


def _hospitals(generator: np.random.Generator, codes: Sequence[str], count: int) -> Rows:
    places = generator.choice(len(codes), count).tolist()
    return [
        {
            "ziekenhuisnummer": i,
            "naam.ziekenhuis": f"Hospital {i}",
            "soort.ziekenhuis": "Algemeen ziekenhuis",
            "plaats": f"Town {i}",
            "wk_2022": codes[place],
        }
        for i, place in enumerate(places)
    ]


def _stations(generator: np.random.Generator, codes: Sequence[str], count: int) -> Rows:
    places = generator.choice(len(codes), count).tolist()
    return [
        {
            "v_id": i,
            "typ": "substation",
            "voltage": 1000 * VOLTAGES[min(i % 20, 3)],
            "name": f"Station {i}",
            "wk_2022": codes[place],
        }
        for i, place in enumerate(places)
    ]


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def main() -> None:
    """Writes the source set where a folder is given; else builds it and prints how long it took."""
    if "--out" in sys.argv:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--out", type=Path, required=True, help="folder for the source set")
        parser.add_argument("--areas", type=int, default=AREAS)
        parser.add_argument("--seed", type=int, default=SEED)
        asked = parser.parse_args()
        asked.out.mkdir(parents=True, exist_ok=True)
        for name, content in country_files(asked.areas, asked.seed).items():
            (asked.out / name).write_bytes(content)
        return
    smoke = is_smoke(__doc__ or "")
    start = time.process_time()
    region = made_up_country(40 if smoke else AREAS)
    size = f"{len(region.areas):,} areas, {len(region.sites):,} sites, {len(region.links):,} links"
    print_claim(f"make and build {size}, CPU time", time.process_time() - start, "s")


if __name__ == "__main__":
    main()
