"""What people fill in about figures of their own: one figure of a measure at a time."""

from __future__ import annotations

from typing import Any

from django import forms

from weerbaar.common.language import mark
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.own_figures import EARLIEST, LATEST, OwnFigure, band
from weerbaar.measures.telling import Named, told_costs, told_effects
from weerbaar.measures.web.models import MOST_NAME, MOST_SOURCE
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.words import words
from weerbaar.region.files import read_library
from weerbaar.region.tables import CONFIDENCE
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.reading import Figure

MOST_FIGURE = 1e10
MOST_BYTES = 1_000_000
BETWEEN = ":"
CONFIDENCE_WORDS = {
    "low": mark("a guess"),
    "middle": mark("fairly sure"),
    "high": mark("sure"),
}
NOT_RISING = mark("The lowest goes first and the highest last, such as 2, 4 and 8.")
BOTH_OR_NONE = mark("Give both the lowest and the highest, or neither.")


class OwnFigureForm(WordedForm):
    """One figure of a measure, as an organisation knows it."""

    figure = forms.ChoiceField(label=mark("Which figure?"))
    p50 = forms.FloatField(
        label=mark("What is it with you?"),
        help_text=mark("In the same unit as ours; a share as a number from 0 to 1."),
        min_value=-MOST_FIGURE,
        max_value=MOST_FIGURE,
        localize=True,
    )
    p10 = forms.FloatField(
        label=mark("At the lowest"),
        help_text=mark("1 of 10 cases is lower. Left empty, how sure you are makes the band."),
        required=False,
        min_value=-MOST_FIGURE,
        max_value=MOST_FIGURE,
        localize=True,
    )
    p90 = forms.FloatField(
        label=mark("At the highest"),
        help_text=mark("1 of 10 cases is higher."),
        required=False,
        min_value=-MOST_FIGURE,
        max_value=MOST_FIGURE,
        localize=True,
    )
    owner = forms.CharField(
        label=mark("Who stands for this figure?"),
        help_text=mark("An organisation or a function, no name of a person."),
        max_length=MOST_NAME,
    )
    confidence = forms.ChoiceField(label=mark("How sure?"), widget=forms.RadioSelect)
    source = forms.CharField(
        label=mark("Where does it come from?"),
        help_text=mark("Such as: offer of a supplier, annual accounts."),
        max_length=MOST_SOURCE,
    )
    year = forms.IntegerField(label=mark("Of which year?"), min_value=EARLIEST, max_value=LATEST)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, measure: Measure, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["figure"].choices = figure_choices(measure)
        told = [(one, words().text(CONFIDENCE_WORDS.get(one, one))) for one in CONFIDENCE]
        self.fields["confidence"].choices = told

    def own(self, measure: Measure) -> OwnFigure:
        """The figure that was filled in; without a band how sure one is makes it."""
        got = self.cleaned_data
        part, _, key = got["figure"].partition(BETWEEN)
        told = (got["owner"].strip(), got["confidence"], got["source"].strip(), got["year"])
        lone = got["p10"] is None
        figure = (
            band(measure, part, key, got["p50"], got["confidence"], read_library())
            if lone
            else Figure(got["p10"], got["p50"], got["p90"])
        )
        return OwnFigure(measure.measure, part, key, figure, *told, lone)

    def clean(self) -> dict[str, Any]:
        """Three figures, where they are given, rise."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ends = [found.get("p10"), found.get("p90")]
        if (ends[0] is None) != (ends[1] is None):
            raise forms.ValidationError(words().text(BOTH_OR_NONE))
        given = [x for x in (ends[0], found.get("p50"), ends[1]) if x is not None]
        if given != sorted(given):
            raise forms.ValidationError(words().text(NOT_RISING))
        return found


class FigureFileForm(WordedForm):
    """A CSV file with own figures."""

    file = forms.FileField(
        label=mark("CSV file"),
        help_text=mark("As this page gives it: take yours along, change it, and send it back."),
        allow_empty_file=True,
    )

    def content(self) -> bytes:
        """What was sent, and a byte more than may be where it is too much."""
        sent: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return sent


def figure_choices(measure: Measure) -> list[tuple[str, str]]:
    """The figures of a measure that one can fill in, by part and key."""
    spoken, named = words(), Named(read_library(), read_twin_library())
    cost, effect = mark("Cost: {what}, in euros"), mark("Effect: {what}")
    costs = [
        (f"cost{BETWEEN}{i}", spoken.text(cost, what=f"{row.what} ({row.who})"))
        for i, row in enumerate(told_costs(measure, named, spoken))
    ]
    effects = [
        (f"effect{BETWEEN}{i}", spoken.text(effect, what=row.what))
        for i, row in enumerate(told_effects(measure, named, spoken))
    ]
    return [("lead" + BETWEEN, spoken.text(mark("Months before it works"))), *costs, *effects]
