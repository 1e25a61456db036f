"""Maps of an outcome as files: hours without a need by area, and who lacks it in the worst hour.

Rules:
1. Hours are those of one person: the middle of the person-hours of an area over the courses,
   divided by its people who have the need.
2. The worst hour is the one in which most people of the scope lack the need, in the middle of the
   courses. It shows the share of the people of each area.
3. Needs that are told for the region only have no map. An area in which 1 to 9 people lack the
   need is hatched. The map is of the scope: the region, or one municipality.
4. Each file says above its map what it shows, of which scenario and place, and that it is
   simulated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import hour_words
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import classes_of, map_svg, place_names
from weerbaar.drawing.report import CLASS_WORDS
from weerbaar.twin.area_map import area_shapes, visible_shares
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, NeedOutcome, Outcome, hidden_band
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import area_name, need_name

HOUR_LIMITS = (1.0, 6.0, 24.0, 72.0, 168.0)
HOUR_WORDS = (
    mark("less than 1 hour"),
    mark("1 to 6 hours"),
    mark("6 to 24 hours"),
    mark("1 to 3 days"),
    mark("3 to 7 days"),
    mark("a week or more"),
)
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

    def drawn(title: str, classes: NDArray[np.int64], words: tuple[str, ...]) -> str:
        said = [language.text(word) for word in words]
        hidden = language.text(HIDDEN)
        told = [said[k] if k >= 0 else hidden for k in classes]
        return map_svg(
            shapes,
            [None if k < 0 else k for k in classes.tolist()],
            label=title,
            titles=[f"{name}: {word}" for name, word in zip(full, told, strict=True)],
            names=names,
            legend=said,
            hidden_word=hidden if np.any(classes < 0) else "",
            parted=together.parted,
            heading=(title, of_what, language.text(SIMULATED)),
        )

    found = {}
    for need in outcome.needs:
        if need.need in REGION_ONLY or need.peak.p90 < SUPPRESS_BELOW:
            continue
        name = need_name(twin, need.need, language)
        step = round(need.peak_h / outcome.dt)
        hour = hour_words(float(outcome.hours[step]), language)
        shares = visible_shares(outcome, need.need)[step, at]
        found[f"{need.need}-hours"] = drawn(
            language.text(HOURS_OF, need=name), _hour_classes(outcome, need), HOUR_WORDS
        )
        found[f"{need.need}-worst-hour"] = drawn(
            language.text(WORST_HOUR_OF, need=name, hour=hour), classes_of(shares), CLASS_WORDS
        )
    return found


def _hour_classes(outcome: Outcome, need: NeedOutcome) -> NDArray[np.int64]:
    """The class of each area by hours per person (rule 1); -1 where they may not be shown."""
    people = outcome.area_persons[NEED_ORDER.index(need.need)][outcome.scope.areas]
    found = [area for area in outcome.areas if area.need == need.need]
    hidden = [hidden_band(area.peak) or hidden_band(area.beyond) for area in found]
    hours = np.array([area.person_hours.p50 for area in found]) / np.maximum(people, 1e-9)
    classes = np.searchsorted(HOUR_LIMITS, hours, side="right")
    return np.where(hidden, -1, classes)
