"""What people fill in about places and their facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from weerbaar.common.language import mark
from weerbaar.platform.web.forms import TogetherForm, WordedForm
from weerbaar.platform.web.words import words
from weerbaar.region.difference_words import SORT_NAMES
from weerbaar.region.files import read_library
from weerbaar.region.importing import SORTS
from weerbaar.region.replacing import WITHIN_KM
from weerbaar.region.sessions import Said, band_of
from weerbaar.region.tables import CONFIDENCE
from weerbaar.region.web.edited import ALL_OF, WHICH_PLACE
from weerbaar.region.web.models import MOST_NAME, MOST_REMARK
from weerbaar.region.web.queries import BETWEEN

MOST_FILES = 10
MOST_MEGABYTES = 30
MOST_PASTED = 1_000_000
MOST_KM = 100.0
MOST_HOURS = 9999.0
COMPLETE_HERE, COMPLETE_IN_REGION = "municipality", "region"

TOO_MUCH = mark("Together these files are larger than {most} MB. Send fewer at once.")
TOO_MANY = mark("These are more than {most} files. Send fewer at once.")
NOT_RISING = mark("The shortest time goes first and the longest last, such as 2, 4 and 8.")


class FilesWidget(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; gives a list."""

    widget = FilesWidget

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files that were sent, not more or larger than may be."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(FilesField, self).clean(one, initial) for one in given]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(words().text(TOO_MANY, most=MOST_FILES))
        if sum(file.size for file in files) > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(words().text(TOO_MUCH, most=MOST_MEGABYTES))
        return files


class ImportForm(WordedForm):
    """Files or pasted cells, and how to take them in."""

    pasted = forms.CharField(
        label=mark("Paste cells from your spreadsheet"),
        help_text=mark(
            "Copy the rows with the names of the columns above them, and paste them here."
        ),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "cells"}),
    )
    files = FilesField(
        label=mark("Or choose files"),
        help_text=mark("CSV, XLSX, GeoJSON or GeoPackage; ten files at most, 30 MB together."),
        required=False,
    )
    sort = forms.ChoiceField(
        label=mark("What do they hold?"),
        help_text=mark("Only needed where it is not recognised."),
        required=False,
    )
    complete = forms.ChoiceField(
        label=mark("Is the list complete?"),
        help_text=mark("Then our estimated ones of the same kind that are left go."),
        required=False,
    )
    within_km = forms.FloatField(
        label=mark("How far may a real site stand from the estimated one it replaces? (km)"),
        help_text=mark("Further away it counts as one more site."),
        min_value=0,
        max_value=MOST_KM,
        initial=WITHIN_KM,
        localize=True,
    )
    source = forms.CharField(
        label=mark("Where does it come from?"),
        help_text=mark("A short name without names of people, such as: fire-service-list."),
        required=False,
        max_length=60,
    )
    as_of = forms.DateField(
        label=mark("Of which day is it?"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    held = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, municipality: str, region: str, *args: Any, **named: Any) -> None:
        """`municipality` is the one that the organisation is about, if any; `region` its region."""
        super().__init__(*args, **named)
        told = [(sort, words().text(SORT_NAMES[sort])) for sort in SORTS]
        self.fields["sort"].choices = [("", words().text(mark("find out by itself"))), *told]
        places = {COMPLETE_HERE: municipality, COMPLETE_IN_REGION: region}
        self.fields["complete"].choices = [
            ("", words().text(mark("no, or not sure: the estimated ones stay"))),
            *(
                (value, words().text(mark("yes, for {place}"), place=place))
                for value, place in places.items()
                if place
            ),
        ]

    def filled(self) -> dict[str, Any]:
        """What was filled in, as plain values to keep."""
        day = self.cleaned_data.get("as_of")
        names = ("pasted", "sort", "complete", "within_km", "source")
        return {
            **{name: self.cleaned_data.get(name) for name in names},
            "as_of": day.isoformat() if day else "",
        }


class PlaceForm(TogetherForm):
    """The place that an organisation is about: a region, or one municipality in it."""

    place = forms.ChoiceField(
        label=WHICH_PLACE,
        help_text=mark("Maps and answers then open there."),
    )

    def __init__(self, places: Mapping[str, Sequence[str]], *args: Any, **named: Any) -> None:
        """`places` holds the municipalities of each region by the region's name and title."""
        super().__init__(*args, **named)
        groups = []
        for region, municipalities in places.items():
            name, _, title = region.partition(BETWEEN)
            whole = words().text(ALL_OF, region=title)
            inside = [(f"{name}{BETWEEN}{one}", one) for one in municipalities]
            groups.append((title, [(f"{name}{BETWEEN}", whole), *inside]))
        self.fields["place"].choices = groups


class SessionForm(WordedForm):
    """A new chain session."""

    name = forms.CharField(
        label=mark("What do you call this session?"),
        help_text=mark("Such as: Power and water, 3 March."),
        max_length=MOST_NAME,
    )


class ChainAnswerForm(WordedForm):
    """What one organisation says: hours, how sure, and who says so."""

    consumer = forms.CharField(max_length=MOST_NAME, widget=forms.HiddenInput)
    input = forms.CharField(max_length=40, widget=forms.HiddenInput)
    t_p50 = forms.FloatField(
        label=mark("Usually (hours)"), min_value=0, max_value=MOST_HOURS, localize=True
    )
    confidence = forms.ChoiceField(label=mark("How sure?"), widget=forms.RadioSelect)
    t_p10 = forms.FloatField(
        label=mark("At the shortest (hours)"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        localize=True,
    )
    t_p90 = forms.FloatField(
        label=mark("At the longest (hours)"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        localize=True,
    )
    owner = forms.CharField(label=mark("Which organisation says so?"), max_length=MOST_NAME)
    role = forms.CharField(
        label=mark("In which function?"),
        help_text=mark("No name of a person."),
        max_length=MOST_NAME,
        required=False,
    )
    leans_on = forms.CharField(
        label=mark("On whom do you lean for this?"), max_length=MOST_NAME, required=False
    )
    note = forms.CharField(
        label=mark("Remark"),
        max_length=MOST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        told = {
            "low": words().text(mark("a guess")),
            "middle": words().text(mark("fairly sure")),
            "high": words().text(mark("sure")),
        }
        self.fields["confidence"].choices = [(one, told.get(one, one)) for one in CONFIDENCE]

    def clean(self) -> dict[str, Any]:
        """Three times, where they are given, rise from the shortest to the longest."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        times = [found.get(name) for name in ("t_p10", "t_p50", "t_p90")]
        given = [time for time in times if time is not None]
        if given != sorted(given):
            raise forms.ValidationError(words().text(NOT_RISING))
        return found

    def said(self, today: date) -> Said:
        """What is said, on this day."""
        got = self.cleaned_data
        times = (got["t_p10"], got["t_p90"])
        return Said(
            consumer=got["consumer"],
            input=got["input"],
            hours=band_of(got["t_p50"], got["confidence"], read_library(), *times),
            confidence=got["confidence"],
            owner=got["owner"].strip(),
            date=today.isoformat(),
            role=got["role"].strip(),
            leans_on=got["leans_on"].strip(),
            note=got["note"].strip(),
        )
