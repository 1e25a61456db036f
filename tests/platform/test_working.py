"""Jobs are carried out, stopped and counted; and what happens when a worker or the site is killed.

The last part starts real processes on a database of their own and kills them.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.common.refusals import Refused
from weerbaar.platform.web import actions, queries, working
from weerbaar.platform.web.models import Job, Person, WorkerSeen
from weerbaar.platform.web.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def community(transactional_db) -> Community:
    return make_community()


def start(community: Community, steps: int = 2, kind: str = "trial") -> Job:
    parameters = {"steps": steps} if kind == "trial" else {}
    return working.start_job(community.town, kind, parameters)


def now_of(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_is_started_on_its_page_and_carried_out_by_a_worker(community: Community):
    anna = client_of(make_person("crisis_adviser", community.town))
    form = {"job": str(uuid.uuid4())}
    address = anna.post(f"/organisations/{community.town.pk}/jobs/start/", form)["Location"]
    assert "wacht" in anna.get(address).text
    assert "Er draait nu geen rekenproces" in anna.get(address).text
    work(0, until_empty=True)
    page = anna.get(address).text
    assert "klaar" in page
    assert "Begonnen." in page
    assert Job.objects.get().result == {"counted": 20, "from": 0}


def test_a_form_that_is_sent_twice_is_one_job(community: Community):
    anna = client_of(make_person("crisis_adviser", community.town))
    form = {"job": str(uuid.uuid4())}
    addresses = {
        anna.post(f"/organisations/{community.town.pk}/jobs/start/", form)["Location"]
        for _ in range(2)
    }
    assert len(addresses) == 1
    assert Job.objects.count() == 1


def test_a_job_too_many_is_refused_and_another_organisation_has_its_own_number(
    community: Community, settings
):
    settings.JOBS_FOR_ORGANISATION = 2
    start(community)
    start(community)
    with pytest.raises(Refused):
        start(community)
    working.start_job(community.other_town, "trial", {})
    assert Job.objects.count() == 3


def test_a_job_that_waits_is_stopped_and_never_begins(community: Community):
    job = start(community)
    anna = client_of(make_person("crisis_adviser", community.town))
    assert "gestopt" in anna.post(f"/jobs/{job.pk}/cancel/", follow=True).text
    work(0, until_empty=True)
    assert (now_of(job).state, now_of(job).attempt) == ("cancelled", 0)


def test_a_job_that_is_over_cannot_be_stopped_any_more(community: Community):
    job = start(community)
    work(0, until_empty=True)
    anna = client_of(make_person("crisis_adviser", community.town))
    page = anna.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert "kan dit nu niet" in page.text
    assert now_of(job).state == "done"


def test_a_job_that_fails_says_so_and_the_worker_goes_on(community: Community, settings):
    settings.JOB_KINDS = settings.JOB_KINDS | {"bad": "weerbaar.platform.web.trial.fail"}
    bad, good = start(community, kind="bad"), start(community)
    work(0, until_empty=True)
    assert (now_of(bad).state, now_of(good).state) == ("failed", "done")
    assert now_of(bad).result == {"fault": "RuntimeError"}


def taken(job: Job, ago: timedelta) -> working.Held:
    """The job in the hands of a worker that was last heard of this long after its lease."""
    held = working._take(job.pk, timedelta(seconds=5))
    assert held is not None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - ago)
    return held


def test_who_was_thought_dead_and_wakes_up_can_do_no_harm(community: Community):
    job = start(community)
    asleep = taken(job, timedelta(seconds=1))
    assert working.take_up_lapsed(timezone.now()) == 1
    awake = working._take(job.pk, timedelta(seconds=5))
    with pytest.raises(working.Lost):
        asleep.tell(0.9)
    with pytest.raises(working.Lost):
        asleep.end("finish")
    assert awake is not None
    awake.end("finish", result={"by": "the second"})
    assert (now_of(job).state, now_of(job).result) == ("done", {"by": "the second"})


def test_a_job_whose_workers_keep_dying_is_given_up(community: Community):
    job = start(community)
    for _ in range(3):
        taken(job, timedelta(seconds=1))
        working.take_up_lapsed(timezone.now())
    assert (now_of(job).state, now_of(job).attempt) == ("failed", 3)
    assert now_of(job).ended_at is not None


def test_a_job_that_is_stopping_when_its_worker_dies_is_stopped(community: Community):
    job = start(community)
    taken(job, timedelta(seconds=1))
    working.cancel_job(job)
    working.take_up_lapsed(timezone.now())
    assert now_of(job).state == "cancelled"


def test_a_worker_that_dies_between_its_task_and_the_job_is_made_good(community: Community):
    job = start(community)
    long_ago = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)
    assert working.take_up_lapsed(timezone.now()) == 1
    work(0, until_empty=True)
    assert now_of(job).state == "done"


def test_a_worker_erases_what_is_kept_no_longer(community: Community):
    bert = make_person("volunteer", community.town, "Bert")
    long_ago = timezone.now() - timedelta(days=800)
    Person.objects.filter(pk=bert.pk).update(created_at=long_ago)
    work(0, until_empty=True)
    assert not Person.objects.filter(pk=bert.pk).exists()


def test_a_job_that_waits_says_for_what_and_names_nobody_elses(community: Community):
    anna = client_of(make_person("crisis_adviser", community.town))
    waits, runs = start(community), start(community)
    until = timezone.now() + timedelta(minutes=1)
    Job.objects.filter(pk=runs.pk).update(state="running", progress=0.42, lease_until=until)
    shown = anna.get(f"/jobs/{waits.pk}/").text
    assert "Er loopt nog een berekening: een berekening (42 %)" in shown
    Job.objects.filter(pk=runs.pk).update(organisation=community.region)
    assert "een berekening van een andere organisatie" in anna.get(f"/jobs/{waits.pk}/").text
    assert "Er loopt nog" not in anna.get(f"/jobs/{runs.pk}/").text


def test_the_site_knows_whether_a_worker_lives(community: Community):
    now = timezone.now()
    assert not queries.a_worker_lives(now)
    WorkerSeen.objects.create(name="one", at=now)
    assert queries.a_worker_lives(now)
    assert not queries.a_worker_lives(now + timedelta(minutes=5))


# Real processes


PATIENCE_S = 90


def environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    own = {"WEERBAAR_DATA_DIR": str(folder), "WEERBAAR_DATABASE": "", "WEERBAAR_JOB_LEASE": "2"}
    # The answer that a site makes before it opens is of no matter here: that of a small region.
    own["WEERBAAR_REGION"] = "caribisch-nederland"
    # A process that has to be given up says where each of its threads was.
    return kept | own | {"PYTHONFAULTHANDLER": "1"}


def make_site(folder: Path, steps: int) -> None:
    """A site with a town and a job that waits."""
    town = actions.add_organisation("Dijkstad", "municipality", None)
    working.start_job(town, "trial", {"steps": steps})
    put_in(folder)


def put_in(folder: Path) -> None:
    """Makes what this test stored the database of a site: tables are made once for all tests."""
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "weerbaar.sqlite3")) as own:
        connection.connection.backup(own)


def begin(folder: Path, *arguments: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "weerbaar", *arguments]
    return subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.DEVNULL, start_new_session=True
    )


def job_in(folder: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(folder / "weerbaar.sqlite3", timeout=10)) as own:
        own.row_factory = sqlite3.Row
        row = dict(own.execute("SELECT * FROM platform_job").fetchone())
    return row | {"result": json.loads(row["result"])}


def wait_until(folder: Path, process: subprocess.Popen, holds) -> dict[str, Any]:
    """The job once it is so; else all that this process started say where they are, and end."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if holds(job := job_in(folder)):
            return job
        time.sleep(0.1)
    processes = "\n".join(line for line in listed().splitlines() if "weerbaar" in line)
    os.killpg(process.pid, signal.SIGABRT)
    process.wait(PATIENCE_S)
    raise AssertionError(f"it took too long: {job_in(folder)}\n{processes}")


