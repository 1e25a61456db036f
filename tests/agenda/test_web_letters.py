"""Letters on the site: made from what an organisation has, kept only where somebody asks."""

import json
import uuid
from dataclasses import asdict
from io import BytesIO

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from tests.agenda.letters.made import EN, NL, cold
from tests.measures.web.weighings import example
from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.agenda.web import actions
from weerbaar.agenda.web.letter_models import KeptLetter
from weerbaar.common.cli import json_text
from weerbaar.measures.web.models import Decision
from weerbaar.measures.web.stored_models import Weighed
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.platform.web.models import AuditEntry
from weerbaar.platform.web.queries import told_of
from weerbaar.region.web.models import Place
from weerbaar.twin.council import compose_council
from weerbaar.twin.files import read_provisions, scenario_text
from weerbaar.twin.tabulate import finding_record
from weerbaar.twin.web.answering import keep_answer
from weerbaar.twin.web.models import Run

LETTER = {
    "language": "nl",
    "form": "pdf",
    "date": "2026-11-22",
    "organisation": "gemeente Dijkstad",
}


@pytest.fixture
def community(db, tmp_path, monkeypatch) -> Community:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    made = make_community()
    Place.objects.create(organisation=made.town, region="gelderland-zuid", municipality="Tiel")
    return made


@pytest.fixture
def manager(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town))


def at(community: Community, kind: str = "") -> str:
    return f"/organisations/{community.town.pk}/letters/{kind}"


def answered(community: Community) -> Run:
    """A run of the town whose answer is there, as the site keeps it."""
    run = Run.objects.create(
        pk=uuid.uuid4(),
        organisation=community.town,
        facts="gelderland-zuid",
        scenario=scenario_text("stroomuitval-72u"),
        municipality="Tiel",
        draws=3,
        seed=1,
    )
    answer = cold()
    sheet = {"page": asdict(compose_council(answer, read_provisions(), NL)), "map": ""}
    items = [finding_record(finding) for finding in answer.findings]
    record = {"findings": {"items": items}, "version": "0.7", "scenario": "stroomuitval-72u"}
    content = {"council.nl.json": sheet, "council.en.json": sheet, "answer.json": record}
    keep_answer(run.pk, 1, {name: json_text(data).encode() for name, data in content.items()})
    return run


def weighed(community: Community) -> Weighed:
    return Weighed.objects.create(
        pk=uuid.uuid4(),
        organisation=community.town,
        facts="gelderland-zuid",
        scenario=scenario_text("stroomuitval-72u"),
        seed=1,
        draws=50,
        variants=[
            {"from": f"shipped:{name}", "data": {"name_nl": name, "name_en": name}}
            for name in ("punten", "kazernes")
        ],
        data=json.loads(json.dumps(weighing_as_data(example()))),
    )


def make(client: Client, community: Community, kind: str, **more: str):
    return client.post(at(community, f"{kind}/"), LETTER | {"letter": str(uuid.uuid4())} | more)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages).split())


def test_a_letter_is_made_from_an_answer_with_the_own_agenda_and_is_not_stored(manager, community):
    run = answered(community)
    actions.add_commitment(
        community.town, {"kind": "open_question", "title": "Wie betaalt de masten?"}, None
    )
    page = manager.get(at(community, "council/"))
    assert f"run:{run.pk}" in page.text
    made = make(manager, community, "council", source=f"run:{run.pk}")
    assert made["Content-Type"] == "application/pdf"
    told = text_of(made.content)
    for words in ("gemeente Dijkstad", "Wie betaalt de masten?", "De cijfers gaan over Tiel zelf."):
        assert words in told
    assert f"/runs/{run.pk}/" in told.replace(" ", "")
    assert not KeptLetter.objects.exists()


def test_the_sheet_of_a_stored_answer_is_one_page(manager, community):
    made = make(manager, community, "sheet", source=f"run:{answered(community).pk}")
    assert len(PdfReader(BytesIO(made.content)).pages) == 1


def test_a_memo_of_a_comparison_is_made_to_edit_with_the_variant_that_is_proposed(
    manager, community
):
    stored = weighed(community)
    chosen = manager.get(f"/weighed/{stored.pk}/memo/")
    assert chosen["Location"].endswith(f"/letters/decision/?source=weighed:{stored.pk}")
    made = make(
        manager,
        community,
        "decision",
        source=f"weighed:{stored.pk}",
        proposed=f"weighed:{stored.pk}/B",
        form="docx",
        cover="Uit de reserve.",
    )
    told = "\n".join(p.text for p in docx.Document(BytesIO(made.content)).paragraphs)
    assert "B, het voorstel" in told
    assert "Dekking: Uit de reserve." in told


def test_the_form_names_the_variants_that_can_be_proposed_and_takes_no_other(manager, community):
    one, other = weighed(community), weighed(community)
    source = f"weighed:{one.pk}"
    form = manager.get(at(community, "decision/"), {"source": source}).text
    assert f'value="{source}/A"' in form
    assert "A: punten" in form
    assert "B: kazernes" in form
    assert f"{source}/C" not in form
    assert form.index(f"{source}/A") < form.index(f"weighed:{other.pk}/A"), "its own come first"
    for proposed in ("D", f"{source}/D", f"weighed:{other.pk}/B", "\x00", "9" * 400):
        refused = make(manager, community, "decision", source=source, proposed=proposed)
        assert refused.status_code == 400
        assert 'class="fault"' in refused.text


