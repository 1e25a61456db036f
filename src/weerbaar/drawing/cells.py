"""The shape of each area on a map: its own outline, or a cell around its centre.

Open data often give a neighbourhood's centre and surface but not its outline. Then:

1. every place belongs to the area whose centre is nearest (the Voronoi cells of the centres);
2. only places near a centre belong to the region: the union of discs whose radius follows from
   each area's surface, with the gaps between neighbours closed;
3. an area with an imported outline keeps it, and a drawn cell never lies over such an outline;
   where the two kinds meet a gap may stay, since nobody knows whose it is.

All coordinates are kilometres in a flat plane; `to_plane` makes them. What this leaves out: rivers,
roads and real borders; a drawn cell says where an area lies, not where it ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

EARTH_RADIUS_KM = 6371.0088
DISC_FACTOR = 1.4
CLOSING_FACTOR = 1.0
SAME_PLACE_KM = 0.02
DEGREE_DIGITS = 5
"""Decimals of a degree that tell a metre apart."""
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Place = tuple[float, float]
Ring = tuple[Place, ...]


@dataclass(frozen=True)
class Shape:
    """The surface of one area in km: polygons, each an outer ring followed by its holes."""

    polygons: tuple[tuple[Ring, ...], ...]


def middle_of(lon: Sequence[float], lat: Sequence[float]) -> Place:
    """The mean longitude and latitude in degrees; raises ValueError when there are no points."""
    if not len(lon) or len(lon) != len(lat):
        raise ValueError("longitudes and latitudes must be two equally long, non-empty lists")
    return fmean(lon), fmean(lat)


def to_plane(lon: Sequence[float], lat: Sequence[float], about: Place | None = None) -> list[Place]:
    """Degrees to (x_km, y_km), x to the east and y to the north, equirectangular.

    `about` is the (lon, lat) that becomes (0, 0); without it the mean of the points. Within a
    country the size of the Netherlands distances stay right to about two per cent.
    """
    if not len(lon) and about is None:
        return []
    lon_0, lat_0 = about or middle_of(lon, lat)
    per_degree = EARTH_RADIUS_KM * math.pi / 180
    width = per_degree * math.cos(math.radians(lat_0))
    return [
        (width * (east - lon_0), per_degree * (north - lat_0))
        for east, north in zip(lon, lat, strict=True)
    ]


def to_degrees(shape: Shape, about: Place) -> list[list[list[Place]]]:
    """The polygons of a shape in km about this (lon, lat), as those of a GeoJSON MultiPolygon."""
    per_degree = EARTH_RADIUS_KM * math.pi / 180
    width = per_degree * math.cos(math.radians(about[1]))
    return [
        [
            [
                (
                    round(about[0] + x / width, DEGREE_DIGITS),
                    round(about[1] + y / per_degree, DEGREE_DIGITS),
                )
                for x, y in ring
            ]
            for ring in rings
        ]
        for rings in shape.polygons
    ]


def outline_from_geojson(geometry: Mapping[str, Any], about: Place) -> Shape:
    """A GeoJSON Polygon or MultiPolygon in degrees as a Shape in km about this (lon, lat).

    Raises ValueError for another kind of geometry.
    """
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"an outline is a Polygon or a MultiPolygon, not {kind}")
    polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    return Shape(
        tuple(tuple(_ring_from_degrees(ring, about) for ring in rings) for rings in polygons)
    )


def draw_cells(
    points_km: Sequence[Place],
    area_km2: Sequence[float],
    outlines: Sequence[Shape | None] | None = None,
) -> list[Shape]:
    """One Shape per area, in the order of the points: its outline, else a cell around its centre.

    An area without a known surface (not above zero) gets the median surface of the others. Two
    areas with the same centre are drawn side by side. Raises ValueError when the lists differ in
    length or a coordinate is not a number.
    """
    given: Sequence[Shape | None] = outlines if outlines is not None else [None] * len(points_km)
    _check_sizes(points_km, area_km2, given)
    if all(given):
        return [shape for shape in given if shape]
    cells = _clipped_cells(_apart(points_km), _radii(area_km2))
    return _around_outlines(cells, given)


def to_geometry(shape: Shape) -> BaseGeometry:
    """The Shape as a shapely geometry, mended where its rings cross themselves."""
    parts = [Polygon(rings[0], rings[1:]) for rings in shape.polygons]
    return shapely.make_valid(MultiPolygon(parts))


def from_geometry(geometry: BaseGeometry) -> Shape:
    """The polygons in a shapely geometry as a Shape; its points and lines are left out."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return Shape(
        tuple(
            (_ring(part.exterior), *(_ring(hole) for hole in part.interiors))
            for part in parts
            if not part.is_empty
        )
    )


