"""Heavy transport over bridges and railways: ways, bridges that are lost, works that are done."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.measures.cli import app
from weerbaar.measures.routes.files import read_network, read_own
from weerbaar.measures.routes.given import STATED, read_typed, with_lines
from weerbaar.measures.routes.network import (
    FIGURES,
    ROUTE_LEGS,
    ROUTE_PLACES,
    Network,
    network_of,
)
from weerbaar.measures.routes.passing import BEARS, WEAK, Asked
from weerbaar.measures.routes.railways import (
    AXLE,
    EVERYTHING,
    GAUGE,
    PROFILE,
    TRACK,
    lines_of,
)
from weerbaar.measures.routes.sheets import sheet_of
from weerbaar.measures.routes.telling import gain_table, sentences
from weerbaar.measures.routes.trials import Answer, answer_of
from weerbaar.twin.reading import fixed

BY_HAND = dict.fromkeys(FIGURES, fixed(1.0)) | {
    "wheeled": fixed(70.0),
    "tracked": fixed(70.0),
    "vehicles_h": fixed(100.0),
    "trains_day": fixed(40.0),
    "civil_share": fixed(0.5),
    "axle_t": fixed(20.0),
    "load_h": fixed(2.0),
    "gauge_h": fixed(3.0),
    "train_vehicles": fixed(10.0),
    "second_track": fixed(2.0),
}
ASKED = Asked("west", "east", 60, tracked=True, vehicles=100, way="road", profile="GC", axle_t=20)
NORTH = {"leg": "n", "from": "west", "to": "east", "kind": "road", "name": "N1", "minutes": 60}
SOUTH_1 = {"leg": "s1", "from": "west", "to": "mid", "kind": "road", "name": "N2", "minutes": 90}
SOUTH_2 = {"leg": "s2", "from": "mid", "to": "east", "kind": "road", "name": "N2", "minutes": 90}
RAIL_1 = {"leg": "r1", "from": "west", "to": "mid", "kind": "rail", "name": "line", "minutes": 60}
RAIL_2 = {"leg": "r2", "from": "mid", "to": "east", "kind": "rail", "name": "line", "minutes": 60}
KNOWN = {"profile": "GC", "axle_t": 22.5, "trains_day": 50, "civil_trains_day": 45}


def network(*legs: dict[str, object]) -> Network:
    ends = sorted({str(leg[end]) for leg in legs for end in ("from", "to")})
    places = [{"place": one, "name": one, "gate": one != "mid"} for one in ends]
    made, problems = network_of(
        rows_of(ROUTE_PLACES, places), rows_of(ROUTE_LEGS, list(legs)), BY_HAND
    )
    assert problems == []
    return made


def two_bridges(north: float = 60.0, south: float = math.nan) -> Network:
    return network(
        NORTH | {"bridge": "Old", "tracked": north},
        SOUTH_1 | {"bridge": "New", "tracked": south},
        SOUTH_2,
    )


def test_a_convoy_takes_the_other_bridge_when_one_is_lost_or_too_weak():
    # The north takes one hour. Its bridge bears 60: a tank of class 60 goes over it, and 100 an
    # hour is 2,400 a day, beside as many by the south.
    now = answer_of(two_bridges(), ASKED, 1)
    assert (now.joined, now.hours.p50, now.room.p50) == (1.0, 1.0, 4800.0)
    assert now.last.p50 == pytest.approx(1 + 24 * 99 / 4800)
    assert [now.network.legs[i].leg for i in now.way] == ["n"]
    felt = {one.bridge.name: (one.cut, one.longer.p50) for one in now.lost}
    assert felt == {"Old": (0.0, 2.0), "New": (0.0, 0.0)}
    # One of 70 is too heavy for the north: three hours by the south, whose unknown bridge is drawn
    # at 70. Strengthening the north spares two of them, and lets 2,400 more through.
    heavy = answer_of(two_bridges(), replace(ASKED, load_class=70), 1)
    assert (heavy.hours.p50, heavy.room.p50) == (3.0, 2400.0)
    (old,) = heavy.gained
    assert old.bridges[0].name == "Old"
    assert (old.opened, old.spared.p50, old.more.p50) == (0.0, 2.0, 2400.0)
    assert {one.bridge.name: one.cut for one in heavy.lost} == {"Old": 0.0, "New": 1.0}
    # Class 90 has no way at all: each bridge opens one, and both are compared.
    none = answer_of(two_bridges(), replace(ASKED, load_class=90), 1)
    assert none.joined == 0.0
    opened = [(len(one.bridges), one.opened, one.more.p50) for one in none.gained]
    assert opened == [(1, 1.0, 2400.0), (1, 1.0, 2400.0), (2, 1.0, 4800.0)]
    assert "no way for this transport" in sentences(none, ENGLISH)[0]


def test_what_is_not_known_stays_unknown_and_is_drawn():
    unknown = network(NORTH | {"bridge": "Old"}, SOUTH_1, SOUTH_2)
    figures = BY_HAND | {"tracked": replace(fixed(70.0), p10=40.0, p90=100.0)}
    drawn = answer_of(replace(unknown, figures=figures), replace(ASKED, load_class=70), 200)
    (old,) = drawn.bridges
    assert old.known is None
    assert 0.4 < old.bears < 0.6
    (gained,) = drawn.gained
    assert (gained.spared.p10, gained.spared.p90) == (0.0, 2.0)
    told = " ".join(sentences(drawn, ENGLISH))
    assert "Of 1 of the 1 bridges the class is not known" in told
    assert "Of no single bridge is it sure" in told
    suppose = [answer_of(unknown, replace(ASKED, unknown=one), 3) for one in (BEARS, WEAK)]
    assert [one.hours.p50 for one in suppose] == [1.0, 3.0]


def test_a_bridge_that_all_trips_need_is_named():
    legs = [
        {"leg": f"to-{one}", "from": one, "to": "mid", "kind": "road", "name": one, "minutes": 60}
        for one in ("a", "b", "c")
    ]
    only = network(*legs, NORTH | {"from": "mid", "to": "east", "bridge": "Only", "tracked": 100})
    asked = replace(ASKED, start="a")
    answer = answer_of(only, asked, 3)
    assert answer.trips == 6
    assert ([one.name for one in answer.most], answer.most_in) == (["Only"], 1.0)
    assert answer.lost[0].trips_cut.p50 == 0.5
    twin = network(*legs, *(NORTH | {"leg": x, "from": "mid", "bridge": x} for x in "xy"))
    assert answer_of(twin, asked, 3).most == ()


def test_bridges_in_line_share_the_trips_that_hang_on_them():
    # Both stand on the only way: who loses either loses all, whatever their names are.
    line = network(
        SOUTH_1 | {"bridge": "Aardbrug", "tracked": 80},
        SOUTH_2 | {"bridge": "Zuidbrug", "tracked": 80},
    )
    answer = answer_of(line, ASKED, 3)
    assert [one.name for one in answer.most] == ["Aardbrug", "Zuidbrug"]
    told = " ".join(sentences(answer, ENGLISH))
    assert "as much on each of these: Aardbrug, Zuidbrug" in told
    assert "hang on Aardbrug" not in told
    # Strengthening one of two that are both too weak opens nothing; both together do.
    works = answer_of(line, replace(ASKED, load_class=90), 1).gained
    assert [(len(one.bridges), one.opened) for one in works] == [(1, 0.0), (1, 0.0), (2, 1.0)]


def test_a_railway_bridge_is_lost_but_its_profile_is_of_its_railway():
    narrow = {"profile": "G1", "axle_t": 16.0, "trains_day": 50, "civil_trains_day": 45}
    line = network(RAIL_1 | narrow | {"bridge": "Rail bridge"}, RAIL_2 | KNOWN)
    by_rail = replace(ASKED, way="rail")
    weak = answer_of(line, by_rail, 2)
    assert (weak.joined, weak.gained) == (0.0, ())
    opened = {one.upgrade: one.opened for one in lines_of(line, by_rail, 2)[1]}
    assert (opened[PROFILE], opened[AXLE], opened[EVERYTHING]) == (0.0, 0.0, 1.0)
    wide = network(RAIL_1 | KNOWN | {"bridge": "Rail bridge"}, RAIL_2 | KNOWN)
    strong = answer_of(wide, by_rail, 2)
    assert [(one.bridge.name, one.cut) for one in strong.lost] == [("Rail bridge", 1.0)]
    told = " ".join(sentences(strong, ENGLISH))
    assert "the class is not known" not in told
    assert "trains of travellers and firms" in told
    by_road = " ".join(sentences(answer_of(two_bridges(), ASKED, 1), ENGLISH))
    assert "trains of travellers" not in by_road
    assert "forces" not in told + by_road


def test_a_bridge_of_road_and_railway_is_strengthened_for_the_road_alone():
    narrow = {"profile": "G1", "axle_t": 16.0, "trains_day": 50, "civil_trains_day": 45}
    both = network(NORTH | {"bridge": "Both", "tracked": 40}, RAIL_1 | narrow | {"bridge": "Both"})
    answer = answer_of(both, replace(ASKED, way="either", end="mid"), 1)
    assert (answer.bridges[0].known, answer.bridges[0].bears) == (40.0, 0.0)
    assert answer.gained[0].opened == 0.0


def test_a_second_track_makes_room_for_both_and_a_break_of_gauge_costs_hours():
    # 100 vehicles are 10 trains; 50 fit and 45 civil trains run, so 5 of either wait or go.
    line = network(RAIL_1 | KNOWN, RAIL_2 | KNOWN)
    by_rail = replace(ASKED, way="rail")
    (now,), upgrades = lines_of(line, by_rail, 2)
    assert (now.passes, now.asked.p50) == (1.0, 10.0)
    assert (now.military.p50, now.displaced.p50) == (5.0, 5.0)
    assert [one.upgrade for one in upgrades] == [TRACK]
    assert (upgrades[0].military.p50, upgrades[0].spared.p50) == (5.0, 5.0)
    # Two hours of travel, and two to load and to unload.
    assert answer_of(line, by_rail, 2).hours.p50 == 6.0
    assert answer_of(line, by_rail, 2).room.p50 == 50.0
    broad = network(RAIL_1 | KNOWN, RAIL_2 | KNOWN | {"gauge_mm": 1668})
    assert answer_of(broad, by_rail, 2).hours.p50 == 9.0
    gauge = {one.upgrade: one for one in lines_of(broad, by_rail, 2)[1]}[GAUGE]
    assert (gauge.hours.p50, gauge.military.p50) == (3.0, 0.0)
    # Too light a track: no military train passes; heavier axles let 5 run, and cost civil trains.
    light = network(RAIL_1 | KNOWN | {"axle_t": 18}, RAIL_2 | KNOWN)
    (weak,), works = lines_of(light, by_rail, 2)
    assert (weak.passes, weak.military.p50, weak.displaced.p50) == (0.0, 0.0, 0.0)
    axle = {one.upgrade: one for one in works}[AXLE]
    assert (axle.opened, axle.military.p50, axle.spared.p50) == (1.0, 5.0, -5.0)


def test_either_way_changes_to_the_train_where_that_is_faster():
    slow = network(SOUTH_1 | {"minutes": 60}, SOUTH_2 | {"minutes": 600}, RAIL_2 | KNOWN)
    answer = answer_of(slow, replace(ASKED, way="either"), 2)
    assert answer.hours.p50 == 1 + 2 + 1 + 2
    assert [slow.legs[i].leg for i in answer.way] == ["s1", "r2"]


@settings(max_examples=25, deadline=None)
@given(
    classes=st.lists(st.sampled_from([40.0, 60.0, 80.0, math.nan]), min_size=5, max_size=5),
    minutes=st.lists(st.integers(1, 300), min_size=5, max_size=5),
    asked=st.sampled_from([50.0, 70.0]),
)
def test_losing_never_helps_and_strengthening_never_harms(
    classes: list[float], minutes: list[int], asked: float
):
    ends = [("west", "mid"), ("mid", "east"), ("west", "n"), ("n", "east"), ("n", "mid")]
    legs = [
        {"leg": str(i), "from": a, "to": b, "kind": "road", "name": f"road {i}"}
        | {"bridge": f"bridge {i}", "tracked": classes[i], "minutes": minutes[i]}
        for i, (a, b) in enumerate(ends)
    ]
    answer: Answer = answer_of(network(*legs), replace(ASKED, load_class=asked), 3)
    for lost in answer.lost:
        assert not lost.longer.p10 < 0
        assert lost.trips_longer.p10 >= 0
    for gained in answer.gained:
        assert not gained.spared.p10 < -1e-9
        assert gained.more.p10 >= 0
    if answer.gained:
        every = answer.gained[-1]
        assert every.more.p50 >= max(one.more.p50 for one in answer.gained) - 1e-9


def test_what_ships_knows_no_class_of_any_bridge():
    shipped = read_network("gelderland-zuid")
    roads = [leg for leg in shipped.legs if not leg.is_rail]
    assert all(math.isnan(leg.wheeled) and math.isnan(leg.tracked) for leg in roads)
    answer = answer_of(shipped, replace(ASKED, start="gorinchem", end="cuijk"), 20)
    assert all(one.known is None for one in answer.bridges)
    assert gain_table(answer, ENGLISH)[1][-1][0] == f"all {len(answer.gained) - 1} together"
    lines = lines_of(shipped, replace(ASKED, start="gorinchem", end="zevenaar"), 20)
    heads, rows = sheet_of(answer, *lines, ENGLISH)
    assert all(len(row) == len(heads) for row in rows)


def test_a_file_of_ones_own_and_lines_go_before_what_is_known(tmp_path: Path):
    legs = tmp_path / "legs.csv"
    legs.write_text(
        "leg,from,to,kind,name,bridge,minutes,wheeled\n"
        "a,here,there,road,N1,Bridge,30,40\nb,there,far,road,N1,,30,\n"
    )
    own = read_own(legs)
    assert [one.place for one in own.gates] == ["far", "here"]
    told, problems = with_lines(own, "bridge = 80  # measured\nN1: minutes=45 vehicles=90\n")
    assert problems == []
    assert told.legs[0].tracked == 80
    assert [leg.minutes for leg in told.legs] == [45, 45]
    legs.write_text("leg,from,to,kind,name,tracked\na,x,x,road,N1,60.5\nb,x,y,rail,line,80\n")
    with pytest.raises(Refused) as refused:
        read_own(legs)
    codes = {one.code for one in refused.value.problems}
    assert {"leg-to-itself", "class-not-whole", "class-of-a-railway-leg"} <= codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nowhere = 60", "no-such-bridge"),
        ("Old", "not-a-line-of-a-bridge"),
        ("Old:", "not-a-line-of-a-bridge"),
        ("Old: depth=3", "not-a-line-of-a-bridge"),
        ("Old = sixty", "figure-not-whole"),
        ("Old = 60.5", "figure-not-whole"),
        ("Old = 1e400", "figure-not-whole"),
        ("Old: minutes=nan", "figure-of-a-transport"),
        ("Rail bridge: profile=G9", "no-such-profile"),
        ("line: trains=5 civil=9", "figure-of-a-transport"),
        ("Rail bridge = 80", "class-of-a-railway"),
        ("line: vehicles=80", "class-of-a-railway"),
        ("Old: profile=GC", "railway-figure-of-a-road"),
        ("Old = 70\nold: tracked=20", "bridge-said-twice"),
        ("\n".join(["Old = 60"] * 500), "too-many-lines"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(text: str, code: str):
    roads = two_bridges().legs
    rails = network(RAIL_1 | {"bridge": "Rail bridge"}, RAIL_2)
    _, problems = with_lines(replace(rails, legs=(*roads, *rails.legs)), text)
    assert [one.code for one in problems] == [code]
    assert problems[0].message(ENGLISH)
    assert problems[0].remedy(ENGLISH)


def test_thousands_are_thousands_and_dutch_words_are_read():
    typed = read_typed({"vehicles": "1.000"}, two_bridges())
    assert typed.asked is not None
    assert typed.asked.vehicles == 1000
    line = network(RAIL_1, RAIL_2)
    told, problems = with_lines(line, "line: spoorwijdte=1520 aslast=22,5 treinen=100 civiel=70")
    assert problems == []
    assert {(leg.gauge_mm, leg.axle_t, leg.trains_day) for leg in told.legs} == {(1520, 22.5, 100)}


def test_a_transport_that_is_not_possible_is_told():
    wrong = dict.fromkeys(STATED, "x" * 5000) | {"start": "moon", "end": "moon"}
    typed = read_typed(wrong, two_bridges())
    assert typed.asked is None
    assert len(typed.problems) == len(STATED) + 2
    same = read_typed({"start": "west", "end": "west"}, two_bridges())
    assert [one.code for one in same.problems] == ["transport-to-itself"]


def test_the_command_says_the_same_as_data_and_refuses_in_words(tmp_path: Path):
    run = CliRunner()
    asked = ["routes", "--from", "vianen", "--to", "oss", "--draws", "20", "--json"]
    done = run.invoke(
        app, [*asked, "--set", "Tacitusbrug = 40", "--xlsx", str(book := tmp_path / "a.xlsx")]
    )
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["simulation"] is True
    tacitus = [one["bridge"] for one in found["lost"] if one["bridge"]["name"] == "Tacitusbrug"]
    assert (tacitus[0]["known"], tacitus[0]["bears"]) == (40.0, 0.0)
    assert book.read_bytes()[:2] == b"PK"
    assert run.invoke(app, ["routes", "caribisch-nederland"]).exit_code == 2
    assert run.invoke(app, ["routes", "--class", "heavy"]).exit_code == 2
