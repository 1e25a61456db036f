import csv
from importlib.resources import files

import numpy as np
import pytest

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows, rows_of
from weerbaar.drawing.forms import Form, Part
from weerbaar.region.overview import vital_kinds
from weerbaar.region.questions import (
    CONFIDENCE_WORDS,
    EVIDENCE_WORDS,
    INPUT_WORDS,
    KEYS,
    PARTS,
    find_owner,
    form_mark,
    make_form,
)
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AUTONOMIES, CONFIDENCE, PROCESSES

PATH = "library/tables/process_owners.csv"


@pytest.fixture(scope="module")
def owners() -> Rows:
    rows, problems = parse_bytes(PROCESSES, (files("weerbaar") / PATH).read_bytes(), PATH)
    assert problems == []
    return rows


@pytest.fixture(scope="module")
def hospitals(region: Region, library: Library, owners: Rows) -> Form:
    return make_form(region, library, find_owner(owners, "HOS"), ENGLISH)


def part(form: Form, letter: str) -> Part:
    return next(part for part in form.parts if part.letter == letter)


def column(part: Part, name: str) -> list[str]:
    at = [box.name for box in part.boxes].index(name)
    return [row[at] for row in part.rows]


def test_a_hospital_is_asked_by_name_how_long_it_lasts_and_who_supplies_it(
    region: Region, library: Library, hospitals: Form
) -> None:
    sites = region.sites.where(region.sites["kind"] == "hospital")
    assert hospitals.title == "How long does it last? Hospitals"
    assert [part.letter for part in hospitals.parts] == ["W", "A", "B", "C"]
    asked = {row[:2] for row in part(hospitals, "A").rows}
    assert {("hospital", "power"), ("hospital", "water")} <= asked
    assert {(site, "power") for site in sites["site"]} <= asked
    first = part(hospitals, "A").rows[0]
    assert first[2] == "Hospital: how long does it go on without electric power?"
    assert first[3].startswith("Shortest 24, usual 48, longest 96 hours.")
    assert first[3].endswith("not yet checked.")
    questions = column(part(hospitals, "A"), "question")
    assert all(any(q.startswith(name) for q in questions) for name in sites["name"])
    assert set(sites["site"]) <= set(column(part(hospitals, "B"), "consumer"))


def test_only_what_is_to_be_filled_in_is_empty(hospitals: Form) -> None:
    for found in hospitals.parts:
        for row in found.rows:
            for box, text in zip(found.boxes, row, strict=True):
                if box.kind in ("key", "shown"):
                    assert text
                elif row[0] != "mark":
                    assert text == ""


def test_the_boxes_stand_in_the_order_in_which_they_are_read(hospitals: Form) -> None:
    for found in hospitals.parts:
        names = [box.name for box in found.boxes]
        assert tuple(names) == KEYS[found.letter] + PARTS[found.letter]


def test_the_mark_says_region_state_and_process(region: Region, hospitals: Form) -> None:
    form, version, name, digits, process, areas = form_mark(region, "HOS").split()
    assert (form, version, name, process) == ("weerbaar-form", "1", "proefland", "HOS")
    assert (len(digits), len(areas)) == (12, 8)
    assert column(part(hospitals, "W"), "value")[-1] == form_mark(region, "HOS")


def test_no_vital_or_estimated_site_is_named_unless_in_full(
    region: Region, library: Library, owners: Rows
) -> None:
    vital = vital_kinds(library)
    hidden = [s for s in region.sites if s["kind"] in vital or s["estimated"]]
    secret = {text for site in hidden for text in (site["site"], site["name"]) if text}
    # The kind and the country-wide sites have the kind's own code as their identifier.
    secret -= set(library.kinds["kind"])
    shown = {True: "", False: ""}
    for full in shown:
        forms = [make_form(region, library, owner, ENGLISH, full) for owner in owners]
        rows = [row for form in forms for part in form.parts for row in part.rows]
        shown[full] = "\n".join(text for row in rows for text in row)
    assert secret
    assert [text for text in secret if text in shown[False]] == []
    assert [s["site"] for s in hidden if s["site"] not in shown[True]] == []


