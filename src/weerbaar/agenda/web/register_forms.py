"""What people fill in about registers: a row, and a file or cells to take in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from weerbaar.agenda.registers.filled import row_filled_in
from weerbaar.agenda.registers.register import MOST_NAME, Register
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, Refused
from weerbaar.common.tables import MOST_CHARACTERS, REQUIRED, Column
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.words import words

MOST_PASTED = 1_000_000
MOST_MEGABYTES = 10
TOO_LARGE = mark("This file is larger than {most} MB.")
LONG = ("note", "agreed", "instead", "source")


class RowForm(WordedForm):
    """A row of a register: a field for each column, and the version that the person saw."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9
    )

    def __init__(self, register: Register, *args: Any, **named: Any) -> None:
        self.register = register
        for column in register.table.columns:
            self.base_fields[column.name] = _field(register, column)
        super().__init__(*args, **named)

    def __new__(cls, register: Register, *args: Any, **named: Any) -> RowForm:
        """A form class of its own for each register: fields belong to a class in Django."""
        own = type(cls.__name__, (cls,), {}) if cls is RowForm else cls
        made: RowForm = forms.Form.__new__(own)
        return made

    def clean(self) -> dict[str, Any]:
        """The row as the register has it; what is wrong stands at its field."""
        filled = {
            name: str(self.cleaned_data.get(name) or "") for name in self.register.table.names
        }
        self.row, problems = row_filled_in(self.register, filled, [words()])
        for problem in problems:
            if not self.errors.get(problem.column):
                self.tell(problem)
        return dict(self.cleaned_data)

    def tell(self, problem: Problem) -> None:
        """Puts a refusal at its field, or above the form where it has none."""
        field = problem.column if problem.column in self.fields else None
        if field:
            problem = replace(problem, column=f"“{self.fields[field].label}”", row=None)
        self.add_error(field, f"{problem.message(words())} {problem.remedy(words())}")

    def tell_all(self, refused: Refused) -> None:
        """Puts every refusal of an action on the form, which keeps what was filled in."""
        for problem in refused.problems:
            self.tell(problem)


def _field(register: Register, column: Column) -> forms.Field:
    label = register.heading(column.name, words())
    hint = register.say(register.hint(column.name), words())
    required = column.default is REQUIRED
    named: Mapping[str, Any] = {"label": label, "help_text": hint, "required": required}
    if column.kind == "choice":
        told = register.choices[column.name]
        choices = [(value, register.say(told[value], words())) for value in column.choices]
        initial = "" if required else column.default
        return forms.ChoiceField(choices=choices, initial=initial, **named)
    most = MOST_NAME if column.name in register.table.key else MOST_CHARACTERS
    if column.name in (*LONG, *register.long):
        box = forms.Textarea(attrs={"rows": 2})
        return forms.CharField(max_length=most, widget=box, **named)
    if column.kind == "date":
        day = forms.TextInput(attrs={"placeholder": "2026-11-21"})
        return forms.CharField(max_length=20, widget=day, **named)
    mode = {"inputmode": "decimal"} if column.kind in ("number", "integer") else {}
    return forms.CharField(max_length=most, widget=forms.TextInput(attrs=mode), **named)


class TakeInForm(WordedForm):
    """A file or pasted cells for a register."""

    file = forms.FileField(label=mark("A CSV or XLSX file"), required=False, allow_empty_file=True)
    pasted = forms.CharField(
        label=mark("Or paste cells from your spreadsheet"),
        help_text=mark(
            "Copy the rows with the names of the columns above them, and paste them here."
        ),
        required=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    complete = forms.BooleanField(
        label=mark("This is the whole register: remove rows that are not in it."), required=False
    )

    def clean_file(self) -> Any:
        """The file, where it is not too large."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(words().text(TOO_LARGE, most=MOST_MEGABYTES))
        return file
