"""The place that an organisation is about, as its people change it together."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.common.language import Language, mark
from weerbaar.platform.web.edited import Edited, version_of_row, write_row
from weerbaar.platform.web.models import Organisation
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.models import Place
from weerbaar.region.web.queries import BETWEEN, place_of

WHICH_PLACE = mark("Which place is this about?")
ALL_OF = mark("All of {region}")


def _stands(organisation: Organisation) -> dict[str, str]:
    place = place_of(organisation)
    return {"place": f"{place.region}{BETWEEN}{place.municipality}"}


def _version(organisation: Organisation) -> int:
    return version_of_row(Place, organisation)


def _write(organisation: Organisation, values: Mapping[str, str], version: int) -> bool:
    chosen = (_stands(organisation) | dict(values))["place"]
    region, _, municipality = chosen.partition(BETWEEN)
    return write_row(Place, organisation, {"region": region, "municipality": municipality}, version)


def _told(name: str, value: str, words: Language) -> tuple[str, str]:
    region, _, municipality = value.partition(BETWEEN)
    whole = words.text(ALL_OF, region=region_of(region).name)
    return words.text(WHICH_PLACE), municipality or whole


PLACE = Edited(
    title=mark("the place that this organisation is about"),
    deed="choose-place",
    page="organisation",
    stands=_stands,
    version=_version,
    write=_write,
    told=_told,
)
