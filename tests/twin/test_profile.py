"""A base level: norms with their sources, read in full or refused."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.twin.files import read_profile
from weerbaar.twin.profile import MAX_NORMS, NORM_KEYS, PROFILE_KEYS, parse_profile
from weerbaar.twin.tables import NEED_ORDER

NORM = {
    "norm": "power-24h",
    "need": "power",
    "wording_nl": "Niemand zit langer dan 24 uur zonder stroom.",
    "wording_en": "No one is without power for more than 24 hours.",
    "longer_than_h": 24,
    "at_most_share": 0.01,
    "within_h": 72,
    "nato_objective": 2,
    "pillar": 2,
    "source": "test",
    "evidence": "A",
}


def content(**changes: Any) -> dict[str, Any]:
    base = {"schema": 1, "profile": "p", "name_nl": "P", "name_en": "P", "source": "test"}
    return base | {"norms": [NORM]} | changes


def codes(data):
    with pytest.raises(Refused) as info:
        parse_profile(data, "p.toml")
    return [problem.code for problem in info.value.problems]


def test_the_shipped_base_level_is_read_with_a_source_for_every_norm():
    profile = read_profile()
    assert profile.profile == "basisniveau"
    assert len({norm.norm for norm in profile.norms}) == len(profile.norms) >= 5
    for norm in profile.norms:
        assert norm.source
        assert norm.evidence
        assert norm.need in NEED_ORDER
        assert norm.wording("nl") == norm.wording_nl != norm.wording("en")


def test_a_norm_says_for_how_long_how_many_may_lack_what():
    norm = parse_profile(content(), "p.toml").norms[0]
    assert (norm.need, norm.longer_than_h, norm.at_most_share, norm.within_h) == (
        "power",
        24,
        0.01,
        72,
    )


@pytest.mark.parametrize("column", [*PROFILE_KEYS, *NORM_KEYS], ids=lambda c: c.name)
def test_every_key_says_what_it_means(column):
    assert column.meaning.endswith(".")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"need": "gold"}, "wrong-type"),
        ({"longer_than_h": -1}, "out-of-bounds"),
        ({"at_most_share": 2}, "out-of-bounds"),
        ({"within_h": 0}, "out-of-bounds"),
        ({"pillar": 7}, "out-of-bounds"),
        ({"pillar": 2.5}, "wrong-type"),
        ({"wish": 1}, "unknown-key"),
    ],
)
def test_a_wrong_norm_is_refused(change, code):
    assert codes(content(norms=[NORM | change])) == [code]


@pytest.mark.parametrize("name", ["../evil", "A b", "", "-x", "x" * 65])
def test_an_identifier_that_could_lead_out_of_a_folder_is_refused(name):
    assert codes(content(profile=name)) == ["not-an-identifier"]
    assert codes(content(norms=[NORM | {"norm": name}])) == ["not-an-identifier"]


@pytest.mark.parametrize(
    "number", [10**400, float("nan"), float("inf")], ids=["long", "nan", "inf"]
)
def test_a_number_that_no_float_holds_is_refused(number):
    assert codes(content(norms=[NORM | {"longer_than_h": number}])) == ["out-of-bounds"]
    assert codes(content(norms=[NORM | {"pillar": number}])) == ["wrong-type"]


def test_a_text_with_a_control_character_is_refused():
    assert codes(content(name_nl="a\x00b")) == ["control-character"]


def test_a_missing_key_is_refused():
    assert codes(content(norms=[{k: v for k, v in NORM.items() if k != "need"}])) == ["missing-key"]


def test_another_schema_is_refused():
    assert codes(content(schema=7)) == ["other-schema"]


@pytest.mark.parametrize("norms", ["all", 3, ["power-24h"]])
def test_norms_that_are_no_tables_are_refused(norms):
    assert codes(content(norms=norms))


@pytest.mark.parametrize("name", ["basisniveau", "streng"])
def test_every_norm_of_a_shipped_profile_has_a_source_and_known_evidence(name):
    for norm in read_profile(name).norms:
        assert norm.source
        assert all(code[0] in "VMAS" for code in norm.evidence.split())


def test_a_profile_without_norms_is_refused():
    assert codes(content(norms=[])) == ["no-norm"]
    assert codes({k: v for k, v in content().items() if k != "norms"}) == ["no-norm"]


def test_too_many_norms_are_refused_at_once():
    norms = [NORM | {"norm": f"n-{i}"} for i in range(MAX_NORMS + 1)]
    assert codes(content(norms=norms)) == ["too-many-norms"]


def test_two_norms_of_one_name_and_one_that_nobody_can_miss_are_refused_together():
    never = NORM | {"norm": "never", "longer_than_h": 72}
    assert codes(content(norms=[NORM, NORM, never])) == ["same-norm", "never-missed"]


def test_a_profile_is_read_from_a_file_by_its_path(tmp_path):
    path = tmp_path / "eigen.toml"
    shipped = files("weerbaar") / "library" / "profiles" / "streng.toml"
    path.write_bytes(shipped.read_bytes())
    assert read_profile(str(path)) == read_profile("streng")


@pytest.mark.parametrize("name", ["nergens", "nergens.toml", "../basisniveau", "", "."])
def test_a_profile_that_is_not_there_is_refused_with_the_known_ones(name):
    with pytest.raises(Refused) as info:
        read_profile(name)
    (problem,) = info.value.problems
    assert problem.code == "no-such-profile"
    assert "streng" in problem.remedy()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"schema = ", "not-toml"),
        (b"\xff\xfe", "not-toml"),
        (b"a = " + b"[" * 5000, "nested-too-deep"),
        (b"a" + b".a" * 300 + b" = 1", "nested-too-deep"),
        (b"a = " + b"9" * 5000, "number-too-long"),
        (b"#" * 1_000_001, "too-large"),
    ],
)
def test_a_hostile_file_is_refused(tmp_path, text, code):
    path = tmp_path / "boos.toml"
    path.write_bytes(text)
    with pytest.raises(Refused) as info:
        read_profile(str(path))
    assert [problem.code for problem in info.value.problems] == [code]
    assert "scenario" not in info.value.problems[0].remedy()


def test_all_problems_are_named_at_once():
    bad = NORM | {"need": "gold", "pillar": 9}
    assert len(codes(content(schema=2, norms=[bad, bad]))) == 5
