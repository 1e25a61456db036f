"""A knob of the site, from letting go of it in a real browser until map and curves are drawn.

The site runs as a process of its own, with a database of its own; headless Chromium opens the page
of the knobs and drags sliders with the mouse, each time to a value that nobody asked before.
Measured is from the change event, which a browser gives on letting go, until two frames after the
answer stands in the page: first the band of 10 draws, then that of all 50. The CPU time is that of
the server; the browser needs some beside it. Where others keep the machine busy, the moves at which
they used less than a fifth of a core are told apart: only those say something of the clock.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claim import is_smoke, print_claim
from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.conftest import ARGUMENTS, find_chromium  # noqa: E402

ADDRESS = re.compile(r"http://localhost:\d+/")
SITE = "WEERBAAR_BENCH_SITE"
"""Address and process of a site that runs already, with a space between, to measure that one."""
PATIENCE_S = 180
QUIET_S = 1.0
QUIET_CORES = 0.2
TARGETS = {10: 0.5, 50: 2.0}
# Knobs of each sort: an agreement, two parameters, equipment, and what asks for a new network.
MOVES = (
    ("mast_hours", (0.21, 0.47, 0.66)),
    ("kits_low_income", (0.42, 0.63, 0.88)),
    ("kits_other", (0.55, 0.71, 0.93)),
    ("fire_generators", (0.18, 0.52, 0.83)),
    ("support_points", (0.24, 0.49, 0.77)),
)
WATCH = """() => {
  window.measured = []
  let from = 0
  window.addEventListener('change', () => { from = performance.now() }, true)
  document.addEventListener('htmx:afterSwap', () => {
    const began = from
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const drawn = document.getElementById('drawn')
      if (drawn) window.measured.push([Number(drawn.dataset.draws), performance.now() - began])
    }))
  })
}"""

WAIT = """() => new Promise(done => {
  const look = () => {
    if (window.measured.some(one => one[0] === 50)) done(window.measured)
    else setTimeout(look, 20)
  }
  look()
})"""


@dataclass(frozen=True)
class Moved:
    """One move: seconds until each band, CPU seconds of the server, cores that others used."""

    taken: dict[int, float]
    server_s: float
    others: float


@contextmanager
def running_site() -> Iterator[tuple[str, int]]:
    """The address of a site and the number of its process: that of SITE, else one of our own."""
    if os.environ.get(SITE):
        address, pid = os.environ[SITE].split()
        yield address, int(pid)
        return
    with tempfile.TemporaryDirectory() as folder:
        mine = os.environ | {"WEERBAAR_DATA_DIR": folder, "WEERBAAR_DATABASE": ""}
        command = [sys.executable, "-m", "weerbaar", "up", "--no-browser"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=mine)
        timer = threading.Timer(PATIENCE_S, server.kill)
        timer.start()
        try:
            assert server.stdout is not None
            found = next((m.group() for line in server.stdout if (m := ADDRESS.search(line))), "")
            yield found, server.pid
        finally:
            timer.cancel()
            server.terminate()
            server.wait(30)


def cpu_s(pid: int) -> float:
    """CPU seconds that a process and all below it have used by now, those that ended included."""
    below: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(path.parent.name)
        below.setdefault(int(fields[1]), []).append(number)
        used[number] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        total += used.get(one, 0.0)
        waiting += below.get(one, [])
    return total


def busy_s() -> float:
    """CPU seconds that the whole machine has used by now, those of its host included."""
    user, nice, system, _idle, _wait, *rest = Path("/proc/stat").read_text().split()[1:9]
    return sum(map(int, (user, nice, system, *rest))) / os.sysconf("SC_CLK_TCK")


def drag(page: Page, slider: Locator, to: float) -> None:
    """Takes the slider by its thumb and lets it go at this part of its length."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * to * 0.9, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, y, steps=3)
    page.mouse.up()


def turn(page: Page, knob: str, to: float) -> dict[int, float]:
    """Seconds until the first band and until the full one, after one knob was let go."""
    page.evaluate("window.measured = []")
    drag(page, page.locator(f"input[data-for=knob-{knob}]"), to)
    return {int(draws): ms / 1000 for draws, ms in page.evaluate(WAIT)}


def measured(moves: Sequence[tuple[str, float]], smoke: bool) -> Iterator[Moved]:
    """Each move in a browser of its own site."""
    with running_site() as (address, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}explore/", timeout=PATIENCE_S * 1000)
        page.evaluate(WATCH)
        if not smoke:
            turn(page, "home_batteries", 0.5)
        for knob, to in moves:
            time.sleep(0 if smoke else QUIET_S)
            server, mine, all_of_it, clock = cpu_s(pid), cpu_s(os.getpid()), busy_s(), time.time()
            taken = turn(page, knob, to)
            others = (busy_s() - all_of_it) - (cpu_s(os.getpid()) - mine)
            moved = Moved(taken, cpu_s(pid) - server, max(0.0, others / (time.time() - clock)))
            told = ", ".join(f"{draws} draws {seconds:.2f} s" for draws, seconds in taken.items())
            print(f"  {knob} at {to:.0%}: {told}; others used {moved.others:.2f} cores", flush=True)
            yield moved
        browser.close()


def tell(found: Sequence[Moved], when: str) -> None:
    """Prints what these moves took."""
    for draws, target in TARGETS.items():
        taken = [one.taken[draws] for one in found]
        claim = f"a knob let go until map and curves are drawn in Chromium, {draws} draws{when}"
        middle = statistics.median(taken)
        print_claim(f"{claim}, median of {len(taken)}", middle, "s", target)
        print_claim(f"{claim}, worst", max(taken), "s", target)


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    moves = [(knob, to) for knob, parts in MOVES for to in parts]
    found = list(measured(moves[:1] if smoke else moves, smoke))
    print(f"load after it {os.getloadavg()[0]:.1f}")
    tell(found, "")
    quiet = [one for one in found if one.others < QUIET_CORES]
    if 0 < len(quiet) < len(found):
        tell(quiet, ", while others were quiet")
    used = statistics.median(one.server_s for one in found)
    print_claim("the same, CPU time of the server, median", used, "s")
    others = statistics.mean(one.others for one in found)
    print_claim("what others used meanwhile, mean", others, "cores")


if __name__ == "__main__":
    main()
