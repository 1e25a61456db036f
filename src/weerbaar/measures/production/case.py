"""What a person fills in: firms, orders of Defence and what firms buy of each other; all checked.

Rules:
1. A row is a firm with one civil product. Who makes two gives two rows with a name each.
2. Firms that make the same civil product form one supply: buyers take from all of them alike. Who
   always buys from one firm gives the product of that firm a name of its own.
3. A product has one unit and serves one need, also where several firms make it; so does what is
   made for Defence have one unit, in firms and orders alike.
4. A firm that can switch says what it then makes and how many of it for each civil unit given up.
5. What firms buy has no loop: no product goes, by way of others, into itself. In a loop every
   shortage would come back on itself and grow week by week, which says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.twin.reading import Figure

OTHER = "other"
MOST_FIRMS, MOST_ORDERS, MOST_INPUTS = 60, 40, 200
MOST_UNITS, MOST_WEEKS, MOST_PEOPLE = 1e9, 520.0, 1e6
MOST_SHOWN = 60

COUNTED = mark("In what that is counted, in the plural, such as boxes.")
FIRMS = Table(
    "firms",
    "Firms, what they make for civil use, and what they can make for Defence instead.",
    ("firm",),
    (
        Column("firm", "text", "", mark("The name of the firm; two products are two rows.")),
        Column("sector", "text", "", mark("The sector, in your own words.")),
        Column("product", "text", "", mark("What it makes for civil use.")),
        Column("unit", "text", "", COUNTED),
        Column("need", "text", "", mark("The need of people that it serves, or: other."), OTHER),
        Column("output", "number", "", mark("How much it makes a week now."), 0, 0, MOST_UNITS),
        Column("share", "share", "", mark("Which part of that can switch, from 0 to 1."), 0),
        Column(
            "weeks", "number", "weeks", mark("Weeks it takes to switch."), math.nan, 0, MOST_WEEKS
        ),
        Column("weeks_low", "number", "weeks", mark("At the least."), math.nan, 0, MOST_WEEKS),
        Column("weeks_high", "number", "weeks", mark("At the most."), math.nan, 0, MOST_WEEKS),
        Column("makes", "text", "", mark("What it then makes for Defence."), ""),
        Column(
            "made_unit",
            "text",
            "",
            COUNTED,
            "",
        ),
        Column(
            "made",
            "number",
            "",
            mark("How many of that for each civil unit it gives up."),
            math.nan,
            0,
            MOST_UNITS,
        ),
        Column("made_low", "number", "", mark("At the least."), math.nan, 0, MOST_UNITS),
        Column("made_high", "number", "", mark("At the most."), math.nan, 0, MOST_UNITS),
        Column("stock", "number", "weeks", mark("Civil stock, in weeks."), 0, 0, MOST_WEEKS),
        Column("stock_low", "number", "weeks", mark("At the least."), math.nan, 0, MOST_WEEKS),
        Column("stock_high", "number", "weeks", mark("At the most."), math.nan, 0, MOST_WEEKS),
        Column("staff", "number", "people", mark("Who works there."), math.nan, 0, MOST_PEOPLE),
        Column("first", "text", "", mark("Who notices a shortage first, if you know."), ""),
    ),
    others=True,
)
ORDERS = Table(
    "orders",
    "What Defence orders, by week.",
    ("makes", "from_week"),
    (
        Column("makes", "text", "", mark("What Defence orders.")),
        Column("made_unit", "text", "", COUNTED),
        Column("amount", "number", "", mark("How much a week."), low=0, high=MOST_UNITS),
        Column("from_week", "integer", "", mark("From which week; 1 is the first."), 1, 1, 520),
        Column("until_week", "integer", "", mark("The last week; 0: to the end."), 0, 0, 520),
    ),
    others=True,
)
INPUTS = Table(
    "inputs",
    "What firms buy of each other.",
    ("firm", "product"),
    (
        Column("firm", "text", "", mark("The firm that buys.")),
        Column("product", "text", "", mark("What it buys: a product of firms in the list.")),
        Column("unit", "text", "", COUNTED),
        Column(
            "per_unit",
            "number",
            "",
            mark("How much of it goes into one unit of its own product."),
            low=0,
            high=MOST_UNITS,
        ),
    ),
    others=True,
)
TABLES = (FIRMS, ORDERS, INPUTS)

HEADINGS: Mapping[str, str] = {
    "firm": mark("Firm"),
    "sector": mark("Sector"),
    "product": mark("Civil product"),
    "unit": mark("Unit"),
    "need": mark("Need"),
    "output": mark("Output a week"),
    "share": mark("Share that can switch"),
    "weeks": mark("Weeks to switch"),
    "weeks_low": mark("Weeks to switch, least"),
    "weeks_high": mark("Weeks to switch, most"),
    "makes": mark("For Defence"),
    "made_unit": mark("Unit for Defence"),
    "made": mark("Made per civil unit"),
    "made_low": mark("Made per civil unit, least"),
    "made_high": mark("Made per civil unit, most"),
    "stock": mark("Weeks of stock"),
    "stock_low": mark("Weeks of stock, least"),
    "stock_high": mark("Weeks of stock, most"),
    "staff": mark("Staff"),
    "first": mark("Who notices first"),
    "amount": mark("Amount a week"),
    "from_week": mark("From week"),
    "until_week": mark("Until week"),
    "per_unit": mark("Needed per unit"),
}
BANDED = ("weeks", "made", "stock")

TOO_MANY = ProblemKind(
    "production-too-many",
    mark("There are {value} rows; at most {high} can be computed together."),
    mark("Take small firms that make the same together as one row."),
)
NO_FIRM = ProblemKind(
    "production-no-firm",
    mark("There is no firm in the list."),
    mark("Give at least one firm, or begin with the example."),
)
UNKNOWN_NEED = ProblemKind(
    "production-unknown-need",
    mark("“{value}” is no need that we know."),
    mark("Use one of: {known}."),
)
OTHER_UNIT = ProblemKind(
    "production-other-unit",
    mark("{name} is counted in “{value}” here and in “{unit_before}” before."),
    mark("Give it the same unit everywhere, or another name."),
)
OTHER_NEED = ProblemKind(
    "production-other-need",
    mark("{name} serves “{value}” here and “{need_before}” before."),
    mark("Give it the same need everywhere, or another name."),
)
NOTHING_MADE = ProblemKind(
    "production-nothing-made",
    mark("{name} can switch, but it is not said to what."),
    mark("Fill in what it makes for Defence, its unit, how many per civil unit and the weeks."),
)
FALLS = ProblemKind(
    "production-falls",
    mark("{name}: “{why}” does not go from low to high: {value}."),
    mark("Give the least, the middle and the most from low to high, or the middle alone."),
)
NOBODY_MAKES = ProblemKind(
    "production-nobody-makes",
    mark("Defence orders “{value}”, which no firm in the list can make."),
    mark("Use the same name as with the firms. They can make: {known}."),
)
ENDS_EARLY = ProblemKind(
    "production-ends-early",
    mark("This order ends in week {value}, before it begins."),
    mark("Give a later last week, or 0 for an order that goes on."),
)
UNKNOWN_FIRM = ProblemKind(
    "production-unknown-firm",
    mark("“{value}” buys, but is not in the list of firms."),
    mark("Use the same name as with the firms."),
)
UNKNOWN_PRODUCT = ProblemKind(
    "production-unknown-product",
    mark("“{value}” is bought, but no firm in the list makes it."),
    mark("Add the firm that makes it, or leave this row out. Made are: {known}."),
)
IN_A_LOOP = ProblemKind(
    "production-loop",
    mark("These products go into each other in a loop: {value}."),
    mark("Leave out the row that matters least: a loop cannot be computed."),
)


@dataclass(frozen=True)
class Firm:
    """A firm: units a week of its product, of which a share can switch in so many weeks.

    `made` are units for Defence per civil unit given up, `stock` is in weeks of its own output;
    `staff` is None where it is not known.
    """

    firm: str
    sector: str
    product: str
    unit: str
    need: str
    output: float
    share: float
    weeks: Figure
    makes: str
    made_unit: str
    made: Figure
    stock: Figure
    staff: float | None
    first: str


@dataclass(frozen=True)
class Order:
    """An order: so many units a week from one week (1 is the first) until another; 0 is no end."""

    makes: str
    amount: float
    from_week: int
    until_week: int


@dataclass(frozen=True)
class Case:
    """Firms, orders and, by firm and product bought, the units per unit of their own product."""

    firms: tuple[Firm, ...]
    orders: tuple[Order, ...]
    inputs: Mapping[tuple[str, str], float]

    @property
    def products(self) -> tuple[str, ...]:
        """The civil products, in the order of the firms."""
        return tuple(dict.fromkeys(one.product for one in self.firms))

    @property
    def makes(self) -> tuple[str, ...]:
        """What Defence orders, in the order of the orders."""
        return tuple(dict.fromkeys(one.makes for one in self.orders))

    def maker_of(self, product: str) -> Firm:
        """The first firm that makes a civil product: its unit and need are those of all."""
        return next(one for one in self.firms if one.product == product)


def case_of(firms: Rows, orders: Rows, inputs: Rows) -> Case:
    """The case in three tables without problems."""
    made = tuple(_firm(row) for row in firms)
    asked = tuple(
        Order(str(row["makes"]), float(row["amount"]), row["from_week"], row["until_week"])
        for row in orders
    )
    bought = {(str(row["firm"]), str(row["product"])): float(row["per_unit"]) for row in inputs}
    return Case(made, asked, bought)


def _firm(row: Mapping[str, object]) -> Firm:
    weeks, made, stock = (figure_of(row, name) for name in BANDED)
    staff = _number(row["staff"])
    return Firm(
        firm=str(row["firm"]),
        sector=str(row["sector"]),
        product=str(row["product"]),
        unit=str(row["unit"]),
        need=str(row["need"]),
        output=_number(row["output"]),
        share=_number(row["share"]),
        weeks=weeks,
        makes=str(row["makes"]),
        made_unit=str(row["made_unit"]),
        made=made,
        stock=stock,
        staff=None if math.isnan(staff) else staff,
        first=str(row["first"]),
    )


def figure_of(row: Mapping[str, object], name: str) -> Figure:
    """A figure of a firm with its least and most; these are the middle where not filled in."""
    middle = _number(row[name])
    middle = 0.0 if math.isnan(middle) else middle
    ends = (_number(row[f"{name}_{end}"]) for end in ("low", "high"))
    low, high = (middle if math.isnan(end) else end for end in ends)
    return Figure(low, middle, high)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def case_problems(
    firms: Rows, orders: Rows, inputs: Rows, needs: Mapping[str, str], files: Sequence[str]
) -> list[Problem]:
    """Everything that is wrong with the three tables; for refusals `needs` are the names of the
    needs in words, by need, and `files` those of the tables."""
    sizes = zip((firms, orders, inputs), (MOST_FIRMS, MOST_ORDERS, MOST_INPUTS), files, strict=True)
    many = [
        Problem(TOO_MANY, file, value=len(rows), params={"high": high})
        for rows, high, file in sizes
        if len(rows) > high
    ]
    if many or not len(firms):
        return many or [Problem(NO_FIRM, files[0])]
    found = [
        *_firm_problems(firms, needs, files[0]),
        *_double_problems(firms, orders, inputs, files),
        *_order_problems(firms, orders, files[1]),
        *_input_problems(firms, inputs, files[2]),
    ]
    return found or _loop_problems(firms, inputs, files[2])


def _firm_problems(firms: Rows, needs: Mapping[str, str], file: str) -> list[Problem]:
    found = []
    for i, row in enumerate(firms, start=2):
        name, params = str(row["firm"]), {"name": str(row["firm"])[:MOST_SHOWN]}
        if row["need"] not in needs:
            value, listed = str(row["need"])[:MOST_SHOWN], {"known": ", ".join(needs.values())}
            found.append(Problem(UNKNOWN_NEED, file, i, "need", value, listed))
        lacks = not row["makes"] or not row["made_unit"] or math.isnan(row["weeks"])
        if row["share"] > 0 and (lacks or not row["made"] > 0):
            found.append(Problem(NOTHING_MADE, file, i, value=name[:MOST_SHOWN], params=params))
        for banded in BANDED:
            one = figure_of(row, banded)
            if not one.p10 <= one.p50 <= one.p90:
                value = f"{one.p10:g}, {one.p50:g}, {one.p90:g}"
                why = {"why": HEADINGS[banded]}
                found.append(Problem(FALLS, file, i, banded, value, params | why))
    return found


def _double_problems(
    firms: Rows, orders: Rows, inputs: Rows, files: Sequence[str]
) -> list[Problem]:
    """Rule 3: what has two units, or two needs."""
    civil = [(files[0], i, "unit", row["product"], row["unit"]) for i, row in enumerate(firms, 2)]
    civil += [(files[2], i, "unit", row["product"], row["unit"]) for i, row in enumerate(inputs, 2)]
    made = [
        (file, i, "made_unit", row["makes"], row["made_unit"])
        for file, rows in ((files[0], firms), (files[1], orders))
        for i, row in enumerate(rows, 2)
        if row["makes"]
    ]
    served = [(files[0], i, "need", row["product"], row["need"]) for i, row in enumerate(firms, 2)]
    return [
        *_unlike(civil, OTHER_UNIT, "unit_before"),
        *_unlike(made, OTHER_UNIT, "unit_before"),
        *_unlike(served, OTHER_NEED, "need_before"),
    ]


def _unlike(
    told: Iterable[tuple[str, int, str, str, str]], kind: ProblemKind, before: str
) -> list[Problem]:
    first = dict[str, str]()
    found = []
    for file, row, column, name, value in told:
        if first.setdefault(name, value) != value:
            params = {"name": name[:MOST_SHOWN], before: first[name][:MOST_SHOWN]}
            found.append(Problem(kind, file, row, column, value[:MOST_SHOWN], params))
    return found


def _order_problems(firms: Rows, orders: Rows, file: str) -> list[Problem]:
    can = sorted({row["makes"] for row in firms if row["makes"] and row["share"] > 0})
    found = []
    for i, row in enumerate(orders, start=2):
        if row["makes"] not in can:
            params = {"known": ", ".join(can)}
            value = row["makes"][:MOST_SHOWN]
            found.append(Problem(NOBODY_MAKES, file, i, "makes", value, params))
        if 0 < row["until_week"] < row["from_week"]:
            found.append(Problem(ENDS_EARLY, file, i, "until_week", row["until_week"]))
    return found


def _input_problems(firms: Rows, inputs: Rows, file: str) -> list[Problem]:
    names, made = set(firms["firm"]), sorted(set(firms["product"]))
    found = []
    for i, row in enumerate(inputs, start=2):
        if row["firm"] not in names:
            found.append(Problem(UNKNOWN_FIRM, file, i, "firm", row["firm"][:MOST_SHOWN]))
        if row["product"] not in made:
            value, params = row["product"][:MOST_SHOWN], {"known": ", ".join(made)}
            found.append(Problem(UNKNOWN_PRODUCT, file, i, "product", value, params))
    return found


def inputs_by_product(case: Case) -> NDArray[np.float64]:
    """Units of product p that go into what is made of product q a week, shape (p, q)."""
    at = {product: i for i, product in enumerate(case.products)}
    firms = {one.firm: one for one in case.firms}
    used = np.zeros((len(at), len(at)))
    for (firm, product), per_unit in case.inputs.items():
        used[at[product], at[firms[firm].product]] += per_unit * firms[firm].output
    return used


def output_by_product(case: Case) -> NDArray[np.float64]:
    """What is made of each product in a week, before anybody switches."""
    made = np.zeros(len(case.products))
    for one in case.firms:
        made[case.products.index(one.product)] += one.output
    return made


def _loop_problems(firms: Rows, inputs: Rows, file: str) -> list[Problem]:
    """Rule 5: the products that go into themselves by way of others."""
    products = list(dict.fromkeys(firms["product"]))
    of = dict(zip(firms["firm"], firms["product"], strict=True))
    into = np.zeros((len(products), len(products)), dtype=bool)
    for row in inputs:
        if row["per_unit"] > 0:
            into[products.index(row["product"]), products.index(of[row["firm"]])] = True
    for middle in range(len(products)):
        into |= np.outer(into[:, middle], into[middle])
    looped = [name for i, name in enumerate(products) if into[i, i]]
    if not looped:
        return []
    return [Problem(IN_A_LOOP, file, value=", ".join(looped)[: 4 * MOST_SHOWN])]
