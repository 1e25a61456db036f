"""Serves a folder with reports on this computer only, until it is stopped."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from weerbaar.common.language import Language, mark

HOST = "127.0.0.1"
USUAL_PORT = 8700


class _Handler(SimpleHTTPRequestHandler):
    """Serves files; the address of the folder itself leads to the first report."""

    first = ""

    def do_GET(self) -> None:
        if self.path in ("/", "/index.html"):
            self.path = f"/{self.first}"
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        """Folders are not listed."""
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing about who reads what is kept."""


def make_server(folder: Path, first: str, port: int) -> ThreadingHTTPServer:
    """A server on this computer; port 0 takes the usual port, or a free one where it is taken."""
    handler = type("Handler", (_Handler,), {"first": first})
    serve = partial(handler, directory=str(folder))
    if port:
        return ThreadingHTTPServer((HOST, port), serve)
    try:
        return ThreadingHTTPServer((HOST, USUAL_PORT), serve)
    except OSError:
        return ThreadingHTTPServer((HOST, 0), serve)


def serve_folder(folder: Path, first: str, port: int, words: Language) -> None:
    """Serve until the person stops it; says the address."""
    with make_server(folder, first, port) as server:
        address = f"http://{HOST}:{server.server_address[1]}/{first}"
        print(words.text(mark("Read the answer at {address}"), address=address), flush=True)
        print(words.text(mark("Stop with Ctrl+C.")), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(words.text(mark("Stopped.")), flush=True)
