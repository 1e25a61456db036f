"""The twin's own library, checked: needs, groups, homes, stocks and parameters in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows
from weerbaar.region.tables import STOCK_ORDER
from weerbaar.twin.state import Knobs
from weerbaar.twin.tables import GROUP_ORDER, HOME_ORDER, NEED_ORDER

OTHER_ORDER = ProblemKind(
    "other-rows",
    mark("{column} must hold exactly these rows: {expected}."),
    mark("Restore the rows and their order; change figures only."),
)
MISSING_PARAMETER = ProblemKind(
    "missing-parameter",
    mark("The parameter {value} is missing."),
    mark("Add a row for it to parameters.csv."),
)

DRAWN_ELSEWHERE = (
    "rho",
    "care_65_plus",
    "care_under_65",
    "alone_65_plus",
    "single_national",
    "parents_per_child",
    "youth_at_home",
    "prepared_low_income",
    "prepared_other",
    "medicine_65_plus",
    "medicine_under_65",
    "devices_per_100000",
    "battery_low_rise",
    "battery_high_rise",
    "battery_islands",
)


@dataclass(frozen=True)
class TwinLibrary:
    """The twin's library tables."""

    needs: Rows
    groups: Rows
    homes: Rows
    stocks: Rows
    parameters: Rows

    def stock(
        self, name: str, prepared: bool, own: Rows | None = None
    ) -> tuple[float, float, float]:
        """p10, p50 and p90 of a household stock: a region's `own` figures go before these."""
        for rows in (own, self.stocks):
            if rows is not None and len(rows):
                at = np.flatnonzero((rows["stock"] == name) & (rows["prepared"] == prepared))
                if len(at):
                    low, middle, high = (float(rows[p][at[0]]) for p in ("p10", "p50", "p90"))
                    return low, middle, high
        raise KeyError(f"no stock of {name}")

    @property
    def tolerance(self) -> NDArray[np.float64]:
        """Hours of tolerance of each need."""
        return np.asarray(self.needs["tolerance_h"])


def check_library(library: TwinLibrary) -> None:
    """Raise Refused where rows that the kernel counts on are missing or stand in another order."""
    problems = []
    for rows, name, order in (
        (library.needs, "need", NEED_ORDER),
        (library.groups, "group", GROUP_ORDER),
        (library.homes, "home", HOME_ORDER),
    ):
        if tuple(rows[name]) != order:
            params = {"expected": ", ".join(order)}
            problems.append(Problem(OTHER_ORDER, rows.table.file, column=name, params=params))
    pairs = {
        (str(s), bool(p))
        for s, p in zip(library.stocks["stock"], library.stocks["prepared"], strict=True)
    }
    if pairs != {(s, p) for s in STOCK_ORDER for p in (True, False)}:
        params = {"expected": ", ".join(STOCK_ORDER)}
        problems.append(
            Problem(OTHER_ORDER, library.stocks.table.file, column="stock", params=params)
        )
    known = set(library.parameters["parameter"])
    for name in (*DRAWN_ELSEWHERE, *Knobs._fields):
        if name not in known:
            problems.append(Problem(MISSING_PARAMETER, library.parameters.table.file, value=name))
    refuse_if(problems)
