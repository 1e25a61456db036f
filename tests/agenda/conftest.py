"""A community for each test that asks for it."""

from tests.platform.conftest import community

__all__ = ["community"]
