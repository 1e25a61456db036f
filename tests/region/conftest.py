"""The made-up region Proefland, built once from our own source set."""

from pathlib import Path

import pytest

from weerbaar.common.tables import Rows
from weerbaar.region.build import build_region
from weerbaar.region.files import read_library, read_sources
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import SourceSet

SYNTHETIC = Path(__file__).resolve().parents[1] / "data" / "synthetic"


@pytest.fixture(scope="session")
def synthetic() -> Path:
    return SYNTHETIC


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="session")
def sources() -> SourceSet:
    return read_sources(SYNTHETIC)


@pytest.fixture(scope="session")
def region(sources: SourceSet, library: Library) -> Region:
    return build_region(sources, library, "VR99")


@pytest.fixture(scope="session")
def columns(library: Library) -> Rows:
    """The library's table of the columns of key figures."""
    return library.kwb_columns
