"""What whoever runs the site can set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from weerbaar.region.files import usual_region
from weerbaar.web.environment import SETTINGS, database, mail, origin, region, secret_key

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-the-site.md"


def test_without_settings_the_site_keeps_its_data_in_a_file_and_sends_no_mail(tmp_path: Path):
    assert database("", tmp_path)["NAME"] == tmp_path / "weerbaar.sqlite3"
    assert "dummy" in mail("")["EMAIL_BACKEND"]


def test_a_team_shares_a_postgresql_by_its_address(tmp_path: Path):
    found = database("postgresql://anna:p%40ss@db.example:5433/weerbaar", tmp_path)
    assert found["ENGINE"].endswith("postgresql")
    assert (found["USER"], found["PASSWORD"]) == ("anna", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "weerbaar")
    assert database("postgresql://anna@/weerbaar?host=/run/pg", tmp_path)["HOST"] == "/run/pg"


def test_another_sort_of_database_is_refused_by_name(tmp_path: Path):
    with pytest.raises(ValueError, match="mysql"):
        database("mysql://anna@db/weerbaar", tmp_path)


def test_the_key_that_signs_sessions_is_made_once_and_for_the_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("WEERBAAR_SECRET_KEY")
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    key = secret_key()
    assert len(key) > 50
    assert secret_key() == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_mail_by_a_safe_port_is_encrypted():
    found = mail("smtp://anna:secret@mail.example:587")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (
        "mail.example",
        587,
        True,
    )


def test_an_origin_is_scheme_and_host():
    assert origin("https://id.example/realms/x") == "https://id.example"
    assert origin("") == ""


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_guide(setting):
    assert f"`{setting.name}`" in GUIDE.read_text(encoding="utf-8")


def test_the_region_of_a_site_is_the_one_in_the_library_until_somebody_names_another(monkeypatch):
    monkeypatch.delenv("WEERBAAR_REGION", raising=False)
    assert region() == usual_region()
    monkeypatch.setenv("WEERBAAR_REGION", "caribisch-nederland")
    assert region() == "caribisch-nederland"


def test_a_region_that_is_not_there_is_refused_at_the_start_by_the_names_that_are():
    asked = os.environ | {"WEERBAAR_REGION": "atlantis", "WEERBAAR_LANGUAGE": "nl"}
    asked |= {"DJANGO_SETTINGS_MODULE": "weerbaar.web.settings", "COLUMNS": "200"}
    command = [sys.executable, "-m", "weerbaar", "organisation", "list"]
    run = subprocess.run(command, env=asked, capture_output=True, text=True, check=False)
    assert run.returncode == 2, run.stderr
    for told in ("atlantis", "WEERBAAR_REGION", "caribisch-nederland", "gelderland-zuid"):
        assert told in run.stderr
    assert "Traceback" not in run.stderr
