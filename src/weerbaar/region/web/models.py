"""Which place an organisation is about, the bundles of facts that it made of it, and the sessions
in which people at a table said how long things last.

The database holds a bundle's hash, the one before it, who and when; its facts lie in a file.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from weerbaar.common.language import mark

MOST_NAME = 200
MOST_ABOUT = 500
MOST_REMARK = 500


class Place(models.Model):
    """The region that an organisation is about; `municipality` is empty for the whole of it.

    `version` counts its changes.
    """

    organisation = models.OneToOneField(
        "platform.Organisation", on_delete=models.CASCADE, related_name="place"
    )
    region = models.CharField(max_length=MOST_NAME)
    municipality = models.CharField(max_length=MOST_NAME, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.municipality or self.region


class Shared(models.Model):
    """An organisation lets a partner or neighbourhood group below it see its facts."""

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="facts_shared"
    )
    partner = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="facts_seen"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "partner"), name="a_partner_is_named_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.partner_id}"


class Bundle(models.Model):
    """A state of the facts of a region that an organisation made; never changed, only followed.

    `region` is the name of the region that ships and of which it tells; `parent` is the hash of the
    facts before it. `what` says how it came about, `about` from which files or form: a line for
    each, its sort and its name with a tab between. `estimated` is which share of its sites is
    estimated.
    """

    WAYS: ClassVar = {
        "import": mark("Taken in from files"),
        "paste": mark("Pasted"),
        "session": mark("Said in a chain session"),
        "restore": mark("An earlier state put back"),
    }

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="bundles"
    )
    region = models.CharField(max_length=MOST_NAME)
    hash = models.CharField(max_length=64, db_index=True)
    parent = models.CharField(max_length=64)
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=list(WAYS.items()))
    about = models.CharField(max_length=MOST_ABOUT, blank=True)
    estimated = models.FloatField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.hash[:12]}"


class ChainSession(models.Model):
    """A session at which organisations say, process by process, how long they last.

    `facts` is the hash of the facts at its start; it is over once it has a bundle.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="chain_sessions"
    )
    name = models.CharField(max_length=MOST_NAME)
    facts = models.CharField(max_length=64)
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    bundle = models.ForeignKey(Bundle, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class ChainAnswer(models.Model):
    """What one organisation said in a session: how long a site or kind lasts without an input.

    Hours as p10, p50 and p90. `role` is a function, never a name. Said again it takes the place of
    what the same organisation said before.
    """

    session = models.ForeignKey(ChainSession, on_delete=models.CASCADE, related_name="answers")
    consumer = models.CharField(max_length=MOST_NAME)
    input = models.CharField(max_length=40)
    t_p10 = models.FloatField()
    t_p50 = models.FloatField()
    t_p90 = models.FloatField()
    confidence = models.CharField(max_length=10)
    owner = models.CharField(max_length=MOST_NAME)
    role = models.CharField(max_length=MOST_NAME, blank=True)
    leans_on = models.CharField(max_length=MOST_NAME, blank=True)
    note = models.CharField(max_length=MOST_REMARK, blank=True)
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("session", "consumer", "input", "owner"), name="an_owner_says_it_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner}: {self.consumer} {self.input}"
