"""The sheet for mayor and council of an answer: its words, and a map of its worst need."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from weerbaar.common.language import Language
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import Report, render_report
from weerbaar.twin.answer import Answer
from weerbaar.twin.council import compose_council
from weerbaar.twin.files import read_provisions
from weerbaar.twin.reporting import compose_report


def sheet_of(answer: Answer, words: Language) -> dict[str, Any]:
    """What the template of the sheet asks for: `page`, see `council.CouncilPage`, and `map`."""
    page = compose_council(answer, read_provisions(), words)
    return {"page": page, "map": still_map(_at_one_hour(compose_report(answer, words)), words)}


def sheet_bytes(answer: Answer, words: Language) -> bytes:
    """The sheet as JSON, to keep beside an answer."""
    sheet = sheet_of(answer, words)
    kept = {"page": asdict(sheet["page"]), "map": sheet["map"]}
    return json.dumps(kept, ensure_ascii=False).encode()


def still_map(report: Report, words: Language) -> str:
    """The small maps of a report without script, as a fragment."""
    return render_report(report, words, read_template("stills.html"))


def _at_one_hour(report: Report) -> Report:
    """The report with one small map, at the telling hour."""
    hours = report.area_map.key_hours
    one = (hours[min(1, len(hours) - 1)],)
    return replace(report, area_map=replace(report.area_map, key_hours=one))
