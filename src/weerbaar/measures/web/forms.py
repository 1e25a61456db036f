"""What people fill in about variants, decisions and own figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from weerbaar.common.language import mark
from weerbaar.measures.deciding import DECIDERS, POWERS, deciders_at, decision_problems, power_words
from weerbaar.measures.typed_variant import MOST_TITLE
from weerbaar.measures.variant_form import EARLIEST_YEAR, LATEST_YEAR, MOST_YEARS
from weerbaar.measures.web.models import MOST_TEXT, VariantVersion
from weerbaar.platform.files import read_table
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.words import words

USUAL_YEARS = 4
EARLIEST_DAY = date(2020, 1, 1)
OTHER_VERSION = mark(
    "This comparison weighed version {weighed}, and the decision is on version {number}. Choose a "
    "comparison of version {number}, or none."
)
IN_FUTURE = mark("This day is still to come. Write a decision down once it is taken.")
TOO_EARLY = mark("This day lies before 2020. Check the year.")
CONTROL = mark("Here stands a sign that cannot be kept. Type the text anew.")


class NewVariantForm(WordedForm):
    """A new variant: its name and its years."""

    title = forms.CharField(
        label=mark("What do you call this variant?"),
        help_text=mark("Such as: First at home."),
        max_length=MOST_TITLE,
    )
    first_year = forms.IntegerField(
        label=mark("First year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    years = forms.IntegerField(
        label=mark("How many years"), min_value=1, max_value=MOST_YEARS, initial=USUAL_YEARS
    )


class CommentForm(WordedForm):
    """What somebody says of a variant."""

    text = forms.CharField(
        label=mark("Your comment"),
        help_text=mark("Everybody who may see this variant reads it, with your name."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(WordedForm):
    """What was decided on a version, by whom, by which power, when and why."""

    number = forms.TypedChoiceField(
        label=mark("On which version?"), coerce=int, widget=forms.RadioSelect
    )
    what = forms.CharField(
        label=mark("What was decided?"),
        help_text=mark("As it stands in the decision, such as: the council makes money available."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    power = forms.ChoiceField(
        label=mark("Who decided, and by which power?"),
        help_text=mark(
            "The articles of law were filled in from memory. Let a lawyer read them before you "
            "lean on them."
        ),
    )
    decided_on = forms.DateField(
        label=mark("On which day?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    why = forms.CharField(
        label=mark("Why?"),
        help_text=mark("What weighed most, and what was given up for it."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    weighing = forms.ChoiceField(
        label=mark("Which comparison lay on the table?"),
        help_text=mark(
            "It is kept with the decision as it is now. You can choose only comparisons on the "
            "facts and figures of now. Is yours not here? Then compare the variant again first."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        versions: Iterable[VariantVersion],
        weighings: Iterable[tuple[str, str, int]],
        level: str,
        *args: Any,
        **named: Any,
    ) -> None:
        """`versions` can be decided on; `level` is that of the organisation that writes it down.

        `weighings` are comparisons: number, title, and which version of the variant they weighed.
        """
        super().__init__(*args, **named)
        told = mark("version {number} of {day}: {title}")
        self.fields["number"].choices = [
            (v.number, words().text(told, number=v.number, day=_day(v), title=v.title))
            for v in versions
        ]
        self.fields["power"].choices = [("", "–"), *_powers(level)]
        none = words().text(mark("none"))
        self.fields["weighing"].choices = [("", none)]
        self.weighed_version: dict[str, int] = {}
        for key, title, version in weighings:
            self.fields["weighing"].choices += [(key, title)]
            self.weighed_version[key] = version

    def clean_decided_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(words().text(IN_FUTURE))
        if day < EARLIEST_DAY:
            raise forms.ValidationError(words().text(TOO_EARLY))
        return day

    today = date.max

    @property
    def by_whom(self) -> str:
        """Whose power was chosen."""
        row = next(r for r in read_table(POWERS) if r["power"] == self.cleaned_data["power"])
        return str(row["decider"])

    def clean(self) -> dict[str, Any]:
        """The power is one of who decided."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("power"):
            tables = read_table(DECIDERS), read_table(POWERS)
            for name, problem in decision_problems(self.by_whom, found["power"], *tables):
                self.add_error(name, f"{problem.message(words())} {problem.remedy(words())}")
        weighed = self.weighed_version.get(found.get("weighing", ""))
        number = found.get("number")
        if weighed is not None and number is not None and weighed != number:
            said = words().text(OTHER_VERSION, weighed=weighed, number=number)
            self.add_error("weighing", said)
        return found


def _day(version: VariantVersion) -> str:
    return f"{version.at:%d-%m-%Y}"


def _powers(level: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The powers under who has them, those at the level of the organisation first."""
    code, found = words().code, []
    for decider in deciders_at([level], read_table(DECIDERS)):
        powers = [
            (str(row["power"]), power_words(row, code))
            for row in read_table(POWERS)
            if row["decider"] == decider["decider"]
        ]
        found.append((str(decider[f"name_{code}"]), powers))
    return found
