"""What is stored keeps the order of the rooms too: foreign keys escape the import check."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
OURS = {app.label for app in apps.get_app_configs() if app.name.startswith("weerbaar.")}


def wrong(room: str, other: str, ours: set[str] = OURS) -> bool:
    """Whether a room reaches for one above it, or beside it."""
    return other in ours and other != room and ROOMS.index(other) <= ROOMS.index(room)


@pytest.mark.parametrize("room", sorted(OURS))
def test_the_label_of_an_app_is_its_room(room: str):
    assert apps.get_app_config(room).name == f"weerbaar.{room}.web"


@pytest.mark.parametrize("room", sorted(OURS))
def test_models_point_only_to_rooms_below(room: str):
    fields = [f for m in apps.get_app_config(room).get_models() for f in m._meta.get_fields()]
    pointed = {f.related_model._meta.app_label for f in fields if f.is_relation and f.concrete}
    assert [other for other in pointed if wrong(room, other)] == []


@pytest.mark.parametrize("room", sorted(OURS))
def test_migrations_depend_only_on_rooms_below(room: str):
    migrations = MigrationLoader(None).disk_migrations.items()
    asked = {other for (app, _), m in migrations if app == room for other, _ in m.dependencies}
    assert [other for other in asked if wrong(room, other)] == []


def test_a_room_that_reaches_up_is_found():
    assert wrong("platform", "twin", {"platform", "twin"})
    assert not wrong("twin", "platform", {"platform", "twin"})
