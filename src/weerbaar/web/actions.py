"""One function for each thing that a person does on the pages of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from weerbaar.common.refusals import refuse_if
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record
from weerbaar.twin.domains import domains_as_data, make_domains
from weerbaar.twin.web.models import OwnDomains


@transaction.atomic
def choose_domains(
    organisation: Organisation, names: Sequence[str], chosen: Mapping[str, int], by: Person | None
) -> None:
    """The domains by which an organisation sees its place; none at all are those that ship.

    Raises Refused for a domain without a name or without a need.
    """
    domains, problems = make_domains(names, chosen)
    refuse_if(problems)
    data = {"domains": domains_as_data(domains)}
    OwnDomains.objects.update_or_create(organisation=organisation, defaults=data)
    record("change-domains", by, organisation)
