"""Jobs as they are stored and carried out: the only place that moves a job from state to state.

A kind of job is a function `kind(held, **parameters) -> result`. It calls `held.tell(share, kept)`
now and then: that shows progress, renews the lease, and ends the function when it was asked to stop
or when another has taken the job. What it keeps it finds in `held.kept` when it is taken up again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, TypeVar

from django.conf import settings
from django.db import connections, transaction
from django.db.models import F, Manager, Model
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.platform.jobs import HELD, OVER, Standing, after, lapse_of, quota_problems
from weerbaar.platform.web.models import Job, JobLine, Organisation, Person
from weerbaar.platform.web.trail import record

Asked = TypeVar("Asked", bound=Model)
BEATS_IN_A_LEASE = 3
NUMBER_TAKEN = ProblemKind(
    "number-taken",
    mark("Something else was asked under the number of this question."),
    mark("Open the page again, and ask it anew."),
)


class Stopped(Exception):
    """The job was asked to stop."""


class Lost(Exception):
    """Another has the job now, or it is over."""


class WorkerDied(Exception):
    """What the task of a lapsed job ends with."""


@dataclass
class Held:
    """A job in the hands of a worker."""

    job: uuid.UUID
    attempt: int
    lease: timedelta
    kept: Mapping[str, Any] = field(default_factory=dict)

    def tell(self, share: float, kept: Mapping[str, Any] | None = None) -> None:
        """Shows how far it is (0..1) and keeps what is needed to go on from here."""
        values: dict[str, Any] = {"progress": min(max(share, 0.0), 1.0)}
        if kept is not None:
            values["kept"] = dict(kept)
        self.beat(**values)
        if Job.objects.filter(pk=self.job, state="stopping").exists():
            raise Stopped

    def say(self, text: str) -> None:
        """Adds a line to its log: a text of the catalogue, worded when it is read."""
        JobLine.objects.create(job_id=self.job, text=text[:500])

    def beat(self, **values: Any) -> None:
        """A sign of life: renews the lease; raises Lost where the job is no longer ours."""
        mine = Job.objects.filter(pk=self.job, attempt=self.attempt, state__in=HELD)
        if not mine.update(lease_until=timezone.now() + self.lease, **values):
            raise Lost

    def end(self, event: str, **values: Any) -> None:
        """Ends the job by an event, where it is still ours."""
        with transaction.atomic():
            mine = Job.objects.select_for_update().filter(pk=self.job, attempt=self.attempt)
            job = mine.filter(state__in=HELD).first()
            if job is None:
                raise Lost
            state = after(job.state, event)
            mine.update(state=state, lease_until=None, ended_at=timezone.now(), **values)


def asked_before(
    stored: Manager[Asked], organisation: Organisation, key: uuid.UUID
) -> Asked | None:
    """What an organisation asked under this number; None where nobody asked under it yet.

    Raises Refused where another organisation did: what is asked now would else be lost.
    """
    found = stored.filter(pk=key, organisation=organisation).first()
    taken = found is None and stored.filter(pk=key).exists()
    refuse_if([Problem(NUMBER_TAKEN)] if taken else [])
    return found


@transaction.atomic
def start_job(
    organisation: Organisation,
    kind: str,
    parameters: Mapping[str, Any],
    by: Person | None = None,
    job: uuid.UUID | None = None,
) -> Job:
    """A job that waits for a worker; the same `job` twice is one job, however often it is sent."""
    known = Job.objects.filter(pk=job).first() if job else None
    if known is not None:
        return known
    # Whoever starts one for the same organisation at the same moment waits here.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    not_over = organisation.jobs.exclude(state__in=OVER).count()
    refuse_if(quota_problems(not_over, settings.JOBS_FOR_ORGANISATION))
    made = Job.objects.create(
        pk=job or uuid.uuid4(),
        organisation=organisation,
        person=by,
        kind=kind,
        parameters=dict(parameters),
    )
    run_job.enqueue(str(made.pk))
    record("start-job", by, organisation, details={"kind": kind})
    return made


@transaction.atomic
def cancel_job(job: Job, by: Person | None = None) -> None:
    """Asks a job to stop; raises Refused where it is over."""
    found = Job.objects.select_for_update().get(pk=job.pk)
    state = after(found.state, "ask_stop")
    ended = timezone.now() if state in OVER else None
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=ended)
    record("cancel-job", by, job.organisation, details={"kind": job.kind})


def take_up_lapsed(now: datetime) -> int:
    """Lets jobs whose worker died wait again, or gives them up; how many."""
    late = Job.objects.filter(state__in=HELD, lease_until__lt=now).values_list("pk", flat=True)
    return sum(_lapse(job, now) for job in list(late)) + _ask_again(now)


@transaction.atomic
def _ask_again(now: datetime) -> int:
    """Asks again for jobs that wait, while a worker died between its task and the job."""
    long_ago = now - timedelta(seconds=settings.JOB_LEASE_S)
    silent = DBTaskResult.objects.running().filter(started_at__lt=long_ago)
    keys = {row.args_kwargs["args"][0]: row for row in silent.select_for_update()}
    waiting = [
        str(key)
        for key in Job.objects.filter(pk__in=keys, state="waiting").values_list("pk", flat=True)
    ]
    for key in waiting:
        keys[key].set_failed(WorkerDied(key))
        run_job.enqueue(key)
    return len(waiting)


@transaction.atomic
def _lapse(key: uuid.UUID, now: datetime) -> bool:
    job = Job.objects.select_for_update().get(pk=key)
    event = lapse_of(Standing(job.state, job.attempt, job.lease_until), now)
    if not event:
        return False
    state = after(job.state, event)
    ended = now if state in OVER else None
    Job.objects.filter(pk=key).update(state=state, lease_until=None, ended_at=ended)
    for dead in DBTaskResult.objects.running().filter(args_kwargs__args=[str(key)]):
        dead.set_failed(WorkerDied(str(key)))
    if state == "waiting":
        run_job.enqueue(str(key))
    return True


@task()
def run_job(job: str) -> None:
    """Carries a job out; what goes wrong in it ends the job and not the worker."""
    held = _take(uuid.UUID(job), timedelta(seconds=settings.JOB_LEASE_S))
    if held is None:
        return
    with _heartbeat(held):
        try:
            found = Job.objects.get(pk=held.job)
            work: Callable[..., Mapping[str, Any]] = import_string(settings.JOB_KINDS[found.kind])
            result = work(held, **found.parameters)
            held.end("finish", progress=1.0, result=dict(result))
        except Stopped:
            held.end("stop")
        except Lost:
            return
        except Exception as fault:
            # The person reads that it failed; what exactly is for whoever mends the code.
            held.end("fail", result={"fault": type(fault).__name__})
            raise


def _take(key: uuid.UUID, lease: timedelta) -> Held | None:
    """The job, where it waits; None where it is over or in other hands."""
    until = timezone.now() + lease
    waits = Job.objects.filter(pk=key, state="waiting")
    if not waits.update(state="running", attempt=F("attempt") + 1, lease_until=until):
        return None
    job = Job.objects.get(pk=key)
    return Held(key, job.attempt, lease, job.kept)


class _heartbeat:
    """Renews the lease from a thread of its own, while a job computes without a word."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.over = Event()
        self.thread = Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _beat(self) -> None:
        every = self.held.lease.total_seconds() / BEATS_IN_A_LEASE
        while not self.over.wait(every):
            try:
                self.held.beat()
            except Lost:
                break
        connections.close_all()