def test_a_memo_of_a_decision_tells_its_frozen_figures(manager, community):
    shipped = example().sides[2].variant
    saved = community.town.variants.create(title="Kazernes", data={"variant": shipped.variant})
    laid = json.loads(json.dumps(weighing_as_data(example())))
    # So an own variant is weighed, whatever it was copied from: tests/measures/web/test_memo.py.
    laid["sides"][2]["variant"]["variant"] = f"own-{saved.pk}"
    frozen = {
        "variant": saved.data,
        "costs": {},
        "weighing": laid,
        "facts": "-",
        "catalogue": "-",
    }
    decision = Decision.objects.create(
        organisation=community.town,
        variant=saved,
        number=1,
        title="Kazernes",
        what="Wij kiezen de kazernes.",
        why="Omdat ze stroom hebben.",
        by_whom="iemand",
        power="iets",
        decided_on="2026-11-20",
        frozen=frozen,
    )
    made = make(manager, community, "decision", source=f"decision:{decision.pk}")
    told = text_of(made.content)
    assert "Wij kiezen de kazernes." in told
    assert "Omdat ze stroom hebben." in told
    assert "B, het voorstel" in told
    Decision.objects.filter(pk=decision.pk).update(why="")
    refused = make(manager, community, "decision", source=f"decision:{decision.pk}")
    assert refused.status_code == 400
    assert "Awb" in refused.text


def test_a_letter_is_kept_as_it_was_and_its_removal_stands_in_the_trail(manager, community):
    kept = make(manager, community, "progress", keep="on")
    letter = KeptLetter.objects.get()
    assert kept["Location"] == f"/letters/{letter.pk}/"
    page = manager.get(f"/letters/{letter.pk}/")
    assert letter.title in page.text
    assert manager.get(f"/letters/{letter.pk}/letter.pdf").content == bytes(letter.pdf)
    record = json.loads(manager.get(f"/letters/{letter.pk}/letter.json").content)
    assert (record["maker"], record["simulation"]) == ("Dijkstad", True)
    assert record["document"]["notes"]
    assert letter.title in manager.get(at(community)).text
    governor = client_of(make_person("governor", community.town, "Bas"))
    governor.post(f"/letters/{letter.pk}/remove/")
    assert not KeptLetter.objects.exists()
    for action in ("keep-letter", "remove-letter"):
        details = AuditEntry.objects.get(action=action).details
        assert details == {"letter": str(letter.pk), "title": letter.title}
    told = told_of(community.town, EN)[0]
    assert (told.who, told.did) == ("Bas", "removed a letter")
    assert letter.title in told.details


def test_who_makes_a_letter_does_not_remove_what_is_kept(manager, community):
    make(manager, community, "progress", keep="on")
    letter = KeptLetter.objects.get()
    assert "remove" not in manager.get(f"/letters/{letter.pk}/").text
    for client in (manager, client_of(make_person("crisis_adviser", community.town, "Cas"))):
        assert client.post(f"/letters/{letter.pk}/remove/").status_code == 403
    assert KeptLetter.objects.exists()


def test_sending_a_letter_twice_keeps_it_once(manager, community):
    sent = LETTER | {"letter": str(uuid.uuid4()), "keep": "on"}
    for _ in range(2):
        assert manager.post(at(community, "progress/"), sent).status_code == 302
    assert KeptLetter.objects.count() == 1


def test_a_letter_without_a_date_is_not_kept_and_nothing_typed_is_lost(manager, community):
    refused = make(manager, community, "progress", keep="on", date="", occasion="Een brand.")
    assert refused.status_code == 400
    assert "Archiefregeling" in refused.text
    assert "Een brand." in refused.text
    assert not KeptLetter.objects.exists()


@pytest.mark.parametrize("source", ["", "run:x", "run:" + "9" * 400, "weighed:1", "decision:1e9"])
def test_figures_that_are_not_there_are_refused_in_words(source, manager, community):
    for kind in ("council", "decision"):
        refused = make(manager, community, kind, source=source)
        assert refused.status_code == 400


def test_another_kind_of_letter_does_not_exist_and_a_reader_makes_none(manager, community):
    assert manager.get(at(community, "poem/")).status_code == 404
    officer = client_of(make_person("care_officer", community.town, "Cor"))
    assert officer.get(at(community)).status_code == 200
    assert officer.get(at(community, "progress/")).status_code == 403


def test_a_mayor_reads_the_kit_puts_the_steps_on_the_agenda_once_and_prints_it(manager, community):
    address = f"/organisations/{community.town.pk}/mayor-kit/"
    assert "nog geen antwoord" in manager.get(address).text
    run = answered(community)
    page = manager.get(address).text
    at_home = f"http://testserver/contribute/{community.town.pk}/"
    for words in ("Het beeld van uw gemeente", "nog niet op de agenda", "Aan inwoners", at_home):
        assert words in page
    manager.post(address + "put/")
    manager.post(address + "put/")
    assert community.town.commitments.filter(key__startswith="mayor-").count() == 8
    assert "nog niet op de agenda" not in manager.get(address).text
    made = make(manager, community, "kit", source=f"run:{run.pk}")
    assert "Volgende stappen" in text_of(made.content)
    assert len(PdfReader(BytesIO(made.content)).pages) <= 4
    els = client_of(make_person("inhabitant", community.town, "Els"))
    assert els.get(address).status_code == 403
    governor = client_of(make_person("governor", community.town, "Bas"))
    assert governor.get(address).status_code == 200
    assert governor.post(address + "put/").status_code == 403
