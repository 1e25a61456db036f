"""What people fill in to compare variants: which ones, in which crisis, for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.variants import Variant
from weerbaar.measures.web import queries
from weerbaar.measures.web.weighed_queries import name_weighed, own_key
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.twin.web.forms import (
    FEWEST_DRAWS,
    MOST_DRAWS,
    SHIPPED,
    USUAL_DRAWS,
    AboutForm,
)

MOST_SIDES = 4

NONE_CHOSEN = mark("Choose at least one variant. How it is now always stands beside it.")
TOO_MANY_CHOSEN = mark("You chose {count} variants; at most {most} fit side by side.")
CHOSEN_TWICE = mark("A variant was chosen twice. Choose each one once.")
GONE = mark("A variant that was chosen is not there any more. Choose from the list.")


@dataclass(frozen=True)
class Side:
    """A variant that is compared: where it comes from, and its version (0 where it ships)."""

    key: str
    version: int
    variant: Variant


def _sides(organisation: Organisation, catalogue: Mapping[str, Measure]) -> Iterator[Side]:
    """The variants that an organisation can compare: its own first, then those that ship.

    One of its own that this version of the program does not read is left out.
    """
    for saved in queries.variants_of(organisation):
        try:
            variant = queries.as_variant(saved.data, catalogue)
        except Refused:
            continue
        own = replace(variant, variant=name_weighed(saved.pk))
        yield Side(own_key(saved.pk), saved.version, own)
    for name, variant in queries.shipped_variants().items():
        yield Side(f"{SHIPPED}:{name}", 0, variant)


class VariantsField(forms.MultipleChoiceField):
    """Some variants out of the list; what is wrong is told in words of its own."""

    def validate(self, value: list[str]) -> None:
        """Raises ValidationError where these cannot be compared."""
        say = words().text
        if not value:
            raise forms.ValidationError(say(NONE_CHOSEN))
        if len(set(value)) < len(value):
            raise forms.ValidationError(say(CHOSEN_TWICE))
        if len(value) > MOST_SIDES:
            told = say(TOO_MANY_CHOSEN, count=len(value), most=MOST_SIDES)
            raise forms.ValidationError(told)
        if not all(self.valid_value(one) for one in value):
            raise forms.ValidationError(say(GONE))


class CompareForm(AboutForm):
    """What is compared; the answer of a few courses comes at once."""

    variant = VariantsField(
        label=mark("Which variants"),
        widget=forms.CheckboxSelectMultiple,
        help_text=mark("Up to four. How it is now always stands beside them."),
    )
    field_order = ("variant", "scenario", "place")

    def __init__(self, organisation: Organisation, *args: Any, **named: Any) -> None:
        super().__init__(organisation, *args, **named)
        code = words().code
        self.catalogue = queries.catalogue_of(organisation)
        self.known = {side.key: side for side in _sides(organisation, self.catalogue)}
        titles = [(key, side.variant.name(code)) for key, side in self.known.items()]
        self.fields["variant"].choices = titles

    @property
    def sides(self) -> tuple[Side, ...]:
        """The variants that were chosen, in the order of the list."""
        chosen = set(self.cleaned_data["variant"])
        return tuple(side for key, side in self.known.items() if key in chosen)


class WeighForm(CompareForm):
    """The same question computed well, by the number that its comparison will have."""

    draws = forms.IntegerField(
        label=mark("How many courses to draw"),
        help_text=mark("From 10 to 200. With 50 the bands hardly change any more."),
        min_value=FEWEST_DRAWS,
        max_value=MOST_DRAWS,
        initial=USUAL_DRAWS,
    )
    weighed = forms.UUIDField(widget=forms.HiddenInput)


class RegretForm(CompareForm):
    """How wrong the same variants can turn out, by the number that this search will have."""

    searched = forms.UUIDField(widget=forms.HiddenInput)
