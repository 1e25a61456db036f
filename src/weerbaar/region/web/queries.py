"""One function for each question that a page or another room asks of places and their facts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from django.conf import settings
from django.utils import timezone

from weerbaar.common.language import Language
from weerbaar.common.refusals import Refused
from weerbaar.platform.files import read_rights
from weerbaar.platform.rights import Owner, Standing
from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import language
from weerbaar.region.difference import Difference, compare_regions, estimated_share
from weerbaar.region.difference_words import (
    SORT_NAMES,
    ToldTable,
    changes_line,
    columns_table,
    counted_lines,
    kinds_table,
    share_sentence,
    sites_table,
    statements_table,
)
from weerbaar.region.files import read_library, region_names
from weerbaar.region.overview import municipalities_of
from weerbaar.region.picture import View, bare_map, site_legend
from weerbaar.region.region import Region
from weerbaar.region.sessions import Said, with_said
from weerbaar.region.web.facts import hash_of, region_of, version_of
from weerbaar.region.web.models import Bundle, ChainAnswer, ChainSession, Place, Shared

SEE_FACTS = "see-facts"
MOST_BUNDLES = 200
MOST_LINES = 60
BETWEEN = "|"
ONLY_WHERE_NAMED = ("partner", "neighbourhood_group")
"""Kinds of organisations that see the facts of who stands above them only where those name them."""
NO_KIND = frozenset({""})


def shown_region() -> str:
    """The region that this site is about for who has no place of their own."""
    return str(settings.REGION)


def place_of(organisation: Organisation) -> Place:
    """The place that an organisation is about: its own, else that of the nearest one above it.

    Without any it is the whole region of this site; that one is not stored.
    """
    path = platform_queries.path_of(organisation.pk)
    found = Place.objects.in_bulk(path, field_name="organisation_id")
    nearest = next((found[key] for key in reversed(path) if key in found), None)
    return nearest or Place(organisation=organisation, region=shown_region())


def bundle_of(organisation: Organisation) -> Bundle | None:
    """The facts that stand for an organisation: its newest bundle, else that of the nearest one
    above it that lets it see its facts; None where the region stands as it ships."""
    return next(_bundles_seen(organisation), None)


def _bundles_seen(organisation: Organisation) -> Iterator[Bundle]:
    """The newest bundle of an organisation, and of each above it whose facts it may see.

    What vital objects lack is not for every partner. A government sees what stands above it; a
    partner or neighbourhood group sees the facts of who names it, and of nobody else.
    """
    region = place_of(organisation).region
    named = set(organisation.facts_seen.values_list("organisation_id", flat=True))
    for key in reversed(platform_queries.path_of(organisation.pk)):
        if key != organisation.pk and organisation.kind in ONLY_WHERE_NAMED and key not in named:
            continue
        newest = Bundle.objects.filter(organisation_id=key, region=region)
        yield from newest.select_related("organisation")[:1]


@dataclass(frozen=True)
class Whose:
    """Whose facts stand for an organisation, and who sees them.

    `owner` is None where they are those that ship. `parted` is who stands above and has other
    facts, of which the own ones are no longer a part. `seen_by` are those that the owner named.
    """

    owner: Organisation | None
    parted: Organisation | None
    seen_by: tuple[Organisation, ...]
    only_where_named: bool


def whose(organisation: Organisation) -> Whose:
    """Whose facts stand for an organisation, and who sees them."""
    standing = list(islice(_bundles_seen(organisation), 2))
    owners = [bundle.organisation for bundle in standing]
    is_own = owners[:1] == [organisation]
    return Whose(
        owner=owners[0] if owners else None,
        parted=owners[1] if is_own and len(owners) > 1 else None,
        seen_by=tuple(one.partner for one in shared_by(organisation)) if is_own else (),
        only_where_named=organisation.kind in ONLY_WHERE_NAMED,
    )


def shared_by(organisation: Organisation) -> list[Shared]:
    """The partners and groups that an organisation lets see its facts, by name."""
    found = organisation.facts_shared.select_related("partner")
    return sorted(found, key=lambda one: (one.partner.name, one.partner_id))


def partners_of(organisation: Organisation) -> list[Organisation]:
    """The partners and neighbourhood groups anywhere below an organisation, by name."""
    found: list[Organisation] = []
    level = [organisation]
    while level:
        level = list(Organisation.objects.filter(parent__in=level))
        found += level
    return sorted(
        (one for one in found if one.kind in ONLY_WHERE_NAMED), key=lambda one: (one.name, one.pk)
    )


def facts_shown_to(standing: Standing, organisation: Organisation) -> str:
    """The facts of an organisation for who may see them; for anyone else those that ship."""
    owner = Owner(platform_queries.path_of(organisation.pk))
    if read_rights().may(standing, SEE_FACTS, owner):
        return facts_of(organisation)
    return place_of(organisation).region


def facts_of(organisation: Organisation) -> str:
    """The name or hash by which `facts.region_of` reads what stands for an organisation."""
    bundle = bundle_of(organisation)
    return bundle.hash if bundle else place_of(organisation).region


def places() -> dict[str, list[str]]:
    """The municipalities of each region there is, by its name and title with a bar between."""
    found = {}
    for name in region_names():
        try:
            region = region_of(name)
        except Refused:
            continue
        found[f"{name}{BETWEEN}{region.name}"] = list(municipalities_of(region))
    return found


def still_map(facts: str, kinds: frozenset[str], code: str) -> str:
    """The map of a region as SVG, with the sites of these kinds; none where there are none.

    Below it stands what the marks mean, as text of the page.
    """
    return _still_map(facts, version_of(facts), kinds, code)


@lru_cache(maxsize=32)
def _still_map(facts: str, version: Hashable, kinds: frozenset[str], code: str) -> str:
    view = View(language(code), kinds or NO_KIND, full=True)
    region, library = region_of(facts), read_library()
    return bare_map(region, library, view) + site_legend(region, library, view)


@dataclass(frozen=True)
class Told:
    """What differs between two states of facts, in words; shares in per cent."""

    before: float
    after: float
    changes: str
    sentence: str
    tables: tuple[ToldTable, ...]
    lines: tuple[str, ...]
    nothing: bool


def told_difference(before: Region, after: Region, words: Language) -> Told:
    """What differs between two regions, for who may see all of it."""
    facts: Difference = compare_regions(before, after)
    library = read_library()
    tables = (
        kinds_table(facts, library, words),
        sites_table(facts, (before, after), library, words, True),
        columns_table(facts, words),
        statements_table(facts, library, words, True),
    )
    return Told(
        before=100 * estimated_share(before),
        after=100 * estimated_share(after),
        changes=changes_line(facts, words),
        sentence=share_sentence(before, after, words),
        tables=tuple(table for table in tables if table),
        lines=tuple(counted_lines(facts, words)),
        nothing=facts.nothing,
    )


def bundles_of(organisation: Organisation) -> list[Bundle]:
    """The newest bundles of an organisation's place."""
    own = organisation.bundles.filter(region=place_of(organisation).region)
    return list(own.select_related("person")[:MOST_BUNDLES])


