"""A community of which the town lies in a region that ships, with a data folder of its own."""

from pathlib import Path

import pytest

from tests.platform.community import Community, make_community
from weerbaar.region.web.models import Place


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def community(transactional_db, folder: Path) -> Community:
    made = make_community()
    Place.objects.create(organisation=made.town, region="gelderland-zuid", municipality="Buren")
    return made
