"""A real OpenID Connect provider in a process of its own, and a person who goes by it."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from django.test import Client

PATIENCE_S = 30
CALLBACK = "/account/oidc/organisation/login/callback/"


@contextmanager
def running_provider(*people: dict[str, object]) -> Iterator[str]:
    """The address of a provider that knows these people, by their claims."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    claims = [part for person in people for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(
        [*command, *claims], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/.well-known/openid-configuration", process)
            yield address
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, "the provider stopped by itself"
        try:
            requests.get(address, timeout=1).raise_for_status()
            return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("the provider does not answer")


def sign_in_by(client: Client, sub: str):
    """What the site answers when somebody comes back from the provider."""
    away = client.post("/account/oidc/organisation/login/", {"process": "login"})
    assert away.status_code == 302, away.text
    back = requests.post(away["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    assert parts.path == CALLBACK
    return client.get(f"{parts.path}?{parts.query}", follow=True)
