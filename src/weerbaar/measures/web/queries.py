"""One function for each question that a page or another room asks of measures and variants.

Rules:
1. An organisation's own figures go before those of who stands above it, and these before those of
   the catalogue: each figure by itself.
2. A partner or neighbourhood group uses the figures of who stands above it only where that one lets
   it see its facts: what a supplier asks is not for every partner.
3. A figure of what a later catalogue does not have any more is kept, and not reckoned with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from weerbaar.common.refusals import Problem, Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.files import catalogue_by_name, read_variant, variant_names
from weerbaar.measures.own_figures import OwnFigure, own_problems, with_own
from weerbaar.measures.variant_form import variant_from_data
from weerbaar.measures.variants import Variant
from weerbaar.measures.warned import NO_LAWS, LawStands
from weerbaar.measures.web.models import Comment, Decision, OwnFigures, SavedVariant, VariantVersion
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may, organisation_of, path_of
from weerbaar.region.web.queries import ONLY_WHERE_NAMED
from weerbaar.twin.reading import Figure

MOST_SHOWN = 200
Key = tuple[str, str, str]
"""A measure, a part of it, and which cost or effect of that part."""


def laws_of(organisation: Organisation | None) -> Mapping[str, LawStands]:
    """How far the laws are that measures need, where an organisation follows them."""
    if organisation is None:
        return NO_LAWS
    found: Mapping[str, LawStands] = import_string(settings.LAWS)(organisation)
    return found


# Who reads


def reader_of(request: HttpRequest) -> Organisation | None:
    """The organisation for which a visitor reads: their own, where they may see its variants."""
    own = organisation_of(request.user)
    return own if own is not None and may(request.standing, own.pk)["see_variants"] else None


def may_of(request: HttpRequest, organisation: Organisation | None) -> dict[str, bool]:
    """What a visitor may do to an organisation; nothing where there is none."""
    return may(request.standing, organisation.pk) if organisation else {}


# Measures and own figures


def shipped_catalogue() -> dict[str, Measure]:
    """The measures of the catalogue by name, without anybody's own figures."""
    return catalogue_by_name()


def catalogue_of(organisation: Organisation | None) -> Mapping[str, Measure]:
    """The measures by name as an organisation reckons with them: its own figures applied.

    Without an organisation they are those that ship.
    """
    own = own_figures_of(organisation) if organisation else ()
    return with_own(shipped_catalogue(), own) if own else shipped_catalogue()


def own_figures_of(organisation: Organisation) -> tuple[OwnFigure, ...]:
    """The own figures with which an organisation reckons (rules 1 to 3), sorted by their key."""
    stored = (as_own_figure(row) for row in standing_above(organisation))
    catalogue = shipped_catalogue()
    return tuple(one for one in stored if not own_problems(catalogue, [one]))


def standing_rows(organisation: int) -> dict[Key, OwnFigures]:
    """The row that counts for each figure that an organisation itself filled in."""
    rows = OwnFigures.objects.filter(organisation_id=organisation)
    rows = rows.select_related("organisation", "person").order_by("pk")
    newest = {(row.measure, row.part, row.key): row for row in rows}
    return {key: row for key, row in newest.items() if row.p50 is not None}


def as_own_figure(row: OwnFigures) -> OwnFigure:
    """A stored row as the record with which measures are reckoned."""
    figure = Figure(row.p10, row.p50, row.p90)
    told = (row.owner, row.confidence, row.source, row.year or 0)
    return OwnFigure(row.measure, row.part, row.key, figure, *told, row.assumed)


def measures_with_own(organisation: Organisation) -> set[str]:
    """The measures of which an organisation reckons with a figure that is not the catalogue's."""
    return {key[0] for above in _seen_above(organisation) for key in standing_rows(above)}


def standing_above(organisation: Organisation) -> list[OwnFigures]:
    """The rows of the figures with which an organisation reckons, those from above it included."""
    found: dict[Key, OwnFigures] = {}
    for above in _seen_above(organisation):
        found |= standing_rows(above)
    return [found[key] for key in sorted(found)]


def newest_row(organisation: Organisation, measure: str) -> int:
    """The number of the newest row of a measure; 0 where nothing was filled in yet."""
    rows = organisation.own_figures.filter(measure=measure)
    return int(rows.order_by("-pk").values_list("pk", flat=True).first() or 0)


def rows_of_measure(organisation: Organisation, measure: str) -> Sequence[OwnFigures]:
    """Who filled in which figures of a measure, the newest first."""
    rows = organisation.own_figures.filter(measure=measure).select_related("person")
    return list(rows[:MOST_SHOWN])


def _seen_above(organisation: Organisation) -> list[int]:
    """The organisations whose figures count for this one, from the top of the tree down."""
    path = path_of(organisation.pk)
    if organisation.kind not in ONLY_WHERE_NAMED:
        return list(path)
    named = set(organisation.facts_seen.values_list("organisation_id", flat=True))
    return [key for key in path if key == organisation.pk or key in named]


# Variants


def shipped_variants() -> dict[str, Variant]:
    """The variants that ship, by name."""
    return {name: read_variant(name) for name in variant_names()}


def variants_of(organisation: Organisation) -> list[SavedVariant]:
    """The variants of an organisation, by title."""
    return list(organisation.variants.all())


def variant_of(pk: int) -> SavedVariant | None:
    """The variant with this number, None where there is none."""
    return SavedVariant.objects.select_related("organisation").filter(pk=pk).first()


def as_variant(data: Mapping[str, Any], catalogue: Mapping[str, Measure]) -> Variant:
    """The variant in what is stored of it; raises Refused where this version does not read it."""
    return variant_from_data(data, "", catalogue)


def read_saved(
    variant: SavedVariant | VariantVersion, catalogue: Mapping[str, Measure]
) -> tuple[Variant | None, tuple[Problem, ...]]:
    """A stored variant; where this version of the program does not read it, what is wrong.

    A later version may refuse what an earlier one took, such as a measure that is gone.
    """
    return read_frozen(variant.data, catalogue)


def read_frozen(
    data: Mapping[str, Any], catalogue: Mapping[str, Measure]
) -> tuple[Variant | None, tuple[Problem, ...]]:
    """The same of a variant as it was frozen."""
    try:
        return as_variant(data, catalogue), ()
    except Refused as refused:
        return None, refused.problems


def version_of(variant: SavedVariant, number: int) -> VariantVersion | None:
    """One version of a variant, None where it has none of this number."""
    return variant.versions.select_related("person").filter(number=number).first()


def versions_of(variant: SavedVariant) -> Sequence[VariantVersion]:
    """The newest versions of a variant, the newest first."""
    return list(variant.versions.select_related("person")[:MOST_SHOWN])


def comments_of(variant: SavedVariant) -> Sequence[Comment]:
    """What was said of a variant, the oldest first."""
    newest = variant.comments.select_related("person").order_by("-pk")[:MOST_SHOWN]
    return list(reversed(newest))


# Decisions


def decisions_of(organisation: Organisation) -> list[Decision]:
    """What an organisation decided, the newest first."""
    return list(organisation.decisions.select_related("variant")[:MOST_SHOWN])


def decided_numbers(organisation: Organisation) -> dict[int, int]:
    """Of each variant on which an organisation decided, the newest version that was decided on."""
    found: dict[int, int] = {}
    for decision in organisation.decisions.all():
        found.setdefault(decision.variant_id, decision.number)
    return found


def decision_of(pk: int) -> Decision | None:
    """The decision with this number, None where there is none."""
    rows = Decision.objects.select_related("organisation", "variant", "person")
    return rows.filter(pk=pk).first()
