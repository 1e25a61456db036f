"""The audit trail: who asked what of what, who got how much, and why."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.twin.small import blackout, site, small_region, small_twin
from tests.twin.test_crews import PROMPT, region_with
from weerbaar.cli import app
from weerbaar.common.files import read_language
from weerbaar.common.refusals import Refused
from weerbaar.sharing.claims import Claim
from weerbaar.sharing.reasons import trace
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.dividing import LOG_ENDS, MILITARY, rule_of
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import trace_grants
from weerbaar.twin.grants import (
    claimant_of,
    divisions_of,
    grant_columns,
    grant_rows,
    label_of,
    read_log,
    totals_of,
    trail_of,
    trail_record,
    with_reasons,
    words_of,
)

KINDS = ("mv_feeder", "hydrophore", "pressure_zone", "waterworks")


def pumps(rule="priority"):
    """Cables and all that brings water are broken; there is one crew for each."""
    more = [site(f"secret {i}", "hydrophore", "A") for i in range(3)]
    links = [
        {"consumer": row["site"], "input": "power", "supplier": "fA", "weight": 1.0} for row in more
    ]
    region = region_with(small_region(sites=more, links=links), crews_power=1, crews_water=1)
    scenario = blackout(4.0, KINDS, restoration="crews", sharing_rule=rule)
    return small_twin(scenario, region, fixed=PROMPT)


def test_the_trail_tells_who_got_the_only_water_crew_and_why():
    twin = pumps()
    trail = trail_of(twin, 0, "crews_water", 3.0)
    (shared,) = trail.shared
    # From hour 4 it can work: one waterworks of the first class gets it, by lot out of two.
    assert (shared.step, shared.resource, shared.supply) == (3, "crews_water", 1.0)
    assert len(shared.grants) == 9
    won = [grant for grant in shared.grants if grant.granted]
    assert [grant.claimant.kind for grant in won] == ["waterworks"]
    words = read_language("en")
    assert words_of(won[0], words, True).startswith("In class 1 the supply ends: 1 is left for 2.")
    late = next(grant for grant in shared.grants if grant.claimant.kind == "hydrophore")
    assert words_of(late, words, True) == "Class 1 used up the supply; class 4 comes after it."


@pytest.mark.parametrize("rule", RULE_ORDER)
def test_dividing_again_gives_what_was_given_in_every_hour(rule):
    twin = pumps(rule)
    _, log = trace_grants(twin, 1)
    hours = sorted({float(step) for step in log[:, 0]})
    for hour in hours[::4]:
        for shared in trail_of(twin, 1, hour=hour).shared:
            assert all(grant.reasons for grant in shared.grants)
            again = with_awards(twin, shared)
            assert [grant.granted for grant in shared.grants] == again


def with_awards(twin, shared):
    """What the slow way of dividing gives for a division of the log."""
    row = twin.library.operations.positions("kind")
    claims = [
        Claim(
            grant.claimant.site,
            grant.asked,
            float(twin.library.operations["weight"][row[grant.claimant.kind]]),
            int(twin.library.operations["priority"][row[grant.claimant.kind]]),
        )
        for grant in shared.grants
    ]
    awards = trace(claims, shared.supply, rule_of(twin, 1, True), shared.step)
    return [award.granted for award in awards]


def test_without_full_no_site_is_named_and_no_lot_is_shown():
    twin, words = pumps("equal"), read_language("en")
    trail = trail_of(twin, 0, "crews_water", 3.0)
    told = json.dumps(trail_record(twin, trail, words, False), ensure_ascii=False)
    rows = str(grant_rows(trail.shared, False))
    labels = [label_of(twin, g.claimant, words, False) for g in trail.shared[0].grants]
    for name in twin.network.sites:
        assert f'"{name}"' not in told
        assert f"'{name}'" not in rows
    assert "lot …" in told
    assert "pump of high-rise homes, " in labels[0]
    assert not any("secret" in label for label in labels)
    full = json.dumps(trail_record(twin, trail, words, True), ensure_ascii=False)
    assert '"secret 0"' in full
    assert "lot …" not in full
    assert label_of(twin, trail.shared[0].grants[0].claimant, words, True).endswith("[hA]")
    assert grant_columns(True)[:-1] == grant_columns(False)
    assert all(len(row) == len(grant_columns(True)) for row in grant_rows(trail.shared, True))


def test_a_grant_that_is_not_what_the_rule_gives_says_so():
    twin, words = pumps(), read_language("en")
    (shared,) = trail_of(twin, 0, "crews_water", 3.0).shared
    first = next(i for i, grant in enumerate(shared.grants) if grant.granted)
    other = list(shared.grants)
    other[first] = replace(other[first], granted=0.0)
    division = divisions_of(make_case(twin, 0)[0])["crews_water"]
    told = with_reasons(twin, 0, replace(shared, grants=tuple(other)), division)
    assert "By the rule alone it would be 1:" in words_of(told.grants[first], words, True)
    rest = told.grants[first + 1 :]
    assert not any("rule alone" in words_of(grant, words, True) for grant in rest)


def test_the_total_of_a_claimant_says_how_long_it_waited():
    twin = pumps()
    totals = totals_of(trail_of(twin, 0), twin.dt)
    cables = [total for total in totals if total.resource == "crews_power"]
    # The first gets its crew in hour 3 and the other when that one is done, at 18.
    assert sorted(t.first_got_h for t in cables) == [3.0, 17.0]
    assert sorted(t.short_h for t in cables) == [0.0, 14.0]
    assert [t.granted for t in cables] == [1.0, 1.0]
    assert {t.first_asked_h for t in cables} == {3.0}


def test_the_trail_holds_every_row_of_the_log():
    twin = pumps("need")
    run, log = trace_grants(twin, 0)
    trail = trail_of(twin, 0)
    assert trail.whole
    assert trail.steps == run.steps
    told = sum(1 + len(shared.grants) for shared in trail.shared)
    assert told == len(log)
    given = sum(grant.granted for shared in trail.shared for grant in shared.grants)
    assert given == log[log[:, 2] >= 0, 4].sum()


def test_a_log_that_was_full_is_told():
    twin = pumps()
    case, _ = make_case(twin, 0)
    log = np.array([[0, 0, -1, 0, 1], [0, 0, 3, 1, 1], [1, 0, LOG_ENDS, 0, 0]], float)
    (shared,) = read_log(twin, log, divisions_of(case))
    assert len(shared.grants) == 1
    assert set(divisions_of(case)) >= {"crews_power", "crews_transport"}


def test_areas_and_the_forces_have_names_too():
    twin, words = pumps(), read_language("en")
    assert label_of(twin, claimant_of(twin, True, 0), words, False).startswith("Wijk A, ")
    assert label_of(twin, claimant_of(twin, False, MILITARY), words, False) == "the forces"
    grid = twin.network.sites.index("grid")
    named = label_of(twin, claimant_of(twin, False, grid), words, False)
    assert named == "national transmission grid, outside the region"


def test_an_unknown_resource_and_an_hour_outside_the_run_are_refused():
    twin = pumps()
    with pytest.raises(Refused) as info:
        trail_of(twin, 0, "hands")
    assert (info.value.problems[0].code, info.value.problems[0].column) == (
        "no-such-resource",
        "--resource",
    )
    with pytest.raises(Refused) as info:
        trail_of(twin, 0, "", 1e4)
    assert info.value.problems[0].code == "no-such-hour"


SCENARIO = """schema = 1
scenario = "kabels"
name_nl = "Kabels"
name_en = "Cables"
summary_nl = "Kabels stuk."
summary_en = "Cables broken."
source = "test"
evidence = "A"
start_hour = 12.0
temperature_c = 10.0

