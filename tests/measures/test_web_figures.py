"""Own figures on the site: they go before ours, for all below, and keep their history."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.measures.web import queries
from weerbaar.measures.web.models import OwnFigures

KIT = "noodpakket"
FILLED = {
    **{"figure": "cost:0", "p50": "60", "p10": "", "p90": "", "owner": "inkoop"},
    **{"confidence": "high", "source": "offerte", "year": "2026", "seen": "0"},
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture
def ada(community: Community) -> Client:
    return client_of(make_person("crisis_adviser", community.region, "Ada"))


def page(community: Community, rest: str = f"{KIT}/change/") -> str:
    return f"/organisations/{community.region.pk}/figures/{rest}"


def test_a_figure_of_the_region_goes_before_ours_in_its_towns(ada: Client, community: Community):
    ours = queries.shipped_catalogue()[KIT].costs[0].eur

    answer = ada.post(page(community), FILLED, follow=True)

    assert answer.status_code == 200
    assert "60 (" in answer.content.decode(), "how sure one is makes the band"
    for organisation in (community.region, community.town):
        cost = queries.catalogue_of(organisation)[KIT].costs[0]
        assert cost.eur.p50 == 60
        assert "inkoop: offerte (2026)" in cost.source_nl
    assert queries.catalogue_of(community.country)[KIT].costs[0].eur == ours
    assert "eigen cijfer" in ada.get(f"/measures/{KIT}/").content.decode()
    assert "inkoop" not in Client().get(f"/measures/{KIT}/").content.decode()


def test_each_figure_keeps_its_history_and_can_be_taken_back(ada: Client, community: Community):
    ada.post(page(community), FILLED)
    ada.post(page(community), {"take_back": "cost:0"})

    ours = queries.shipped_catalogue()[KIT]
    assert queries.catalogue_of(community.region)[KIT] == ours
    told = ada.get(page(community, f"{KIT}/")).content.decode()
    assert told.count("Ada") >= 2
    assert "teruggenomen" in told
    ada.post(page(community), {"take_back": "cost:0"})
    assert OwnFigures.objects.count() == 2, "there was nothing left to take back"


def test_who_fills_in_second_is_told_and_keeps_what_they_typed(ada: Client, community: Community):
    ada.post(page(community), FILLED)
    answer = ada.post(page(community), FILLED | {"p50": "70"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders vulde intussen een cijfer in." in text
    assert 'value="70"' in text
    newest = OwnFigures.objects.latest("pk").pk
    assert ada.post(page(community), FILLED | {"p50": "70", "seen": newest}).status_code == 302


def test_figures_go_out_as_csv_and_come_in_again(ada: Client, community: Community):
    ada.post(page(community), FILLED)
    before = queries.own_figures_of(community.region)
    csv = ada.get(page(community, "file/")).content
    OwnFigures.objects.all().delete()

    sent = {"file": SimpleUploadedFile("eigen-cijfers.csv", csv)}
    answer = ada.post(page(community, "import/"), sent)

    assert answer.status_code == 302
    assert queries.own_figures_of(community.region) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", b"measure;part\nmaanreis;cost\n", b"a" * 1_100_000],
)
def test_a_file_that_cannot_be_is_told_and_changes_nothing(
    ada: Client, community: Community, content: bytes
):
    sent = {"file": SimpleUploadedFile("x.csv", content)}
    answer = ada.post(page(community, "import/"), sent)
    assert answer.status_code == 400
    assert "Er is niets overgenomen" in answer.content.decode()
    assert not OwnFigures.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"p50": "-1"},
        {"p50": "9" * 400},
        {"p10": "50"},
        {"p10": "70", "p90": "80"},
        {"owner": ""},
        {"figure": "cost:99"},
        {"year": "12"},
        {"confidence": "zeker weten"},
        {"source": "x\x00"},
    ],
)
def test_a_figure_that_cannot_be_is_told_and_stays_in_the_form(
    ada: Client, community: Community, wrong: dict[str, str]
):
    answer = ada.post(page(community), FILLED | wrong)
    assert answer.status_code == 400
    assert not OwnFigures.objects.exists()


def test_a_figure_of_what_is_gone_from_the_catalogue_stops_nothing(
    ada: Client, community: Community
):
    OwnFigures.objects.create(
        organisation=community.region, measure="maanreis", part="cost", key="0", p50=1, p10=1, p90=1
    )
    assert queries.own_figures_of(community.region) == ()
    for address in (page(community, ""), page(community, "file/"), "/measures/", "/choices/"):
        assert ada.get(address).status_code == 200
