"""The benchmarks that measure in a browser find their way, on the site of the examples."""

from pathlib import Path

import pytest

from tests.test_benchmarks import CLAIM, IN_BROWSER, smoke_of

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("script", IN_BROWSER, ids=lambda script: script.stem)
def test_a_benchmark_in_the_browser_prints_its_claims(
    script: Path, demo_server: tuple[str, int], monkeypatch, capsys
) -> None:
    address, pid = demo_server
    monkeypatch.setenv("WEERBAAR_BENCH_SITE", f"{address}/ {pid}")
    smoke_of(script, monkeypatch)
    told = capsys.readouterr().out
    assert CLAIM.search(told), told
    assert "smoke" in told


def test_there_is_a_benchmark_in_the_browser() -> None:
    assert len(IN_BROWSER) >= 2
