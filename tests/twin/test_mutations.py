"""Whatever is done to a scenario's file, it is read with the same meaning or refused in full.

A case is known by its number and can be repeated by it: `judge(number, folder)`. `make test` tries
CASES in all, `make fuzz` many more.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.mutations.cases import SCENARIO_LEVELS, Mutant, mutate, named, proefland
from weerbaar.common.files import read_language
from weerbaar.common.refusals import Problem, Refused
from weerbaar.region.files import read_library
from weerbaar.twin.checking import check_against
from weerbaar.twin.ensemble import check_quiet, run_once
from weerbaar.twin.files import MAX_BYTES, read_scenario, read_twin_library
from weerbaar.twin.network import Network, compile_network
from weerbaar.twin.reading import Figure
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import Twin

FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
PARTS = 20
CASES = 10_000 if FUZZ else 300
LONGEST_TEXT = 5000

STORY = """schema = 1
scenario = "klein"
name_nl = "Een dag zonder stroom – vroeg"
name_en = "A day without power"
summary_nl = "Stroom en betalen vallen uit."
summary_en = "Power and payment are lost."
source = "made up"
evidence = "A"
temperature_c = {p10 = 2, p50 = 10.0, p90 = 18.0}
amplitude_c = 3.0
start_hour = 12.0
grid_outside = 0.5
planned_sites = ["noodsteunpunt"]
shop_demand = 2.0
recovery_h = 48.0
second_duration_h = 24.0

[[shocks]]
name = "de stroom"
kinds = ["hv_station", "mv_feeder"]
duration_h = 12.0

[[shocks]]
name = "betalen"
kinds = ["payment_switch"]
from_h = {p10 = 1.0, p50 = 2.0, p90 = 6.0}
duration_h = {p10 = 2.0, p50 = 4.0, p90 = 24.0}
depth = 0.8
restoration = "weibull"
weibull_k = 2.0

[[shocks]]
name = "winkels"
kinds = ["supermarket"]
municipalities = ["Veldmeer"]
duration_h = 6.0
"""


@cache
def network(switched_on: tuple[str, ...]) -> Network:
    return compile_network(proefland(), read_library(), switched_on)


def check_problems(problems: Sequence[Problem]) -> None:
    """Every problem says where it stands, what is wrong and what to do, in both languages."""
    assert problems
    for problem in problems:
        assert problem.file, problem
        for code in ("nl", "en"):
            language = read_language(code)
            for text in (problem.message(language), problem.remedy(language)):
                assert 8 < len(text) < LONGEST_TEXT, problem
                assert text.isprintable(), problem
            assert problem.place(language)


def lost(data: Mapping[str, Any], made: object) -> list[str]:
    """What a file says and the scenario made of it does not, in words."""
    return [
        f"{key}: {said!r} became {getattr(made, key)!r}"
        for key, said in data.items()
        if key not in ("schema", "shocks") and not means(said, getattr(made, key))
    ]


def means(said: Any, made: Any) -> bool:
    if isinstance(made, Figure):
        figures = said if isinstance(said, dict) else dict.fromkeys(("p10", "p50", "p90"), said)
        return figures == {"p10": made.p10, "p50": made.p50, "p90": made.p90}
    return bool(tuple(said) == made if isinstance(said, list) else said == made)


def check_accepted(scenario: Scenario, content: bytes) -> None:
    """An accepted scenario holds all that was written, and can be run where it fits the region."""
    data = tomllib.loads(content.decode("utf-8-sig"))
    if data.get("second_duration_h") == scenario.second_duration_h / 2:
        del data["second_duration_h"]  # One that equals the longest shock is doubled.
    assert lost(data, scenario) == []
    assert len(data["shocks"]) == len(scenario.shocks)
    for said, shock in zip(data["shocks"], scenario.shocks, strict=True):
        assert lost(said, shock) == []
    if problems := check_against(scenario, proefland(), read_library()):
        check_problems(problems)
    else:
        check_run(scenario)


def check_run(scenario: Scenario) -> None:
    """A day of it leaves people who lack something: some, and never more than there are."""
    at = network(tuple(sorted(set(scenario.planned_sites))))
    twin = Twin(at, read_twin_library(), scenario, norms=(), hours=24.0)
    try:
        check_quiet(twin)
    except Refused as refused:
        check_problems(refused.problems)
    run = run_once(twin, 0)
    assert np.isfinite(run.unmet).all()
    assert (run.unmet >= 0).all()
    assert (run.unmet <= proefland().areas["inhabitants"] * (1 + 1e-6)).all()


def judge_file(mutant: Mutant, path: Path) -> str:
    """The oracle for one file; says how it ended."""
    content = mutant.files.get("klein.toml") or b""
    path.write_bytes(content)
    try:
        scenario = read_scenario(str(path))
    except Refused as refused:
        check_problems(refused.problems)
        return "refused"
    if mutant.same:
        assert scenario == original(path.parent)
    check_accepted(scenario, content)
    return "accepted"


def original(folder: Path) -> Scenario:
    path = folder / "original.toml"
    path.write_text(STORY, encoding="utf-8")
    return read_scenario(str(path))


def judge(number: int, folder: Path) -> str:
    """Reads the scenario of case `number` and holds what comes of it against the oracle."""
    folder.mkdir(exist_ok=True)
    mutant = mutate({"klein.toml": STORY.encode()}, number, SCENARIO_LEVELS)
    with named(str(mutant)):
        end = judge_file(mutant, folder / "klein.toml")
        assert not mutant.same or end == "accepted"
    return end


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The kernels are compiled before the first case is timed."""
    check_run(original(tmp_path_factory.mktemp("first")))


