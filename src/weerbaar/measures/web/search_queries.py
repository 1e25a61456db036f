"""One function for each question that a page asks of stored searches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.euro_words import given_euros
from weerbaar.measures.search.form import found_from_data, regret_from_data
from weerbaar.measures.search.found import Found, Regret
from weerbaar.measures.web.search_forms import FRONT, REGRET
from weerbaar.measures.web.stored_models import Searched
from weerbaar.measures.web.weighed_queries import DONE, GONE
from weerbaar.platform.jobs import OVER, STATES
from weerbaar.platform.web.models import Job, Organisation
from weerbaar.twin.web.queries import read_stored

MOST_SHOWN = 20
SURE_FROM = 0.05
"""From how far on the speed so far says something of the rest."""
FOR = mark("What is best for {eur}")
WITHOUT = mark("What is best within the limits")
MORE = mark("What more money would bring")
WRONG = mark("How wrong it can turn out: {names}")
ALL_CRISES = mark("all crises that fit")


@dataclass(frozen=True)
class ToldSearch:
    """A search as a list or page shows it; `over` says that nothing more will come."""

    searched: Searched
    title: str
    about: str
    state: str
    done: bool
    over: bool
    job: Job | None


def searches_of(organisation: Organisation, words: Language) -> list[ToldSearch]:
    """The newest searches of an organisation."""
    rows = Searched.objects.filter(organisation=organisation).select_related("person")
    return _told(rows[:MOST_SHOWN], words)


def told_search(searched: Searched, words: Language) -> ToldSearch:
    """A search in words."""
    return _told([searched], words)[0]


def told_jobs(keys: Sequence[UUID], words: Language) -> dict[UUID, tuple[str, str]]:
    """What the jobs with these keys were asked, and where the page of each is."""
    rows = Searched.objects.filter(pk__in=list(keys))
    return {
        one.searched.pk: (one.title, reverse("searched", kwargs={"searched": one.searched.pk}))
        for one in _told(rows, words)
    }


def _told(rows: Iterable[Searched], words: Language) -> list[ToldSearch]:
    found = list(rows)
    jobs = Job.objects.in_bulk([one.pk for one in found])
    return [_told_one(one, jobs.get(one.pk), words) for one in found]


def _told_one(searched: Searched, job: Job | None, words: Language) -> ToldSearch:
    asked = searched.question
    eur = asked.get("budget")
    title = words.text(WITHOUT) if eur is None else words.text(FOR, eur=given_euros(eur, words))
    if asked.get("way") == FRONT:
        title = words.text(MORE)
    if asked.get("way") == REGRET:
        names = " / ".join(str(one["data"][f"name_{words.code}"]) for one in asked["variants"])
        title = words.text(WRONG, names=names)
    scenario, _ = read_stored(searched.scenario)
    story = scenario.name(words.code) if scenario else words.text(mark("a scenario that is gone"))
    if asked.get("way") == REGRET:
        story = words.text(ALL_CRISES)
    place = searched.municipality or words.text(mark("the whole region"))
    done = searched.data is not None
    state = DONE if done else STATES[job.state] if job else GONE
    over = done or job is None or job.state in OVER
    return ToldSearch(searched, title, f"{story} · {place}", words.text(state), done, over, job)


def found_of(searched: Searched) -> tuple[Found | Regret | None, list[str]]:
    """What a search found; where this version does not read it, what is wrong."""
    if searched.data is None:
        return None, []
    try:
        if searched.question.get("way") == REGRET:
            return regret_from_data(searched.data), []
        return found_from_data(searched.data), []
    except Refused as refused:
        return None, [problem.message() for problem in refused.problems]


def minutes_left(searched: Searched, job: Job | None, now: datetime) -> int | None:
    """About how many minutes it still takes at the speed so far; None where that cannot be told.

    Of a regret only: a search goes in stages that do not take alike.
    """
    if searched.question.get("way") != REGRET or job is None or job.state != "running":
        return None
    began = job.lines.order_by("-at").first()
    if began is None or job.progress < SURE_FROM:
        return None
    seconds = (now - began.at).total_seconds() * (1.0 - job.progress) / job.progress
    return max(1, math.ceil(seconds / 60))


def best_so_far(searched: Searched, catalogue: Mapping[str, Measure], words: Language) -> list[str]:
    """The measures of the best set so far, in words."""
    best = searched.best or {}
    names = [str(option).partition(" ")[0] for option in best.get("options", ())]
    return [catalogue[name].name(words.code) if name in catalogue else name for name in names]
