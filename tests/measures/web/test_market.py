"""The page of a market of a scarce product: for everybody, without signing in."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(language: str = "en", status: int = 200, **typed: str) -> str:
    client = Client()
    client.cookies["language"] = language
    answer = client.get("/market/", typed)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_newcomer_reads_what_acting_early_brings_and_disturbs() -> None:
    shown = page("nl")
    assert shown.count("<svg") == 4
    assert "Als er niets gebeurt, missen mensen samen" in shown
    assert "Vrijgeven van een reserve, vroeg of laat" in shown
    assert "Een maximum per klant: voorraad in de handel onder 70 %" in shown
    assert "assumption" not in shown
    assert "Simulatie. Zo zou het kunnen gaan" in shown
    assert "mist een halve dag" in shown


def test_a_rule_of_ones_own_stands_beside_ours_or_is_refused_and_kept() -> None:
    own = {"instrument": "allotment", "indicator": "days", "threshold": "1.5", "supply": "30"}
    shown = page(**own)
    assert "A fixed part for each at a fixed time: days of stock in trade below 1.5" in shown
    assert "Early against late: a fixed part for each at a fixed time" in shown
    assert "comes in during the scarcity: 0.3." in shown
    wrong = page(status=400, **own | {"threshold": "veel", "lasts": "9" * 300})
    assert "Where it starts: “veel” is not a number." in wrong
    assert 'value="veel"' in wrong
    assert "<svg" not in wrong
    assert "<script>x" not in page(status=400, threshold="<script>x", instrument="<script>x")


def test_the_answer_is_taken_along_as_tables() -> None:
    client = Client()
    table = client.get("/market.csv", {"supply": "30"})
    assert table.status_code == 200
    assert "simulation;option" in table.content.decode("utf-8-sig").splitlines()[0]
    assert client.get("/market.xlsx").content[:2] == b"PK"
    back = client.get("/market.csv", {"supply": "x"})
    assert (back.status_code, back["Location"]) == (302, "/market/?supply=x")


def test_the_card_of_the_measure_leads_to_it() -> None:
    assert 'href="/market/"' in Client().get("/measures/ingrijpen-markt/").content.decode()
    assert 'href="/market/"' in Client().get("/choices/").content.decode()
