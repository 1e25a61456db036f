"""What a rule says no to never ends in a fault of ours."""

from django.test import RequestFactory

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.rights import VISITOR
from weerbaar.platform.web.refusing import InWords

NO = ProblemKind("no-name", mark("Name"), mark("Save"))


def told(fault: Exception):
    request = RequestFactory().get("/")
    request.standing = VISITOR
    request.resolver_match = None
    return InWords(lambda asked: None).process_exception(request, fault)


def test_a_refusal_that_no_page_told_is_told_with_what_to_do(db):
    page = told(Refused([Problem(NO)]))
    assert page.status_code == 409
    assert "Dit kan niet" in page.content.decode()
    assert "Naam Opslaan" in page.content.decode()


def test_any_other_fault_is_left_to_the_site(db):
    assert told(ValueError("x")) is None
