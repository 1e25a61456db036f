"""What is stored of organisations, people and their roles.

Of a person only what signing in and a role need; `personal_data.csv` says of each field why it is
kept, on which ground and how long.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from weerbaar.common.files import LANGUAGES
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.rights import ROLE_ORDER

MOST_NAME = 200


class People(BaseUserManager):
    """Makes people; Django and allauth ask for it by these names."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> Person:
        """A new person; without a password nobody can sign in as them until one is set."""
        person: Person = self.model(email=email.strip().lower(), **values)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=MOST_NAME, blank=True)
    language = models.CharField(max_length=2, blank=True, choices=[(c, c) for c in LANGUAGES])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = People()

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """One organisation in the tree; it owns data. `version` counts its changes."""

    name = models.CharField(max_length=MOST_NAME)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a person holds in an organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLE_ORDER])
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("organisation__name", "role", "person__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "organisation", "role"), name="a_role_is_held_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"
