"""What people fill in on the agenda; the table of commitments judges it, not the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from weerbaar.agenda.commitment_table import commitment_table
from weerbaar.agenda.commitments import Kind
from weerbaar.agenda.files import read_gap_names, read_kinds
from weerbaar.agenda.gap_words import gap_title
from weerbaar.agenda.web import queries
from weerbaar.agenda.web.field_words import DAYS, SUMS, choices_of, label_of
from weerbaar.agenda.web.models import MOST_TEXT, Gap
from weerbaar.common.language import mark
from weerbaar.platform.web.forms import TogetherForm, WordedForm
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.twin.pillar_tags import track_choices

HIDDEN = ("commitment", "decision")
FIRST = ("kind", "title", "status", "owner", "until")
LONG = ("activate", "note")
HELP = {
    "owner": mark("No names of people: somebody else may do the work next year."),
    "partners": mark("Put a semicolon between several."),
    "quantities": mark("A number, its unit and of what: 200 m3 water; 3 pieces generator."),
    "shared": mark("Neighbours and municipalities below see only what you share."),
    "amount_eur": mark("Leave the other two empty where you know one sum."),
}
CHOSEN = ("kind", "status", "role", "measure", "gap", "pillar", "payer", "shared")
NO_CHOICE_NEEDED = ("kind", "status", "shared")


def columns() -> list[str]:
    """The columns of a commitment that people fill in, in the order of their table."""
    return [name for name in commitment_table({}).names if name not in HIDDEN]


def parted_columns(kind: Kind | None) -> tuple[list[str], list[str]]:
    """The columns that a kind asks for first, and the others."""
    first = [*FIRST, *((*kind.needs, *kind.done_needs) if kind else ())]
    return list(dict.fromkeys(first)), [name for name in columns() if name not in first]


class CommitmentForm(TogetherForm):
    """A commitment; a field holds the text of its cell, whatever was typed."""

    def __init__(self, organisation: Organisation, *args: Any, **named: Any) -> None:
        self.organisation = organisation
        super().__init__(*args, **named)
        self.fields["version"].required = False
        kind = str((self.data if self.is_bound else self.initial).get("kind") or "")
        for name in columns():
            self.fields[name] = _field(name, organisation, kind)
        self.bring_along()

    @property
    def texts(self) -> dict[str, str]:
        """What was filled in, by column."""
        return {name: str(self.cleaned_data[name]).strip() for name in columns()}

    def parted(self, kind: str) -> tuple[list[forms.BoundField], list[forms.BoundField]]:
        """The fields that a kind asks for, and the others."""
        first, others = parted_columns(read_kinds().get(kind))
        return [self[name] for name in first], [self[name] for name in others]


def _field(name: str, organisation: Organisation, kind: str) -> forms.Field:
    label = label_of(name, kind, words())
    help_text = words().text(HELP[name]) if name in HELP else ""
    told = {"label": label, "help_text": help_text, "required": False}
    if name in CHOSEN:
        found = choices_of(name, words()) if name != "gap" else _gaps(organisation)
        none = [] if name in NO_CHOICE_NEEDED else [("", words().text(mark("none")))]
        return forms.ChoiceField(choices=[*none, *found.items()], **told)
    if name in DAYS:
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **told)
    if name in SUMS:
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **told)
    widget = forms.Textarea(attrs={"rows": 3}) if name in LONG else forms.TextInput()
    return forms.CharField(widget=widget, **told)


def _gaps(organisation: Organisation) -> dict[str, str]:
    names, found = read_gap_names(words().code), queries.gaps_of(organisation)
    return {one.gap.gap: gap_title(one.gap, names, words()) for one in found}


class GapForm(TogetherForm):
    """Who sees to a gap, and with which measures of the catalogue."""

    owner = forms.CharField(
        label=Gap.FACTS["owner"], help_text=HELP["owner"], max_length=200, required=False
    )
    measures = forms.MultipleChoiceField(label=Gap.FACTS["measures"], required=False)
    # Which ones the person saw: a list to choose from sends no hidden text of its own.
    saw = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["measures"].choices = list(queries.measures(words().code).items())
        self.fields["measures"].widget = forms.SelectMultiple(
            attrs={"size": 8}, choices=self.fields["measures"].choices
        )
        self.fields["measures"].show_hidden_initial = False
        self.fields["saw"].show_hidden_initial = False

    @property
    def facts(self) -> dict[str, str]:
        """What was filled in and is other than what the person saw."""
        measures = " ".join(sorted(self.cleaned_data["measures"]))
        owner = self.cleaned_data["owner"].strip()
        filled = {"measures": measures, "owner": owner}
        saw = {"measures": self.cleaned_data["saw"], "owner": self.data.get("initial-owner")}
        return {name: text for name, text in filled.items() if text != saw[name]}


class AcceptanceForm(WordedForm):
    """That a gap is accepted: by whom, why and until when."""

    by_whom = forms.CharField(label=mark("Who accepts it (function)"), max_length=MOST_TEXT)
    why = forms.CharField(label=mark("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.CharField(
        label=mark("Until when"),
        help_text=mark("After this day the gap is open again, and somebody has to look at it."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ImportForm(WordedForm):
    """Lines for the agenda: a file, or pasted cells."""

    file = forms.FileField(label=mark("File (CSV or XLSX)"), required=False)
    pasted = forms.CharField(
        label=mark("Or paste the lines here"),
        help_text=mark("The first line holds the names of the columns, as in what you take along."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )


class FilterForm(WordedForm):
    """What somebody wants to see of the board."""

    text = forms.CharField(label=mark("Words"), required=False)
    owner = forms.ChoiceField(label=mark("Who sees to it"), required=False)
    kind = forms.ChoiceField(label=mark("Kind"), required=False)
    pillar = forms.ChoiceField(label=mark("Pillar"), required=False)
    track = forms.ChoiceField(label=mark("Track"), required=False)
    gap = forms.ChoiceField(label=mark("Gap"), required=False)
    late = forms.BooleanField(label=mark("Only what is late"), required=False)

    def __init__(
        self, organisation: Organisation, owners: Sequence[str], *args: Any, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        found = {
            "owner": {owner: owner for owner in owners},
            "kind": choices_of("kind", words()),
            "pillar": choices_of("pillar", words()),
            "track": track_choices(words()),
            "gap": _gaps(organisation),
        }
        for name, choices in found.items():
            self.fields[name].choices = [("", words().text(mark("all"))), *choices.items()]
