"""Whatever a browser or a program sends, nobody sees a fault of ours: never a status of 500."""

import pytest
from django.test import Client

from tests.platform.community import Community, make_person
from tests.platform.test_every_page import NAMES, address_of, of_the_town

NASTY = [
    "",
    "x",
    "-1",
    "0",
    "9" * 40,
    "1e999",
    "\x00",
    "😀" * 10,
    "' OR 1=1 --",
    "\r\n" * 9,
]
NASTY += [
    "<script>",
    "a" * 10_000,
    "../../etc",
    "%00",
    "٣",
    "None",
    '{"a": [1]}',
    "http://x.example/",
]
FIELDS = [
    *("name", "email", "role", "kind", "version", "telephone", "about", "initial-name", "job"),
    *("login", "code", "password", "password1", "password2", "oldpassword", "credential"),
    *("next", "language", "pick-name", "pick-about", "action", "process"),
    *("place", "pasted", "sort", "within_km", "complete", "source", "as_of", "held", "parent"),
    *("title", "summary", "first_year", "years", "why", "do", "add", "m-0-measure", "m-0-year"),
    *("m-0-share", "take-title", "scenario", "at", "text", "number", "seen", "what", "power"),
    *("decided_on", "weighing", "figure", "p10", "p50", "p90", "year", "take_back", "show"),
    *("title", "status", "partners", "from", "until", "done_on", "quantities", "activate"),
    *("by_whom", "reviewer", "measure", "measures", "gap", "pillar", "payer", "shared", "saw"),
    *("amount_low_eur", "amount_eur", "amount_high_eur", "why", "seen", "initial-owner"),
    *("consumer", "input", "t_p10", "t_p50", "t_p90", "confidence", "owner", "leans_on", "note"),
    *("what", "supplier", "country", "site", "origin", "share_low", "share", "share_high"),
    *("alternative", "instead", "months_low", "months", "months_high", "contact", "seen"),
    *("employer", "function", "people", "reservists", "volunteers", "both", "all_reservists"),
    *("agreement", "until", "agreed", "step", "who", "after", "days_low", "days", "days_high"),
    *("wait_low", "wait", "wait_high", "again", "norm", "survey", "statement", "wave", "n"),
    *("variant", "draws", "weighed", "searched", "way", "budget", "need", "outcome", "effort"),
    *("most", "required", "excluded", "limit_state", "limit_municipality"),
    *("idea", "status", "confirm", "file"),
    *("addressee", "reference", "portfolio", "occasion", "asked", "secretary", "secretary_name"),
    *("chair", "chair_name", "contact", "decider", "power", "cover", "proposed", "keep", "letter"),
    *("to", "offer", "answer", "taken", "website", "track"),
]
SENT_LAST = {"account_logout", "erase-me"}


@pytest.fixture
def eva(community: Community) -> Client:
    """Somebody who may do everything in the town, with a password so that allauth lets her."""
    person = make_person("administrator", community.country, "Eva")
    make_person("crisis_adviser", community.town, "Eva")
    client = Client(raise_request_exception=False)
    client.force_login(person.__class__.objects.get(pk=person.pk))
    return client


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SENT_LAST])
def test_no_form_falls_over_what_is_sent(name: str, eva: Client, community: Community):
    address = address_of(name, of_the_town(community))
    fell = []
    for value in NASTY:
        answer = eva.post(
            address,
            dict.fromkeys(FIELDS, value),
            headers={"if-match": value[:20].replace("\r\n", "")},
        )
        if answer.status_code >= 500:
            fell.append((value[:20], answer.status_code))
    assert fell == []


@pytest.mark.parametrize("value", ["0", "9" * 30, "-1", "x", "%00", "..", "1;drop"])
@pytest.mark.parametrize(
    "place", ["/organisations/{}/", "/roles/{}/remove/", "/conflicts/{}/", "/jobs/{}/"]
)
def test_no_address_falls_over_what_stands_in_it(place: str, value: str, eva: Client):
    assert eva.get(place.format(value)).status_code == 404


@pytest.mark.parametrize("cookie", ["", "x" * 5000, "\x7f", '"', "a=b;c=d"])
def test_no_cookie_makes_a_page_fall_over(cookie: str, eva: Client):
    eva.cookies["language"] = cookie
    eva.cookies["messages"] = cookie
    assert eva.get("/").status_code == 200
