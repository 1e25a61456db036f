"""The firm check on the site: few questions for small firms, kept nowhere, refused in words."""

from __future__ import annotations

import pytest
from django.test import Client

PAGE = "/firm-check/"


@pytest.fixture
def visitor(db) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


def test_a_visitor_says_the_size_answers_and_hears_what_to_do_first(visitor):
    assert "How many people work there" in visitor.get(PAGE).text
    asked = visitor.get(PAGE, {"staff": "4", "by_hand": "8"})
    assert "What fails" not in asked.text
    # Answers do not belong in an address.
    assert 'value="8"' not in asked.text
    assert "without tap water" not in asked.text
    sent = {"staff": "4", "by_hand": "8", "own_power": "0", "without_line": "2 days"}
    sent |= {"without_pay": "4", "offers": ["room", "food"]}
    told = visitor.post(PAGE, sent)
    assert told.status_code == 200
    assert "Buying and selling without card or bank: 4 hours." in told.text
    assert "/measures/betaalnet-banken/" in told.text
    assert "food and drink" in told.text
    assert 'value="2 days"' in told.text
    assert "/account/login/" in told.text


def test_a_larger_firm_gets_more_questions_and_a_large_one_is_told_of_a_full_audit(visitor):
    assert "without tap water" in visitor.get(PAGE, {"staff": "10"}).text
    assert "full audit" in visitor.get(PAGE, {"staff": "300"}).text


def test_answers_are_taken_along_as_the_file_that_the_command_reads(visitor):
    tied = visitor.post(PAGE, {"staff": "4", "stock": "never", "without_pay": "never"})
    assert "2 points are equally weak" in tied.text
    kept = visitor.post(PAGE, {"staff": "4", "stock": "3 days", "do": "keep"})
    assert kept["Content-Disposition"].endswith('.csv"')
    assert ",3 days," in kept.text


def test_what_cannot_be_is_told_and_all_that_was_typed_stays(visitor):
    told = visitor.post(PAGE, {"staff": "4", "stock": "soon", "by_hand": "8"})
    assert told.status_code == 400
    assert "stock is “soon”, which is no time." in told.text
    assert 'value="8"' in told.text
    emptied = visitor.post(PAGE, {"staff": "", "asked": "micro", "by_hand": "8"})
    assert emptied.status_code == 400
    assert "not said how many people" in emptied.text
    assert 'value="8"' in emptied.text
    for value in ("9" * 400, "\x00", "-1", "é" * 3000):
        assert visitor.post(PAGE, {"staff": value, "stock": value}).status_code == 400
        assert visitor.get(PAGE, {"staff": value}).status_code == 400
