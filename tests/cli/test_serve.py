"""Serving reports: on this computer only, the first report at the root, nothing listed."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from weerbaar.cli.serve import make_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "answer.html").write_text("<title>Antwoord</title>", encoding="utf-8")
    (folder / "map").mkdir()
    (tmp_path / "secret.txt").write_text("geheim", encoding="utf-8")
    (folder / "full.html").write_text("geheim", encoding="utf-8")
    with make_server(folder / "answer.html", 0) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def get(
    server: ThreadingHTTPServer, path: str, host: str = "127.0.0.1", method: str = "GET"
) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request(method, path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, body


def test_the_root_is_the_report(server: ThreadingHTTPServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert get(server, "/")[1] == get(server, "/answer.html")[1] == "<title>Antwoord</title>"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/map/", "/full.html"])
def test_nothing_else_is_served(server: ThreadingHTTPServer, path: str) -> None:
    status, body = get(server, path)
    assert status == 404
    assert "geheim" not in body


def test_a_second_server_finds_another_port(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    with make_server(tmp_path / "reports" / "answer.html", 0) as other:
        assert other.server_address[1] != server.server_address[1]


def test_a_page_elsewhere_cannot_read_the_report_under_its_own_name(
    server: ThreadingHTTPServer,
) -> None:
    assert get(server, "/", host="evil.example")[0] == 404
    assert get(server, "/", host=f"localhost:{server.server_address[1]}")[0] == 200


def test_a_look_at_the_head_finds_the_report(server: ThreadingHTTPServer) -> None:
    assert get(server, "/", method="HEAD") == (200, "")
