"""An answer is whole or not there, goes with its run, and survives a worker that is killed."""

import io
import json
import shutil
import signal
import uuid
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.platform.community import Community, make_community
from tests.platform.test_working import begin, end, job_in, put_in, wait_until
from tests.twin.web.asking import adviser, answered, ask
from weerbaar.platform.web.actions import erase_what_is_due
from weerbaar.platform.web.models import Job
from weerbaar.platform.web.worker import work
from weerbaar.platform.web.working import Stopped
from weerbaar.region.web.models import Place
from weerbaar.twin.files import scenario_text
from weerbaar.twin.web import answering
from weerbaar.twin.web.actions import Question, start_run
from weerbaar.twin.web.answering import answer_path, keep_answer
from weerbaar.twin.web.models import Run

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {"answer.nl.html", "answer.en.html", "council.nl.json", "council.en.json"}
WHOLE = {*PAGES, "map.npz", *answering.FILES}


def test_a_run_ends_in_a_folder_with_every_file(community: Community):
    ask(adviser(community), community)
    work(0, until_empty=True)
    run = Run.objects.get()
    folder = answer_path(run.pk)
    assert {path.name for path in folder.iterdir()} == WHOLE
    record = json.loads((folder / "answer.json").read_text())
    assert (record["place"], record["runs"], record["simulation"]) == ("Buren", 10, True)
    assert record["region_hash"] == run.facts
    shapes = json.loads((folder / "areas.geojson").read_text())
    assert {f["properties"]["municipality"] for f in shapes["features"]} == {"Buren"}
    assert load_workbook(io.BytesIO((folder / "tables.xlsx").read_bytes())).sheetnames[0] == "areas"
    assert pq.read_table(folder / "hours.parquet").num_rows > 0
    assert (folder / "areas.csv").read_text().count("\nyes,") > 10


def test_the_same_question_gives_the_same_answer(community: Community):
    anna = adviser(community)
    for _ in range(2):
        ask(anna, community)
    work(0, until_empty=True)
    first, second = (answer_path(run.pk) for run in Run.objects.all())
    for name in WHOLE - {"map.npz"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_half_an_answer_is_never_seen_and_is_written_anew(community: Community):
    anna = adviser(community)
    ask(anna, community)
    run = Run.objects.get()
    left = answering.answers_folder() / f".{run.pk}-1"
    left.mkdir(parents=True)
    (left / "answer.nl.html").write_text("half")
    assert not answering.has_answer(run.pk)
    work(0, until_empty=True)
    assert {path.name for path in answer_path(run.pk).iterdir()} == WHOLE
    assert [path.name for path in answering.answers_folder().iterdir()] == [str(run.pk)]


def test_an_answer_that_is_there_is_not_made_again(community: Community):
    ask(adviser(community), community)
    run = Run.objects.get()
    keep_answer(run.pk, 1, {"answer.nl.html": b"whole"})
    keep_answer(run.pk, 2, {"answer.nl.html": b"the second"})
    work(0, until_empty=True)
    assert (answer_path(run.pk) / "answer.nl.html").read_bytes() == b"whole"
    assert Job.objects.get().state == "done"


def test_a_run_that_is_stopped_leaves_nothing(community: Community):
    class StopsSoon:
        """A job that is asked to stop while its courses are computed."""

        attempt, told = 1, 0

        def say(self, text: str) -> None:
            self.said = text

        def tell(self, share: float, kept: object = None) -> None:
            self.told += 1
            if self.told == 3:
                raise Stopped

    ask(adviser(community), community)
    with pytest.raises(Stopped):
        answering.make(StopsSoon(), str(Run.objects.get().pk))
    assert not answering.answers_folder().exists()


def test_a_job_that_does_not_fit_in_the_memory_of_this_machine_ends_with_what_is_wrong(
    community: Community,
):
    ask(adviser(community), community)
    Run.objects.update(draws=100_000)
    work(0, until_empty=True)
    job = Job.objects.get()
    assert job.state == "failed"
    assert any("100.000" in line.text and "geheugen" in line.text for line in job.lines.all())


def test_the_files_go_when_their_run_is_erased_after_a_year(community: Community):
    answered(adviser(community), community)
    assert erase_what_is_due(timezone.now()) == 0
    Run.objects.update(made_at=timezone.now() - timedelta(days=366))
    erase_what_is_due(timezone.now())
    assert not Run.objects.exists()
    assert list(answering.answers_folder().iterdir()) == []


def test_what_a_dead_attempt_left_goes_after_a_day_and_not_before(community: Community):
    ask(adviser(community), community)
    run = Run.objects.get()
    left = answering.answers_folder() / f".{run.pk}-1"
    left.mkdir(parents=True)
    now = timezone.now()
    assert answering.remove_without_run(now) == 0
    assert answering.remove_without_run(now + timedelta(days=2)) == 1
    assert not left.exists()


@pytest.mark.slow
def test_an_answer_whose_worker_is_killed_is_made_whole_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    town = make_community().town
    Place.objects.create(organisation=town, region="gelderland-zuid", municipality="Buren")
    start_run(town, Question(scenario_text("zoelmond-2017"), "Buren", 50), None, uuid.uuid4())
    put_in(tmp_path)
    first = begin(tmp_path, "worker")
    try:
        wait_until(tmp_path, first, lambda job: job["progress"] > 0.2)
    finally:
        end(first, signal.SIGKILL)
    assert not list((tmp_path / "answers").glob("[0-9a-f]*"))
    second = begin(tmp_path, "worker")
    try:
        job = wait_until(tmp_path, second, lambda job: job["state"] == "done")
    finally:
        end(second, signal.SIGKILL)
    assert (job["attempt"], job_in(tmp_path)["result"]) == (2, {"runs": 50})
    (folder,) = (tmp_path / "answers").iterdir()
    assert {path.name for path in folder.iterdir()} == WHOLE
    shutil.rmtree(folder)


def test_a_run_that_is_taken_up_again_says_why_it_begins_anew(community: Community):
    anna = adviser(community)
    address = ask(anna, community)
    # As it stands after a worker died with it in its hands.
    Job.objects.update(attempt=1)
    work(0, until_empty=True)
    lines = [line.text for line in Job.objects.get().lines.all()]
    assert answering.AGAIN in lines
    assert answering.BEGAN not in lines
    assert anna.get(address).status_code == 200
