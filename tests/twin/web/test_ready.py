"""What stands ready for pages: what is kept of it, and what is refused before it is made."""

from pathlib import Path

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.region.web.queries import DEFAULT_REGION
from weerbaar.twin.web import ready


def test_courses_that_do_not_fit_in_memory_are_refused_before_any_is_made(folder: Path):
    with pytest.raises(Refused) as refused:
        ready.runs_of(DEFAULT_REGION, "zoelmond-2017", draws=100_000)
    assert refused.value.problems[0].code == "too-much-memory"