def about_bundle(bundle: Bundle, words: Language) -> list[tuple[str, str]]:
    """From what a bundle came: for each file or session its sort in words, and its name."""
    lines = [line.partition("\t") for line in bundle.about.splitlines() if line]
    return [(words.text(SORT_NAMES[s]) if s in SORT_NAMES else "", name) for s, _, name in lines]


def changed_since(organisation: Organisation, parent: str) -> Bundle | None:
    """The bundle that stands now, where it is not the state that somebody saw."""
    bundle = bundle_of(organisation)
    stands = bundle.hash if bundle else hash_of(place_of(organisation).region)
    return bundle if stands != parent else None


def standing_hash(organisation: Organisation) -> str:
    """The hash of the facts that stand for an organisation."""
    return hash_of(facts_of(organisation))


def sessions_of(organisation: Organisation) -> Sequence[ChainSession]:
    """The chain sessions of an organisation, the newest first."""
    return list(organisation.chain_sessions.select_related("person", "bundle")[:MOST_BUNDLES])


def said_in(session: ChainSession) -> list[Said]:
    """What was said in a session, in the order in which it was first said."""
    return [said_as(answer) for answer in session.answers.all()]


def said_as(answer: ChainAnswer) -> Said:
    """What a stored answer says."""
    return Said(
        answer.consumer,
        answer.input,
        (answer.t_p10, answer.t_p50, answer.t_p90),
        answer.confidence,
        answer.owner,
        timezone.localdate(answer.said_at).isoformat(),
        answer.role,
        answer.leans_on,
        answer.note,
    )


def state_of(session: ChainSession) -> str:
    """How far a session is: the moment of its newest answer, "" before there is any."""
    newest = session.answers.order_by("said_at").last()
    return newest.said_at.isoformat() if newest else ""


def facts_with_said(session: ChainSession) -> Region:
    """The facts of the start of a session with all that was said in it."""
    before = region_of(session.facts)
    return with_said(before, read_library(), said_in(session), session.name)
