"""The memo of a decision on the site, from the comparison of a copy to the paper itself."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.agenda.test_web_letters import LETTER, text_of
from tests.measures.web.test_comparing import HOMES, ask
from tests.platform.community import Community, client_of, make_person
from weerbaar.measures.web.models import Decision, SavedVariant, Weighed
from weerbaar.platform.web.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


def copied(client: Client, town: Community) -> SavedVariant:
    """An own copy of a variant that ships, as the button on its page makes it."""
    shipped = HOMES.partition(":")[2]
    client.post(f"/organisations/{town.town.pk}/variants/copy/{shipped}/")
    return SavedVariant.objects.get()


def test_the_memo_tells_the_own_copy_that_was_decided_and_not_what_it_was_copied_from(
    community: Community,
):
    petra = client_of(make_person("programme_manager", community.town))
    bas = client_of(make_person("governor", community.town, "Bas"))
    saved = copied(petra, community)
    assert ask(petra, community, f"own:{saved.pk}", HOMES).status_code == 302
    work(0, until_empty=True)
    sent = {
        "number": "1",
        "seen": "1",
        "what": "Wij kiezen ons eigen plan.",
        "why": "Het past hier.",
        "power": "council-budget",
        "decided_on": str(timezone.localdate()),
        "weighing": str(Weighed.objects.get().pk),
    }
    assert bas.post(f"/variants/{saved.pk}/decide/", sent).status_code == 302
    source = f"decision:{Decision.objects.get().pk}"
    asked = LETTER | {"letter": str(uuid.uuid4()), "source": source}
    made = petra.post(f"/organisations/{community.town.pk}/letters/decision/", asked)
    told = text_of(made.content)
    assert "A, het voorstel: Eerst thuis (eigen)." in told
    assert "B: Eerst thuis." in told
    assert "Beschikbaar te stellen van 2028 tot en met 2031 wat gemeenten betalen" in told
