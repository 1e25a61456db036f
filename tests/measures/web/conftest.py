"""A town whose facts are a few neighbourhoods, so that comparing takes a second."""

from functools import cache
from pathlib import Path

import pytest

from tests.platform.community import Community, make_community
from weerbaar.region.cut import cut_region
from weerbaar.region.files import read_library, read_region
from weerbaar.region.region import Region
from weerbaar.region.web.facts import keep_region
from weerbaar.region.web.models import Bundle, Place
from weerbaar.twin.cli import DEFAULT_REGION


@cache
def few_areas() -> Region:
    """Two municipalities that can stand alone together."""
    whole = read_region(DEFAULT_REGION)
    return cut_region(whole, read_library(), municipalities=["Tiel", "Wijchen"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def community(transactional_db, folder: Path) -> Community:
    made = make_community()
    kept = keep_region(few_areas())
    for town in (made.town, made.other_town):
        Place.objects.create(organisation=town, region=DEFAULT_REGION, municipality="Tiel")
        Bundle.objects.create(
            organisation=town,
            region=DEFAULT_REGION,
            hash=kept,
            parent=kept,
            what="restore",
            estimated=1.0,
        )
    return made
