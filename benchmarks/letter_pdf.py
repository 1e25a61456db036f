"""A decision memo from records to PDF, beside Typst alone on the same memo already laid in data.

What Weerbaar adds is the wording of the memo, its data and the reading of its template; what Typst
does is the same on both sides. Both are the median of several, in this process, after a first one.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import typst
from claim import is_smoke, print_claim

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.agenda.letters.made import NL, SENDING, matter
from weerbaar.agenda.letters.decision_memo import decision_memo
from weerbaar.drawing.documents import document_data
from weerbaar.drawing.files import document_pdf_bytes, document_word_bytes


def median_ms(make: Callable[[], object], times: int) -> float:
    """The wall time of one in ms, the median of so many."""
    make()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        make()
        found.append(1000 * (time.perf_counter() - start))
    return statistics.median(found)


def main() -> None:
    """Measures and prints."""
    times = 1 if is_smoke(__doc__ or "") else 20
    about = matter(NL)
    template = (files("weerbaar.drawing") / "templates" / "document.typ").read_bytes()
    inputs = {"document": document_data(decision_memo(about, SENDING, NL))}

    def alone() -> object:
        return typst.compile(
            template,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
        )

    whole = median_ms(lambda: document_pdf_bytes(decision_memo(about, SENDING, NL)), times)
    bare = median_ms(alone, times)
    word = median_ms(lambda: document_word_bytes(decision_memo(about, SENDING, NL)), times)
    print_claim("a memo of variants from records to a tagged PDF", whole, "ms")
    print_claim("Typst alone on the same memo", bare, "ms")
    print_claim("how many times as long as Typst alone", whole / bare, "times", 3.0)
    print_claim("the same memo as DOCX", word, "ms")


if __name__ == "__main__":
    main()
