"""What the people of an organisation change together: the same way for all of it.

A room names what it has in settings.EDITED; `weerbaar.platform.edits` holds the rules. Where an
organisation has many of a thing, its name there is a function of the key of one, and `about` has
that key behind a colon: `commitment:12`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from weerbaar.common.language import Language, mark
from weerbaar.platform.web.models import Organisation


@dataclass(frozen=True)
class Edited:
    """Something of an organisation that has fields and a version, 0 where nothing is stored yet.

    `title` says what there are two versions of, `deed` what the audit trail calls a change, `page`
    is the one that opens after it, `settle` where one of two versions is picked. `write` lays
    values over what stands; False where the version is not the newest, Refused where they do not go
    together. `told` gives a field's label and value.
    """

    title: str
    deed: str
    page: str
    stands: Callable[[Organisation], dict[str, str]]
    version: Callable[[Organisation], int]
    write: Callable[[Organisation, Mapping[str, str], int], bool]
    told: Callable[[str, str, Language], tuple[str, str]]
    settle: str = "settle-edits"


def edited(about: str) -> Edited:
    """What people change under this name; raises KeyError or Http404 where there is none."""
    name, colon, key = about.partition(":")
    found = import_string(settings.EDITED[name])
    one: Edited = found(key) if colon else found
    return one


def version_of_row(model: Any, organisation: Organisation) -> int:
    """The version of the one row that an organisation has of a model; 0 where it has none."""
    found = model.objects.filter(organisation=organisation).values_list("version", flat=True)
    return int(found.first() or 0)


def write_row(
    model: Any, organisation: Organisation, values: Mapping[str, Any], version: int
) -> bool:
    """Writes the one row that an organisation has of a model, where this is its newest version."""
    if not version:
        _, is_new = model.objects.get_or_create(organisation=organisation, defaults=values)
        return bool(is_new)
    newest = model.objects.filter(organisation=organisation, version=version)
    return bool(newest.update(**values, version=F("version") + 1))


def _stands(organisation: Organisation) -> dict[str, str]:
    fresh = Organisation.objects.get(pk=organisation.pk)
    return {name: str(getattr(fresh, name)) for name in Organisation.FACTS}


def _version(organisation: Organisation) -> int:
    return int(Organisation.objects.values_list("version", flat=True).get(pk=organisation.pk))


def _write(organisation: Organisation, values: Mapping[str, str], version: int) -> bool:
    newest = Organisation.objects.filter(pk=organisation.pk, version=version)
    return bool(newest.update(**values, version=F("version") + 1))


def _told(name: str, value: str, words: Language) -> tuple[str, str]:
    return words.text(Organisation.FACTS[name]), value


ORGANISATION = Edited(
    title=mark("the facts of this organisation"),
    deed="change-organisation",
    page="organisation",
    stands=_stands,
    version=_version,
    write=_write,
    told=_told,
)
