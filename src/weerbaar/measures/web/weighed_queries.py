"""One function for each question that a page or another room asks of stored comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.web.models import SavedVariant
from weerbaar.measures.web.stored_models import Weighed
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_from_data
from weerbaar.platform.jobs import OVER, STATES
from weerbaar.platform.rights import Owner, Standing
from weerbaar.platform.web.models import Job, Organisation
from weerbaar.platform.web.queries import may_open, path_of
from weerbaar.twin.web.forms import OWN
from weerbaar.twin.web.models import Run
from weerbaar.twin.web.queries import read_stored

MOST_SHOWN = 20
BESIDE = mark("{first} beside {other}")
ALONE = mark("{first} beside how it is now")
DONE = mark("computed")
GONE = mark("gone")
DECIDE = "decide-variant"
WRITE_DOWN = mark("Write down a decision on {name}")


@dataclass(frozen=True)
class ToldWeighed:
    """A comparison as a list or page shows it; `over` says that nothing more will come."""

    weighed: Weighed
    title: str
    about: str
    state: str
    done: bool
    over: bool
    job: Job | None


def weighed_of(organisation: Organisation, words: Language) -> list[ToldWeighed]:
    """The newest comparisons of an organisation."""
    rows = Weighed.objects.filter(organisation=organisation).select_related("person")
    return _told(rows.defer("data")[:MOST_SHOWN], words)


def weighed_with(
    saved: SavedVariant, facts: str, catalogue: str, words: Language
) -> list[tuple[ToldWeighed, int]]:
    """The newest comparisons of an own variant that are there, each with the version it weighed.

    Only those on these facts and this catalogue (hashes).
    """
    rows = Weighed.objects.filter(
        organisation=saved.organisation_id,
        facts=facts,
        data__identity__catalogue_hash=catalogue,
    )
    found = [(row, version_in(row, saved)) for row in rows.defer("data")]
    fitting = [(row, version) for row, version in found if version is not None][:MOST_SHOWN]
    told = _told([row for row, _ in fitting], words)
    return [(one, version) for one, (_, version) in zip(told, fitting, strict=True)]


def version_in(weighed: Weighed, saved: SavedVariant) -> int | None:
    """Which version of an own variant a comparison weighed; None where it is not in it."""
    versions = (one["version"] for one in weighed.variants if one["from"] == own_key(saved.pk))
    return next(versions, None)


def own_key(variant: int) -> str:
    """By what a comparison knows an own variant with this number, on its form and as stored."""
    return f"{OWN}:{variant}"


def name_weighed(variant: int) -> str:
    """The identifier under which an own variant with this number is weighed.

    A copy of a shipped variant keeps the identifier of what it was copied from, so that both could
    not be told apart in one comparison.
    """
    return f"{OWN}-{variant}"


def find_weighed(key: str) -> Weighed | None:
    """The comparison with this number as text; None where there is none."""
    try:
        return Weighed.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None


def told_weighed(weighed: Weighed, words: Language) -> ToldWeighed:
    """A comparison in words."""
    return _told([weighed], words)[0]


def told_jobs(keys: Sequence[UUID], words: Language) -> dict[UUID, tuple[str, str]]:
    """What the jobs with these keys were asked, and where the page of each is."""
    rows = Weighed.objects.filter(pk__in=list(keys)).select_related("organisation")
    return {
        one.weighed.pk: (one.title, reverse("weighed", kwargs={"weighed": one.weighed.pk}))
        for one in _told(rows, words)
    }


def job_of(key: UUID) -> Job | None:
    """The job that carries a comparison or search out; it goes before it."""
    return Job.objects.filter(pk=key).first()


def _told(rows: Iterable[Weighed], words: Language) -> list[ToldWeighed]:
    found = list(rows)
    there = set(
        Weighed.objects.filter(pk__in=[one.pk for one in found], data__isnull=False).values_list(
            "pk", flat=True
        )
    )
    jobs = Job.objects.in_bulk([one.pk for one in found])
    return [_told_one(one, one.pk in there, jobs.get(one.pk), words) for one in found]


def _told_one(weighed: Weighed, done: bool, job: Job | None, words: Language) -> ToldWeighed:
    names = [str(one["data"][f"name_{words.code}"]) for one in weighed.variants]
    title = words.text(ALONE if len(names) == 1 else BESIDE, first=names[0], other=_and(names[1:]))
    scenario, _ = read_stored(weighed.scenario)
    story = scenario.name(words.code) if scenario else words.text(mark("a scenario that is gone"))
    place = words.text(mark("the whole region"))
    if weighed.municipality:
        asked = mark("the whole region, asked for {place}")
        place = words.text(asked, place=weighed.municipality)
    state = DONE if done else STATES[job.state] if job else GONE
    over = done or job is None or job.state in OVER
    return ToldWeighed(weighed, title, f"{story} · {place}", words.text(state), done, over, job)


def _and(names: Sequence[str]) -> str:
    return " / ".join(names)


def weighing_of(weighed: Weighed) -> tuple[Weighing | None, list[str]]:
    """The comparison that is stored; where this version does not read it, what is wrong."""
    if weighed.data is None:
        return None, []
    try:
        return weighing_from_data(weighed.data), []
    except Refused as refused:
        return None, [problem.message() for problem in refused.problems]


def address_of_question(weighed: Weighed) -> str:
    """What stands in the address of a comparison of the same variants."""
    return urlencode([("variant", one["from"]) for one in weighed.variants])


def run_of(weighed: Weighed) -> Run | None:
    """The newest answer of the twin to the same crisis on the same facts, where there is one."""
    rows = Run.objects.filter(
        organisation_id=weighed.organisation_id,
        facts=weighed.facts,
        scenario=weighed.scenario,
        municipality=weighed.municipality,
    )
    return rows.first()


def leads_of(weighed: Weighed, standing: Standing, words: Language) -> list[tuple[str, str]]:
    """Where who stands so can go on with a comparison: what it is called, and its address.

    Rooms above this one say it in settings.WEIGHED_LEADS: the name of a page of which the address
    has the number of a comparison, and what it is called.
    """
    owner = Owner(path_of(weighed.organisation_id))
    leads = [
        (words.text(label), reverse(page, kwargs={"weighed": weighed.pk}))
        for page, label in settings.WEIGHED_LEADS
        if may_open(page, standing, owner)
    ]
    if may_open(DECIDE, standing, owner):
        leads += [
            (words.text(WRITE_DOWN, name=saved.title), reverse(DECIDE, args=[saved.pk]))
            for saved in _still_there(weighed)
        ]
    return leads


def _still_there(weighed: Weighed) -> list[SavedVariant]:
    """The own variants of a comparison that were not removed since."""
    keys = [str(one["from"]).partition(":") for one in weighed.variants]
    own = [int(number) for kind, _, number in keys if kind == OWN and number.isdecimal()]
    return list(SavedVariant.objects.filter(organisation=weighed.organisation_id, pk__in=own))
