"""What each kind of site needs, as the library says it."""

from weerbaar.region.inputs import inputs_by_kind, suppliers_in
from weerbaar.region.region import Library


def test_a_hospital_needs_water_from_the_mains_and_the_rows_say_from_whom(library: Library) -> None:
    takes = inputs_by_kind(library)

    needs = takes["hospital"]["water"]
    assert {(need["consumer"], need["input"]) for need in needs} == {("hospital", "water")}
    assert suppliers_in(needs) == {need["supplier"] for need in needs}


def test_every_row_of_the_table_stands_once_under_its_kind_and_input(library: Library) -> None:
    found = [
        (kind, input_, need["supplier"])
        for kind, inputs in inputs_by_kind(library).items()
        for input_, needs in inputs.items()
        for need in needs
    ]

    rows = library.dependencies
    assert sorted(found) == sorted((r["consumer"], r["input"], r["supplier"]) for r in rows)


def test_a_kind_that_needs_nothing_is_not_there(library: Library) -> None:
    assert inputs_by_kind(library).get("no such kind", {}) == {}
