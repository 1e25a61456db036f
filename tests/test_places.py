"""Nothing of the Netherlands is hard-coded: places stand in the library, not in code.

The test reads the text literals of the code, docstrings aside. What may name a place is listed with
its reason; a name that is no longer there must leave the list.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "weerbaar"
PLACES = re.compile(
    r"gelder|nijmegen|tiel\b|buren|arnhem|apeldoorn|amsterdam|utrecht|rotterdam|zeeland|groningen|"
    r"nederland|netherlands|betuwe|\bVR\d\d|\bGM\d{4}|\bWK\d{6}|bonaire|saba\b|eustatius",
    re.IGNORECASE,
)
# File, the text, and why it may stand there.
HONEST = {
    ("web/settings.py", "Europe/Amsterdam"): "times on screen, as the conventions say",
    ("cli/running.py", "Answer for one municipality, such as Buren."): "an example in a help text",
    ("region/cli.py", "Code of a safety region, such as VR08; default: all."): "an example",
    ("region/cli.py", "Code of a safety region, such as VR08."): "an example",
    (
        "region/check.py",
        "Use at most 63 small letters, digits and dashes, such as gelderland-zuid.",
    ): "an example of an identifier",
    (
        "region/shapes.py",
        "Fill in the property {name} with a code, such as WK021400, or take the outline out.",
    ): "an example of a code",
    (
        "region/shapes.py",
        "Fill in the property {name} with a code, such as WK021400, or take these outlines out.",
    ): "an example of a code",
    (
        "region/key_figures.py",
        "Write a code such as GM0214, WK021400 or BU02140001, or remove the row.",
    ): "key figures of CBS are a Dutch form of file",
    ("region/tables.py", "Code of the area, such as WK021400."): "an example of a code",
    ("region/tables.py", "Code of its municipality, such as GM0214."): "an example of a code",
    ("region/tables.py", "Code of its safety region, such as VR08."): "an example of a code",
    ("region/tables.py", "Time zone there, such as Europe/Amsterdam."): "an example of a zone",
    ("region/bundle.py", '"Europe/Amsterdam"'): "an example in a refusal",
    (
        "region/key_figures.py",
        "Remove the row: only areas in the Netherlands are read.",
    ): "key figures of CBS are a Dutch form of file",
}


def literals(path: Path) -> Iterator[str]:
    """The text literals of a module that are no docstrings; pieces of an f-string one by one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@cache
def named() -> set[tuple[str, str]]:
    return {
        (path.relative_to(PACKAGE).as_posix(), text)
        for path in PACKAGE.rglob("*.py")
        for text in literals(path)
        if PLACES.search(text)
    }


def test_the_test_sees_a_place_in_a_literal_but_not_in_a_docstring(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""Nijmegen."""\nTOWN = f"{1} Arnhem"\n', encoding="utf-8")

    assert [text for text in literals(module) if PLACES.search(text)] == [" Arnhem"]


def test_no_code_names_a_place_but_as_an_example() -> None:
    assert named() - set(HONEST) == set()


@pytest.mark.parametrize("found", sorted(HONEST), ids=lambda found: found[1][:40])
def test_what_may_name_a_place_still_does(found: tuple[str, str]) -> None:
    assert found in named(), "take it off the list"
