"""Libraries that only some questions need."""

from __future__ import annotations

import math
import warnings

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.twin.extras import extra, quiet


def test_a_library_that_is_there_is_fetched() -> None:
    assert extra("math") is math


def test_one_that_is_not_is_refused_by_its_own_name() -> None:
    with pytest.raises(Refused) as refused:
        extra("no_such_library.deep.inside")
    (problem,) = refused.value.problems
    assert (problem.code, problem.value) == ("not-installed", "no_such_library")


def test_what_such_a_library_warns_of_is_not_shown() -> None:
    with quiet():
        warnings.warn("of no use to a reader", UserWarning, stacklevel=1)
    with pytest.raises(UserWarning):
        warnings.warn("of use", UserWarning, stacklevel=1)
