"""Takes what a visitor wrote in an offer out of the agenda again: out of its line and its history.

Rules:
1. Who takes an offer back has all words of its line erased, whoever wrote them: a visitor cannot
   see what was made of theirs.
2. An offer that is erased because its time is over takes along what the visitor wrote, as far as it
   stands there as it was written. What the organisation wrote in its own words stays.
3. The line itself stays, with its state and who changed it when: that somebody offered something
   and what became of it is history of the organisation.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from weerbaar.agenda.web import models
from weerbaar.agenda.web.offer_models import WRITTEN, Offer
from weerbaar.agenda.web.queries import OFFERED
from weerbaar.common.language import mark
from weerbaar.platform.web.models import Conflict
from weerbaar.platform.web.words import language

COMMITMENT = "commitment"
ERASED = mark("Offer of a visitor, erased")


def erase_all(line: models.Commitment) -> None:
    """Erases every word that stands or stood in the columns of an offer (rule 1)."""
    _erase(line, None)


def erase_written(sender: object, instance: Offer, **named: Any) -> None:
    """Erases what a visitor wrote wherever it stands as it was written (rule 2); before the offer
    itself goes."""
    line = models.Commitment.objects.filter(pk=instance.commitment_id).first()
    if instance.receipt and line is not None:
        written = {getattr(instance, name) for name in WRITTEN}
        # The agenda writes amounts in its own way: as they came on it they count too.
        for change in _history(line).filter(way=OFFERED):
            written |= {change.values[name][1] for name in WRITTEN if name in change.values}
        _erase(line, written - {""})


def _erase(line: models.Commitment, only: Collection[str] | None) -> None:
    """Erases the columns of an offer; with `only` just where they hold one of these texts."""
    new = {name: "" for name in WRITTEN if _goes(getattr(line, name), only) and getattr(line, name)}
    if "title" in new:
        new["title"] = _erased()
    if new:
        rows = models.Commitment.objects.filter(pk=line.pk)
        rows.update(**new, version=F("version") + 1)
    for change in _history(line):
        if _goes(change.title, only):
            change.title = _erased()
        change.values = {
            name: [_without(text, only) for text in pair] if name in WRITTEN else pair
            for name, pair in change.values.items()
        }
        change.save(update_fields=["title", "values"])
    about = f"{COMMITMENT}:{line.pk}"
    for conflict in Conflict.objects.filter(organisation=line.organisation_id, about=about):
        kept = {
            name: _without(text, only) if name in WRITTEN else text
            for name, text in conflict.values.items()
        }
        Conflict.objects.filter(pk=conflict.pk).update(values=kept)


def _history(line: models.Commitment) -> QuerySet[models.Change]:
    rows = models.Change.objects.filter(organisation=line.organisation_id)
    return rows.filter(what=COMMITMENT, about=line.key)


def _goes(text: object, only: Collection[str] | None) -> bool:
    return only is None or text in only


def _without(text: Any, only: Collection[str] | None) -> Any:
    return "–" if text and _goes(text, only) else text


def _erased() -> str:
    """What then stands in the place of the title, in the language of the site."""
    return language(settings.LANGUAGE_CODE).text(ERASED)