def _check_sizes(points: Sequence[Place], areas: Sequence[float], given: Sequence[object]) -> None:
    if not len(points) == len(areas) == len(given):
        raise ValueError("points, surfaces and outlines must be equally many")
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise ValueError("every centre needs two finite coordinates")


def _ring_from_degrees(ring: Sequence[Sequence[float]], about: Place) -> Ring:
    return tuple(to_plane([place[0] for place in ring], [place[1] for place in ring], about))


def _ring(line: BaseGeometry) -> Ring:
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))


def _radii(area_km2: Sequence[float]) -> list[float]:
    known = [area for area in area_km2 if math.isfinite(area) and area > 0]
    usual = median(known) if known else 1.0
    surfaces = [area if math.isfinite(area) and area > 0 else usual for area in area_km2]
    return [DISC_FACTOR * math.sqrt(area / math.pi) for area in surfaces]


def _apart(points: Sequence[Place]) -> list[Place]:
    """The points, those in the same place moved some metres along a spiral."""
    taken: set[tuple[int, int]] = set()
    moved: list[Place] = []
    for point in points:
        place, turn = point, 0
        while _tile(place) in taken:
            turn += 1
            reach, angle = SAME_PLACE_KM * (1 + math.sqrt(turn)), GOLDEN_ANGLE * turn
            place = (point[0] + reach * math.cos(angle), point[1] + reach * math.sin(angle))
        taken.add(_tile(place))
        moved.append(place)
    return moved


def _tile(place: Place) -> tuple[int, int]:
    return round(place[0] / SAME_PLACE_KM), round(place[1] / SAME_PLACE_KM)


def _clipped_cells(points: Sequence[Place], radii: Sequence[float]) -> list[BaseGeometry]:
    region = _region_surface(points, radii)
    cells = _voronoi(points, region)
    shapely.prepare(region)
    return [
        cell
        if region.contains_properly(cell)
        # Cutting the region to the cell's box first keeps a whole country within seconds.
        else shapely.clip_by_rect(region, *cell.bounds).intersection(cell)
        for cell in cells
    ]


def _region_surface(points: Sequence[Place], radii: Sequence[float]) -> BaseGeometry:
    discs = [Point(point).buffer(r, quad_segs=12) for point, r in zip(points, radii, strict=True)]
    gap = CLOSING_FACTOR * median(radii)
    closed = shapely.union_all(discs).buffer(gap, quad_segs=6).buffer(-gap, quad_segs=6)
    # Closing rounds off corners by a hair; the discs themselves always belong to the region.
    whole = shapely.union_all([closed, *discs])
    return shapely.union_all([Polygon(part.exterior) for part in shapely.get_parts(whole)])


def _voronoi(points: Sequence[Place], region: BaseGeometry) -> list[BaseGeometry]:
    """The cell of each point, in the order of the points, at least as wide as the region."""
    if len(points) == 1:
        return [region.envelope]
    # Four far corners give every real point a bounded cell, also when all lie on one line.
    west, south, east, north = region.envelope.buffer(4 * math.sqrt(region.area) + 10).bounds
    corners = [(west, south), (west, north), (east, south), (east, north)]
    diagram = shapely.voronoi_polygons(shapely.multipoints([*points, *corners]))
    cells = shapely.get_parts(diagram)
    tree = shapely.STRtree(cells)
    return [cells[tree.query(Point(point), predicate="intersects")[0]] for point in points]


def _around_outlines(cells: Sequence[BaseGeometry], given: Sequence[Shape | None]) -> list[Shape]:
    taken = shapely.union_all([to_geometry(shape) for shape in given if shape])
    shapes = []
    for cell, outline in zip(cells, given, strict=True):
        left = cell.difference(taken) if not taken.is_empty else cell
        # A centre wholly inside a neighbour's outline would vanish from the map.
        shapes.append(outline or from_geometry(cell if left.is_empty else left))
    return shapes
