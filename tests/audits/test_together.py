"""Many firms together: shares by size with their band, and what the model can take."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.audits.test_reckoning import AUDIT, firm
from weerbaar.audits.cli import app
from weerbaar.audits.questions import FULL, LIGHT
from weerbaar.audits.together import ALL, SMALLEST, by_size, counted_sites, to_model, wilson
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.common.sheets import text_sheet
from weerbaar.region.area import serving
from weerbaar.region.bundle import parse_region, region_files, region_hash
from weerbaar.region.cut import cut_region
from weerbaar.region.files import read_library, read_region
from weerbaar.region.importing import Options, OwnFile, import_facts
from weerbaar.region.inputs import inputs_by_kind
from weerbaar.region.stating import Stated, with_autonomies
from weerbaar.region.tables import SIZE_ORDER, SIZES

INPUTS = {kind: list(needs) for kind, needs in inputs_by_kind(read_library()).items()}
RUN = CliRunner()


def own_file(content):
    return OwnFile("sizes.csv", content, (text_sheet(content, "sizes.csv"),))


def many(count, **texts):
    return [firm(**texts)] * count


def row(found, size, fails):
    return next(one for one in found if (one.size, one.fails) == (size, fails))


def test_firms_are_put_together_by_size_and_few_are_not_shown():
    firms = many(20, staff="3", without_pay="48") + many(20, staff="4", without_pay="2")
    firms += many(9, staff="20", without_pay="always")
    found = by_size(AUDIT, firms)
    micro = row(found, "micro", "payment")
    assert micro.firms == 40
    assert [part.surely for part in micro.parts] == [0.5, 0.5, 0.0]
    low, high = wilson(20, 40)
    assert (micro.parts[0].low, micro.parts[0].high) == pytest.approx((low, high))
    assert low < 0.5 < high
    assert row(found, "small", "payment").firms is None
    # A row of all sizes would give the nine away.
    assert ALL not in {one.size for one in found if one.fails == "payment"}


def test_a_share_that_gives_a_few_firms_away_is_not_told():
    firms = many(15, staff="3", without_pay="48") + many(3, staff="3", without_pay="2")
    (micro, together) = [one for one in by_size(AUDIT, firms) if one.fails == "payment"]
    assert together.size == ALL
    assert [part.surely for part in micro.parts] == [None, None, 0.0]


def over_4_h(found, size):
    return row(found, size, "payment").parts[0].surely


def test_a_share_of_all_sizes_does_not_give_away_what_is_hidden_of_one():
    firms = many(20, staff="3", without_pay="48") + many(20, staff="3", without_pay="2")
    firms += many(27, staff="20", without_pay="2") + many(3, staff="20", without_pay="48")
    found = by_size(AUDIT, firms)
    assert (over_4_h(found, "micro"), over_4_h(found, "small")) == (0.5, None)
    # 23 of 70 less the 20 of micro firms would be the 3 small ones.
    assert over_4_h(found, ALL) is None
    assert row(found, ALL, "payment").parts[2].surely == 0.0


def test_the_difference_of_two_shares_does_not_give_a_few_firms_away():
    firms = many(20, staff="3", without_pay="48") + many(3, staff="3", without_pay="12")
    firms += many(17, staff="3", without_pay="2")
    micro = row(by_size(AUDIT, firms), "micro", "payment")
    # 23 over 4 hours and 20 over 24: three firms stop in between.
    assert [part.surely for part in micro.parts] == [23 / 40, None, 0.0]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["3", "20"]), st.sampled_from(["2", "12", "48", "96", ""])),
        max_size=12,
    ),
    st.lists(st.integers(1, 30), min_size=12, max_size=12),
)
def test_no_number_of_1_to_9_firms_can_be_reckoned_from_a_row(kinds, counts):
    firms = []
    for (staff, hours), count in zip(kinds, counts, strict=False):
        firms += many(count, staff=staff, without_pay=hours, by_hand="8")
    for one in by_size(AUDIT, firms):
        told = [p for p in one.parts if p.surely is not None]
        shares = [0, 1, *(p.surely for p in told), *(p.maybe for p in told)]
        apart = {abs(a - b) * (one.firms or 0) for a in shares for b in shares}
        assert not any(0.5 < number < SMALLEST - 0.5 for number in apart)


def test_wilson_is_as_it_was_published():
    # z = 1.2816 for 8 of 10; 0 of 10 has no lower end, and the band of a half lies around it.
    assert wilson(0, 10)[0] == 0
    assert wilson(0, 10)[1] == pytest.approx(1.2816**2 / (10 + 1.2816**2), rel=1e-4)
    low, high = wilson(50, 100)
    assert (low + high) / 2 == pytest.approx(0.5)


def test_what_firms_last_goes_to_the_model_by_kind_and_by_site():
    firms = many(SMALLEST, kind="pharmacy", own_power="4", by_hand="never", stock="5 days")
    firms += many(SMALLEST - 1, kind="gp_practice", by_hand="8", own_power="0")
    site = next(str(s) for s in read_region("gelderland-zuid").sites["site"] if "gp_pr" in str(s))
    firms += many(1, kind="gp_practice", site=site, firm="Own", by_hand="8", own_power="0")
    rows = to_model(AUDIT, firms, INPUTS, "2026-11-22", "firm check")
    told = {(r["consumer"], r["input"]): r["t_p50"] for r in rows}
    # Pharmacies and one practice; of its kind too few say it, and a second supplier is not known.
    assert told == {("pharmacy", "power"): 4.0, (site, "power"): 8.0}
    region, _ = with_autonomies(
        read_region("gelderland-zuid"), read_library(), Stated("", rows, [None] * len(rows)), ""
    )
    assert len(region.autonomies) == 2


def test_the_commands_say_the_same_as_json_and_write_what_a_region_takes(tmp_path):
    lines = ["kind,staff,by_hand,own_power,stock,second_supplier"]
    lines += ["pharmacy,12,0,6,72,never"] * SMALLEST
    file, out = tmp_path / "answers.csv", tmp_path / "out.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    kept = [str(tmp_path / name) for name in ("t.csv", "t.xlsx")]
    more = ["--autonomies", str(out), "--csv", kept[0], "--xlsx", kept[1]]
    told = RUN.invoke(app, ["together", str(file), *more, "--json"])
    assert told.exit_code == 0, told.output
    found = {(one["size"], one["fails"]): one for one in json.loads(told.stdout)}
    assert found["small", "supplier"]["firms"] == SMALLEST
    assert found["small", "supplier"]["parts"][1]["surely"] == 1.0
    assert "pharmacy,goods,72,72,72" in out.read_text(encoding="utf-8")
    assert "100 % (" in (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert (tmp_path / "t.xlsx").read_bytes().startswith(b"PK")
    checked = json.loads(RUN.invoke(app, ["check", str(file), "--json"]).stdout)
    assert checked[0]["goes_on"][0]["at_most_h"] == 6
    assert RUN.invoke(app, ["check", str(file)]).exit_code == 0
    asked = RUN.invoke(app, ["questions", "--staff", "300", "--json"])
    assert json.loads(asked.stdout)["audit"] == "full"


def test_the_places_of_a_region_have_a_size_in_the_model():
    told = json.loads(RUN.invoke(app, ["sites", "--json"]).stdout)
    sizes = {one["kind"]: (one["size"], one["audit"]) for one in told}
    assert sizes["gp_practice"] == ("micro", "light")
    assert sizes["hospital"] == ("large", "full")
    assert all(one["sites"] > 0 for one in told)


def test_small_firms_get_a_lighter_audit_and_the_model_knows_the_size_that_a_place_says(tmp_path):
    assert len(AUDIT.asked("micro")) < len(AUDIT.asked("small")) < len(AUDIT.asked("large"))
    assert [AUDIT.size(one).audit for one in SIZE_ORDER] == [LIGHT, LIGHT, LIGHT, FULL]
    region, library = read_region("gelderland-zuid"), read_library()
    # Who states nothing keeps the same facts, and so the same hash.
    assert SIZES.file not in region_files(region)
    there = region.sites["kind"] == "pharmacy"
    row = region.sites.row(int(there.argmax()))
    file, out = tmp_path / "answers.csv", tmp_path / "sizes.csv"
    lines = f"firm,kind,site,staff\nApotheek,pharmacy,{row['site']},300\nOther,pharmacy,x,\n"
    file.write_text(lines, encoding="utf-8")
    assert RUN.invoke(app, ["together", str(file), "--sizes", str(out)]).exit_code == 0
    made = import_facts(region, library, [own_file(out.read_bytes())], Options()).region
    again = parse_region(region_files(made), library)
    assert again.sizes.row(0)["size"] == "large"
    assert region_hash(again) == region_hash(made) != region_hash(region)
    counted = counted_sites(AUDIT, again.sites, again.sizes)
    assert counted["pharmacy", "large"] == (1, 1)
    assert counted["pharmacy", "small"] == (int((there & ~region.sites["planned"]).sum()) - 1, 0)
    shown = [n for one in serving(again, library, row["area"], ENGLISH) for n in one.names]
    assert sum("(250 people or more work there)" in name for name in shown) >= 1
    # A site that goes takes its size along; one that is not there is refused.
    others = [code for code in region.areas["code"] if code != row["area"]]
    assert len(cut_region(again, library, areas=others).sizes) == 0
    listed = f"kind,name,area\npharmacy,The only one,{others[0]}\n".encode()
    only = import_facts(again, library, [own_file(listed)], Options(complete=True)).region
    assert len(only.sizes) == 0
    strange = out.read_text(encoding="utf-8").replace(row["site"], "nergens").encode()
    with pytest.raises(Refused) as refused:
        import_facts(region, library, [own_file(strange)], Options())
    assert [p.code for p in refused.value.problems] == ["unknown-site"]


def test_files_of_several_firms_are_read_together_also_as_a_dutch_spreadsheet_saves_them(tmp_path):
    one, other = tmp_path / "een.csv", tmp_path / "twee.csv"
    one.write_text("staff;stock\n4;2 dagen\n", encoding="utf-8")
    other.write_text("staff,stock\n12,8\n", encoding="utf-8")
    told = RUN.invoke(app, ["check", str(one), str(other), "--json"])
    assert [firm["size"] for firm in json.loads(told.stdout)] == ["micro", "small"]
    other.write_text("staff,stok\n12,8\n", encoding="utf-8")
    (problem,) = json.loads(RUN.invoke(app, ["check", str(other), "--json"]).stdout)["problems"]
    assert problem["code"] == "firm-no-such-column"


def test_a_wrong_row_of_a_file_is_refused_with_its_place(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("staff,stock\n4,soon\n", encoding="utf-8")
    told = RUN.invoke(app, ["check", str(file), "--json"])
    assert told.exit_code == 2
    (problem,) = json.loads(told.stdout)["problems"]
    assert (problem["row"], problem["column"]) == (2, "stock")
