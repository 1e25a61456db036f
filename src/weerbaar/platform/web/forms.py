"""What people fill in. Labels are worded when a form is made, in the language of the page."""

from __future__ import annotations

from typing import Any

from django import forms

from weerbaar.common.language import mark
from weerbaar.platform.edits import changed
from weerbaar.platform.files import read_roles
from weerbaar.platform.organisations import KINDS, kinds_below
from weerbaar.platform.web.models import MOST_ABOUT, MOST_NAME, Organisation
from weerbaar.platform.web.words import words

BOUNDS = {
    "min_value": mark("Fill in a number of {bound} or more at “{label}”."),
    "max_value": mark("Fill in a number of {bound} or less at “{label}”."),
}


class WordedForm(forms.Form):
    """A form whose labels and help come from our catalogue."""

    required_css_class = "required"

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, label_suffix="", **named)
        for field in self.fields.values():
            field.label = words().text(field.label) if field.label else ""
            field.help_text = words().text(field.help_text) if field.help_text else ""
            _word_bounds(field)


def _word_bounds(field: forms.Field) -> None:
    """What is said of a number that is too small or too large, with the label of its field."""
    for name, text in BOUNDS.items():
        bound = getattr(field, name, None)
        if isinstance(bound, int | float):
            label, figure = field.label, words().figure(bound)
            told = words().text(text, label=label, bound=figure)
            # Django fills in what stands behind a percent sign.
            field.error_messages[name] = told.replace("%", "%%")


class TogetherForm(WordedForm):
    """What people change together, and the version of it that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.bring_along()

    def bring_along(self) -> None:
        """Lets each field send what the person saw, to tell what they changed."""
        for name in self._names():
            self.fields[name].show_hidden_initial = True

    def _names(self) -> list[str]:
        return [name for name in self.fields if name != "version"]

    @property
    def facts(self) -> dict[str, str]:
        """What was filled in and is other than what the person saw."""
        filled = {name: _lines(str(self.cleaned_data[name])) for name in self._names()}
        saw = {name: self.data.get(f"initial-{name}") for name in self._names()}
        return changed(
            filled, {name: _lines(text) for name, text in saw.items() if text is not None}
        )


class OrganisationForm(TogetherForm):
    """The facts of an organisation."""

    name = forms.CharField(label=Organisation.FACTS["name"], max_length=MOST_NAME)
    telephone = forms.CharField(
        label=Organisation.FACTS["telephone"], max_length=40, required=False
    )
    about = forms.CharField(
        label=Organisation.FACTS["about"],
        max_length=MOST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def _lines(text: str) -> str:
    """The text with line ends as they are stored; a browser sends others."""
    return text.replace("\r\n", "\n").strip()


class PartForm(WordedForm):
    """A new organisation below another."""

    name = forms.CharField(label=mark("Name"), max_length=MOST_NAME)
    kind = forms.ChoiceField(label=mark("Kind"))

    def __init__(self, above: Organisation, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        kinds = kinds_below(above.kind)
        self.fields["kind"].choices = [(kind, words().text(KINDS[kind])) for kind in kinds]


class AddressForm(WordedForm):
    """Another address for somebody else."""

    email = forms.EmailField(
        label=mark("E-mail address"),
        help_text=mark("With this address the person signs in. Check that it is theirs."),
    )


class JobForm(WordedForm):
    """A job, by the number that it will have."""

    job = forms.UUIDField(widget=forms.HiddenInput)


class PersonForm(WordedForm):
    """A person and the role to give."""

    email = forms.EmailField(
        label=mark("E-mail address"),
        help_text=mark("With this address the person signs in."),
    )
    name = forms.CharField(label=mark("Name"), max_length=MOST_NAME, required=False)
    role = forms.ChoiceField(label=mark("Role"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        code = words().code
        choices = [(role, row[f"name_{code}"]) for role, row in read_roles().items()]
        self.fields["role"].choices = choices
