"""The trail of the site: deeds are told, changes are found, and erasing somebody breaks nothing."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from tests.platform.community import PASSWORD, Community, client_of, make_person
from weerbaar.common.refusals import Refused
from weerbaar.platform.audit import faults
from weerbaar.platform.cli import person_app, trail_app
from weerbaar.platform.web import actions, queries, trail
from weerbaar.platform.web.models import AuditEntry, Membership, Person, PersonKey
from weerbaar.platform.web.words import language


def whole() -> bool:
    return faults(trail.entries(), trail.expected_end()) == []


def told(community: Community) -> list[str]:
    found = queries.told_of(community.town, language("en"))
    return [f"{t.who} {t.did}: {t.details} ({t.whom})" for t in found]


def test_who_gave_whom_a_role_is_told_to_who_may_see_it(community: Community):
    anna = make_person("administrator", community.town)
    given = {"email": "bert@dijkstad.example", "name": "Bert", "role": "volunteer"}
    client_of(anna).post(f"/organisations/{community.town.pk}/people/add/", given)
    assert told(community)[0] == "Anna gave a role: volunteer (Bert)"
    page = client_of(anna).get(f"/organisations/{community.town.pk}/trail/").text
    assert "</strong> gaf een rol: vrijwilliger (Bert)" in page
    assert whole()


def test_no_name_or_address_stands_in_the_trail(community: Community):
    anna = make_person("administrator", community.town)
    Client().post("/account/login/", {"login": anna.email, "password": "iets anders"})
    Client().post("/account/login/", {"login": anna.email, "password": PASSWORD})
    stored = json.dumps(list(AuditEntry.objects.values()))
    assert "sign-in-failed" in stored
    assert '"sign-in"' in stored
    assert "anna" not in stored.lower()
    assert str(anna.pk) not in stored


def test_erasing_somebody_keeps_the_trail_whole_and_makes_their_deeds_nobodys(
    community: Community,
):
    anna = make_person("programme_manager", community.town)
    actions.change_organisation(community.town, {"name": "Dijkstad aan Zee"}, 1, anna)
    before = list(trail.entries())
    actions.erase_person(anna, anna)
    assert list(trail.entries())[: len(before)] == before
    assert whole()
    assert not Person.objects.filter(pk=anna.pk).exists()
    assert not PersonKey.objects.exists()
    assert "somebody whose data are erased changed the organisation:  ()" in told(community)


def test_a_person_erases_themselves_and_is_signed_out(community: Community):
    bert = make_person("volunteer", community.town, "Bert")
    client = client_of(bert)
    assert "Wis al mijn gegevens" in client.get("/me/erase/").text
    assert client.post("/me/erase/", follow=True).redirect_chain == [("/", 302)]
    assert not Person.objects.filter(pk=bert.pk).exists()
    assert client.get("/me/").status_code == 302


def test_a_person_reads_all_that_is_kept_about_them_and_nothing_about_others(community: Community):
    bert = make_person("volunteer", community.town, "Bert")
    make_person("volunteer", community.town, "Cees")
    actions.change_organisation(community.town, {"about": "x"}, community.town.version, bert)
    answer = client_of(bert).get("/me/data.json")
    assert answer["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    kept = json.loads(answer.content)
    assert kept["platform.Person"][0]["email"] == "bert@dijkstad.example"
    assert [held["role"] for held in kept["platform.Membership"]] == ["volunteer"]
    deeds = {entry["action"] for entry in kept["platform.AuditEntry"]}
    assert deeds == {"give-role", "change-organisation"}
    assert "password" not in answer.text
    assert "cees" not in answer.text.lower()


def test_the_last_administrator_cannot_be_erased(community: Community):
    eva = make_person("administrator", community.country, "Eva")
    with pytest.raises(Refused):
        actions.erase_person(eva)
    assert "laatste beheerder" in client_of(eva).post("/me/erase/").text
    assert whole()


def test_an_entry_is_never_changed_or_removed_by_the_site(community: Community):
    with pytest.raises(TypeError):
        AuditEntry.objects.update(actor="somebody else")
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()


def behind_our_back(statement: str) -> None:
    """What somebody with access to the database could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE platform_auditentry SET actor = 'x' WHERE number = 2",
        "UPDATE platform_auditentry SET action = 'sign-in' WHERE number = 1",
        "DELETE FROM platform_auditentry WHERE number = 2",
        "DELETE FROM platform_auditentry WHERE number = 5",
    ],
)
def test_a_change_behind_our_back_is_found(community: Community, statement: str):
    assert whole()
    behind_our_back(statement)
    assert not whole()


def test_a_deed_that_fails_leaves_no_entry(community: Community):
    before = AuditEntry.objects.count()
    with pytest.raises(Refused):
        actions.add_organisation("X", "country", community.town)
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_deeds_at_the_same_moment_get_their_places_one_after_the_other():
    together = Barrier(4)

    def act() -> None:
        together.wait()
        for _ in range(5):
            trail.record("sign-in", None)
        connection.close()

    threads = [Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEntry.objects.count() == 20
    assert whole()


def run(*arguments: str):
    return CliRunner().invoke(trail_app, list(arguments))


def test_whoever_runs_the_machine_checks_exports_and_checks_again_later(
    community: Community, tmp_path: Path
):
    first = json.loads(run("verify", "--json").stdout)
    assert first["entries"] == 5
    for name in ("trail.json", "trail.csv"):
        assert run("export", str(tmp_path / name)).exit_code == 0
        assert json.loads(run("verify", str(tmp_path / name), "--json").stdout) == first
    actions.change_organisation(community.town, {"name": "Dijkstad aan Zee"}, 1)
    assert run("verify", "--expect", first["end"]).exit_code == 0
    changed = (tmp_path / "trail.csv").read_text().replace("municipality", "partner")
    (tmp_path / "trail.csv").write_text(changed)
    assert run("verify", str(tmp_path / "trail.csv")).exit_code == 2
    assert run("verify", "--expect", "5:no-such-hash").exit_code == 2


def test_an_export_of_another_sort_is_refused(db, tmp_path: Path):
    assert run("export", str(tmp_path / "trail.docx")).exit_code == 2


def test_who_did_not_sign_in_for_two_years_is_erased(community: Community):
    now = timezone.now()
    bert = make_person("volunteer", community.town, "Bert")
    clara = make_person("volunteer", community.town, "Clara")
    long_ago = now - timedelta(days=731)
    Person.objects.filter(pk=bert.pk).update(last_login=long_ago, created_at=long_ago)
    Person.objects.filter(pk=clara.pk).update(created_at=long_ago, last_login=now)
    dirk = make_person("volunteer", community.town, "Dirk")
    Person.objects.filter(pk=dirk.pk).update(created_at=long_ago)
    eva = make_person("administrator", community.country, "Eva")
    Person.objects.filter(pk=eva.pk).update(created_at=long_ago)
    assert actions.erase_what_is_due(now) == 2
    assert set(Person.objects.all()) == {clara, eva}
    assert Membership.objects.count() == 2
    assert whole()


def test_whoever_runs_the_machine_erases_a_person_by_address(community: Community):
    make_person("volunteer", community.town, "Bert")
    erased = CliRunner().invoke(person_app, ["erase", "bert@dijkstad.example"])
    assert erased.exit_code == 0
    assert not Person.objects.exists()
    assert CliRunner().invoke(person_app, ["erase", "bert@dijkstad.example"]).exit_code == 2
    assert "0" in CliRunner().invoke(person_app, ["tidy"]).stdout