def listed() -> str:
    """Every process, by its number and command."""
    asked = ["ps", "-ww", "-eo", "pid,ppid,stat,etimes,args"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def end(process: subprocess.Popen, how: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, how)
    process.wait(PATIENCE_S)


@pytest.mark.slow
def test_a_job_whose_worker_is_killed_goes_on_in_another_where_it_was(tmp_path: Path):
    make_site(tmp_path, 30)
    first = begin(tmp_path, "worker")
    try:
        wait_until(tmp_path, first, lambda job: job["progress"] > 0.1)
    finally:
        end(first, signal.SIGKILL)
    second = begin(tmp_path, "worker")
    try:
        job = wait_until(tmp_path, second, lambda job: job["state"] == "done")
    finally:
        end(second, signal.SIGKILL)
    assert job["attempt"] == 2
    assert job["result"]["from"] >= 3


def worker_of(site: subprocess.Popen) -> int:
    """The process of the worker that this site keeps."""
    ending = f"worker --parent {site.pid}"
    (line,) = [line for line in listed().splitlines() if line.endswith(ending)]
    return int(line.split()[0])


@pytest.mark.slow
def test_a_job_goes_on_when_its_worker_is_killed_and_when_the_whole_site_is(tmp_path: Path):
    make_site(tmp_path, 60)
    first = begin(tmp_path, "up", "--no-browser", "--no-demo")
    try:
        wait_until(tmp_path, first, lambda job: job["progress"] > 0.1)
        os.kill(worker_of(first), signal.SIGKILL)
        wait_until(tmp_path, first, lambda job: job["attempt"] == 2 and job["progress"] > 0.2)
    finally:
        end(first, signal.SIGKILL)
    second = begin(tmp_path, "up", "--no-browser", "--no-demo")
    try:
        job = wait_until(tmp_path, second, lambda job: job["state"] == "done")
    finally:
        end(second, signal.SIGTERM)
    assert job["attempt"] == 3


# With a database of its own, too: on PostgreSQL it would say the same.
@pytest.mark.slow
def test_a_worker_whose_site_is_gone_ends_by_itself(tmp_path: Path):
    make_site(tmp_path, 1)
    worker = begin(tmp_path, "worker", "--parent", "1")
    try:
        assert worker.wait(PATIENCE_S) == 0
    finally:
        end(worker, signal.SIGKILL)
    assert job_in(tmp_path)["state"] == "waiting"
