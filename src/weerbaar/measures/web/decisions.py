"""Writes a decision down, with what was known of the variant at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version as version_of_package
from typing import Any

from django.db import transaction
from django.urls import reverse

from weerbaar.common.language import ENGLISH, Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.composing import catalogue_hash
from weerbaar.measures.deciding import Frozen, frozen_as_data
from weerbaar.measures.web.asked import costs_of
from weerbaar.measures.web.editing import Ground
from weerbaar.measures.web.models import Decision, SavedVariant, VariantVersion
from weerbaar.measures.web.queries import as_variant
from weerbaar.measures.web.weighed_page import about_of, kept_parts, title_of
from weerbaar.measures.web.weighed_queries import find_weighed, weighed_with
from weerbaar.measures.weighing_form import weighing_from_data
from weerbaar.platform.web.models import Person
from weerbaar.platform.web.trail import record
from weerbaar.region.web.facts import hash_of

KEPT_AS = "weighed"
"""By which number a comparison that is kept with a decision is found again."""


@dataclass(frozen=True)
class Told:
    """What is said of a decision: what, why, by whom, by which power and when."""

    what: str
    why: str
    by_whom: str
    power: str
    decided_on: date


def software() -> str:
    """The version of the program."""
    return version_of_package("weerbaar")


def hash_of_catalogue(catalogue: Mapping[str, Measure]) -> str:
    """What tells one catalogue, with its own figures, from another."""
    return catalogue_hash(catalogue)


def freeze(version: VariantVersion, ground: Ground, weighing: Mapping[str, Any] | None) -> Frozen:
    """What is known of a version now; raises Refused where this program does not read it.

    Where a comparison goes with it, its costs run over the years of that one: what was chosen goes
    on, and so it goes on being paid, as each side of a comparison does.
    """
    variant = as_variant(version.data, ground.catalogue)
    if weighing is not None:
        side = weighing_from_data(weighing).sides[-1].variant
        variant = replace(variant, first_year=side.first_year, years=side.years)
    return Frozen(
        variant=version.data,
        costs=costs_of(variant, ground.catalogue, ground.facts),
        weighing=weighing,
        facts=hash_of(ground.facts),
        catalogue=hash_of_catalogue(ground.catalogue),
        software=software(),
    )


@transaction.atomic
def decide(
    version: VariantVersion, told: Told, frozen: Frozen, seen: int, by: Person
) -> Decision | None:
    """A decision on this version; None where the newest is not the one that was seen.

    The same decision sent twice is one.
    """
    # Whoever saves a version at this moment waits, and so does this where they came first.
    stands = SavedVariant.objects.select_for_update().get(pk=version.variant_id)
    if stands.version != seen:
        return None
    made, is_new = Decision.objects.get_or_create(
        organisation_id=stands.organisation_id,
        variant=stands,
        number=version.number,
        what=told.what,
        why=told.why,
        by_whom=told.by_whom,
        power=told.power,
        decided_on=told.decided_on,
        defaults={"title": version.title, "frozen": frozen_as_data(frozen), "person": by},
    )
    if is_new:
        record("decide-variant", by, stands.organisation)
    return made


# Comparisons that lay on the table


@dataclass(frozen=True)
class OnTable:
    """A comparison that can be kept with a decision: its number, what it is called, and which
    version of the variant it weighed."""

    key: str
    title: str
    version: int


def weighings_of(saved: SavedVariant, ground: Ground, words: Language) -> list[OnTable]:
    """The comparisons of this variant, of any version, on the facts and figures of now.

    The costs of a decision are reckoned with those: a comparison on others could contradict them.
    """
    hashes = hash_of(ground.facts), hash_of_catalogue(ground.catalogue)
    called = mark("{title} · version {number}")
    return [
        OnTable(
            str(one.weighed.pk),
            words.text(called, title=f"{one.title} · {one.about}", number=version),
            version,
        )
        for one, version in weighed_with(saved, *hashes, words)
    ]


def weighing_with(
    saved: SavedVariant, key: str, number: int, ground: Ground
) -> Mapping[str, Any] | None:
    """The data of the comparison with this key, of this version; None where none was chosen."""
    offered = weighings_of(saved, ground, ENGLISH) if key else []
    if not any((one.key, one.version) == (key, number) for one in offered):
        return None
    found = find_weighed(key)
    return None if found is None or found.data is None else {**found.data, KEPT_AS: key}


def told_weighing(data: Mapping[str, Any] | None, words: Language) -> dict[str, Any] | None:
    """A comparison that was kept with a decision, in words; what is not read is told as such."""
    if data is None:
        return None
    try:
        weighing = weighing_from_data(data)
    except Refused as refused:
        return {"about": " ".join(p.message(words) for p in refused.problems)}
    tables = [table for part in kept_parts(weighing, words) for table in part.shown]
    found = find_weighed(str(data.get(KEPT_AS, "")))
    return {
        "about": f"{title_of(weighing, words)}. {about_of(weighing, words)}",
        "address": reverse("weighed", kwargs={"weighed": found.pk}) if found else "",
        "tables": tables,
    }
