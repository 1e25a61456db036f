"""A worker: takes one job after the other, also those of workers that died, and tidies daily."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from weerbaar.platform.web.actions import erase_what_is_due
from weerbaar.platform.web.models import WorkerSeen
from weerbaar.platform.web.working import take_up_lapsed

DAY = timedelta(days=1)
FORGOTTEN = timedelta(hours=1)
KEPT = timedelta(days=30)


def work(interval_s: float, parent: int = 0, until_empty: bool = False) -> None:
    """Works until it is ended, until its parent is gone, or until nothing waits."""
    name = get_random_string(32)
    tidied = timezone.now() - DAY
    while not parent or os.getppid() == parent:
        now = timezone.now()
        _be_seen(name)
        take_up_lapsed(now)
        if now - tidied >= DAY:
            tidied = now
            _tidy(now)
        ran = _run_one(name)
        if until_empty and not ran:
            return
        if not ran:
            time.sleep(interval_s)


def _run_one(name: str) -> int:
    """Runs the task that waits longest; how many, 0 or 1."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.run()
    return int(worker._run_tasks)


def _tidy(now: datetime) -> None:
    erase_what_is_due(now)
    for name in settings.DAILY:
        import_string(name)(now)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()


def _be_seen(name: str) -> None:
    now = timezone.now()
    WorkerSeen.objects.update_or_create(name=name, defaults={"at": now})
    WorkerSeen.objects.filter(at__lt=now - FORGOTTEN).delete()
