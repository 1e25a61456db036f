"""What people fill in on the pages of this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from weerbaar.common.language import Language, mark
from weerbaar.platform.web.forms import WordedForm
from weerbaar.twin.domains import MOST_DOMAINS, MOST_NAME, Domain
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.tables import NEED_ORDER

NAME, NEED = "name_", "need_"


class DomainsForm(WordedForm):
    """The names of up to five domains, and in which of them each need stands."""

    def __init__(self, domains: Sequence[Domain], words: Language, *args: Any) -> None:
        super().__init__(*args)
        names = [domain.name for domain in domains]
        if self.is_bound:
            names = [self.data.get(f"{NAME}{n}", "").strip() for n in range(1, MOST_DOMAINS + 1)]
        for number in range(1, MOST_DOMAINS + 1):
            self.fields[f"{NAME}{number}"] = forms.CharField(
                label=words.text(mark("Domain {number}"), number=number),
                max_length=MOST_NAME,
                required=False,
                initial=domains[number - 1].name if number <= len(domains) else "",
            )
        numbers = [(0, words.text(mark("in none")))]
        called = dict(enumerate(names, start=1))
        numbers += [
            (n, called.get(n) or words.text(mark("Domain {number}"), number=n))
            for n in range(1, MOST_DOMAINS + 1)
        ]
        for row in read_twin_library().needs:
            need = str(row["need"])
            where = (i for i, domain in enumerate(domains, start=1) if need in domain.needs)
            self.fields[f"{NEED}{need}"] = forms.TypedChoiceField(
                label=str(row[f"name_{words.code}"]).capitalize(),
                choices=numbers,
                coerce=int,
                initial=next(where, 0),
            )

    @property
    def names(self) -> list[str]:
        """The names in order, also the empty ones."""
        return [str(self.cleaned_data[f"{NAME}{n}"]) for n in range(1, MOST_DOMAINS + 1)]

    @property
    def chosen(self) -> dict[str, int]:
        """For each need the number of its domain; 0 is none."""
        return {need: int(self.cleaned_data[f"{NEED}{need}"]) for need in NEED_ORDER}
