"""The page for inhabitants: composed for the first who asks, sent to the next, told to a cache.

The site answers in this process, without a network and without a database.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from typing import Any

from claim import is_smoke, print_claim

PAGE = "/in/buren/"


def cpu_ms(client: Any, times: int, **headers: str) -> float:
    """The CPU time of a request in ms, the median of so many."""
    found = []
    for _ in range(times):
        start = time.process_time()
        answer = client.get(PAGE, headers=headers)
        found.append(1000 * (time.process_time() - start))
        assert answer.status_code == (304 if headers else 200)
    return statistics.median(found)


def main() -> None:
    """Measures and prints."""
    times = 3 if is_smoke(__doc__ or "") else 200
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WEERBAAR_DATA_DIR"] = folder
        os.environ["WEERBAAR_SECRET_KEY"] = "of this benchmark alone"
        os.environ["DJANGO_SETTINGS_MODULE"] = "weerbaar.web.settings"
        import django

        django.setup()
        from django.test import Client

        from weerbaar.web.views import public_pages

        client = Client(headers={"host": "localhost"})
        etag = client.get(PAGE)["ETag"]
        public_pages.made.clear()
        print_claim("the public page of a municipality, composed, CPU", cpu_ms(client, 1), "ms")
        print_claim("the same for the next who asks, CPU", cpu_ms(client, times), "ms")
        again = cpu_ms(client, times, **{"if-none-match": etag})
        print_claim("a cache that asks whether it changed, CPU", again, "ms")


if __name__ == "__main__":
    main()
