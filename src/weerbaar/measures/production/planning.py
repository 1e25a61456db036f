"""Who switches how much: an order for Defence divided over the firms that can make it.

Rules:
1. Each product for Defence is made as far as it is ordered and the firms that can switch to it can
   make it together, in the middle of their figures. Only how that is divided differs.
2. By size: each firm switches the same part of what it can switch.
3. By least shortage: as rule 1 says, so that the civil products that people use come up short as
   little as can be, together: the sum over those products of the share that is short, in a week.
   It is a linear program (scipy's HiGHS). Of product p

       short_p * use_p + stock_p / weeks >= sum of what its firms lose
       loss of a firm = what it switches + its output * the greatest short_q of what it buys

   where use_p is its use in a normal week and short_p is at least 0. That a firm which switches has
   less to lose by a lack of inputs is left out, on the safe side.
4. A division is made anew where the orders change; stock is spread over all weeks, so that it is
   used once. That switching takes time is left to the course.
5. Equal divisions are told apart by less switched in all, so that there is one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from weerbaar.common.language import mark
from weerbaar.measures.production.case import Case, inputs_by_product, output_by_product

Floats = NDArray[np.float64]

LEAST, BY_SIZE = RULES = ("least", "size")
RULE_WORDS: Mapping[str, str] = {
    LEAST: mark("by least shortage"),
    BY_SIZE: mark("by size"),
}
TIE = 1e-6
"""What switching a firm in whole weighs beside a product that is wholly short (rule 5)."""


def phases_of(case: Case, weeks: int) -> list[tuple[int, int]]:
    """The weeks, from 0 and up to the second, in which the same orders stand."""
    ends = {0, weeks}
    for one in case.orders:
        ends |= {one.from_week - 1, one.until_week}
    marks = sorted(end for end in ends if 0 <= end <= weeks)
    return list(pairwise(marks))


def ordered_in(case: Case, week: int) -> dict[str, float]:
    """How much is ordered of each product in a week, counted from 0."""
    found = dict.fromkeys(case.makes, 0.0)
    for one in case.orders:
        if one.from_week - 1 <= week and (not one.until_week or week < one.until_week):
            found[one.makes] += one.amount
    return found


def switchable(case: Case) -> Floats:
    """Civil units a week that each firm can give up once it has switched, shape (firms,)."""
    return np.array([one.output * one.share for one in case.firms])


def planned(case: Case, weeks: int, rule: str) -> Floats:
    """Civil units that each firm gives up a week once it has switched, shape (weeks, firms)."""
    plan = np.zeros((weeks, len(case.firms)))
    for start, end in phases_of(case, weeks):
        asked = ordered_in(case, start)
        plan[start:end] = divided(case, asked, rule, weeks)
    return plan


def divided(case: Case, asked: Mapping[str, float], rule: str, weeks: int) -> Floats:
    """The same for one set of orders, the stock spread over so many weeks, shape (firms,)."""
    by_size = _by_size(case, asked)
    if rule == BY_SIZE or not by_size.any():
        return by_size
    found = _by_least(case, asked, weeks)
    return by_size if found is None else found


def _by_size(case: Case, asked: Mapping[str, float]) -> Floats:
    given_up, made = switchable(case), _made(case)
    plan = np.zeros(len(case.firms))
    for product, amount in asked.items():
        makers = np.array([one.makes == product for one in case.firms])
        most = float((given_up * made)[makers].sum())
        if most > 0:
            plan[makers] = given_up[makers] * min(1.0, amount / most)
    return plan


def _made(case: Case) -> Floats:
    return np.array([one.made.p50 for one in case.firms])


def _by_least(case: Case, asked: Mapping[str, float], weeks: int) -> Floats | None:
    """Rule 3; None where the solver finds no answer.

    The unknowns are, in this order, the part that each firm switches of what it can (F), the
    greatest share short of what it buys (F), and the share short of each product (P).
    """
    firms, products = case.firms, case.products
    f, p = len(firms), len(products)
    able, made = switchable(case), _made(case)
    uses = uses_of(case)
    final = final_use(case) > 0
    cost = np.concatenate([np.full(f, TIE / f), np.zeros(f), final.astype(float)])
    ordered = [product for product in asked if _most(case, product) > 0]
    equal, amounts = np.zeros((len(ordered), 2 * f + p)), np.zeros(len(ordered))
    for i, product in enumerate(ordered):
        most = _most(case, product)
        makers = np.array([one.makes == product for one in firms])
        equal[i, :f] = np.where(makers, able * made / most, 0.0)
        amounts[i] = min(1.0, asked[product] / most)
    below = np.array([*_short_rows(case, able, uses), *_lack_rows(case)])
    stock = [_stock(case, product) / weeks / uses[i] for i, product in _used(case)]
    limits = np.concatenate([stock, np.zeros(len(case.inputs))])
    bounds = [(0.0, 1.0)] * f + [(0.0, None)] * (f + p)
    solved = linprog(cost, below, limits, equal, amounts, bounds=bounds, method="highs")
    return np.asarray(solved.x[:f]) * able if solved.status == 0 else None


def _most(case: Case, product: str) -> float:
    """Units of a product for Defence that can be made in a week."""
    return sum(one.output * one.share * one.made.p50 for one in case.firms if one.makes == product)


def uses_of(case: Case) -> Floats:
    """Use of each product in a normal week: what is made, or more where firms buy elsewhere too."""
    used: Floats = np.maximum(output_by_product(case), inputs_by_product(case).sum(axis=1))
    return used


def final_use(case: Case) -> Floats:
    """What of each product is left in a normal week for others than the firms in the list."""
    left: Floats = uses_of(case) - inputs_by_product(case).sum(axis=1)
    return left


def _used(case: Case) -> list[tuple[int, str]]:
    uses = uses_of(case)
    return [(i, product) for i, product in enumerate(case.products) if uses[i] > 0]


def _stock(case: Case, product: str) -> float:
    return sum(one.output * one.stock.p50 for one in case.firms if one.product == product)


def _short_rows(case: Case, able: Floats, uses: Floats) -> list[Floats]:
    """What its firms lose less what is short of a product, in parts of its use: at most stock."""
    f, found = len(case.firms), list[Floats]()
    output = np.array([one.output for one in case.firms])
    for i, product in _used(case):
        row = np.zeros(2 * f + len(case.products))
        makes = np.array([one.product == product for one in case.firms])
        row[:f] = np.where(makes, able / uses[i], 0.0)
        row[f : 2 * f] = np.where(makes, output / uses[i], 0.0)
        row[2 * f + i] = -1.0
        found.append(row)
    return found


def _lack_rows(case: Case) -> list[Floats]:
    """A product that is short less the greatest share short of what its buyer buys, at most 0."""
    f, found = len(case.firms), list[Floats]()
    place = {one.firm: i for i, one in enumerate(case.firms)}
    at = {product: i for i, product in enumerate(case.products)}
    for firm, product in case.inputs:
        row = np.zeros(2 * f + len(at))
        row[2 * f + at[product]] = 1.0 if case.inputs[firm, product] > 0 else 0.0
        row[f + place[firm]] = -1.0
        found.append(row)
    return found
