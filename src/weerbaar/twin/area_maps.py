"""Maps of an outcome as files: hours without a need by area, and who lacks it in the worst hour.

Rules:
1. Hours are those of one person: the middle of the person-hours of an area over the courses,
   divided by its people who have the need. Classes are steps of as many hours as divide nine in
   ten of the areas best, so that a country in which all lack something for days still differs; no
   step is under a twentieth of those hours, and fewer classes take the darker colours, so that
   small differences do not look large.
2. The worst hour is the one in which most people of the scope lack the need, in the middle of the
   courses. It shows the share of the people of each area.
3. Needs that are told for the region only have no map. An area in which 1 to 9 people lack the
   need is hatched. The map is of the scope: the region, or one municipality.
4. Each file says above its map what it shows, of which scenario and place, that it is simulated,
   and where more than half of it rests on estimated objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import hour_words
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import SEQUENTIAL, classes_of, map_svg, place_names
from weerbaar.drawing.report import CLASS_WORDS
from weerbaar.twin.area_map import ON_ESTIMATES, RANK_THRESHOLD, area_shapes, visible_shares
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, NeedOutcome, Outcome, hidden_band
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import area_name, need_name

HOUR_STEPS = (1, 2, 3, 6, 12, 24, 48, 72, 96, 168, 336, 672)
CLASSES = 6
MOST_AREAS = (0.05, 0.95)
FINEST = 1 / 20
UNDER, BETWEEN, OVER = mark("under {high} h"), mark("{low} to {high} h"), mark("{low} h or more")
HOURS_OF = mark("{need}: hours without, per person")
WORST_HOUR_OF = mark("{need}: who lacks it in the worst hour, {hour}")
OF_WHAT = mark("{scenario} in {place}. The middle of {runs} possible courses.")
SIMULATED = mark("Simulation. It could go like this; it is not happening now.")
HIDDEN = mark("not shown: fewer than 10 people")


def need_maps(twin: Twin, outcome: Outcome, language: Language) -> dict[str, str]:
    """The SVG of two maps of each need that is lacked, by name: `heat-hours`, `heat-worst-hour`."""
    at, areas = outcome.scope.areas, twin.network.region.areas
    everything = area_shapes(twin.network.region)
    shapes = [everything[a] for a in at]
    together = bring_together(shapes)
    shapes = [moved(shape, by) for shape, by in zip(shapes, together.moves, strict=True)]
    towns = [str(name) for name in areas["municipality"][at]]
    full = [f"{area_name(str(areas['name'][a]))}, {areas['municipality'][a]}" for a in at]
    people = areas["inhabitants"][at].tolist()
    names = place_names(shapes, towns, sizes=people, inwards=bool(together.parted))
    of_what = language.text(
        OF_WHAT,
        scenario=twin.scenario.name(language.code),
        place=outcome.scope.name,
        runs=language.number(outcome.runs),
    )

    def drawn(need: NeedOutcome, title: str, classes: NDArray[np.int64], said: list[str]) -> str:
        lines = [title, of_what, language.text(SIMULATED)]
        if need.estimated_share > RANK_THRESHOLD:
            lines.append(language.text(ON_ESTIMATES))
        hidden = language.text(HIDDEN)
        told = [said[k] if k >= 0 else hidden for k in classes]
        return map_svg(
            shapes,
            [None if k < 0 else k for k in classes.tolist()],
            label=title,
            colours=SEQUENTIAL[len(SEQUENTIAL) - len(said) :],
            titles=[f"{name}: {word}" for name, word in zip(full, told, strict=True)],
            names=names,
            legend=said,
            hidden_word=hidden if np.any(classes < 0) else "",
            parted=together.parted,
            heading=lines,
        )

    found = {}
    for need in outcome.needs:
        if need.need in REGION_ONLY or need.peak.p90 < SUPPRESS_BELOW:
            continue
        name = need_name(twin, need.need, language)
        step = round(need.peak_h / outcome.dt)
        hour = hour_words(float(outcome.hours[step]), language)
        shares = visible_shares(outcome, need.need)[step, at]
        hours = _hours(outcome, need)
        limits = hour_limits(hours)
        classes = np.where(np.isnan(hours), -1, np.searchsorted(limits, hours, side="right"))
        title = language.text(HOURS_OF, need=name)
        found[f"{need.need}-hours"] = drawn(need, title, classes, _hour_words(limits, language))
        title = language.text(WORST_HOUR_OF, need=name, hour=hour)
        said = [language.text(word) for word in CLASS_WORDS]
        found[f"{need.need}-worst-hour"] = drawn(need, title, classes_of(shares), said)
    return found


def hour_limits(hours: NDArray[np.float64]) -> list[int]:
    """From how many hours an area is in the second, third ... class (rule 1); NaN is not shown."""
    shown = hours[~np.isnan(hours)]
    if not len(shown):
        return [HOUR_STEPS[0]]
    low, high = np.quantile(shown, MOST_AREAS)
    least = max((high - low) / (CLASSES - 2), high * FINEST)
    step = next((step for step in HOUR_STEPS if step >= least), HOUR_STEPS[-1])
    first = max(1, int(low // step)) * step
    limits = [first + step * i for i in range(CLASSES - 1)]
    return [limit for limit in limits if limit <= shown.max()] or limits[:1]


def _hour_words(limits: Sequence[int], language: Language) -> list[str]:
    """What each class of hours is called."""
    between = [language.text(BETWEEN, low=a, high=b) for a, b in pairwise(limits)]
    under = language.text(UNDER, high=limits[0])
    return [under, *between, language.text(OVER, low=limits[-1])]


def _hours(outcome: Outcome, need: NeedOutcome) -> NDArray[np.float64]:
    """Hours per person in each area of the scope; NaN where they may not be shown."""
    people = outcome.area_persons[NEED_ORDER.index(need.need)][outcome.scope.areas]
    found = [area for area in outcome.areas if area.need == need.need]
    hidden = [hidden_band(area.peak) or hidden_band(area.beyond) for area in found]
    hours = np.array([area.person_hours.p50 for area in found]) / np.maximum(people, 1e-9)
    return np.where(hidden, np.nan, hours)
