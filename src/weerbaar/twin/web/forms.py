"""What people fill in to ask for an answer, or to compose a scenario."""

from __future__ import annotations

from typing import Any

from django import forms

from weerbaar.common.language import mark
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.twin.files import scenario_text
from weerbaar.twin.web import queries

FEWEST_DRAWS, USUAL_DRAWS, MOST_DRAWS = 10, 50, 200
OWN, SHIPPED = "own", "shipped"
WHOLE = "*"


class AboutForm(WordedForm):
    """What is computed about: which crisis, and for whom."""

    scenario = forms.ChoiceField(label=mark("What happens"))
    place = forms.ChoiceField(label=mark("For whom"))

    def __init__(self, organisation: Organisation, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.own = {f"{OWN}:{own.pk}": own for own in queries.own_scenarios(organisation)}
        shipped = [
            (f"{SHIPPED}:{name}", scenario.name(words().code))
            for name, scenario in queries.fitting(organisation).items()
        ]
        groups: list[tuple[str, list[tuple[str, str]]]] = [
            (words().text(mark("With Weerbaar")), sorted(shipped, key=lambda pair: pair[1]))
        ]
        if self.own:
            mine = [(key, own.name) for key, own in self.own.items()]
            groups.insert(0, (words().text(mark("Your own")), mine))
        self.fields["scenario"].choices = groups
        whole = [(WHOLE, words().text(mark("the whole region")))]
        places = [(name, name) for name in queries.municipalities_of(organisation)]
        self.fields["place"].choices = whole + places

    @property
    def municipality(self) -> str:
        """The municipality that was chosen; empty for the whole region."""
        chosen = str(self.cleaned_data["place"])
        return "" if chosen == WHOLE else chosen

    @property
    def text(self) -> str:
        """The text of the scenario that was chosen."""
        chosen = self.cleaned_data["scenario"]
        if chosen in self.own:
            return str(self.own[chosen].text)
        return scenario_text(chosen.removeprefix(f"{SHIPPED}:"))


class RunForm(AboutForm):
    """A question to the twin, by the number that its run will have."""

    draws = forms.IntegerField(
        label=mark("How many courses to draw"),
        help_text=mark("From 10 to 200. With 50 the bands hardly change any more."),
        min_value=FEWEST_DRAWS,
        max_value=MOST_DRAWS,
        initial=USUAL_DRAWS,
    )
    run = forms.UUIDField(widget=forms.HiddenInput)


class UploadForm(WordedForm):
    """A TOML file with a scenario."""

    file = forms.FileField(label=mark("TOML file"), allow_empty_file=True)
