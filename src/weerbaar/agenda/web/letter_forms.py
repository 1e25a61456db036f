"""What somebody fills in for a letter: on what it rests, what only they know, and in which form."""

from __future__ import annotations

from typing import Any

from django import forms

from weerbaar.agenda.letters.sending import LONG, MOST_LINE, MOST_TEXT, Sending, sending_of
from weerbaar.common.language import mark
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.words import LANGUAGE_NAMES, words

PDF, DOCX = "pdf", "docx"
OPEN = ""
OF_ANOTHER = mark(
    "This variant does not stand in the figures that you chose above. Choose one that does, or "
    "leave it open."
)
Proposals = list[tuple[str, list[tuple[str, str]]]]
"""Variants under the comparison in which they stand."""
LABELS = {
    "addressee": mark("To whom"),
    "date": mark("Date of the letter"),
    "reference": mark("Your reference"),
    "portfolio": mark("Who is responsible (a function)"),
    "occasion": mark("Why you write now"),
    "asked": mark("What you ask, a line for each point"),
    "decider": mark("Who decides"),
    "power": mark("By which power, with the article of the law"),
    "cover": mark("How the costs are covered"),
    "secretary": mark("Who signs on the left (a function)"),
    "secretary_name": mark("Name on the left"),
    "chair": mark("Who signs on the right (a function)"),
    "chair_name": mark("Name on the right"),
    "contact": mark("Where to ask more (an office)"),
}
OF_A_MEMO = ("decider", "power", "cover")


class LetterForm(WordedForm):
    """A letter of one kind; `sources` are the answers or weighings that it can rest on.

    `proposals` are the variants of those weighings.
    """

    source = forms.ChoiceField(label=mark("On which figures"))
    proposed = forms.ChoiceField(
        label=mark("Which variant is proposed"),
        help_text=mark("A variant of the comparison that you chose above."),
        required=False,
    )
    language = forms.ChoiceField(label=mark("Language of the letter"))
    form = forms.ChoiceField(label=mark("As what"))
    organisation = forms.CharField(label=mark("Who sends it"), max_length=MOST_LINE, required=False)
    keep = forms.BooleanField(
        label=mark("Keep this letter here, with what it rests on"),
        required=False,
    )
    letter = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        kind: str,
        sources: list[tuple[str, str]],
        proposals: Proposals,
        *args: Any,
        **named: Any,
    ) -> None:
        self.kind = kind
        super().__init__(*args, **named)
        for name, label in LABELS.items():
            if name not in OF_A_MEMO or kind == "decision":
                self.fields[name] = _field(name, words().text(label))
        self.fields["source"].choices = sources
        self.fields["language"].choices = list(LANGUAGE_NAMES.items())
        self.fields["form"].choices = [
            (PDF, words().text(mark("PDF, to send"))),
            (DOCX, words().text(mark("DOCX, to edit"))),
        ]
        self.fields["proposed"].choices = [
            (OPEN, words().text(mark("none, leave it open"))),
            *proposals,
        ]
        if kind != "decision":
            del self.fields["proposed"]
        if kind == "progress":
            del self.fields["source"]
        self.order_fields([*(n for n in self.fields if n not in ("keep", "form")), "form", "keep"])

    def clean(self) -> dict[str, Any]:
        """What is proposed stands in what the memo rests on."""
        filled = super().clean() or {}
        proposed, source = filled.get("proposed", ""), filled.get("source", "")
        if proposed and source and proposed.rpartition("/")[0] != source:
            self.add_error("proposed", words().text(OF_ANOTHER))
        return filled

    @property
    def sending(self) -> Sending:
        """What was filled in of the letter."""
        filled = dict(self.cleaned_data)
        filled["date"] = filled["date"].isoformat() if filled.get("date") else ""
        return sending_of({name: value or "" for name, value in filled.items()})


def _field(name: str, label: str) -> forms.Field:
    if name == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=widget)
    long = name in LONG
    return forms.CharField(
        label=label,
        max_length=MOST_TEXT if long else MOST_LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(),
    )
