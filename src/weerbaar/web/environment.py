"""What whoever runs the site can set, each by one environment variable.

A setting stands here once, with its default and meaning; `docs/how-to/run-the-site.md` lists them
all, and a test holds it to that.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weerbaar.common.files import data_folder, write_whole
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.region.files import region_names, usual_region

YES = ("1", "yes", "ja", "true", "on")
KEY_FILE = "secret-key"
OWNER_ONLY = 0o600


NO_SUCH_REGION = ProblemKind(
    "no-such-region-for-the-site",
    mark("There is no region {value} for this site to show."),
    mark("Set {column} to one of: {known}."),
)


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what holds without it, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("WEERBAAR_DATA_DIR", "", "Folder for the database and the files of this site."),
    Setting("WEERBAAR_LANGUAGE", "nl", "Language for who has not chosen one: nl or en."),
    Setting("WEERBAAR_DATABASE", "", "postgresql://name:password@host:port/database; else a file."),
    Setting("WEERBAAR_SECRET_KEY", "", "Key that signs sessions; else made once and kept."),
    Setting("WEERBAAR_REGION", "", "Region that a visitor sees; else the one that ships first."),
    Setting("WEERBAAR_MUNICIPALITY", "", "Municipality that a visitor sees first."),
    Setting("WEERBAAR_DEMO", "", "yes lets in the example people, on this computer only."),
    Setting("WEERBAAR_JOBS", "3", "Computations of one organisation that are not over, at most."),
    Setting("WEERBAAR_JOB_LEASE", "30", "Seconds after which a silent worker is held for dead."),
    Setting("WEERBAAR_HOSTS", "localhost,127.0.0.1,[::1]", "Names of this site, with commas."),
    Setting("WEERBAAR_TLS", "", "yes where the site is reached by https only."),
    Setting("WEERBAAR_SECOND_STEP", "", "yes or no; else yes under TLS: who manages needs one."),
    Setting("WEERBAAR_PROXIES", "0", "How many proxies of your own stand before the site."),
    Setting("WEERBAAR_MAIL", "", "smtp://name:password@host:port to send mail; else none is sent."),
    Setting("WEERBAAR_MAIL_FROM", "", "Address that mail comes from."),
    Setting("WEERBAAR_OIDC_SERVER", "", "Address of your sign-in service (OpenID Connect)."),
    Setting("WEERBAAR_OIDC_NAME", "OpenID Connect", "What people know that service by."),
    Setting("WEERBAAR_OIDC_CLIENT", "", "Name by which that service knows this site."),
    Setting("WEERBAAR_OIDC_SECRET", "", "Secret that goes with that name."),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def given(name: str) -> str:
    """What the environment says, else the default; raises KeyError for no setting of ours."""
    return os.environ.get(name) or DEFAULTS[name]


def is_on(name: str) -> bool:
    """Whether a setting says yes."""
    return given(name).lower() in YES


def listed(name: str) -> list[str]:
    """The parts of a setting that holds several, with commas between them."""
    return [part.strip() for part in given(name).split(",") if part.strip()]


def only_here() -> bool:
    """Whether the site can be reached from this computer alone, as far as the settings say."""
    own = set(DEFAULTS["WEERBAAR_HOSTS"].split(","))
    elsewhere = set(listed("WEERBAAR_HOSTS")) - own
    proxies = int(given("WEERBAAR_PROXIES"))
    return not (elsewhere or proxies or is_on("WEERBAAR_TLS") or given("WEERBAAR_OIDC_SERVER"))


def region() -> str:
    """The region that a visitor sees: as given, else that of the library; else raises Refused."""
    name, known = given("WEERBAAR_REGION") or usual_region(), region_names()
    params = {"known": ", ".join(known)}
    problem = Problem(NO_SUCH_REGION, column="WEERBAAR_REGION", value=name, params=params)
    refuse_if([] if name in known else [problem])
    return name


def secret_key() -> str:
    """The key that signs sessions: as given, else from the data folder, where it is made once."""
    if key := given("WEERBAAR_SECRET_KEY"):
        return key
    path = data_folder() / KEY_FILE
    if not path.is_file():
        write_whole(path.parent, {path.name: secrets.token_urlsafe(64).encode()})
        path.chmod(OWNER_ONLY)
    return path.read_text(encoding="utf-8")


def database(address: str, folder: Path) -> Mapping[str, Any]:
    """The database at an address, as Django wants it; without one a file in the folder."""
    if not address:
        return _sqlite(folder / "weerbaar.sqlite3")
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"WEERBAAR_DATABASE: {parts.scheme}:// is no database of this site.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host_of(parts.query) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }


def _sqlite(path: Path) -> Mapping[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A writer takes its turn at once, so that two writers wait instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _host_of(query: str) -> str:
    """A server behind a socket is named by `?host=/folder`."""
    return next((unquote(p[5:]) for p in query.split("&") if p.startswith("host=")), "")


def mail(address: str) -> Mapping[str, Any]:
    """How mail goes out, as Django's settings; without an address nothing is sent."""
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(address)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.port == 587,
        "EMAIL_USE_SSL": parts.port == 465,
    }


def sign_in_service() -> list[dict[str, Any]]:
    """The organisation's own sign-in service as allauth wants it; none where none is set."""
    if not given("WEERBAAR_OIDC_SERVER"):
        return []
    return [
        {
            "provider_id": "organisation",
            "name": given("WEERBAAR_OIDC_NAME"),
            "client_id": given("WEERBAAR_OIDC_CLIENT"),
            "secret": given("WEERBAAR_OIDC_SECRET"),
            "settings": {"server_url": given("WEERBAAR_OIDC_SERVER"), "oauth_pkce_enabled": True},
        }
    ]


def origin(address: str) -> str:
    """Scheme and host of an address, as a browser compares them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
