"""A person's claims are read as they made them, or refused with the place."""

from pathlib import Path

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.sharing.claims import Claim
from weerbaar.sharing.files import parse_rules, read_claims, read_rules
from weerbaar.sharing.tables import RULE_ORDER

SAMPLE = Path(__file__).resolve().parents[2] / "docs/how-to/samples/aanvragen-voorbeeld.csv"


def written(folder: Path, text: str) -> Path:
    path = folder / "claims.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sample_with_dutch_headers_and_decimal_commas_is_read() -> None:
    claims = read_claims(SAMPLE)

    assert len(claims) == 7
    assert claims[0] == Claim("Ziekenhuis", 40, 3, 1, "civil")
    assert claims[3].side == "military"
    assert claims[6].need == 0.5


def test_only_who_and_how_much_are_needed(tmp_path: Path) -> None:
    path = written(tmp_path, "claim,amount\nzorg,12\n")
    assert read_claims(path) == (Claim("zorg", 12, 1.0, 1, "civil"),)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("claim,amount\na,-1\nb,veel\n", [("out-of-range", 2), ("not-a-number", 3)]),
        ("claim,amount,need\na,1,0\n", [("out-of-range", 2)]),
        ("claim,amount,class\na,1,0\n", [("out-of-range", 2)]),
        ("claim,amount,class\na,1,1.5\n", [("not-a-whole-number", 2)]),
        ("claim,amount,side\na,1,rood\n", [("not-a-choice", 2)]),
        ("claim,amount\na,1\na,2\n", [("duplicate-key", 3)]),
        ("claim,amount\n,1\n", [("empty-cell", 2)]),
        ("claim,amount,clas\na,1,1\n", [("unknown-column", 1)]),
        ("claim\na\n", [("missing-column", 1)]),
        ("claim,amount\n", [("no-claims", None)]),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, text: str, places: list[tuple[str, int | None]]
) -> None:
    with pytest.raises(Refused) as refused:
        read_claims(written(tmp_path, text))
    assert [(p.code, p.row) for p in refused.value.problems] == places


def test_parts_of_whole_units_are_refused_by_the_name_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "wie;gevraagd\na;1,5\nb;2\nc;0,5\n")
    with pytest.raises(Refused) as refused:
        read_claims(path, whole=True)
    assert [(p.code, p.row, p.column) for p in refused.value.problems] == [
        ("not-whole-units", 2, "gevraagd"),
        ("not-whole-units", 4, "gevraagd"),
    ]


def test_a_workbook_of_two_sheets_is_refused(tmp_path: Path) -> None:
    from weerbaar.drawing.files import table_xlsx_bytes

    sheet = (("claim", "amount"), (("a", 1),))
    path = tmp_path / "two.xlsx"
    path.write_bytes(table_xlsx_bytes({"one": sheet, "two": sheet}))
    with pytest.raises(Refused) as refused:
        read_claims(path)
    assert [p.code for p in refused.value.problems] == ["one-sheet-only"]


def test_the_library_describes_every_rule_and_in_their_order() -> None:
    rules = read_rules()
    assert tuple(rules["rule"]) == RULE_ORDER


def test_a_library_without_a_rule_is_refused() -> None:
    from weerbaar.common.csv_cells import canonical_text

    lines = canonical_text(read_rules()).splitlines()
    with pytest.raises(Refused) as refused:
        parse_rules("\n".join(lines[:-1]).encode())
    assert [p.code for p in refused.value.problems] == ["other-rows"]
