"""Keeps docs/reference/traceability.csv true: every source entry once, every named test real."""

import ast
import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "reference" / "traceability.csv"
SERIES = {"P": 37, "S": 30, "K": 56, "R": 10, "M": 7, "B": 6}
STATES = {"not yet", "begun", "done"}
# Those that stand and those that are planned.
ROOMS = """
    cli web agenda exercises audits assembly campaign household crisis claims shield measures
    places people supplies twin sharing mesh paper region drawing entries platform common
"""


def read_rows() -> list[dict[str, str]]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_all_146_entries_stand_once_and_in_order() -> None:
    expected = [f"{letter}{n:02}" for letter, last in SERIES.items() for n in range(1, last + 1)]
    assert len(expected) == 146
    assert [row["id"] for row in read_rows()] == expected


def test_every_entry_says_in_its_own_words_what_the_software_must_do() -> None:
    words = [row["words"] for row in read_rows()]
    assert all(10 <= len(text.split()) <= 25 for text in words)
    assert len(set(words)) == len(words)


def test_rooms_and_states_are_known() -> None:
    assert {row["room"] for row in read_rows()} <= set(ROOMS.split())
    assert {row["state"] for row in read_rows()} <= STATES


def test_a_named_test_exists_and_done_names_one() -> None:
    rows = read_rows()
    assert [r["id"] for r in rows if r["state"] == "done" and not r["test"]] == []
    assert [r["id"] for r in rows if r["state"] == "not yet" and r["test"]] == []
    assert [r["id"] for r in rows if r["test"] and not leads_to_a_test(r["test"])] == []


@pytest.mark.parametrize(
    "node",
    [
        "tests/no_such_file.py::test_x",
        "tests/test_traceability.py::test_no_such_name",
        "tests/test_traceability.py::read_rows",
        "tests/test_traceability.py",
    ],
)
def test_a_name_that_leads_to_no_test_is_found_out(node: str) -> None:
    assert not leads_to_a_test(node)


def leads_to_a_test(node: str) -> bool:
    """Whether a pytest node id (without parameters) names a test function in a file."""
    path, _, name = node.partition("::")
    if not name.startswith("test_") or not (ROOT / path).is_file():
        return False
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(item, ast.FunctionDef) and item.name == name for item in tree.body)
