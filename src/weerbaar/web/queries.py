"""One function for each question that a page of this room asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import Action, render_report
from weerbaar.platform.files import read_roles
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.rights import Owner, Standing
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may_open, network_of, path_of
from weerbaar.region.overview import municipalities_of
from weerbaar.region.web.facts import region_of, version_of
from weerbaar.region.web.queries import shown_region
from weerbaar.twin.answer import Answer
from weerbaar.twin.council import BASICS, advice_at_home
from weerbaar.twin.domains import Domain, default_domains, domains_from_data, tell_domains
from weerbaar.twin.files import (
    read_domains,
    read_provisions,
    read_replay,
    read_replay_misses,
    read_scenario,
    replay_names,
)
from weerbaar.twin.headline import happened_in, headline, season
from weerbaar.twin.outcome import SUPPRESS_BELOW
from weerbaar.twin.replay_misses import told_result
from weerbaar.twin.reporting import compose_report
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.web import ready
from weerbaar.twin.web.models import OwnDomains
from weerbaar.twin.web.sheets import sheet_of, still_map
from weerbaar.web.choosing import Seen

DIRECTORY = (
    mark("Organisation"),
    mark("Kind"),
    mark("Telephone number for a crisis"),
    mark("What it does in a crisis"),
    mark("Who speaks for it"),
)
KEPT = 80
"""Of so many places, languages and ways to go on the composed part of a page is kept."""
openings = ready.Kept(KEPT)
sheets = ready.Kept(KEPT)


@dataclass(frozen=True)
class Opening:
    """The first screen of a place: its title, the drawn fragment, and of how many courses."""

    title: str
    fragment: str
    courses: str


def first_screen(seen: Seen, standing: Standing, words: Language) -> dict[str, Any]:
    """What the first screen shows: its title, the drawn fragment, and what stands around it."""
    actions = _three_things(seen, standing, words)
    key = (seen.facts, version_of(seen.facts), seen.municipality, words.code, actions)
    opening: Opening = openings.get(key, lambda: _opening(seen, actions, words))
    return {
        "opening": opening,
        "seen": seen,
        "place": seen.municipality or seen.region_name,
        "municipalities": list(municipalities_of(region_of(seen.facts))),
        "happened": _happened(seen, words),
    }


def _opening(seen: Seen, actions: tuple[Action, ...], words: Language) -> Opening:
    answer = ready.answer_of(seen.facts, words, seen.municipality)
    told = compose_report(answer, words)
    title = title_of(answer, words)
    when = season(answer.twin.scenario, words)
    report = replace(told, title=title, subtitle=when, actions=actions)
    fragment = render_report(report, words, read_template("opening.html"))
    return Opening(title, fragment, told.subtitle)


def title_of(answer: Answer, words: Language) -> str:
    """What the answer is called above a page."""
    twin = answer.twin
    return headline(twin.scenario, answer.outcome.scope.name, twin.network.library, words)


def _three_things(seen: Seen, standing: Standing, words: Language) -> tuple[Action, ...]:
    """Three things that one can do from here."""
    text = words.text
    council = (
        reverse("council", kwargs={"municipality": seen.slug}) if seen.municipality else "#map"
    )
    discuss = text(mark("Print one page for mayor and council"))
    if not seen.municipality:
        discuss = text(mark("Choose a municipality first; each has a page for its council"))
    return (
        Action(
            text(mark("See where a support point helps most")),
            text(mark("5 minutes, on the map")),
            f"{reverse('explore')}?{urlencode({'place': seen.municipality})}",
        ),
        Action(
            text(mark("Fill in your own fire stations")),
            text(mark("Paste your Excel, and see how the answer changes")),
            _own_facts(seen.of, standing),
        ),
        Action(text(mark("Discuss it with the council")), discuss, council),
    )


def _own_facts(organisation: Organisation | None, standing: Standing) -> str:
    """Where one fills in facts of one's own; who is not signed in does that first.

    Who may not do it sees which facts there are, where they may see those.
    """
    if organisation is None:
        return reverse("own-facts")
    owner = owner_of(organisation)
    shown = ("import-facts", "region", "organisation")
    page = next((page for page in shown if may_open(page, standing, owner)), "organisation")
    return reverse(page, kwargs={"organisation": organisation.pk})


def owner_of(organisation: Organisation) -> Owner:
    """The organisation as the owner of what belongs to it."""
    return Owner(path_of(organisation.pk))


def real_outages(words: Language) -> list[dict[str, str]]:
    """All real outages against which the calculation was held, in words."""
    misses = read_replay_misses()
    return [
        _told(outage, words)
        | {"held": told_result(outage.scenario, read_replay(outage.scenario), misses, words)}
        for outage in _real_outages()
    ]


def _happened(seen: Seen, words: Language) -> list[dict[str, str]]:
    """Real outages of this place, in words."""
    found = happened_in(_real_outages(), region_of(seen.facts), seen.municipality)
    return [_told(outage, words) for outage in found]


def _told(outage: Scenario, words: Language) -> dict[str, str]:
    """What a real outage is called, what happened and who wrote of it."""
    return {
        "name": outage.name(words.code),
        "told": outage.summary(words.code),
        "source": words.text(outage.source),
    }


@cache
def _real_outages() -> tuple[Scenario, ...]:
    return tuple(read_scenario(name) for name in replay_names())


def council_page(seen: Seen, words: Language) -> dict[str, Any]:
    """The page for mayor and council of a municipality: the sheet, and the same by domain."""
    answer = ready.answer_of(seen.facts, words, seen.municipality)
    key = (seen.facts, version_of(seen.facts), seen.municipality, words.code)
    sheet: dict[str, Any] = sheets.get(key, lambda: sheet_of(answer, words))
    return sheet | {
        "seen": seen,
        "domains": tell_domains(answer, domains_of(seen.of, words), words),
    }


def domains_of(organisation: Organisation | None, words: Language) -> tuple[Domain, ...]:
    """The domains of an organisation, or of the nearest one above it, else those that ship."""
    path = path_of(organisation.pk) if organisation else ()
    found = OwnDomains.objects.in_bulk(path, field_name="organisation_id")
    nearest = next((found[key] for key in reversed(path) if key in found), None)
    if nearest and nearest.domains:
        return domains_from_data(nearest.domains)
    return default_domains(read_domains(), words.code)


def public_page(municipality: str, words: Language) -> dict[str, Any]:
    """What inhabitants of a municipality may see, and what they can do at home.

    It holds sentences, shares by area and advice, and nothing else: no objects, no causes, nothing
    of an organisation's own facts, and no group of fewer than 10 people.
    """
    answer = ready.answer_of(shown_region(), words, municipality)
    report = compose_report(answer, words)
    lacked = [need.need for need in answer.outcome.needs if need.peak.p50 >= SUPPRESS_BELOW]
    return {
        "title": title_of(answer, words),
        "place": report.place,
        "season": season(answer.twin.scenario, words),
        "sentences": [(one.words.parts, one.note) for one in report.sentences],
        "map": still_map(report, words),
        "advice": advice_at_home([*lacked, *BASICS], read_provisions(), words),
        "slug": slugify(municipality),
        "estimated": bool(report.area_map.warning),
    }


def directory_of(
    organisation: Organisation, words: Language, asked: str = ""
) -> tuple[list[str], list[list[str]]]:
    """The columns of the directory, and a row for each organisation that holds what is asked."""
    roles = read_roles()
    rows = [
        [
            listed.organisation.name,
            words.text(KINDS[listed.organisation.kind]),
            listed.organisation.telephone,
            listed.organisation.about,
            ", ".join(
                f"{held.person} ({roles[held.role][f'name_{words.code}']})"
                for held in listed.contacts
            ),
        ]
        for listed in network_of(organisation)
    ]
    shown = [row for row in rows if asked.lower() in " ".join(row).lower()]
    return [words.text(column) for column in DIRECTORY], shown
