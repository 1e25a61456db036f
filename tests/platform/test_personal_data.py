"""What is kept about people: every field stands in the table, and the days are counted right."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from weerbaar.common.tables import rows_of
from weerbaar.platform.files import read_table
from weerbaar.platform.personal_data import PERSONAL_DATA, due

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
# Models that hold nothing about a person, or in which nothing is ever written here.
NOT_ABOUT_PEOPLE = {
    "platform.Organisation": "an organisation is no person",
    "platform.AuditEnd": "a number and a hash",
    "platform.JobLine": "what a computation says of itself",
    "platform.WorkerSeen": "a made-up name and a time",
    "region.ChainAnswer": "an organisation and a function say it, no person",
    "twin.OwnDomains": "names of domains, of an organisation",
    "measures.SavedVariant": "its versions say who changed it",
    "region.Place": "which place an organisation is about",
    "region.Shared": "which organisations see each other's facts",
    "agenda.Answered": "an answer of the twin, as far as gaps go",
    "auth.Permission": "not used",
    "auth.Group": "not used",
    "auth.Group_permissions": "not used",
    "contenttypes.ContentType": "names of models",
    "account.EmailConfirmation": "not used: the address in a message is signed, not stored",
    "socialaccount.SocialApp": "the settings of the sign-in service",
    "socialaccount.SocialToken": "not stored (SOCIALACCOUNT_STORE_TOKENS)",
    "django_tasks_database.DBTaskResult": "numbers of jobs",
}
# Fields of no meaning to anybody, and those that only link rows.
PLAIN = {"id"}


def models():
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def table() -> dict[str, set[str]]:
    return {row["model"]: set(row["fields"].split()) for row in read_table(PERSONAL_DATA)}


def test_every_model_is_in_the_table_or_holds_nothing_about_people():
    assert set(models()) == set(table()) | set(NOT_ABOUT_PEOPLE)


@pytest.mark.parametrize("model", ["platform.Person", "platform.Membership", "platform.PersonKey"])
def test_every_field_of_our_own_models_about_people_is_in_the_table(model: str):
    assert {field.name for field in models()[model]._meta.fields} - PLAIN == table()[model] - PLAIN


@pytest.mark.parametrize("row", list(read_table(PERSONAL_DATA)), ids=lambda row: row["model"])
def test_every_field_in_the_table_exists(row):
    fields = {field.name for field in models()[row["model"]]._meta.fields}
    assert set(row["fields"].split()) <= fields
    assert set(row["since"].split()) <= fields
    assert bool(row["keep_days"]) == bool(row["since"])


def test_a_row_with_days_is_due_that_many_days_ago_and_one_without_never():
    rows = rows_of(
        PERSONAL_DATA,
        [
            {"model": "a.B", "keep_days": 10, "since": "seen made"},
            {"model": "a.C", "keep_days": 0, "since": ""},
        ],
    )
    (one,) = due(rows, NOON)
    assert (one.model, one.since) == ("a.B", ("seen", "made"))
    assert one.before == datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
