"""A draft of an agreement says what the line says, leaves the rest open, and asks for a lawyer."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from tests.platform.community import client_of, make_community, make_person
from weerbaar.agenda.cli import app
from weerbaar.agenda.commitments import Commitment, Quantity
from weerbaar.agenda.files import agenda_bytes
from weerbaar.agenda.letters.draft_agreement import (
    TEMPLATES,
    blanks_of,
    draft_agreement,
    draft_problems,
)
from weerbaar.agenda.letters.files import read_clauses
from weerbaar.agenda.web import models
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.documents import plain_text

STOCK = Commitment(
    commitment="a1",
    kind="agreement",
    title="Blankets {owner}",
    owner="Safety region",
    partners=("Example Bed Linen",),
    until=date(2030, 12, 31),
    quantities=(Quantity(2000, "pieces", "blankets"),),
    activate="The officer on duty calls",
)


def test_a_stock_is_drafted_with_what_the_agenda_says_and_asks_for_a_lawyer() -> None:
    told = plain_text(draft_agreement(STOCK, "stock", read_clauses(), ENGLISH))
    assert (
        "Example Bed Linen always keeps this stock for Safety region: 2000 pieces blankets" in told
    )
    assert "[still to be filled in] up to and including 31 December 2030" in told
    assert "A lawyer must look at this before anybody signs it." in told
    assert "Agreement to keep a stock: Blankets {owner}" in told


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("code", ["nl", "en"])
def test_each_draft_is_whole_in_both_languages(template: str, code: str) -> None:
    rows = [row for row in read_clauses() if row["template"] == template]
    assert len(rows) >= 7
    words = read_language(code)
    known = set(blanks_of(STOCK, words))
    named = {row["clause"]: re.findall(r"{(\w+)}", row[f"text_{code}"]) for row in rows}
    assert {name for names in named.values() for name in names} <= known
    assert [len(re.findall(r"{\w+}", row["text_nl"])) for row in rows] == [
        len(re.findall(r"{\w+}", row["text_en"])) for row in rows
    ]
    told = plain_text(draft_agreement(STOCK, template, read_clauses(), words))
    assert all(str(row[f"head_{code}"]) in told for row in rows)


def test_another_draft_or_kind_is_refused() -> None:
    wrong = draft_problems(Commitment("b", "milestone", "Done"), "x\x00")
    assert [one.code for one in wrong] == [
        "no-such-template-of-agreement",
        "no-draft-of-this-kind",
    ]


def test_the_command_writes_a_draft_to_edit(tmp_path: Path) -> None:
    agenda, out = tmp_path / "agenda.csv", tmp_path / "draft.docx"
    agenda.write_bytes(agenda_bytes([STOCK], ".csv"))
    runner, line = CliRunner(), ["draft-agreement", str(agenda), "--line", "a1"]
    made = runner.invoke(app, [*line, "--template", "order", "--out", str(out), "--json"])
    assert made.exit_code == 0, made.output
    assert out.read_bytes().startswith(b"PK")
    assert "Safety region" in json.dumps(json.loads(made.stdout))
    assert runner.invoke(app, [*line[:-1], "zz"]).exit_code == 2
    assert runner.invoke(app, [*line, "--template", "zz"]).exit_code == 2


@pytest.mark.django_db
def test_the_page_of_a_line_leads_to_a_draft_for_who_may_see_it() -> None:
    town = make_community().town
    row = models.Commitment.objects.create(
        organisation=town, kind="agreement", title="Dekens", partners="Example"
    )
    at = f"/commitments/{row.pk}/draft-agreement/"
    client = client_of(make_person("programme_manager", town))
    assert at in client.get(f"/commitments/{row.pk}/").content.decode()
    assert client.get(at).status_code == 200
    assert client.get(at, {"template": "stock", "form": "docx"}).content.startswith(b"PK")
    assert 'role="alert"' in client.get(at, {"template": "x", "form": "pdf"}).content.decode()
    assert Client().get(at).status_code in (302, 403, 404)
