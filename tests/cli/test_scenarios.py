"""`weerbaar scenario`, as a person types it."""

import json
from pathlib import Path

import pytest

from tests.cli.typed import assert_refused, record, weerbaar
from tests.twin.small import scenarios_here
from weerbaar.twin.cli import DEFAULT_REGION, DEFAULT_SCENARIO


def test_scenarios_are_listed_shown_and_checked(tmp_path: Path) -> None:
    listed = weerbaar("scenario", "list", "--json")
    names = [row["scenario"] for row in json.loads(listed.stdout)]
    assert DEFAULT_SCENARIO in names
    assert len(names) >= 4
    for name in names:
        assert record("scenario", "show", name)["scenario"] == name
        assert weerbaar("scenario", "check", name).exit_code == 0
    for name in scenarios_here():
        assert weerbaar("scenario", "check", name, "--region", DEFAULT_REGION).exit_code == 0


def test_scenarios_are_composed_into_a_file_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "samen.toml"
    compose = ["scenario", "compose", "pandemie", "digitale-verstoring@48"]
    result = weerbaar(*compose, "--name", "samen", "--name-nl", "Samen", "--out", str(path))
    assert result.exit_code == 0, result.output
    assert str(path) in result.stderr
    said = record("scenario", "show", str(path))
    assert (said["scenario"], said["name_nl"]) == ("samen", "Samen")
    assert said["shop_demand"] == {"p10": 1.3, "p50": 2.0, "p90": 2.5}
    assert weerbaar(*compose).stdout.startswith("schema = 1\n")
    said = record(*compose, "drie-dagen-januari", "zoelmond-2017", "--leave-out-element", "3")
    assert said["scenario"]["temperature_c"]["p50"] == -5.0
    assert len(said["notes"]) == 2
    assert said["toml"].startswith("schema = 1\n")
    result = weerbaar(*compose, "zoelmond-2017@24", "--take", "temperature_c=pandemie")
    assert "temperature_c = " not in result.stdout


def test_scenarios_are_shown_with_their_tags_in_words() -> None:
    shown = weerbaar("scenario", "show", "overstroming").stdout
    assert "drinkwatervoorziening" in shown
    assert "5,44; 51,89: 9 km" in shown
    assert "loads[1].what" in shown
    listed = weerbaar("scenario", "list").stdout
    assert "Slachtoffers" in listed
    assert "kamerbrief" not in listed


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["scenario", "compose", "niets", "pandemie@x"], {"no-such-scenario", "offset-outside"}),
        (["scenario", "compose", "pandemie@-1"], {"offset-outside"}),
        (["scenario", "compose", "pandemie", "--take", "day_c"], {"not-a-part"}),
        (["scenario", "compose", "pandemie", "--leave-out-element", "0"], {"no-such-element"}),
        (["scenario", "compose", "pandemie", "--out", "."], {"is-a-folder"}),
        (["scenario", "check", "niets"], {"no-such-scenario"}),
    ],
)
def test_a_scenario_that_cannot_be_used_is_refused(words: list[str], codes: set[str]) -> None:
    assert_refused(words, codes)


def test_a_damaged_scenario_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "stuk.toml"
    path.write_bytes(b"\xff\xfe = 3")
    assert weerbaar("scenario", "check", str(path)).exit_code == 2
    path.write_text("schema = 1\nscenario = [", encoding="utf-8")
    result = weerbaar("scenario", "check", str(path))
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_scenario_is_not_written_over_a_file_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "samen.toml"
    path.write_text("mine", encoding="utf-8")
    compose = ["scenario", "compose", "pandemie", "--out", str(path)]
    assert_refused(compose, {"file-is-there"})
    assert path.read_text(encoding="utf-8") == "mine"
    assert weerbaar(*compose, "--replace").exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("schema = 1")


def test_an_element_that_is_not_there_leaves_name_and_scenario_as_they_were() -> None:
    said = record("scenario", "compose", "drie-dagen-januari", "--leave-out-element", "6")
    assert said["scenario"] == record("scenario", "show", "drie-dagen-januari")
    assert len(said["notes"]) == 1


def test_the_list_shows_pillars_interests_and_regions_in_words() -> None:
    told = weerbaar("scenario", "list", "--tags").stdout
    assert "fysieke veiligheid" in told
    assert "een weerbare economie" in " ".join(told.split())
    by_name = {row["scenario"]: row for row in json.loads(record_text("scenario", "list"))}
    assert by_name["vluchtelingen"]["objectives"] == [3]
    assert (
        by_name["vluchtelingen"]["objectives"]
        == record("scenario", "show", "vluchtelingen")["objectives"]
    )
    assert "fysieke veiligheid" in by_name["vluchtelingen"]["in_words"]["interests"]
    assert by_name["orkaan"]["regions"] == ["caribisch-nederland"]
    assert by_name["amsterdam-2017"]["regions"] == []
    assert all(row["pillars"] and row["interests"] for row in by_name.values())


def record_text(*words: str) -> str:
    return weerbaar(*words, "--json").stdout
