"""What every test may ask for: the hypothesis profile and the optional sibling folder."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def kernels_cache() -> Path:
    """Where compiled kernels are kept: a folder for each state of the kernels' sources.

    Numba renews a function when its own file changes, but not when a function that it calls does.
    The Makefile names the same folder.
    """
    rooms = [ROOT / "src" / "weerbaar" / room for room in ("sharing", "twin")]
    sources = [source for room in rooms for source in sorted(room.glob("*.py"))]
    kernels = [s.read_bytes() for s in sources if b"from numba import" in s.read_bytes()]
    return ROOT / ".cache" / "numba" / hashlib.sha256(b"".join(kernels)).hexdigest()[:16]


os.environ["NUMBA_CACHE_DIR"] = str(kernels_cache())
set_hypothesis_home_dir(ROOT / ".cache" / "hypothesis")
settings.register_profile("default", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def shared() -> Path:
    """The optional folder beside the checkout; a test that uses it is marked `shared`."""
    return SHARED


def stores(item: pytest.Item) -> bool:
    """Whether a test has the database."""
    asked = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or asked & {"db", "transactional_db"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips tests marked `shared` where the folder is absent, and only there.

    On PostgreSQL what has no database is left out: it is the same there.
    """
    if os.environ.get("WEERBAAR_TEST_POSTGRESQL"):
        config.hook.pytest_deselected(items=[item for item in items if not stores(item)])
        items[:] = [item for item in items if stores(item)]
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="the optional folder ../shared is absent"))
