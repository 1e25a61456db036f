"""What people fill in to have measures searched: how much, how long, and within which limits."""

from __future__ import annotations

import math
import os
import uuid
from typing import Any

from django import forms
from django.utils import timezone

from weerbaar.common.language import mark, upper
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.search.asking import ENDS
from weerbaar.measures.search.outcomes import HOURS, TOO_LONG
from weerbaar.measures.search.refusing import HIGHEST_EUR
from weerbaar.measures.web import queries
from weerbaar.measures.web.compare_forms import RegretForm
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.twin.difference import LACKING
from weerbaar.twin.discovery import FEWEST_RUNS
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.web.forms import AboutForm

BEST, FRONT, REGRET = "best", "front", "regret"
LIMIT = "limit_"
USUAL_YEARS = 4
USUAL_NEED = "help_call"
"""What most measures of the catalogue change; on what is lacked most, heat, hardly any does."""
YEARS_AHEAD = 2
"""The budget of next year is decided, or nearly."""
MOST_EUR = round(HIGHEST_EUR)
EFFORTS = {"60": mark("quick"), "150": mark("usual"), "400": mark("thorough")}
"""How many sets are looked at."""
QUICKLY, USUALLY, THOROUGHLY = "quick", "usual", "thorough"
COURSES = {QUICKLY: 20, USUALLY: 40, THOROUGHLY: FEWEST_RUNS}
"""How many courses of each variant in each crisis; with the last we ask where it fails. With fewer
than 20, hardly any difference holds among all that are looked at together (see `chance`)."""
COURSE_S = 0.25
"""Seconds of a processor for one course of the example region, the mean over its sixteen crises:
measured on 22 November 2026, 7.3 s for a course as it is now and one with a variant in each."""
OUTCOMES = {
    HOURS: mark("as few hours without it as possible"),
    TOO_LONG: mark("as few people as possible who lack it too long"),
}
WAYS = {
    BEST: mark("the set that brings most"),
    FRONT: mark("what more money would bring"),
}


class SearchForm(AboutForm):
    """A search, by the number that it will have."""

    way = forms.ChoiceField(label=mark("What do you want to know?"), initial=BEST)
    budget = forms.IntegerField(
        label=mark("At most how many euros, over all years together"),
        required=False,
        min_value=0,
        max_value=MOST_EUR,
    )
    first_year = forms.IntegerField(
        label=mark("First year"),
        min_value=ENDS["first_year"][0],
        max_value=ENDS["first_year"][1],
        initial=lambda: timezone.localdate().year + YEARS_AHEAD,
    )
    years = forms.IntegerField(
        label=mark("How many years"),
        min_value=ENDS["years"][0],
        max_value=ENDS["years"][1],
        initial=USUAL_YEARS,
    )
    need = forms.ChoiceField(
        label=mark("What must people be spared?"), required=False, initial=USUAL_NEED
    )
    outcome = forms.ChoiceField(label=mark("What counts"), initial=HOURS)
    effort = forms.ChoiceField(label=mark("How thoroughly"), initial="60")
    most = forms.IntegerField(
        label=mark("At most how many measures"),
        required=False,
        min_value=1,
        max_value=100,
    )
    required = forms.MultipleChoiceField(
        label=mark("These must be in it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    excluded = forms.MultipleChoiceField(
        label=mark("These may not be in it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    searched = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, organisation: Organisation, *args: Any, **named: Any) -> None:
        super().__init__(organisation, *args, **named)
        say = words().text
        self.catalogue = queries.catalogue_of(organisation)
        for name, choices in (("way", WAYS), ("outcome", OUTCOMES), ("effort", EFFORTS)):
            self.fields[name].choices = [(key, say(told)) for key, told in choices.items()]
        worst = ("", say(mark("whatever people lack most as it is now")))
        self.fields["need"].choices = [worst, *((n, say(LACKING[n])) for n in needs_to_search())]
        computed = sorted(
            (one.name(words().code), name)
            for name, one in self.catalogue.items()
            if one.is_computed
        )
        for name in ("required", "excluded"):
            self.fields[name].choices = [(key, title) for title, key in computed]
        for payer, told in PAYERS.items():
            label = say(mark("{payer} pays at most, in euros"), payer=upper(say(told)))
            self.fields[LIMIT + payer] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_EUR
            )

    @property
    def question(self) -> dict[str, Any]:
        """What was asked, as it is stored."""
        filled = self.cleaned_data
        names = ("way", "budget", "first_year", "years", "need", "outcome", "most")
        limits = {payer: filled[LIMIT + payer] for payer in PAYERS}
        return {
            **{name: filled[name] for name in names},
            "evaluations": int(filled["effort"]),
            "limits": {payer: eur for payer, eur in limits.items() if eur is not None},
            "required": sorted(filled["required"]),
            "excluded": sorted(filled["excluded"]),
        }


class WrongForm(RegretForm):
    """How wrong variants can turn out, and how thoroughly that is asked."""

    effort = forms.ChoiceField(
        label=mark("How thoroughly"), required=False, choices=[(key, key) for key in COURSES]
    )

    @property
    def asked(self) -> dict[str, Any]:
        """How many courses of each variant in each crisis, and which crisis comes first."""
        draws = COURSES[self.cleaned_data["effort"] or USUALLY]
        return {"draws": draws, "about": self.cleaned_data["scenario"]}


def regret_efforts(crises: int, variants: int) -> list[tuple[str, str]]:
    """How thoroughly it can be asked how wrong variants turn out, and what that takes about."""
    told = {
        QUICKLY: mark("quick: {courses} courses of each, about {minutes} minutes"),
        USUALLY: mark("usual: {courses} courses of each, about {minutes} minutes"),
        THOROUGHLY: mark("thorough: {courses} courses of each, about {minutes} minutes"),
    }
    return [
        (
            key,
            words().text(
                text,
                courses=COURSES[key],
                minutes=minutes_for(crises * (variants + 1) * COURSES[key]),
            ),
        )
        for key, text in told.items()
    ]


def minutes_for(courses: int) -> int:
    """Minutes that so many courses take where the processors do nothing else; one at least."""
    return max(1, math.ceil(courses * COURSE_S / (60 * (os.cpu_count() or 1))))


class KeepForm(forms.Form):
    """A set that was found, by its place, and the name under which it is kept as a variant."""

    place = forms.IntegerField(min_value=0, max_value=1000)
    title = forms.CharField(max_length=200)


def needs_to_search() -> list[str]:
    """The needs by which measures can be searched: all but the norms beside the headline."""
    return [need for need in NEED_ORDER if need not in BESIDE_HEADLINE]
