"""Nothing of what is sent is read before it is known that the sender may send it."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from tests.platform.community import Community, client_of, make_person
from weerbaar.platform.web.gate import MOST_OF_STRANGERS, MOST_SENT

BOUNDARY = "edge"


class Sent(io.BytesIO):
    """What a browser sends, and how much of it was read."""

    was_read = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.was_read += len(found)
        return found


def upload(size: int) -> bytes:
    """A form with the token that the site gave, and a file of about so many bytes."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return head.encode() + b"a" * size + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(client: Client, address: str, content: bytes, announced: int = 0):
    """The answer to a form that is sent, and how many bytes of it the site read."""
    # Any page gives a stranger such a token, and then the form is read to find it again.
    client.cookies["csrftoken"] = "a" * 32
    sent = Sent(content)
    answer = client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": address,
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(announced or len(content)),
            "wsgi.input": sent,
        }
    )
    return answer, sent.was_read


def import_of(community: Community) -> str:
    return reverse("import-facts", kwargs={"organisation": community.town.pk})


def test_of_a_stranger_no_upload_is_read(community: Community):
    answer, was_read = send(Client(enforce_csrf_checks=True), import_of(community), upload(50_000))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
    assert was_read == 0


def test_of_who_is_signed_in_but_may_not_no_upload_is_read(community: Community):
    bert = Client(enforce_csrf_checks=True)
    bert.force_login(make_person("governor", community.town, "Bert"))
    answer, was_read = send(bert, import_of(community), upload(50_000))
    assert (answer.status_code, was_read) == (403, 0)


@pytest.mark.parametrize("page", ["account_login", "language", "mfa_login_webauthn"])
def test_a_stranger_sends_a_small_form_at_most_also_to_a_page_for_everybody(db, page: str):
    content = upload(MOST_OF_STRANGERS)
    answer, was_read = send(Client(enforce_csrf_checks=True), reverse(page), content)
    assert (answer.status_code, was_read) == (413, 0)
    assert "hooguit 100.000" in answer.text


def test_who_is_signed_in_sends_a_large_file_and_no_larger_one(community: Community):
    anna = client_of(make_person("crisis_adviser", community.town))
    address = import_of(community)
    answer, was_read = send(anna, address, upload(3 * MOST_OF_STRANGERS))
    assert answer.status_code != 413
    assert was_read > 0
    answer, was_read = send(anna, address, upload(10), MOST_SENT + 1)
    assert (answer.status_code, was_read) == (413, 0)


@pytest.mark.parametrize("announced", ["", "-1", "many", "٣"])
def test_a_length_that_is_no_number_announces_nothing(db, announced: str):
    client = Client(raise_request_exception=False)
    answer = client.post(reverse("language"), {"language": "en"}, CONTENT_LENGTH=announced)
    assert answer.status_code < 500
