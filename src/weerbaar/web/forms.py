"""What people fill in on the pages of this room."""

from __future__ import annotations

from typing import Any

from django import forms

from weerbaar.platform.web.forms import TogetherForm
from weerbaar.platform.web.words import words
from weerbaar.twin.domains import MOST_NAME
from weerbaar.twin.files import read_twin_library
from weerbaar.web.edited import DOMAIN, IN_NONE, NAME, NEED, NUMBERS, need_label


class DomainsForm(TogetherForm):
    """The names of up to five domains, and in which of them each need stands."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        labels = {number: words().text(DOMAIN, number=number) for number in NUMBERS}
        for number in NUMBERS:
            self.fields[f"{NAME}{number}"] = forms.CharField(
                label=labels[number], max_length=MOST_NAME, required=False
            )
        called = {number: self._name(number) or label for number, label in labels.items()}
        for row in read_twin_library().needs:
            need = str(row["need"])
            self.fields[f"{NEED}{need}"] = forms.TypedChoiceField(
                label=need_label(need, words().code),
                choices=[(0, words().text(IN_NONE)), *called.items()],
                coerce=int,
            )
        self.bring_along()

    def _name(self, number: int) -> str:
        """What a domain is called now: as it was typed, else as it stands."""
        given = self.data if self.is_bound else self.initial
        return str(given.get(f"{NAME}{number}") or "").strip()
