"""A commitment and a gap as the people of an organisation change them together."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F
from django.shortcuts import get_object_or_404

from weerbaar.agenda.commitment_table import commitment_table, read_commitments, texts_of
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.web import models
from weerbaar.agenda.web.field_words import LABELS, value_in_words
from weerbaar.agenda.web.queries import known_to
from weerbaar.agenda.web.rows import commitment_of, values_of
from weerbaar.common.language import Language, mark
from weerbaar.common.parsing import strange_text
from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.measures.files import NO_MEASURE, measure_names
from weerbaar.platform.web.edited import Edited
from weerbaar.platform.web.models import Organisation
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data

FIXED = ("commitment", "decision")
"""Columns that nobody changes on the form."""
SETTLE = "settle-agenda"


def read_one(texts: Mapping[str, str], organisation: Organisation) -> Commitment:
    """A commitment from its cells by column; raises Refused with every problem in them."""
    names = commitment_table({}).names
    line = [texts.get(name, "").replace("\r\n", "\n").replace("\n", " ") for name in names]
    read = read_commitments(names, [line], read_kinds(), known_to(organisation), models.new_key)
    refuse_if(
        Problem(p.kind, column=p.column, value=p.value, params=p.params) for p in read.problems
    )
    return read.commitments[0]


def commitment(key: str) -> Edited:
    """The commitment in the row with this number; raises Http404 where there is none."""
    row = get_object_or_404(models.Commitment, pk=int(key))

    def fresh() -> models.Commitment:
        return models.Commitment.objects.get(pk=row.pk)

    def stands(organisation: Organisation) -> dict[str, str]:
        texts = texts_of(commitment_of(fresh()))
        return {name: text for name, text in texts.items() if name not in FIXED}

    def write(organisation: Organisation, values: Mapping[str, str], version: int) -> bool:
        read = read_one(texts_of(commitment_of(fresh())) | dict(values), row.organisation)
        newest = models.Commitment.objects.filter(pk=row.pk, version=version)
        return bool(newest.update(**values_of(read), version=F("version") + 1))

    return Edited(
        title=mark("a commitment on the agenda"),
        deed="change-agenda",
        page="agenda",
        stands=stands,
        version=lambda organisation: fresh().version,
        write=write,
        told=_told_commitment,
        settle=SETTLE,
    )


def gap(key: str) -> Edited:
    """The gap in the row with this number; raises Http404 where there is none."""
    row = get_object_or_404(models.Gap, pk=int(key))

    def fresh() -> models.Gap:
        return models.Gap.objects.get(pk=row.pk)

    def stands(organisation: Organisation) -> dict[str, str]:
        found = fresh()
        return {"owner": found.owner, "measures": found.measures}

    def write(organisation: Organisation, values: Mapping[str, str], version: int) -> bool:
        refuse_if(_gap_problems(values))
        newest = models.Gap.objects.filter(pk=row.pk, version=version)
        return bool(newest.update(**values, version=F("version") + 1))

    return Edited(
        title=mark("a gap on the agenda"),
        deed="change-agenda",
        page="agenda-gaps",
        stands=stands,
        version=lambda organisation: fresh().version,
        write=write,
        told=_told_gap,
        settle=SETTLE,
    )


def _gap_problems(values: Mapping[str, str]) -> list[Problem]:
    owner = values.get("owner", "")
    strange = strange_text(owner, "", None, "owner")
    problems = [] if strange is None else [strange]
    if holds_personal_data(owner):
        problems.append(Problem(PERSONAL_DATA, column="owner", value=owner))
    names = values.get("measures", "").split()
    params = {"known": ", ".join(measure_names())}
    problems += [
        Problem(NO_MEASURE, column="measures", value=name[: models.MOST_NAME], params=params)
        for name in names
        if name not in measure_names()
    ]
    return problems


def _told_commitment(name: str, value: str, words: Language) -> tuple[str, str]:
    return words.text(LABELS[name]), value_in_words(name, value, words)


def _told_gap(name: str, value: str, words: Language) -> tuple[str, str]:
    column = "measure" if name == "measures" else name
    told = ", ".join(value_in_words(column, one, words) for one in value.split())
    return words.text(models.Gap.FACTS[name]), told if name == "measures" else value
