"""The page of a period of service: for everybody, without signing in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.platform.community import client_of, make_community, make_person
from weerbaar.region.web.models import Place

pytestmark = pytest.mark.django_db


def page(language: str = "en", **typed: str) -> str:
    client = Client()
    client.cookies["language"] = language
    answer = client.get("/service/", typed)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_newcomer_reads_what_service_brings_and_on_what_it_depends() -> None:
    shown = page()
    assert shown.count("<svg") == 8
    assert "A duty to serve: whether this brings or takes work on balance cannot be said" in shown
    assert "CBS Jeugdmonitor 2022" in shown
    assert "Choose" in shown


def test_a_dutch_page_tells_in_dutch_where_its_figures_come_from() -> None:
    shown = page("nl")
    assert "Onze aanname: twee groepen per jaar" in shown
    assert "assumption" not in shown
    assert '<td lang="en">' not in shown


def test_who_is_signed_in_sees_their_own_region() -> None:
    town = make_community().town
    Place.objects.create(organisation=town, region="caribisch-nederland")
    own = client_of(make_person("programme_manager", town)).get("/service/").content.decode()
    assert "Caribisch Nederland" in own
    assert "Caribisch Nederland" not in page()


def test_three_months_and_a_day_a_week_are_held_against_the_shortages_of_each_sector() -> None:
    works = {"works_care": "4", "works_security": "1", "works_it": "2", "works_logistics": "60"}
    shown = page(months="3", days="1", vacancies_care="900", vacancies_logistics="400", **works)
    assert shown.count("<svg") == 8
    assert "Jobs on balance" in shown or "Jobs that people bring there" in shown
    duty = shown[shown.index('<th scope="row">care</th>') :]
    assert "% of the vacancies" in duty[: duty.index("</tr>")]
    # Who mostly works in transport otherwise is missed there: nothing is said to be filled.
    transport = shown[shown.index('<th scope="row">transport and storage</th>') :]
    row = transport[: transport.index("</tr>")]
    assert "% of the vacancies" not in row
    assert "-" in row or "−" in row
    wrong = page(works_care="70", works_it="50")
    assert "Of these people 120 % together" in wrong
    assert "<svg" not in wrong


def test_what_is_typed_is_kept_and_computed_or_refused() -> None:
    assert "No vacancies are known for: Defence." in page(
        vacancies_it="250", vacancies_industry="90", months="6"
    )
    wrong = page(months="twelve", days="9")
    assert "Months of full-time service: “twelve” is not a number." in wrong
    assert 'value="twelve"' in wrong
    assert "<svg" not in wrong
    assert "<script>x" not in page(months="<script>x")


def test_a_long_order_stands_beside_service_with_a_picture_of_its_own() -> None:
    shown = page(
        orders_units="5000", orders_jobs="40", orders_sector="industry", vacancies_industry="800"
    )
    assert shown.count("<svg") == 9
    assert "Long orders: in industry that comes on top of the open vacancies: 25 % more." in shown
    assert '<option value="industry" selected>' in shown
    assert "no sector “x”" in page(orders_sector="x")
