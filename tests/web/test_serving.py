"""How the site is served: at a free port, and not before what it needs is there."""

import socket
from pathlib import Path

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.web import serving

HOST = "127.0.0.1"


def port_of(port: int, usual: int) -> int:
    with serving.hold_port(HOST, port, usual) as held:
        return held.port


def test_the_usual_port_is_taken_where_it_is_free_and_another_where_it_is_not():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert port_of(0, taken) != taken
    assert port_of(0, taken) == taken


def test_two_sites_that_start_at_once_do_not_choose_the_same_port():
    with serving.hold_port(HOST, 0, 0) as first:
        assert port_of(0, first.port) != first.port


def test_between_being_prepared_and_answering_a_site_keeps_its_port():
    with serving.hold_port(HOST, 0, 0) as first:
        first.door.close()
        assert port_of(0, first.port) != first.port
        with pytest.raises(Refused):
            serving.hold_port(HOST, first.port, 0)
    assert port_of(0, first.port) == first.port


def test_a_port_that_was_asked_for_and_is_taken_is_refused():
    with serving.hold_port(HOST, 0, 0) as other, pytest.raises(Refused) as refused:
        serving.hold_port(HOST, other.port, 0)
    assert refused.value.problems[0].code == "port-taken"


def test_without_style_sheets_the_site_says_what_to_run(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(serving, "STYLES", tmp_path / "components.css")
    with pytest.raises(Refused) as refused:
        serving.prepare_site(demo=False)
    assert refused.value.problems[0].code == "no-styles"


def test_it_is_said_where_the_site_is_once_it_answers():
    told = []
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        serving._when_it_answers(HOST, server.getsockname()[1], lambda: told.append("ready"))
    assert told == ["ready"]


def test_a_browser_opens_where_there_is_a_screen_and_nowhere_else():
    assert serving.may_open_browser({"DISPLAY": ":0"}, "linux")
    assert serving.may_open_browser({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert serving.may_open_browser({}, "darwin")
    assert not serving.may_open_browser({}, "linux")
