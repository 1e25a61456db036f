"""A small table of every kind of column: as people give it in a sheet, and as we keep it."""

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.sheet_rows import parse_sheet
from weerbaar.common.sheets import Cell, Sheet, text_sheet
from weerbaar.common.tables import Column, Rows, Table

WELLS = Table(
    "wells",
    "Wells of a village.",
    ("well",),
    (
        Column("well", "text", "", "Name of the well."),
        Column("depth_m", "number", "m", "How deep it is.", default=1.0, low=-400, high=4e6),
        Column("open_share", "share", "1", "Share of the year it is open.", default=1.0),
        Column("users", "integer", "persons", "Who draw from it.", default=0, low=0, high=5000),
        Column("public", "flag", "", "Open to all.", default=False),
        Column("cover", "choice", "", "What lies on it.", "none", choices=("none", "lid", "pump")),
        Column("dug", "date", "", "When it was dug.", default=""),
    ),
)
NAMES = {"Put": "well", "Diepte (m)": "depth_m", "Open": "open_share"}
WORDS = {"cover": {"geen": "none", "Deksel": "lid"}}

OWN_WELLS = Table(
    "wells",
    "Wells of a village.",
    ("well",),
    (
        Column("well", "text", "", "Name of the well."),
        Column("depth_m", "number", "m", "How deep it is.", low=0.5, high=400),
        Column("open_share", "share", "1", "Share of the year it is open.", default=1.0),
        Column("users", "integer", "persons", "Who draw from it.", default=0, low=0, high=5000),
        Column("public", "flag", "", "Open to all.", default=False),
        Column("cover", "choice", "", "What lies on it.", "none", choices=("none", "lid", "pump")),
    ),
)


def read(text: str, encoding: str = "utf-8") -> tuple[Rows, list[tuple[str, int | None, str]]]:
    sheet = text_sheet(text.encode(encoding), "wells.csv")
    rows, _, problems = parse_sheet(WELLS, sheet, NAMES, WORDS)
    return rows, [(problem.code, problem.row, problem.column) for problem in problems]


def one(column: str, *cells: Cell) -> tuple[list[object], list[str]]:
    """What cells of one column become, and the codes of their problems."""
    lines = tuple((f"W{i}", cell) for i, cell in enumerate(cells))
    sheet = Sheet("w.xlsx", ("Put", column), lines, tuple(range(2, len(cells) + 2)))
    rows, _, problems = parse_sheet(WELLS, sheet, NAMES, WORDS)
    return [row[column] for row in rows], [problem.code for problem in problems]


def told(column: str, cell: Cell) -> str:
    """Message and remedy for a cell that is wrong."""
    sheet = Sheet("w.xlsx", ("Put", column), (("W1", cell),), (2,))
    (problem,) = parse_sheet(WELLS, sheet, NAMES, WORDS)[2]
    return f"{problem.message()} {problem.remedy()}"


def codes(content: str) -> list[tuple[str, int | None, str]]:
    """Why a file of our own is refused: code, row and column of each problem."""
    _, problems = parse_bytes(OWN_WELLS, content.encode(), "wells.csv")
    return [(problem.code, problem.row, problem.column) for problem in problems]
