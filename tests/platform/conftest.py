"""A community for each test that asks for it."""

import pytest

from tests.platform.community import Community, make_community


@pytest.fixture
def community(db) -> Community:
    return make_community()
