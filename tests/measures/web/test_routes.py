"""The page of heavy transport: for everybody; what is typed of a bridge stays out of addresses."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.platform.community import client_of, make_community, make_person
from weerbaar.measures.web.route_views import shipped
from weerbaar.region.web.models import Place

pytestmark = pytest.mark.django_db


def page(language: str = "en", status: int = 200, **typed: str) -> str:
    client = Client()
    client.cookies["language"] = language
    answer = client.post("/routes/", typed) if typed else client.get("/routes/")
    assert answer.status_code == status
    return answer.content.decode()


def test_a_newcomer_sees_ways_and_that_no_class_is_known() -> None:
    shown = page()
    assert shown.count("<svg") == 2
    assert "Of 12 of the 12 bridges the class is not known" in shown
    assert "Martinus Nijhoffbrug" in shown
    assert "Simulation. It could go like this" in shown
    assert "Onze aanname" in page("nl")
    card = Client().get("/measures/vitale-bruggen/").content.decode()
    assert 'href="/routes/"' in card


def test_a_class_that_is_filled_in_changes_the_answer_and_is_kept_in_the_form() -> None:
    weak = page(start="vianen", end="den-bosch", known="Martinus Nijhoffbrug = 40", unknown="bears")
    assert "Waalbrug, Tacitusbrug" not in weak
    assert "Martinus Nijhoffbrug = 40</textarea>" in weak
    assert "Of 11 of the 12 bridges the class is not known" in weak
    wrong = page(status=400, known="Nowhere = 40", load_class="<script>x")
    assert "There is no bridge, road or railway “Nowhere”" in wrong
    assert "<script>x" not in wrong
    assert "<svg" not in wrong


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_all_figures_can_be_taken_along(ending: str) -> None:
    answer = Client().post("/routes/", {"take": ending})
    assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')
    if ending == "csv":
        head, *rows = answer.content.decode().splitlines()
        assert head.startswith("\ufeffsimulation;")
        assert all(row.startswith("yes;") for row in rows)


def test_what_ships_is_computed_once_and_what_somebody_knows_is_not_kept() -> None:
    page()
    before = shipped.cache_info()
    page("nl", load_class="60")
    page(known="Waalbrug = 40")
    after = shipped.cache_info()
    assert (after.hits - before.hits, after.currsize) == (1, before.currsize)


def test_a_region_without_a_network_is_told_so() -> None:
    town = make_community().town
    Place.objects.create(organisation=town, region="caribisch-nederland")
    own = client_of(make_person("programme_manager", town)).get("/routes/")
    assert own.status_code == 200
    assert "weerbaar measure routes" in own.content.decode()
