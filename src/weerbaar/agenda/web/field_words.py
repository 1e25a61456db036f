"""What the columns of a commitment are called on screen, and their values in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.agenda.commitments import STATUSES
from weerbaar.agenda.files import read_field_names, read_kinds
from weerbaar.agenda.web.queries import measures, pillars
from weerbaar.common.language import Language, mark
from weerbaar.measures.catalogue import PAYERS
from weerbaar.platform.files import read_roles

LABELS: Mapping[str, str] = {
    "commitment": mark("Identifier"),
    "kind": mark("Kind"),
    "title": mark("What"),
    "status": mark("How it stands"),
    "owner": mark("Who sees to it (organisation or function)"),
    "role": mark("Which role gets reminders"),
    "partners": mark("With whom, or by whom"),
    "from": mark("First day"),
    "until": mark("Last day"),
    "done_on": mark("Done on"),
    "quantities": mark("How much"),
    "activate": mark("How to put it in force"),
    "by_whom": mark("Who decided it or holds the power (function)"),
    "reviewer": mark("Who looks whether it may go on (function)"),
    "measure": mark("Measure"),
    "measures": mark("Measures of the catalogue"),
    "why": mark("Why"),
    "gap": mark("For which gap"),
    "decision": mark("From which decision"),
    "pillar": mark("Pillar"),
    "amount_low_eur": mark("Euros, at least"),
    "amount_eur": mark("Euros, in the middle"),
    "amount_high_eur": mark("Euros, at most"),
    "payer": mark("Who pays"),
    "shared": mark("May organisations below this one see it?"),
    "source": mark("Where it was agreed, promised or laid down"),
    "note": mark("Remarks"),
}
FLAGS = {"yes": mark("yes"), "no": mark("no")}
DAYS = ("from", "until", "done_on")
SUMS = ("amount_low_eur", "amount_eur", "amount_high_eur")


def label_of(name: str, kind: str, words: Language) -> str:
    """What a column is called in commitments of a kind."""
    return read_field_names(words.code).get((kind, name)) or words.text(LABELS[name])


def value_in_words(name: str, value: str, words: Language) -> str:
    """A cell of a commitment as people read it; what is unknown stays as it is."""
    if not value:
        return value
    if name in DAYS:
        return words.day(value)
    if name in SUMS:
        try:
            return words.number(float(value))
        except ValueError:
            return value
    return choices_of(name, words).get(value, value)


def changed_in_words(
    changed: Mapping[str, Sequence[str]], words: Language
) -> list[tuple[str, str, str]]:
    """For each column that changed what it is called, what stood there and what stands there."""
    return [
        (
            words.text(LABELS.get(name, name)),
            value_in_words(name, before, words),
            value_in_words(name, after, words),
        )
        for name, (before, after) in changed.items()
        if name != "commitment"
    ]


def choices_of(name: str, words: Language) -> dict[str, str]:
    """What can be chosen in a column, in words; empty where one writes."""
    code = words.code
    if name == "kind":
        return {kind.kind: kind.name(code) for kind in read_kinds().values()}
    if name == "role":
        return {role: str(row[f"name_{code}"]) for role, row in read_roles().items()}
    marked = {"status": STATUSES, "payer": PAYERS, "shared": FLAGS}
    if name in marked:
        return {value: words.text(told) for value, told in marked[name].items()}
    named = {"measure": measures, "pillar": pillars}
    return dict(named[name](code)) if name in named else {}
