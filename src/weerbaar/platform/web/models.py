"""What is stored of organisations, people and their roles.

Of a person only what signing in and a role need; `personal_data.csv` says of each field why it is
kept, on which ground and how long.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from weerbaar.common.files import LANGUAGES
from weerbaar.common.language import mark
from weerbaar.platform.jobs import STATES
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.rights import ROLE_ORDER

MOST_NAME = 200
MOST_ABOUT = 2000


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
    # Chosen by who belongs to several; it counts while they belong to it.
    works_for = models.ForeignKey(
        "Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
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
    telephone = models.CharField(max_length=40, blank=True)
    about = models.TextField(max_length=MOST_ABOUT, blank=True)
    version = models.PositiveIntegerField(default=1)

    # What people change together, with what each is called.
    FACTS: ClassVar = {
        "name": mark("Name"),
        "telephone": mark("Telephone number for a crisis"),
        "about": mark("What it does in a crisis"),
    }

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


def new_key() -> bytes:
    """A key for one person's pseudonym."""
    return secrets.token_bytes(32)


class PersonKey(models.Model):
    """The key of a person's pseudonym in the audit trail; without it their entries are nobody's."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="pseudonym_key")
    key = models.BinaryField(default=new_key)

    def __str__(self) -> str:
        return "key"


class OnlyAdded(models.QuerySet):
    """Rows that are added and never changed or removed."""

    def update(self, **values: Any) -> int:
        """Refuses."""
        raise TypeError("An entry of the audit trail is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuses."""
        raise TypeError("An entry of the audit trail is never removed.")


class AuditEntry(models.Model):
    """One link of the audit trail; `weerbaar.platform.audit` holds its rules."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    actor = models.CharField(max_length=40, blank=True, db_index=True)
    action = models.CharField(max_length=40)
    # A number and no foreign key: an entry outlives what it tells of.
    organisation = models.BigIntegerField(null=True, blank=True, db_index=True)
    subject = models.CharField(max_length=100, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = OnlyAdded.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditEnd(models.Model):
    """The last number and hash of the trail: one row, which writers hold while they add."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Job(models.Model):
    """Something that takes long; `weerbaar.platform.jobs` holds what can happen to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="jobs")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="jobs")
    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting", choices=list(STATES.items()))
    progress = models.FloatField(default=0.0)
    kept = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class JobLine(models.Model):
    """One line of what a job has to say."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(auto_now_add=True)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class WorkerSeen(models.Model):
    """When a worker last gave a sign of life."""

    name = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Conflict(models.Model):
    """A change of what an organisation has, made on an older version: kept until one chooses.

    `about` says of what, as settings.EDITED names it.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="conflicts"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=20, default="organisation")
    values = models.JSONField()
    on_version = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.about} {self.on_version}"
