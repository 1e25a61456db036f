"""One function for each thing that a person does with variants; what may not be raises Refused.

Every change of a variant is a version of its own, see `models`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.variants import Variant
from weerbaar.measures.web.models import (
    MOST_NAME,
    MOST_WHY,
    Comment,
    SavedVariant,
    VariantVersion,
)
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record

MOST_VARIANTS, MOST_COMMENTS = 200, 500

TOO_MANY_VARIANTS = ProblemKind(
    "too-many-variants",
    mark("There are {value} variants already; an organisation may keep at most {high}."),
    mark("First remove one that is not used any more."),
)
TOO_MANY_COMMENTS = ProblemKind(
    "too-many-comments",
    mark("There are {value} comments already; a variant may have at most {high}."),
    mark("First remove one of your own, or go on in a copy of this variant."),
)
IS_DECIDED = ProblemKind(
    "variant-is-decided",
    mark("A decision was taken on this variant: it stays, so that others can read it again."),
    mark("Make a copy, and go on with that."),
)
NOT_YOUR_COMMENT = ProblemKind(
    "not-your-comment",
    mark("Somebody else wrote this comment."),
    mark("Ask who wrote it, or write one of your own."),
)


@transaction.atomic
def add_variant(
    organisation: Organisation, variant: Variant, title: str, why: str, by: Person | None
) -> SavedVariant:
    """A variant of an organisation with its first version; raises Refused where it has too many."""
    # Whoever comes second waits here, and then counts what whoever came first added.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = organisation.variants.count()
    problem = Problem(TOO_MANY_VARIANTS, value=held, params={"high": MOST_VARIANTS})
    refuse_if([problem] if held >= MOST_VARIANTS else [])
    data = variant_as_data(variant)
    made = SavedVariant.objects.create(
        organisation=organisation, title=title[:MOST_NAME], data=data
    )
    _add_version(made, 1, data, made.title, why, by)
    record("add-variant", by, organisation)
    return made


@transaction.atomic
def save_variant(
    saved: SavedVariant, variant: Variant, title: str, version: int, why: str, by: Person | None
) -> bool:
    """Saves a variant as its next version; False where somebody did so since that version.

    What is the same as it stands makes no version.
    """
    data = variant_as_data(variant)
    newest = SavedVariant.objects.filter(pk=saved.pk, version=version)
    if newest.filter(data=data, title=title[:MOST_NAME]).exists():
        return True
    done = newest.update(
        title=title[:MOST_NAME], data=data, changed_at=timezone.now(), version=F("version") + 1
    )
    if done:
        _add_version(saved, version + 1, data, title, why, by)
        record("change-variant", by, saved.organisation)
    return bool(done)


def _add_version(
    saved: SavedVariant,
    number: int,
    data: Mapping[str, Any],
    title: str,
    why: str,
    by: Person | None,
) -> None:
    VariantVersion.objects.create(
        variant=saved,
        number=number,
        title=title[:MOST_NAME],
        data=dict(data),
        why=why[:MOST_WHY],
        person=by,
    )


@transaction.atomic
def remove_variant(saved: SavedVariant, version: int, by: Person | None) -> bool:
    """Removes a variant with its versions and comments; False where it changed since that version.

    Raises Refused where it was decided on.
    """
    refuse_if([Problem(IS_DECIDED)] if saved.decisions.exists() else [])
    gone, _ = SavedVariant.objects.filter(pk=saved.pk, version=version).delete()
    if gone:
        record("remove-variant", by, saved.organisation)
    return bool(gone)


@transaction.atomic
def add_comment(saved: SavedVariant, text: str, by: Person) -> Comment:
    """A comment on a variant as it stands; the same words sent twice in a row are one."""
    newest = saved.comments.order_by("-pk").first()
    if newest is not None and newest.text == text and newest.person_id == by.pk:
        return newest
    held = saved.comments.count()
    problem = Problem(TOO_MANY_COMMENTS, value=held, params={"high": MOST_COMMENTS})
    refuse_if([problem] if held >= MOST_COMMENTS else [])
    made = Comment.objects.create(variant=saved, number=saved.version, text=text, person=by)
    record("comment-variant", by, saved.organisation)
    return made


@transaction.atomic
def remove_comment(comment: Comment, by: Person) -> None:
    """Removes one's own comment; raises Refused where somebody else wrote it."""
    refuse_if([Problem(NOT_YOUR_COMMENT)] if comment.person_id != by.pk else [])
    comment.delete()
    record("remove-comment", by, comment.variant.organisation)
