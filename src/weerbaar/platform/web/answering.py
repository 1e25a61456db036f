"""What the pages of this room do alike: read what was sent, tell a refusal, go on when done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from weerbaar.common.refusals import Refused
from weerbaar.platform.files import read_roles
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words


def sent_with(request: HttpRequest) -> QueryDict | None:
    """What was filled in; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def role_name(role: str) -> str:
    return str(read_roles()[role][f"name_{words().code}"])


def tell_in(form: WordedForm, refused: Refused) -> None:
    """Puts a refusal above the form, which keeps what was typed."""
    for problem in refused.problems:
        form.add_error(None, f"{problem.message(words())} {problem.remedy(words())}")


def form_page(
    request: HttpRequest, organisation: Organisation, form: WordedForm, title: str, button: str
) -> HttpResponse:
    shown = {"organisation": organisation, "form": form, "title": title, "button": button}
    status = 200 if request.method != "POST" else 400
    return render(request, "platform/form.html", shown, status=status)


def done_at(
    request: HttpRequest, told: str, organisation: int, page: str = "organisation"
) -> HttpResponse:
    messages.success(request, words().text(told))
    return redirect(page, organisation)
