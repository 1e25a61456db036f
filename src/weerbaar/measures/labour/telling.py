"""What ways to let people serve bring and take, as tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Rows
from weerbaar.measures.labour.flow import (
    Floats,
    Flow,
    Swing,
    at_sector,
    band_of,
    calendar,
    last_year,
    swings,
)
from weerbaar.measures.labour.schemes import BOUNDS, ELSEWHERE, MONTHS, SCHEME_WORDS, SECTORS

Lines = Sequence[tuple[str, bool, Callable[[Flow], Band]]]
"""What stands in a line, whether it is of people who serve only, and its figure."""
SHOWN_DIGITS = 2

LINES: Lines = (
    (mark("People who begin in a year"), True, lambda flow: band_of(_begin(flow))),
    (mark("In service at the same time"), True, lambda flow: last_year(flow, flow.serving)),
    (
        mark("After that, some days at the same time"),
        True,
        lambda flow: last_year(flow, flow.after),
    ),
    (mark("People bound, in full-time jobs"), False, lambda flow: last_year(flow, flow.bound)),
    (mark("Work brought, in full-time jobs"), False, lambda flow: last_year(flow, flow.brings)),
    (
        mark("Paid work given up, in full-time jobs"),
        False,
        lambda flow: last_year(flow, flow.gives_up),
    ),
    (
        mark("Guidance by trained workers, in jobs"),
        False,
        lambda flow: last_year(flow, flow.guides),
    ),
    (mark("On balance, in full-time jobs"), False, lambda flow: last_year(flow, flow.net)),
    (mark("People who come when called"), True, lambda flow: last_year(flow, flow.called)),
    (
        mark("Work they then leave, in full-time jobs"),
        True,
        lambda flow: last_year(flow, flow.leaves),
    ),
)
NOT_FILLED = mark("not filled in")
NOT_HERE = "–"

MORE = mark("{way}: on balance this brings work, in at least 9 of 10 courses.")
LESS = mark("{way}: on balance this takes work away, in at least 9 of 10 courses.")
EITHER = mark(
    "{way}: whether this brings or takes work on balance cannot be said; in {share} of the courses "
    "it brings some."
)
TURNS = mark("{way}: this depends most on {what}: from {low} to {high} jobs.")
MONTHS_DIFFER = mark(
    "{way}: in the worst month of the year {low} people come when called, in the best {high}."
)
NOBODY = mark("{way}: nobody begins. Give how many people are asked in a year (cohort).")
NOT_GIVEN = mark(
    "{way}: not filled in. Give how many units, and how many full-time jobs 1,000 of them take."
)
BINDS = mark(
    "{way}: this binds {jobs} full-time jobs for {years} years; {taken} of them are taken from "
    "other work."
)
BINDS_ON = mark(
    "{way}: this binds {jobs} full-time jobs as long as it stands; {taken} of them are taken from "
    "other work."
)
ADDS = mark("{way}: in {sector} that comes on top of the open vacancies: {share} % more.")
NO_SECTOR = mark(
    "It is not filled in where these people work otherwise: {ways}. What they give up all stands "
    "under elsewhere, so the sectors look better than they are. Which share of the vacancies they "
    "fill is not said."
)
NO_VACANCIES = mark("No vacancies are known for: {sectors}. Give your own count.")
NOT_ADDED = mark("Do not add the ways up: somebody can be in one of them only.")
NO_PRICES = mark(
    "These are people and working time. What it costs and how wages and firms answer is left out."
)


def band_words(band: Band, words: Language) -> str:
    """A band in words: the middle, and 8 of 10 courses, in two digits."""
    low, middle, high = (words.number(rounded(end)) for end in (band.p10, band.p50, band.p90))
    if low == middle == high:
        return middle
    if band.p10 < 0:
        return words.text(mark("{middle} ({low} to {high})"), middle=middle, low=low, high=high)
    return f"{middle} ({low}–{high})"


def rounded(value: float) -> float:
    """A number in two digits, as a band says no more than that."""
    return float(f"{value:.{SHOWN_DIGITS}g}") + 0.0


def scheme_table(flows: Sequence[Flow], words: Language) -> tuple[list[str], list[list[str]]]:
    """The ways side by side, in the last year, or the last in which an order or stock stands."""
    heads = [words.text(mark("In the last year")), *(_head(flow, words) for flow in flows)]
    rows = []
    for name, of_service, of in LINES:
        cells = [
            NOT_HERE if of_service and flow.scheme.asks else _filled(flow, of(flow), words)
            for flow in flows
        ]
        rows.append([words.text(name), *cells])
    return heads, rows


def _head(flow: Flow, words: Language) -> str:
    if flow.last == flow.years - 1:
        return way_words(flow, words)
    year = words.number(flow.last + 1)
    return words.text(mark("{way}, in year {year}"), way=way_words(flow, words), year=year)


def _filled(flow: Flow, band: Band, words: Language) -> str:
    """A band; that nothing is filled in where an order or stock takes nobody."""
    if flow.scheme.asks and not is_given(flow):
        return words.text(NOT_FILLED)
    return band_words(band, words)


def is_given(flow: Flow) -> bool:
    """Whether anybody is at work for it: of an order or stock nothing ships."""
    return bool(flow.bound.any())


def sector_table(
    flows: Sequence[Flow],
    sectors: Rows,
    vacancies: Mapping[str, float | None],
    words: Language,
) -> tuple[list[str], list[list[str]]]:
    """What each way does in each sector, and the share of open vacancies where it can be said.

    It is on balance only where it is known of all ways where people work otherwise.
    """
    head = mark("Jobs that people bring there, before what they give up elsewhere")
    if not _without_sector(flows):
        head = mark("Jobs on balance")
    heads = [words.text(head), words.text(mark("Vacancies"))]
    heads += [way_words(flow, words) for flow in flows]
    rows = []
    for sector in (*SECTORS, ELSEWHERE):
        count = vacancies.get(sector)
        known = words.text(mark("not known")) if count is None else words.number(rounded(count))
        known = "" if sector == ELSEWHERE else known
        cells = [_sector_cell(flow, sector, count, words) for flow in flows]
        rows.append([sector_words(sector, sectors, words), known, *cells])
    return heads, rows


def _sector_cell(flow: Flow, sector: str, count: float | None, words: Language) -> str:
    found = at_sector(flow, sector, count)
    told = _filled(flow, found.net, words)
    if found.fills is None:
        return told
    if found.fills.p10 > 1.0:
        return words.text(mark("{jobs}: more than the vacancies"), jobs=told)
    fills = found.fills
    share = band_words(Band(*(100 * end for end in (fills.p10, fills.p50, fills.p90))), words)
    return words.text(mark("{jobs}: {share} % of the vacancies"), jobs=told, share=share)


def sentences(
    flows: Sequence[Flow],
    sectors: Rows,
    vacancies: Mapping[str, float | None],
    words: Language,
) -> list[str]:
    """What the tables mean, what turns it, and what is not in it."""
    found = []
    for flow in flows:
        if not is_given(flow):
            none = NOT_GIVEN if flow.scheme.asks else NOBODY
            found.append(words.text(none, way=way_words(flow, words)))
            continue
        if flow.scheme.asks:
            found += _asked_words(flow, sectors, vacancies, words)
            continue
        found.append(balance_words(flow, words))
        found += [turns_words(flow, one, words) for one in swings(flow.scheme, flow.years)[:1]]
        found += _months_words(flow, words)
    nowhere = [way_words(flow, words) for flow in _without_sector(flows)]
    if nowhere:
        found.append(words.text(NO_SECTOR, ways=", ".join(nowhere)))
    unknown = [one for one in SECTORS if vacancies.get(one) is None]
    if unknown:
        named = ", ".join(sector_words(one, sectors, words) for one in unknown)
        found.append(words.text(NO_VACANCIES, sectors=named))
    more = [NOT_ADDED] if len(flows) > 1 else []
    return [upper(line) for line in (*found, *(words.text(one) for one in (*more, NO_PRICES)))]


def _without_sector(flows: Sequence[Flow]) -> list[Flow]:
    """The ways to serve of which nobody filled in where people work otherwise."""
    return [flow for flow in flows if not flow.scheme.asks and flow.scheme.share("from_") == 0]


def _asked_words(
    flow: Flow, sectors: Rows, vacancies: Mapping[str, float | None], words: Language
) -> list[str]:
    """What an order or stock binds, and what it adds to the vacancies of each sector."""
    lasts, way = flow.scheme.whole("lasts"), way_words(flow, words)
    told = words.text(
        BINDS if lasts else BINDS_ON,
        way=way,
        jobs=band_words(last_year(flow, flow.bound), words),
        years=words.number(lasts),
        taken=band_words(last_year(flow, flow.gives_up), words),
    )
    found = [told]
    for name in SECTORS:
        adds = at_sector(flow, name, vacancies.get(name)).adds
        if adds is not None and adds.p50 > 0:
            share = band_words(Band(*(100 * end for end in (adds.p10, adds.p50, adds.p90))), words)
            sector = sector_words(name, sectors, words)
            found.append(words.text(ADDS, way=way, sector=sector, share=share))
    return found + [turns_words(flow, one, words) for one in swings(flow.scheme, flow.years)[:1]]


def balance_words(flow: Flow, words: Language) -> str:
    """Whether a way brings work on balance, as sure as that is."""
    net, way = flow.in_year(flow.net)[-1], way_words(flow, words)
    band = band_of(net)
    if band.p10 > 0:
        return words.text(MORE, way=way)
    if band.p90 < 0:
        return words.text(LESS, way=way)
    share = f"{words.number(100 * float((net > 0).mean()))} %"
    return words.text(EITHER, way=way, share=share)


def turns_words(flow: Flow, one: Swing, words: Language) -> str:
    """Which figure moves the balance of a way most."""
    low, high = sorted((one.low, one.high))
    return words.text(
        TURNS,
        way=way_words(flow, words),
        what=words.text(BOUNDS[one.figure][2]),
        low=words.number(rounded(low)),
        high=words.number(rounded(high)),
    )


def _months_words(flow: Flow, words: Language) -> list[str]:
    middles = [band.p50 for band in calendar(flow)]
    low, high = (words.number(rounded(end)) for end in (min(middles), max(middles)))
    if low == high:
        return []
    return [words.text(MONTHS_DIFFER, way=way_words(flow, words), low=low, high=high)]


def way_words(flow: Flow, words: Language) -> str:
    """The name of a way."""
    return words.text(SCHEME_WORDS[flow.scheme.scheme])


def sector_words(sector: str, sectors: Rows, words: Language) -> str:
    """The name of a sector."""
    if sector == ELSEWHERE:
        return words.text(mark("elsewhere"))
    place = sectors.positions("sector").get(sector)
    return sector if place is None else str(sectors[f"name_{words.code}"][place])


def _begin(flow: Flow) -> Floats:
    """People who began in the last year, by course."""
    before = flow.began[-MONTHS - 1] if flow.years > 1 else 0.0
    begun: Floats = flow.began[-1] - before
    return begun
