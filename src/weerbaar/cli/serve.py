"""Serves one report, or the site, on this computer only, until it is stopped.

Of the reports nothing else in the folder is served: a confidential report that lies beside it stays
where it is. A request that names another host is refused, so that a page elsewhere cannot read it.
"""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from weerbaar.common.language import Language, mark

HOST = "127.0.0.1"
OWN_NAMES = (HOST, "localhost")
USUAL_PORT = 8700


class _Handler(BaseHTTPRequestHandler):
    """Answers with the report at its own name and at the root."""

    name = ""
    page = b""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host not in OWN_NAMES or self.path.partition("?")[0] not in ("/", f"/{self.name}"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.page)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if with_body:
            self.wfile.write(self.page)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing about who reads what is kept."""


def make_server(report: Path, port: int) -> ThreadingHTTPServer:
    """A server of one report; port 0 takes the usual port, or a free one where it is taken."""
    served = {"name": report.name, "page": report.read_bytes()}
    handler = type("Handler", (_Handler,), served)
    if port:
        return ThreadingHTTPServer((HOST, port), handler)
    try:
        return ThreadingHTTPServer((HOST, USUAL_PORT), handler)
    except OSError:
        return ThreadingHTTPServer((HOST, 0), handler)


def serve_report(report: Path, port: int, words: Language) -> None:
    """Serve until the person stops it; says the address."""
    with make_server(report, port) as server:
        address = f"http://{HOST}:{server.server_address[1]}/{report.name}"
        _say_address(mark("Read the answer at {address}"), address, words)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(words.text(mark("Stopped.")), flush=True)


def serve_site(port: int, words: Language) -> None:
    """Serve the site until the person stops it; says the address."""
    # Only here: the server of the site takes its time to be read, and no other command needs it.
    from weerbaar.web import serving

    serving.prepare_site()
    free = serving.free_port(HOST, port, USUAL_PORT)
    # Passkeys ask for a name: a browser takes no number for a site's name.
    address = f"http://localhost:{free}/"
    told = mark("The site is at {address}")
    if not serving.has_people():
        print(words.text(mark("There are no accounts yet. These two commands make the first:")))
        print("  weerbaar organisation add NAME --kind municipality")
        print("  weerbaar person add ADDRESS --organisation 1 --role administrator", flush=True)
    serving.serve_site(HOST, free, lambda: _say_address(told, address, words))
    print(words.text(mark("Stopped.")), flush=True)


def _say_address(told: str, address: str, words: Language) -> None:
    print(words.text(told, address=address), flush=True)
    print(words.text(mark("Stop with Ctrl+C.")), flush=True)
