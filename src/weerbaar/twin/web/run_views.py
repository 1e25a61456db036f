"""The pages of runs: ask, watch, read, take along, and ask why."""

from __future__ import annotations

import math
import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import mark, upper
from weerbaar.common.refusals import Refused
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import in_two, render_still, with_still
from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web import working
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.region import Region
from weerbaar.region.web.queries import facts_of, place_of
from weerbaar.twin.area_map import Shown, map_of
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.outcome import REGION_ONLY
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.web import actions, answering, queries
from weerbaar.twin.web.forms import SHIPPED, WHOLE, RunForm
from weerbaar.twin.web.models import Run
from weerbaar.twin.web.ready import usual_of
from weerbaar.twin.web.why import why
from weerbaar.twin.wording import area_name

ANCHORS = (
    ("map", mark("Map")),
    ("course", mark("Course")),
    ("who", mark("Who")),
    ("why", mark("Causes")),
    ("short", mark("Findings")),
    ("objectives", mark("NATO objectives")),
    ("if", mark("What if")),
    ("not-measured", mark("Not measured")),
    ("sources", mark("Sources")),
    ("files", mark("Take along")),
)
UNITS = ((1_000_000, "MB"), (1_000, "kB"), (1, "B"))


@require_safe
def runs(request: HttpRequest, organisation: int) -> HttpResponse:
    """What was asked of the twin, the newest first."""
    found = get_object_or_404(Organisation, pk=organisation)
    shown = {
        "organisation": found,
        "runs": [(one, _whats_wrong(one)) for one in queries.runs_of(found, words())],
        "may": may(request.standing, organisation),
    }
    return render(request, "twin/runs.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def start_run(request: HttpRequest, organisation: int) -> HttpResponse:
    """Asks for an answer; the form brings the run's own number, so that sending twice is once."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.POST if request.method == "POST" else None
    form = RunForm(found, sent, initial=_initial(request, found))
    if form.is_valid():
        filled = form.cleaned_data
        question = actions.Question(form.text, form.municipality, filled["draws"])
        try:
            made = actions.start_run(found, question, request.user, filled["run"])
            return redirect("run", made.pk)
        except Refused as refused:
            for line in told(refused):
                form.add_error(None, line)
    shown = {"organisation": found, "form": form, "may": may(request.standing, organisation)}
    return render(request, "twin/start_run.html", shown, status=400 if sent else 200)


def _initial(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    chosen = request.GET.get("scenario", "") or usual_of(facts_of(organisation))
    return {
        "run": uuid.uuid4(),
        "place": place_of(organisation).municipality or WHOLE,
        "scenario": chosen if ":" in chosen else f"{SHIPPED}:{chosen}",
    }


@require_safe
def run(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """A run: how far it is, and then its answer."""
    found = get_object_or_404(Run.objects.select_related("organisation", "person"), pk=run)
    if answering.has_answer(found.pk):
        return _answer(request, found)
    job = queries.job_of(found)
    told = queries.told_run(found, job, words())
    shown = {
        "told": told,
        "wrong": _whats_wrong(told),
        "run": found,
        "job": job,
        "over": queries.is_over(job),
        "percent": round(100 * job.progress) if job else 0,
        "lines": [(line.at, words().text(line.text)) for line in job.lines.all()] if job else [],
        "lives": platform_queries.a_worker_lives(timezone.now()),
        "waits_for": platform_queries.waits_for(job, words()),
        "may": may(request.standing, found.organisation_id),
        "again": told.scenario.scenario if told.scenario else "",
    }
    return render(request, "twin/run.html", shown)


def _answer(request: HttpRequest, found: Run) -> HttpResponse:
    """The answer, with its map at the need and hour of the address."""
    shown = answering.map_shown(found.pk)
    need, hour = _asked(request, shown)
    page = answering.page_of(found.pk, words().code)
    told = queries.told_run(found, None, words())
    region, _ = queries.region_of_run(found)
    if region and (need or hour is not None):
        page = with_still(page, _still(region, shown, need, hour))
    first, rest = in_two(page)
    context = {
        "told": told,
        "wrong": _whats_wrong(told),
        "run": found,
        "first": first,
        "anchors": [
            (ident, words().text(name))
            for ident, name in ANCHORS
            if f'id="{ident}"' in page or ident == "files"
        ],
        "rest": rest,
        "needs": [(name, _need_name(name)) for name in shown.needs],
        "need": need or shown.needs[0],
        "hour": _number(_start(shown) if hour is None else hour),
        "last": _number(shown.hours[-1]),
        # Why is computed anew, and so asks for a scenario and facts that can still be read.
        "areas": _areas(region) if region and told.scenario else [],
        "area": request.GET.get("area", "") or next(iter(shown.outlined), ""),
        "files": _files(found),
        "may": may(request.standing, found.organisation_id),
    }
    return render(request, "twin/answer.html", context)


def _areas(region: Region) -> list[tuple[str, str]]:
    """The areas of a region with their municipality, and their codes."""
    areas = region.areas
    rows = zip(areas["name"], areas["municipality"], areas["code"], strict=True)
    return sorted((f"{area_name(str(name))}, {place}", str(code)) for name, place, code in rows)


def _asked(request: HttpRequest, shown: Shown) -> tuple[str, float | None]:
    """The need and hour of an address; nothing where the answer does not hold them."""
    need = request.GET.get("need", "")
    hour = number_of(request.GET.get("hour", ""))
    inside = hour is not None and shown.hours[0] <= hour <= shown.hours[-1]
    return (need if need in shown.needs else ""), (hour if inside else None)


def _still(region: Region, shown: Shown, need: str, hour: float | None) -> str:
    area_map = map_of(shown, region, read_twin_library().needs, words(), need, hour)
    return render_still(area_map, words(), read_template("still.html"))


def _start(shown: Shown) -> float:
    """The hour at which the map opens."""
    return float(shown.key_hours[(len(shown.key_hours) - 1) // 2])


def _need_name(need: str) -> str:
    rows = read_twin_library().needs
    return upper(str(rows.row(rows.positions("need")[need])[f"name_{words().code}"]))


def _files(found: Run) -> list[tuple[str, str, str]]:
    """What may be taken along: name, what it holds, size."""
    return [
        (name, words().text(holds), _size(answering.answer_path(found.pk, name).stat().st_size))
        for name, (_, holds) in answering.FILES.items()
    ]


def _size(size: int) -> str:
    least, unit = next((pair for pair in UNITS if size >= pair[0]), UNITS[-1])
    return f"{words().number(size / least, 1 if size / least < 10 and least > 1 else 0)} {unit}"


@require_POST
def cancel_run(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """Stops the job of a run; what cannot be stopped any more is told on its page."""
    found = get_object_or_404(Run, pk=run)
    job = queries.job_of(found)
    if job is None:
        raise Http404
    try:
        working.cancel_job(job, request.user)
    except Refused as refused:
        for line in told(refused):
            messages.error(request, line)
    return redirect("run", found.pk)


@require_safe
def run_file(request: HttpRequest, run: uuid.UUID, file: str) -> FileResponse:
    """A file of an answer, to keep."""
    found = get_object_or_404(Run, pk=run)
    if file not in answering.FILES or not answering.has_answer(found.pk):
        raise Http404
    kind, _ = answering.FILES[file]
    told = queries.told_run(found, None, words())
    scenario = told.scenario.scenario if told.scenario else "scenario"
    name = f"{scenario}-{slugify(told.place)}-{file}"
    stream = answering.answer_path(found.pk, file).open("rb")
    return FileResponse(stream, as_attachment=True, filename=name, content_type=kind)


@require_safe
def run_why(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """Why people of an area lack something at an hour, link by link."""
    found = get_object_or_404(Run.objects.select_related("organisation"), pk=run)
    need, area = request.GET.get("need", ""), request.GET.get("area", "")
    hour = number_of(request.GET.get("hour", ""))
    rights = may(request.standing, found.organisation_id)
    context: dict[str, Any] = {
        "told": queries.told_run(found, None, words()),
        "run": found,
        "need": need,
        "area": area,
        "hour": _number(hour) if hour is not None else "",
        "may": rights,
    }
    try:
        full = rights["see_named_objects"]
        context["why"] = why(found, need, area, -1.0 if hour is None else hour, full, words())
        named = need in NEED_ORDER and need not in REGION_ONLY
        context["need_name"] = _need_name(need) if named else ""
    except Refused as refused:
        context["refused"] = told(refused)
    return render(request, "twin/why.html", context, status=400 if "refused" in context else 200)


def number_of(text: str) -> float | None:
    """The number in a part of an address; None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _number(hour: float) -> str:
    """An hour as an address and a form field hold it."""
    return f"{hour:g}"


def told(refused: Refused) -> list[str]:
    """A refusal in sentences: what, and what to do."""
    return [f"{p.message(words())} {p.remedy(words())}" for p in refused.problems]


def _whats_wrong(told: queries.ToldRun) -> list[str]:
    """Why a run is not read; what was asked stays as it is, so there is nothing to mend in it."""
    return [problem.message(words()) for problem in told.wrong]