def test_a_full_form_says_that_it_is_confidential(
    region: Region, library: Library, owners: Rows
) -> None:
    owner = find_owner(owners, "EL")
    assert "Confidential" in " ".join(make_form(region, library, owner, ENGLISH, True).lead)
    assert "Confidential" not in " ".join(make_form(region, library, owner, ENGLISH).lead)


def test_what_an_organisation_said_before_stands_beside_the_question(
    region: Region, library: Library, owners: Rows
) -> None:
    row = {"consumer": "hospital", "input": "power", "t_p10": 5, "t_p50": 6.5, "t_p90": 7}
    said = rows_of(
        AUTONOMIES, [{**row, "organisation": "Zorgstad", "confidence": "low", "date": "2026-03-01"}]
    )
    told = Region(**{**vars(region), "autonomies": said})
    estimate = column(
        part(make_form(told, library, find_owner(owners, "HOS"), ENGLISH), "A"), "estimate"
    )[0]
    assert estimate.startswith("Shortest 5, usual 6.5, longest 7 hours.")
    assert "Fails to start: 3.5 %" in estimate
    assert estimate.endswith("Source: Zorgstad, 2026-03-01.")


def test_a_process_without_sites_has_questions_in_own_words_only(
    region: Region, library: Library, owners: Rows
) -> None:
    form = make_form(region, library, find_owner(owners, "WAT"), ENGLISH)
    assert [part.letter for part in form.parts] == ["W", "C"]
    assert "water board" in form.lead[0]


def test_a_dutch_form_names_kinds_and_confidence_in_dutch(
    region: Region, library: Library, owners: Rows
) -> None:
    form = make_form(region, library, find_owner(owners, "MOB"), read_language("nl"))
    assert any("Zendmast" in question for question in column(part(form, "A"), "question"))
    boxes = {box.name: box for box in part(form, "A").boxes}
    assert boxes["confidence"].choices == ("laag", "midden", "hoog")


def test_every_process_of_the_kinds_has_an_owner(library: Library, owners: Rows) -> None:
    assert set(library.kinds["process"]) <= set(owners["process"])


def test_every_input_and_evidence_code_has_words(library: Library, owners: Rows) -> None:
    assert set(library.dependencies["input"]) == set(INPUT_WORDS)
    codes = " ".join([*library.dependencies["evidence"], *owners["evidence"]]).split()
    assert {code.split(":")[0] for code in codes} <= set(EVIDENCE_WORDS)


def test_suppliers_of_one_input_share_their_figures_so_one_estimate_speaks_for_all(
    library: Library,
) -> None:
    figures = ("t_p10", "t_p50", "t_p90", "floor", "lag_h", "fail_start")
    needs = library.dependencies
    found: dict[tuple[str, str], set[tuple[float, ...]]] = {}
    for need in needs:
        key = need["consumer"], need["input"]
        found.setdefault(key, set()).add(tuple(need[name] for name in figures))
    assert {key for key, sets in found.items() if len(sets) > 1} == set()


def test_the_words_for_confidence_are_as_many_as_its_levels() -> None:
    assert {len(words) for words in CONFIDENCE_WORDS.values()} == {len(CONFIDENCE)}
    words = [word for words in CONFIDENCE_WORDS.values() for word in words]
    assert len(set(words)) == len(words)


def test_the_table_of_owners_is_in_two_languages(owners: Rows) -> None:
    for name in ("name_nl", "name_en", "organisation_nl", "organisation_en"):
        assert np.all(owners[name] != "")
    assert len(list(csv.reader((files("weerbaar") / PATH).read_text().splitlines()))) > len(owners)


def test_an_unknown_process_is_refused_with_those_that_are_known(owners: Rows) -> None:
    with pytest.raises(Refused) as caught:
        find_owner(owners, "XX")
    (problem,) = caught.value.problems
    assert problem.code == "unknown-process"
    assert "EL" in problem.remedy()