def test_a_scenario_as_it_was_written_is_read_and_run(tmp_path: Path) -> None:
    same = Mutant(0, {"klein.toml": STORY.encode()}, (), same=True)
    assert judge_file(same, tmp_path / "klein.toml") == "accepted"
    assert check_against(original(tmp_path), proefland(), read_library()) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_a_changed_scenario_means_the_same_or_is_refused_with_place_and_remedy(
    part: int, tmp_path: Path
) -> None:
    numbers = range(part * CASES // PARTS, (part + 1) * CASES // PARTS)
    assert {judge(number, tmp_path) for number in numbers} == {"accepted", "refused"}


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 200_000_000])
def test_a_file_too_large_for_a_scenario_is_refused_by_its_size(tmp_path: Path, size: int) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as stream:
        stream.truncate(size)

    with pytest.raises(Refused) as refused:
        read_scenario(str(path))

    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.value) == ("too-large", "large.toml", size)


def test_what_is_no_file_is_no_scenario(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "device.toml").symlink_to("/dev/zero")
    with named("reading what is no file"):
        for path in sorted(tmp_path.iterdir()):
            with pytest.raises(Refused, match="There is no scenario"):
                read_scenario(str(path))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("".join(f"k{i} = 1\n" for i in range(70_000)) + STORY, {"unknown-key", "more-problems"}),
        (STORY + "[[shocks]]\n" * 80_000, {"too-many-shocks"}),
        ("x = " + "[" * 400_000 + STORY, {"nested-too-deep"}),
        ("".join(f"{'a.' * 900}b{i} = 1\n" for i in range(500)) + STORY, {"nested-too-deep"}),
        (STORY.replace("12.0", "9" * 5000, 1), {"number-too-long"}),
    ],
    ids=["keys", "shocks", "depth", "dots", "digits"],
)
def test_a_full_megabyte_of_nonsense_is_refused_at_once(
    tmp_path: Path, text: str, codes: set[str]
) -> None:
    path = tmp_path / "klein.toml"
    path.write_text(text, encoding="utf-8")

    with named("reading nonsense", 10), pytest.raises(Refused) as refused:
        read_scenario(str(path))

    check_problems(refused.value.problems)
    assert {problem.code for problem in refused.value.problems} == codes


def test_of_very_many_kinds_that_do_not_exist_the_first_are_told(tmp_path: Path) -> None:
    many = ", ".join(f'"a{i}"' for i in range(50_000))
    path = tmp_path / "klein.toml"
    path.write_text(STORY.replace('["payment_switch"]', f"[{many}]"), encoding="utf-8")

    with named("looking up many kinds", 10):
        problems = check_against(read_scenario(str(path)), proefland(), read_library())

    assert len(problems) == 1001
    assert problems[-1].value == 49_000
    check_problems(problems)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-32"])
def test_a_scenario_in_another_encoding_is_refused_in_plain_words(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "klein.toml"
    path.write_bytes(STORY.encode(encoding))

    with pytest.raises(Refused) as refused:
        read_scenario(str(path))

    assert refused.value.problems[0].remedy() == "Save the file as plain text in UTF-8."
