"""The Region: one object, the same whether it came from files, a database or a USB stick."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.tables import AUTONOMIES, RESOURCES, ROUTES, SIZES, STOCKS

# Folders and bundles are named after the identifier, so it holds nothing that leads elsewhere.
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class Region:
    """The facts about one community, checked; what `check.check_region` refuses never becomes one.

    `region` is its identifier, see IDENTIFIER. `outlines` maps an area code to a GeoJSON geometry
    in WGS84; areas without one are drawn as cells around their centroid. Links, blocks and service
    refer to sites and areas by identifier. `autonomies`, `stocks`, `resources`, `routes` and
    `sizes` may be empty: they hold what is known here better than in the library.
    """

    region: str
    name: str
    timezone: str
    areas: Rows
    blocks: Rows
    sites: Rows
    links: Rows
    service: Rows
    provenance: Rows
    sources: Rows
    outlines: Mapping[str, Any] = field(default_factory=dict)
    autonomies: Rows = field(default_factory=lambda: rows_of(AUTONOMIES, []))
    stocks: Rows = field(default_factory=lambda: rows_of(STOCKS, []))
    resources: Rows = field(default_factory=lambda: rows_of(RESOURCES, []))
    routes: Rows = field(default_factory=lambda: rows_of(ROUTES, []))
    sizes: Rows = field(default_factory=lambda: rows_of(SIZES, []))

    @property
    def inhabitants(self) -> float:
        """People who live in the region."""
        return float(self.areas["inhabitants"].sum())

    def tables(self) -> tuple[Rows, ...]:
        """The region's tables, in the order of `tables.TABLES`."""
        return (
            self.areas,
            self.blocks,
            self.sites,
            self.links,
            self.service,
            self.autonomies,
            self.stocks,
            self.resources,
            self.routes,
            self.sizes,
            self.provenance,
            self.sources,
        )


@dataclass(frozen=True)
class Library:
    """What experts edit without reading code: kinds of sites, what they need, whom they serve.

    The next five help to build a region: merged municipalities, homes by urbanity, sites known by
    name, what known routes carry, and names that changed. Processes say whom to ask. The others
    tell how files of others name things (tags of OpenStreetMap, columns of CBS, people's own
    headers and words), where areas can lie, and how wide a time is that is said as one number.
    """

    kinds: Rows
    dependencies: Rows
    services: Rows
    merged: Rows
    homes: Rows
    known_sites: Rows
    known_routes: Rows
    site_names: Rows
    processes: Rows
    osm_tags: Rows
    kwb_columns: Rows
    header_names: Rows
    cell_words: Rows
    extents: Rows
    sources: Rows
    widths: Rows

    def kind(self, name: str) -> dict[str, Any]:
        """The row of a kind of site; raises KeyError where there is none."""
        return self.kinds.row(self.kinds.positions("kind")[name])
