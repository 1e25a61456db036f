"""The domains by which an organisation sees its place, as its people change them together."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.platform.web.edited import Edited, version_of_row, write_row
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words as spoken
from weerbaar.twin.domains import MOST_DOMAINS, domains_as_data, make_domains
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.web.models import OwnDomains
from weerbaar.web.queries import domains_of

NAME, NEED = "name_", "need_"
NUMBERS = range(1, MOST_DOMAINS + 1)
DOMAIN = mark("Domain {number}")
IN_NONE = mark("in none")


def need_label(need: str, code: str) -> str:
    """What a need is called on the form."""
    row = next(row for row in read_twin_library().needs if row["need"] == need)
    return str(row[f"name_{code}"]).capitalize()


def _stands(organisation: Organisation) -> dict[str, str]:
    """The names by number, and for each need the number of its domain; "0" is none."""
    domains = domains_of(organisation, spoken())
    names = {number: domain.name for number, domain in enumerate(domains, start=1)}
    where = {need: n for n, domain in enumerate(domains, start=1) for need in domain.needs}
    return {f"{NAME}{n}": names.get(n, "") for n in NUMBERS} | {
        f"{NEED}{need}": str(where.get(need, 0)) for need in NEED_ORDER
    }


def _version(organisation: Organisation) -> int:
    return version_of_row(OwnDomains, organisation)


def _write(organisation: Organisation, values: Mapping[str, str], version: int) -> bool:
    if version != _version(organisation):
        return False
    chosen = _stands(organisation) | dict(values)
    names = [chosen[f"{NAME}{n}"] for n in NUMBERS]
    domains, problems = make_domains(
        names, {need: int(chosen[f"{NEED}{need}"]) for need in NEED_ORDER}
    )
    refuse_if(problems)
    return write_row(OwnDomains, organisation, {"domains": domains_as_data(domains)}, version)


def _told(name: str, value: str, words: Language) -> tuple[str, str]:
    if name.startswith(NAME):
        return words.text(DOMAIN, number=name.removeprefix(NAME)), value
    told = words.text(DOMAIN, number=value) if value != "0" else words.text(IN_NONE)
    return need_label(name.removeprefix(NEED), words.code), told


DOMAINS = Edited(
    title=mark("the domains"),
    deed="change-domains",
    page="domains",
    stands=_stands,
    version=_version,
    write=_write,
    told=_told,
)
