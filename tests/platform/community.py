"""A small community for the tests of the site: a country, a region, two towns and some people."""

from dataclasses import dataclass

from django.test import Client

from weerbaar.platform.web import actions
from weerbaar.platform.web.models import Organisation, Person

PASSWORD = "korenwolf-in-de-wei"


@dataclass(frozen=True)
class Community:
    """The tree: country > region > town and other town; a group below the town."""

    country: Organisation
    region: Organisation
    town: Organisation
    other_town: Organisation
    group: Organisation


def make_community() -> Community:
    country = actions.add_organisation("Laagland", "country", None)
    region = actions.add_organisation("Veiligheidsregio Rivier", "safety_region", country)
    town = actions.add_organisation("Dijkstad", "municipality", region)
    other_town = actions.add_organisation("Polderdorp", "municipality", region)
    group = actions.add_organisation("Buurtgroep Kade", "neighbourhood_group", town)
    return Community(country, region, town, other_town, group)


def make_person(role: str, organisation: Organisation, name: str = "Anna") -> Person:
    """Someone with a role and the password of the tests."""
    person = actions.add_person(f"{name.lower()}@dijkstad.example", name, role, organisation)
    actions.set_password(person, PASSWORD)
    return person


def client_of(person: Person) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client
