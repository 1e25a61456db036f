"""The page of the base level: what each municipality lacks, read, chosen and taken along."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/base-level/"
STORY = {"scenario": "zoelmond-2017"}


def test_every_municipality_is_told_with_requirements_and_sources() -> None:
    page = Client().get(PAGE, STORY)
    assert page.status_code == 200
    assert "Wat elke gemeente mist" in page.text
    assert page.text.count('<details class="options town"') == 14
    assert "denkvooruit.nl" in page.text
    assert "Simulatie." in page.text
    assert "onze aanname (onze aanname)" not in page.text
    # The last requirement is counted at hour 336, long after this outage: courses last as long.
    assert "verlopen van 336 uur" in page.text


def test_one_municipality_and_another_base_level_can_be_chosen() -> None:
    page = Client().get(PAGE, {**STORY, "place": "Buren", "profile": "streng"})
    assert page.text.count('<details class="options town"') == 1
    assert '<option value="streng" selected>' in page.text


def test_it_can_be_taken_along() -> None:
    answer = Client().get(PAGE, {**STORY, "take": "csv"})
    text = answer.content.decode()
    assert text.splitlines()[0].startswith("\ufeffsimulation;municipality;norm")
    assert "Zaltbommel;heat-12h" in text
    assert Client().get(PAGE, {**STORY, "take": "xlsx"}).content[:2] == b"PK"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"profile": "mooi"}, "basisniveau “mooi”"),
        ({"place": "Parijs"}, "Parijs"),
        ({"scenario": "x" * 900}, "scenario"),
    ],
)
def test_what_does_not_exist_is_refused_in_words(typed: dict[str, str], told: str) -> None:
    page = Client().get(PAGE, STORY | typed)
    assert page.status_code == 400
    assert told in page.text
