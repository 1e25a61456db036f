"""The pages of decisions: writing one down, and reading it again with what was known then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.common.language import Language, mark
from weerbaar.measures.bill_words import cost_table, differing_costs, years_of
from weerbaar.measures.deciding import DECIDERS, POWERS, Frozen, frozen_from_data, ground_of_power
from weerbaar.measures.typed_variant import differences, typed_of
from weerbaar.measures.variants import Variant
from weerbaar.measures.web import decisions, queries
from weerbaar.measures.web.asked import costs_of
from weerbaar.measures.web.editing import Ground, both_in_words, choices_in_words, ground_of
from weerbaar.measures.web.editor_views import saved_or_404
from weerbaar.measures.web.forms import DecisionForm
from weerbaar.measures.web.models import Decision, SavedVariant, VariantVersion
from weerbaar.platform.files import read_table
from weerbaar.platform.web.words import words
from weerbaar.region.web.facts import hash_of
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.web.turned_part import told_problems

MOST_DIGITS = 9
AFTERWARDS = (
    ("take-up", mark("Put it on the agenda")),
    ("decision-memo", mark("Write a decision memo")),
)
"""Pages that go on with a decision, where they are there."""


@require_http_methods(["GET", "HEAD", "POST"])
def decide_variant(request: HttpRequest, variant: int) -> HttpResponse:
    """Writes down what was decided on a version of a variant.

    Where somebody saved another version meanwhile, what was typed stays, what changed is told, and
    who decides says on which of the two it is.
    """
    saved = saved_or_404(variant)
    if request.method != "POST":
        number = _number(request.GET.get("version", ""), saved.version)
        initial = {"number": number, "seen": saved.version, "decided_on": timezone.localdate()}
        form = _form(request, saved, [number, saved.version], initial=initial)
        return _page(request, saved, form)
    seen = _number(request.POST.get("seen", ""), 0)
    number = _number(request.POST.get("number", ""), 0)
    if seen == saved.version:
        form = _form(request, saved, [number, seen], request.POST)
        if form.is_valid():
            made = _decided(request, saved, form)
            if made is not None:
                messages.success(request, words().text(mark("The decision is written down.")))
                return redirect("decision", made.pk)
            saved.refresh_from_db()
        else:
            return _page(request, saved, form, status=400)
    return _stale(request, saved, number, seen)


def _decided(request: HttpRequest, saved: SavedVariant, form: DecisionForm) -> Decision | None:
    """The decision as it is kept; None where another version came meanwhile."""
    filled = form.cleaned_data
    version = queries.version_of(saved, filled["number"])
    assert version is not None, "the form offers versions that are there"
    ground = ground_of(request, saved.organisation)
    weighing = decisions.weighing_with(saved, filled["weighing"], filled["number"], ground)
    frozen = decisions.freeze(version, ground, weighing)
    told = decisions.Told(
        what=filled["what"],
        why=filled["why"],
        by_whom=form.by_whom,
        power=filled["power"],
        decided_on=filled["decided_on"],
    )
    return decisions.decide(version, told, frozen, filled["seen"], request.user)


def _form(
    request: HttpRequest, saved: SavedVariant, numbers: list[int], *args: Any, **named: Any
) -> DecisionForm:
    """The form, which offers these versions and the newest, with the comparisons of them.

    What was sent may name a comparison of another version: then it says so.
    """
    wanted = sorted({*numbers, saved.version})
    versions = saved.versions.filter(number__in=wanted).order_by("-number")
    ground = ground_of(request, saved.organisation)
    weighings = [
        (one.key, one.title, one.version)
        for one in decisions.weighings_of(saved, ground, words())
        if args or one.version in wanted
    ]
    form = DecisionForm(versions, weighings, saved.organisation.kind, *args, **named)
    form.today = timezone.localdate()
    return form


def _stale(request: HttpRequest, saved: SavedVariant, number: int, seen: int) -> HttpResponse:
    """The form as it was filled in, what changed since, and both versions to choose from."""
    sent = QueryDict(mutable=True)
    sent.update(request.POST)
    sent["seen"] = str(saved.version)
    form = _form(request, saved, [number, seen], sent)
    form.is_valid()
    before, now = queries.version_of(saved, seen), queries.version_of(saved, saved.version)
    more: dict[str, Any] = {"stale": True, "newest": now}
    if before is not None and now is not None:
        more["both"] = _changed(ground_of(request, saved.organisation), before, now)
        more["seen"] = seen
    return _page(request, saved, form, more, 409)


def _changed(ground: Ground, before: VariantVersion, now: VariantVersion) -> list[dict[str, str]]:
    """In what a version differs from an earlier one."""
    stored = [queries.read_saved(one, ground.catalogue)[0] for one in (before, now)]
    typed = [typed_of(one, ground.catalogue, words().code) for one in stored if one is not None]
    if len(typed) < len(stored):
        return []
    return both_in_words(differences(*typed), ground.catalogue, words())


def _page(
    request: HttpRequest,
    saved: SavedVariant,
    form: DecisionForm,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {"saved": saved, "organisation": saved.organisation, "form": form, **(more or {})}
    answer = render(request, "measures/decide_variant.html", shown, status=status)
    answer["ETag"] = f'"{saved.version}"'
    return answer


def _number(text: str, otherwise: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else otherwise


# Reading it again


@require_safe
def decision(request: HttpRequest, decision: int) -> HttpResponse:
    """A decision with what was known then, and what of that is otherwise today."""
    found = queries.decision_of(decision)
    if found is None:
        raise Http404
    frozen = frozen_from_data(found.frozen)
    ground = ground_of(request, found.organisation)
    stands, wrong = queries.read_frozen(frozen.variant, ground.catalogue)
    version = queries.version_of(found.variant, found.number)
    shown = {
        "decision": found,
        "version": version,
        "saved": found.variant,
        "organisation": found.organisation,
        "frozen": frozen,
        "decider": _row(DECIDERS, found.by_whom),
        "power": _power(found.power, words()),
        "costs": cost_table(frozen.costs, words()),
        "years": _years(frozen, stands, words()) if stands else "",
        "choices": choices_in_words(stands, ground.catalogue, words()) if stands else [],
        "problems": told_problems(wrong, words()),
        "today": _today(frozen, ground, words()) if stands else [],
        "weighing": decisions.told_weighing(frozen.weighing, words()),
        "afterwards": _afterwards(found),
        "may": queries.may_of(request, found.organisation),
    }
    return render(request, "measures/decision.html", shown)


def _today(frozen: Frozen, ground: Ground, spoken: Language) -> list[str]:
    """What of a decision would be told otherwise today; nothing where all is the same."""
    stands, _ = queries.read_frozen(frozen.variant, ground.catalogue)
    found = []
    if frozen.facts != hash_of(ground.facts):
        found.append(spoken.text(mark("The facts of the place have changed since.")))
    if frozen.catalogue != decisions.hash_of_catalogue(ground.catalogue):
        found.append(spoken.text(mark("The figures of measures have changed since.")))
    if frozen.software != decisions.software():
        found.append(spoken.text(mark("The program has changed since.")))
    if stands is not None:
        first, years = years_of(frozen.costs)
        same = replace(stands, first_year=first, years=years)
        costs = costs_of(same, ground.catalogue, ground.facts)
        told = mark("{who}: {was} then, {now} today.")
        found += [
            spoken.text(told, who=who, was=was, now=now)
            for who, was, now in differing_costs(frozen.costs, costs, spoken)
        ]
    return found


def _years(frozen: Frozen, stands: Variant, spoken: Language) -> str:
    """Over which years the sums run, where these are not those of the variant; else ""."""
    first, years = years_of(frozen.costs)
    if (first, years) == (stands.first_year, stands.years):
        return ""
    told = mark(
        "The sums run from {first} to {last}, as in the comparison. The variant itself ends in "
        "{end}: what was chosen goes on after that, and so do its costs."
    )
    return spoken.text(told, first=first, last=first + years - 1, end=stands.last_year)


def _row(table: Any, key: str) -> str:
    """What a row of a table is called; as it is stored where the table has it no more."""
    name = table.key[0]
    row = next((row for row in read_table(table) if row[name] == key), None)
    return str(row[f"name_{words().code}"]) if row else key


def _power(power: str, spoken: Language) -> dict[str, str]:
    row = next((row for row in read_table(POWERS) if row["power"] == power), None)
    if row is None:
        return {"name": power}
    return {
        "name": str(row[f"name_{spoken.code}"]),
        "law": ground_of_power(row),
        "evidence": evidence_in_words(str(row["evidence"]), spoken),
    }


def _afterwards(found: Decision) -> list[tuple[str, str]]:
    """Where one can go on with a decision."""
    pages = []
    for page, label in AFTERWARDS:
        try:
            pages.append((reverse(page, args=[found.pk]), words().text(label)))
        except NoReverseMatch:
            continue
    return pages
