"""What is done with own figures: filled in, taken back, told beside ours, and written out.

What a figure may be, and of what, says `measures.own_figures`; the site stores rows, see `models`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.files import own_figures_text, parse_own_figures
from weerbaar.measures.own_figures import OwnFigure, own_problems, with_own
from weerbaar.measures.telling import band_in_words
from weerbaar.measures.web import queries
from weerbaar.measures.web.figure_forms import BETWEEN, CONFIDENCE_WORDS, figure_choices
from weerbaar.measures.web.models import OwnFigures
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record
from weerbaar.twin.reading import Figure

MOST_ROWS = 20_000
TOO_MANY_FIGURES = ProblemKind(
    "too-many-own-figures",
    mark("There are {value} figures already, earlier ones included; at most {high} are kept."),
    mark("Ask who runs the site."),
)


@transaction.atomic
def fill_in(organisation: Organisation, own: Sequence[OwnFigure], by: Person | None) -> int:
    """Stores own figures, all or none; how many. Raises Refused where one cannot be."""
    with_own(queries.shipped_catalogue(), own)
    held = organisation.own_figures.count() + len(own)
    problem = Problem(TOO_MANY_FIGURES, value=held, params={"high": MOST_ROWS})
    refuse_if([problem] if held > MOST_ROWS else [])
    OwnFigures.objects.bulk_create([_row_of(one, organisation, by) for one in own])
    if own:
        record("change-own-figures", by, organisation)
    return len(own)


def _row_of(own: OwnFigure, organisation: Organisation, by: Person | None) -> OwnFigures:
    return OwnFigures(
        organisation=organisation,
        measure=own.measure,
        part=own.part,
        key=own.key,
        p10=own.figure.p10,
        p50=own.figure.p50,
        p90=own.figure.p90,
        owner=own.owner,
        confidence=own.confidence,
        source=own.source,
        year=own.year,
        assumed=own.assumed,
        person=by,
    )


@transaction.atomic
def take_back(organisation: Organisation, measure: Measure, figure: str, by: Person | None) -> None:
    """The catalogue's figure counts again; nothing where none was filled in."""
    part, _, key = figure.partition(BETWEEN)
    if (measure.measure, part, key) not in queries.standing_rows(organisation.pk):
        return
    OwnFigures.objects.create(
        organisation=organisation, measure=measure.measure, part=part, key=key, person=by
    )
    record("change-own-figures", by, organisation)


def told_row(row: OwnFigures, measure: Measure | None, words: Language) -> dict[str, Any]:
    """A stored figure in words."""
    names = dict(figure_choices(measure)) if measure else {}
    name = f"{row.part}{BETWEEN}{row.key}"
    taken_back = row.p50 is None
    figure = None if taken_back else Figure(row.p10, row.p50, row.p90)
    return {
        "measure": row.measure,
        "title": measure.name(words.code) if measure else row.measure,
        "figure": names.get(name, name),
        "amount": band_in_words(figure, words) if figure else words.text(mark("taken back")),
        "owner": row.owner,
        "sure": words.text(CONFIDENCE_WORDS.get(row.confidence, row.confidence)),
        "source": row.source,
        "year": row.year or "",
    }


def beside(organisation: Organisation, measure: Measure, words: Language) -> list[dict[str, Any]]:
    """Each figure of a measure: what the catalogue says, and what the organisation says."""
    own = queries.standing_rows(organisation.pk)
    found = []
    for name, label in figure_choices(measure):
        part, _, key = name.partition(BETWEEN)
        row = own.get((measure.measure, part, key))
        found.append(
            {
                "name": name,
                "label": label,
                "ours": band_in_words(shipped_figure(measure, part, key), words),
                "own": told_row(row, measure, words) if row else None,
            }
        )
    return found


def shipped_figure(measure: Measure, part: str, key: str) -> Figure:
    """The figure of the catalogue."""
    if part == "cost":
        return measure.costs[int(key)].eur
    return measure.effects[int(key)].amount if part == "effect" else measure.lead_months


def as_csv(organisation: Organisation) -> str:
    """The own figures of an organisation as the text of a CSV file."""
    catalogue = queries.shipped_catalogue()
    rows = queries.standing_rows(organisation.pk)
    own = [queries.as_own_figure(rows[key]) for key in sorted(rows)]
    fitting = [one for one in own if not own_problems(catalogue, [one])]
    return own_figures_text(fitting, catalogue)


def read_csv(content: bytes, file: str) -> list[OwnFigure]:
    """The own figures in a CSV file; raises Refused with every problem found."""
    return parse_own_figures(content, file, queries.shipped_catalogue())
