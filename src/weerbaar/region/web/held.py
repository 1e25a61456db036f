"""What somebody sent and has not confirmed yet: kept on disk for a day, so that nothing is lost.

It stands under the data folder, by organisation and by a token that only the address of the page
holds. Each organisation keeps a few at most; what is older than a day goes when the next comes.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from weerbaar.common.files import data_folder, write_whole

WHAT = "what.json"
KEPT_FOR = timedelta(days=1)
MOST_KEPT = 20


@dataclass(frozen=True)
class Held:
    """Files by name with their bytes, and what was filled in beside them."""

    token: uuid.UUID
    files: tuple[tuple[str, bytes], ...]
    filled: Mapping[str, Any]


def hold(
    organisation: int, files: Sequence[tuple[str, bytes]], filled: Mapping[str, Any]
) -> uuid.UUID:
    """Keeps what was sent, and gives the token under which it stands."""
    _sweep(organisation)
    token = uuid.uuid4()
    what = {"files": [name for name, _ in files], "filled": filled}
    contents = {str(at): content for at, (_, content) in enumerate(files)}
    contents[WHAT] = json.dumps(what, ensure_ascii=False).encode()
    write_whole(_folder(organisation) / str(token), contents, last=WHAT)
    return token


def held(organisation: int, token: uuid.UUID) -> Held | None:
    """What stands under this token; None where it is gone or was of another organisation."""
    folder = _folder(organisation) / str(token)
    try:
        what = json.loads((folder / WHAT).read_bytes())
        names = enumerate(what["files"])
        files = tuple((str(name), (folder / str(at)).read_bytes()) for at, name in names)
    except (OSError, ValueError):
        return None
    return Held(token, files, what["filled"])


def let_go(organisation: int, token: uuid.UUID) -> None:
    """Removes what was kept, once it is confirmed."""
    shutil.rmtree(_folder(organisation) / str(token), ignore_errors=True)


def remove_old(now: datetime) -> int:
    """Removes what was kept for longer than a day, of whomever; how much."""
    before = (now - KEPT_FOR).timestamp()
    old = [f for f in (data_folder() / "held").glob("*/*") if _changed_at(f) < before]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _folder(organisation: int) -> Path:
    return data_folder() / "held" / str(organisation)


def _sweep(organisation: int) -> None:
    """Removes what is too old everywhere, and what is more than a few of this organisation."""
    remove_old(timezone.now())
    own = sorted(_folder(organisation).glob("*"), key=_changed_at, reverse=True)
    for folder in own[MOST_KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _changed_at(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
