"""A slider of the editor of variants, from letting go of it in a real browser until map and curves
are drawn.

Measured as `knobs_browser.py` does, on a site of its own: the programme manager of the example
community makes a variant that ships her own, opens it and drags sliders of its measures.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator, Sequence

from claim import is_smoke, print_claim
from knobs_browser import (
    ARGUMENTS,
    PATIENCE_S,
    QUIET_CORES,
    QUIET_S,
    TARGETS,
    WATCH,
    busy_s,
    cpu_s,
    find_chromium,
    running_site,
    turn,
)
from playwright.sync_api import Page, sync_playwright

# Of each variant the sliders that are moved: opened points, and what people have at home.
MOVES = {
    "36-kazernepunten": (("m-0-points", (0.31, 0.58, 0.83)),),
    "eerst-thuis": (("m-0-share", (0.27, 0.62)), ("m-1-share", (0.33, 0.71))),
}
ROLE = re.compile("programmamanager|programme manager")


def own_variant(page: Page, address: str, shipped: str) -> None:
    """Makes a variant that ships one's own, and waits until all of its effect is there."""
    page.goto(f"{address}variants/shipped/{shipped}/")
    page.locator("form[action*='/variants/copy/'] button").click()
    page.wait_for_selector("#drawn[data-whole=yes]")
    page.evaluate(WATCH)


def measured(smoke: bool) -> Iterator[tuple[dict[int, float], float, float]]:
    """Each move: seconds until each band, CPU seconds of the server, cores that others used."""
    with running_site() as (address, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE_S * 1000)
        page.goto(f"{address}account/login/")
        page.get_by_role("button", name=ROLE).first.click()
        for shipped, moves in list(MOVES.items())[: 1 if smoke else None]:
            own_variant(page, address, shipped)
            for knob, parts in moves:
                for to in parts[: 1 if smoke else None]:
                    time.sleep(0 if smoke else QUIET_S)
                    server, busy, clock = cpu_s(pid), busy_s(), time.time()
                    taken = turn(page, knob, to)
                    used = cpu_s(pid) - server
                    others = max(0.0, (busy_s() - busy - used) / (time.time() - clock))
                    told = ", ".join(f"{n} draws {s:.2f} s" for n, s in taken.items())
                    print(
                        f"  {shipped} {knob} at {to:.0%}: {told}; others {others:.2f}", flush=True
                    )
                    yield taken, used, others
        browser.close()


def tell(found: Sequence[dict[int, float]], when: str) -> None:
    """Prints what these moves took."""
    for draws, target in TARGETS.items():
        taken = [one[draws] for one in found if draws in one]
        claim = f"a slider of a variant let go until drawn in Chromium, {draws} draws{when}"
        print_claim(f"{claim}, median of {len(taken)}", statistics.median(taken), "s", target)
        print_claim(f"{claim}, worst", max(taken), "s", target)


def main() -> None:
    """Measures and prints."""
    found = list(measured(is_smoke(__doc__ or "")))
    tell([taken for taken, _, _ in found], "")
    # The browser and this script use a core themselves while a move is drawn.
    quiet = [taken for taken, _, others in found if others < 1 + QUIET_CORES]
    if 0 < len(quiet) < len(found):
        tell(quiet, ", while others were quiet")
    used = statistics.median(used for _, used, _ in found)
    print_claim("the same, CPU time of the server, median", used, "s")


if __name__ == "__main__":
    main()
