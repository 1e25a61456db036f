"""A trial job: counts, and does nothing else. It shows whether this site carries jobs out."""

from __future__ import annotations

import time
from typing import Any

from weerbaar.common.language import mark
from weerbaar.platform.web.working import Held

STEP_S = 0.1
BEGAN = mark("Began.")
WENT_ON = mark("Went on where it was: the worker before this one is gone.")


def count(held: Held, steps: int = 20) -> dict[str, Any]:
    """Counts to `steps`, a tenth of a second each; taken up again, it goes on where it was."""
    begun = int(held.kept.get("counted", 0))
    held.say(WENT_ON if begun else BEGAN)
    for counted in range(begun, steps):
        time.sleep(STEP_S)
        held.tell((counted + 1) / steps, {"counted": counted + 1})
    return {"counted": steps, "from": begun}


def fail(held: Held) -> dict[str, Any]:
    """Fails."""
    held.tell(0.5)
    raise RuntimeError("on purpose")
