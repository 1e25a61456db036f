"""The names of what is drawn, and its figures with their unit, in words for a screen.

The names that `twin.influence` gives are codes; they stay in `--json` and in files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from weerbaar.common.language import Language, mark
from weerbaar.region.questions import INPUT_WORDS
from weerbaar.twin.influence import CODES, Influence
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import DASH, FIXED_SPACE, kind_name

SHARE = "1"
SCENARIO_WORDS: Mapping[str, str] = {
    "start_hour": mark("hour of the day at which it starts"),
    "temperature_c": mark("temperature outside"),
    "shop_demand": mark("what people want to buy"),
    "military_assistance": mark("part of what Defence can bring that comes"),
}
FIGURE_WORDS: Mapping[str, str] = {
    "from_h": mark("{what}: when it begins"),
    "duration_h": mark("{what}: how long"),
    "depth": mark("{what}: how much is lost"),
    "amount": mark("{what}: how much"),
}
STOCK_WORDS: Mapping[str, str] = {
    "water": mark("drinking water at home, without a kit"),
    "food": mark("food at home, without a kit"),
    "medicine": mark("medicine at home"),
    "cash": mark("cash at home, without a kit"),
    "phone": mark("battery of a phone, without a kit"),
    "device": mark("battery of a medical device"),
}
UNIT_WORDS: Mapping[str, str] = {
    "1": "{number}",
    "": "{number}",
    "h": mark("{number} hours"),
    "hour of day": mark("{number} o'clock"),
    "days": mark("{number} days"),
    "km": "{number} km",
    "kWh": "{number} kWh",
    "L": mark("{number} litres"),
    "t": mark("{number} tonnes"),
    "°C": "{number} °C",
    "°C an hour": mark("{number} °C an hour"),
    "mm an hour": mark("{number} mm an hour"),
    "h per h": mark("{number} hours an hour"),
    "h per mm": mark("{number} hours per mm"),
    "L an hour": mark("{number} litres an hour"),
    "L per person": mark("{number} litres a person"),
    "L per person an hour": mark("{number} litres a person an hour"),
    "EUR per person": mark("{number} euros a person"),
    "EUR per person a day": mark("{number} euros a person a day"),
    "EUR per person an hour": mark("{number} euros a person an hour"),
    "kWh a day": mark("{number} kWh a day"),
    "days per day": mark("{number} days' stock a day"),
    "times normal": mark("{number} times normal"),
    "visits an hour": mark("{number} visits an hour"),
    "patients an hour for each 1000 people": mark("{number} an hour for each 1,000 people"),
    "patients an hour for each person": mark("{number} an hour for each person"),
    "deaths for each million person-hours": mark("{number} for each million person-hours"),
    "persons": mark("{number} people"),
    "homes": mark("{number} homes"),
    "connections": mark("{number} homes"),
    "crews": mark("{number} crews"),
    "generators": mark("{number} generators"),
    "trucks": mark("{number} trucks"),
    "beds": mark("{number} beds"),
    "taps": mark("{number} taps"),
    "m2": "{number} m²",
    "m3/day": mark("{number} m³ a day"),
}


def factor_name(twin: Twin, name: str, language: Language) -> str:
    """What a figure is called on a screen, whatever it is a figure of."""
    sort, _, rest = name.partition(":")
    if sort in SORTS and rest:
        return SORTS[sort](twin, rest, language)
    if "|" in name:
        return _holds_out(twin, name, language)
    if name in SCENARIO_WORDS:
        return language.text(SCENARIO_WORDS[name])
    for rows, key in ((twin.library.parameters, "parameter"), (twin.library.resources, "resource")):
        place = rows.positions(key)
        if name in place:
            return str(rows.row(place[name])[f"name_{language.code}"])
    return name


def interval_in_words(one: Influence, language: Language) -> str:
    """From its p10 to its p90, with the unit; a share as per cent."""
    ends = (one.p10, one.p90)
    if one.unit == SHARE and max(ends) <= 1:
        low, high = (language.number(100 * v, decimals(100 * v)) for v in ends)
        return f"{low}{DASH}{high}{FIXED_SPACE}%"
    low, high = (language.number(v, max(map(decimals, ends))) for v in ends)
    parted = f"{low}{DASH}{high}" if min(ends) >= 0 else f"{low} / {high}"
    return language.text(UNIT_WORDS.get(one.unit, "{number} " + one.unit), number=parted)


def evidence_in_words(codes: str, language: Language) -> str:
    """The evidence codes of a row in words, each sort once."""
    letters = dict.fromkeys(code[:1] for code in codes.split())
    return "; ".join(language.text(CODES[letter]) for letter in letters if letter in CODES)


def _stock(twin: Twin, stock: str, language: Language) -> str:
    return language.text(STOCK_WORDS[stock])


def _home(twin: Twin, home: str, language: Language) -> str:
    rows = twin.library.homes
    name = rows.row(rows.positions("home")[home])[f"name_{language.code}"]
    return language.text(mark("how long it stays warm: {home}"), home=name)


def _work(twin: Twin, kind: str, language: Language) -> str:
    name = kind_name(twin, kind, language)
    return language.text(mark("how long a crew works on it: {kind}"), kind=name)


def _resource(twin: Twin, resource: str, language: Language) -> str:
    return factor_name(twin, resource, language)


def _scenario(twin: Twin, name: str, language: Language) -> str:
    """The shock or load and what of it; both stand in the scenario, the first in its words."""
    what, _, figure = name.rpartition(":")
    return language.text(FIGURE_WORDS[figure], what=language.text(what))


def _holds_out(twin: Twin, name: str, language: Language) -> str:
    """How long a kind of site goes on without something it needs."""
    kind, _, need = name.partition("|")
    return language.text(
        mark("how long without {input}: {kind}"),
        input=language.text(INPUT_WORDS.get(need, need)),
        kind=kind_name(twin, kind, language),
    )


SORTS: Mapping[str, Callable[[Twin, str, Language], str]] = {
    "stock": _stock,
    "tau": _home,
    "work": _work,
    "resource": _resource,
    "shock": _scenario,
    "load": _scenario,
}


def decimals(value: float) -> int:
    """Enough for two digits that say something, and none that say nothing."""
    size = abs(value)
    if size == round(size) or size >= 100:
        return 0
    return 1 if size >= 10 or round(size, 1) == size else 2 if size >= 0.01 else 3
