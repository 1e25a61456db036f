"""The page of firms that switch production: an example at first, then one's own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from weerbaar.measures.web import production_views

pytestmark = pytest.mark.django_db

FIRMS = """firm,sector,product,unit,need,output,share,weeks,makes,made_unit,made
Bakker,voedsel,brood,ton,food,100,0.5,1,rantsoenen,stuks,2
"""
ORDERS = "makes,made_unit,amount\nrantsoenen,stuks,80\n"
SENT = {"firms": FIRMS, "orders": ORDERS, "weeks": "6", "rule": "least"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


def test_a_newcomer_sees_the_example_with_pictures_and_may_change_it(client: Client) -> None:
    shown = client.get("/production/").content.decode()
    assert "the firms and all figures are made up" in shown
    assert shown.count("<svg") >= 5
    assert "Example Bakery East" in shown
    assert "Weeks of use that people miss, if each product counts alike" in shown


def test_own_firms_are_computed_from_boxes_or_files_and_taken_along(client: Client) -> None:
    shown = client.post("/production/", SENT).content.decode()
    assert "Food: brood comes up short, in week 2." in shown
    assert "Simulated with the figures that were given" in shown
    assert "Example" not in shown
    file = SimpleUploadedFile("firms.csv", FIRMS.replace("brood", "koek").encode())
    orders = SimpleUploadedFile("orders.csv", ORDERS.encode())
    shown = client.post("/production/", SENT | {"file": [file, orders]}).content.decode()
    assert "Food: koek comes up short" in shown
    book = client.post("/production/", SENT | {"as": "xlsx"})
    assert book.content.startswith(b"PK")
    table = client.post("/production/", SENT | {"as": "csv"}).content.decode()
    assert "yes,least,brood,ton,food,voedsel,yes,2.0" in table


def test_what_is_wrong_is_told_with_its_place_and_what_was_typed_stays(client: Client) -> None:
    wrong = SENT | {"firms": FIRMS.replace("0.5", "1.5")}
    answer = client.post("/production/", wrong)
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "a share lies between 0 and 1" in shown
    assert "Bakker,voedsel,brood,ton,food,100,1.5" in shown
    for bad in ({"weeks": "x"}, {"firms": "\x00"}, {"rule": "z"}, {"firms": "", "orders": ""}):
        assert client.post("/production/", SENT | bad).status_code == 400


def test_what_would_take_minutes_is_refused_and_an_answer_is_computed_once(client: Client) -> None:
    rows = "".join(
        f"Bakker {i},voedsel,brood {i},tonnen,food,100,0.5,1,rantsoenen,stuks,2\n"
        for i in range(60)
    )
    head = FIRMS.partition("\n")[0]
    large = SENT | {"firms": f"{head}\n{rows}", "weeks": "104"}
    refused = client.post("/production/", large)
    assert refused.status_code == 400
    assert "times as much as this page computes" in refused.content.decode()
    assert "Bakker 59" in refused.content.decode()
    before = production_views._kept.cache_info()
    for _ in range(2):
        client.post("/production/", SENT | {"weeks": "7"})
    after = production_views._kept.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 1)