[[shocks]]
name = "kabels"
kinds = ["hv_station"]
duration_h = 2.0
restoration = "crews"
"""


def test_the_command_tells_it_in_a_table_in_json_and_in_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    file, out = tmp_path / "kabels.toml", tmp_path / "wie.csv"
    file.write_text(SCENARIO, encoding="utf-8")
    asked = ["twin", "grants", "gelderland-zuid", str(file), "--csv", str(out)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    assert "hoogspanningsstation" in result.stdout
    first, *rows = out.read_text(encoding="utf-8").lstrip("\ufeff").splitlines()
    assert "municipality" in first
    assert "site" not in first
    assert rows
    told = CliRunner().invoke(app, [*asked[:4], "--hour", "1", "--full", "--json"])
    found = json.loads(told.stdout)
    assert found["confidential"] is True
    grants = found["divisions"][0]["grants"]
    assert all(grant["site"] and grant["reasons"] for grant in grants)
    refused = CliRunner().invoke(app, [*asked[:4], "--resource", "hands", "--json"])
    assert refused.exit_code == 2


def test_patients_are_no_people_one_is_no_plural_and_nothing_is_said_once(monkeypatch):
    """In the flood of the library, hour 30: hospitals ask for beds, and pools are empty."""
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    asked = ["twin", "grants", "gelderland-zuid", "overstroming", "--hour", "30"]
    said = CliRunner().invoke(app, asked).stdout
    assert "patients" in said
    assert not re.search(r"\b1 (generators|crews|patients|vehicles)\b|\d people\b", said)
    assert said.count("here is nothing to divide") == 0
    assert said.count("There was nothing to divide") >= 1
