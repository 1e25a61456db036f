"""Serves the site on this computer only, until it is stopped."""

from __future__ import annotations

from weerbaar.common.language import Language, mark
from weerbaar.twin.cli import DEFAULT_RUNS, compile_first, show_progress

HOST = "127.0.0.1"
USUAL_PORT = 8700


def serve_site(port: int, browser: bool, demo: bool, words: Language) -> None:
    """Serve the site until the person stops it; says the address, and opens it with `browser`."""
    # Only here: the server of the site takes its time to be read, and no other command needs it.
    from weerbaar.web import serving

    held = serving.hold_port(HOST, port, USUAL_PORT)
    free = held.port
    serving.prepare_site(demo)
    if not serving.has_people():
        print(words.text(mark("There are no accounts yet. These two commands make the first:")))
        print("  weerbaar organisation add NAME --kind municipality")
        print("  weerbaar person add ADDRESS --organisation 1 --role administrator", flush=True)
    compile_first(serving.first_twin())
    with show_progress(DEFAULT_RUNS, quiet=False) as tell:
        serving.prepare_answer(words, tell)
    # Passkeys ask for a name: a browser takes no number for a site's name.
    address = f"http://localhost:{free}/"

    def ready() -> None:
        _say_address(address, f"http://{HOST}:{free}/", words)
        if browser:
            serving.open_browser(address)

    serving.serve_site(held, ready)
    print(words.text(mark("Stopped.")), flush=True)


def _say_address(address: str, number: str, words: Language) -> None:
    print(words.text(mark("The site is at {address}"), address=address), flush=True)
    print(words.text(mark("Also at {address}, but passkeys ask for the name."), address=number))
    print(words.text(mark("Stop with Ctrl+C.")), flush=True)
