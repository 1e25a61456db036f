"""The twin's library: shipped tables are whole; what the kernel counts on cannot be changed."""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from tests.twin.small import changed
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.tables import STOCKS
from weerbaar.twin.files import read_scenario, read_twin_library, scenario_names
from weerbaar.twin.library import DRAWN_ELSEWHERE, check_library
from weerbaar.twin.state import Knobs
from weerbaar.twin.tables import GROUP_ORDER, HOME_ORDER, LIBRARY_TABLES, NEED_ORDER


def taken(rows: Rows, at) -> Rows:
    """The rows at these positions, in this order."""
    return Rows(rows.table, {name: values[at] for name, values in rows.columns.items()})


def refused(library):
    with pytest.raises(Refused) as info:
        check_library(library)
    return info.value.problems


def test_the_shipped_library_holds_every_need_group_home_stock_and_parameter():
    library = read_twin_library()
    assert tuple(library.needs["need"]) == NEED_ORDER
    assert tuple(library.groups["group"]) == GROUP_ORDER
    assert tuple(library.homes["home"]) == HOME_ORDER
    assert set(library.parameters["parameter"]) == {*DRAWN_ELSEWHERE, *Knobs._fields}
    # Water for people with a kit: 8, 11 and 20 litres.
    assert library.stock("water", True) == (8.0, 11.0, 20.0)
    assert library.tolerance[NEED_ORDER.index("heat")] == 12.0


def test_stocks_that_were_asked_here_go_before_those_of_the_library():
    library = read_twin_library()
    here = rows_of(
        STOCKS, [{"stock": "water", "prepared": True, "p10": 1.0, "p50": 2.0, "p90": 3.0}]
    )
    assert library.stock("water", True, here) == (1.0, 2.0, 3.0)
    assert library.stock("water", False, here) == library.stock("water", False)
    assert library.stock("food", True, here) == library.stock("food", True)
    assert library.stock("water", True, rows_of(STOCKS, [])) == (8.0, 11.0, 20.0)


def test_every_figure_has_evidence_and_rising_quantiles():
    library = read_twin_library()
    for rows in (library.needs, library.groups, library.homes, library.stocks, library.parameters):
        assert all(rows["evidence"])
    for rows, prefix in (
        (library.homes, "tau_"),
        (library.stocks, ""),
        (library.parameters, ""),
    ):
        low, middle, high = (rows[f"{prefix}p{q}"] for q in (10, 50, 90))
        assert ((low <= middle) & (middle <= high)).all()


def test_a_public_source_is_named_by_its_number():
    root = files("weerbaar") / "library"
    for name in ("dependencies.csv", "services.csv", *(table.file for table in LIBRARY_TABLES)):
        text = (root / "tables" / name).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            assert "V" not in (row.get("evidence") or "").split(), (name, row)
    for name in scenario_names():
        assert "V" not in read_scenario(name).evidence.split(), name


def test_a_kit_is_never_less_than_no_kit():
    library = read_twin_library()
    for stock in set(library.stocks["stock"]):
        assert library.stock(stock, True) >= library.stock(stock, False)


@pytest.mark.parametrize("table", LIBRARY_TABLES, ids=lambda table: table.name)
def test_every_column_says_what_it_means(table):
    assert table.meaning.endswith(".")
    for column in table.columns:
        assert column.meaning.endswith(".")


@pytest.mark.parametrize("name", ["needs", "groups", "homes"])
def test_rows_in_another_order_are_refused(name):
    library = read_twin_library()
    rows = getattr(library, name)
    turned = taken(rows, np.arange(len(rows))[::-1])
    problems = refused(replace(library, **{name: turned}))
    assert [problem.code for problem in problems] == ["other-rows"]
    assert problems[0].file == f"{name}.csv"


@pytest.mark.parametrize("name", ["needs", "groups", "homes", "stocks"])
def test_a_missing_row_is_refused(name):
    library = read_twin_library()
    rows = getattr(library, name)
    problems = refused(replace(library, **{name: taken(rows, np.arange(len(rows) - 1))}))
    assert [problem.code for problem in problems] == ["other-rows"]


def test_a_norm_stands_where_the_model_reads_one_and_nowhere_else():
    needs = read_twin_library().needs
    norms = dict(zip(needs["need"], needs["norm"].tolist(), strict=True))
    told = {name: norm for name, norm in norms.items() if norm == norm}
    assert told == {"water": 3.0, "water_basic": 7.5, "water_hygiene": 15.0}


def test_water_without_a_norm_is_refused():
    library = read_twin_library()
    norm = library.needs["norm"].copy()
    norm[NEED_ORDER.index("water_basic")] = np.nan
    problems = refused(replace(library, needs=changed(library.needs, norm=norm)))
    assert [(p.code, p.value) for p in problems] == [("missing-norm", "water_basic")]


def test_a_missing_parameter_is_refused_by_name():
    library = read_twin_library()
    rows = library.parameters
    keep = (rows["parameter"] != "surge") & (rows["parameter"] != "rho")
    problems = refused(replace(library, parameters=rows.where(keep)))
    assert {(p.code, p.value) for p in problems} == {
        ("missing-parameter", "surge"),
        ("missing-parameter", "rho"),
    }


def test_what_correlates_is_drawn_and_the_correlations_can_all_be_true():
    library = read_twin_library()
    rows = library.correlations
    assert set(rows["evidence"]) == {"A"}
    assert all(rows["meaning"])
    assert all(np.abs(rows["correlation"]) < 1.0)


def test_a_correlation_of_what_is_not_drawn_or_with_itself_is_refused_by_its_row():
    library = read_twin_library()
    rows = library.correlations
    first = np.array(rows["first"])
    first[0], first[1] = "rain", rows["second"][1]
    problems = refused(replace(library, correlations=changed(rows, first=first)))
    assert {(p.code, p.row, p.column) for p in problems} == {
        ("correlates-nothing", 2, "first"),
        ("correlates-nothing", 3, "first"),
        ("correlates-nothing", 3, "second"),
    }


def test_correlations_that_cannot_all_be_true_are_refused():
    library = read_twin_library()
    rows = library.correlations
    crews = [str(name).startswith("crew_slow") for name in rows["first"]]
    against = np.where(crews, -0.8, rows["correlation"])
    problems = refused(replace(library, correlations=changed(rows, correlation=against)))
    assert [p.code for p in problems] == ["impossible-correlations"]


def test_a_setting_of_a_parameter_that_is_not_there_is_refused():
    library = read_twin_library()
    names = library.settings["parameter"].copy()
    names[0] = "no_such"
    wrong = replace(library, settings=changed(library.settings, parameter=names))
    assert [problem.value for problem in refused(wrong)] == ["no_such"]
