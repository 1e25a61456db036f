"""Whatever a browser or a program sends, nobody sees a fault of ours: never a status of 500.

On PostgreSQL every value is sent to every page; on SQLite those that a database may take otherwise:
what is too large, below nothing, too long, or no text to it. The rest goes wrong in Python or
nowhere.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.platform.community import Community, make_community, make_person
from tests.platform.test_every_page import NAMES, address_of, of_the_town
from weerbaar.platform.web.models import Person
from weerbaar.region.web.held import hold

OF_THE_DATABASE = [
    "-1",
    "9" * 40,
    "1e999",
    "\x00",
    "😀" * 10,
    "a" * 10_000,
    '{"a": [1]}',
]
OF_PYTHON = [
    "",
    "x",
    "0",
    "' OR 1=1 --",
    "\r\n" * 9,
    "<script>",
    "../../etc",
    "%00",
    "٣",
    "None",
    "http://x.example/",
]
NASTY = OF_THE_DATABASE + (OF_PYTHON if connection.vendor == "postgresql" else [])
IN_PARTS = ("x", "\x00")
"""What is sent as a form with files is; all else as any other form."""
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
    *("start", "end", "load_class", "tracks", "vehicles", "axle_t", "profile", "known", "take"),
    *("practice", "conditions", "known", "unknown"),
    *("firms", "orders", "inputs", "weeks", "rule", "as"),
    *("bank", "power_h_low", "power_h", "power_h_high", "data_h_low", "data_h", "data_h_high"),
    *("staff", "by_hand", "without_line", "stock", "second_supplier", "deputy", "offers"),
    *("limit_eur", "needed", "available", "elsewhere", "unattended", "said_on"),
    *("to", "offer", "answer", "taken", "website", "track", "throw_away"),
]
SENT_LAST = {"account_logout", "erase-me"}


FORM = "application/x-www-form-urlencoded"


def body_of(value: str) -> tuple[bytes, str]:
    """A form with this in every field, as it is sent, and of which sort it is."""
    fields = dict.fromkeys(FIELDS, value)
    if value in IN_PARTS:
        return encode_multipart(BOUNDARY, fields), MULTIPART_CONTENT
    return urlencode(fields).encode(), FORM


BODIES = {value: body_of(value) for value in NASTY}


@pytest.fixture(scope="module")
def stored(storing) -> tuple[Community, Mapping[str, object], Person]:
    """The town with what stands in it, and somebody who may do everything there."""
    with storing():
        community = make_community()
        person = make_person("administrator", community.country, "Eva")
        make_person("crisis_adviser", community.town, "Eva")
        return community, of_the_town(community), Person.objects.get(pk=person.pk)


@pytest.fixture
def eva(stored: tuple[Community, Mapping[str, object], Person], db) -> Client:
    """Her browser; she has a password, so that allauth lets her."""
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(pk=stored[2].pk))
    return client


def test_no_form_is_refused_for_its_size_alone():
    largest = max(len(body) for body, sort in BODIES.values() if sort == FORM)
    assert largest < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert max(len(body) for body, _ in BODIES.values()) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SENT_LAST])
def test_no_form_falls_over_what_is_sent(
    name: str, eva: Client, stored: tuple[Community, Mapping[str, object], Person]
):
    community, values, _ = stored
    kept = hold(community.town.pk, (), {"pasted": "kind\tname\n", "within_km": 5})
    address = address_of(name, {**values, "held": kept})
    fell = []
    for value, (body, sort) in BODIES.items():
        answer = eva.generic(
            "POST",
            address,
            body,
            content_type=sort,
            headers={"if-match": value[:20].replace("\r\n", "")},
        )
        if answer.status_code >= 500:
            fell.append((value[:20], answer.status_code))
        if answer.status_code == 405:
            # It takes no form, whatever stands in it.
            break
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
