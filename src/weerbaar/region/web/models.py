"""Which place an organisation is about, and the bundles of facts that it made of it.

The database holds a bundle's hash, the one before it, who and when; its facts lie in a file.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from weerbaar.common.language import mark

MOST_NAME = 200
MOST_ABOUT = 500


class Place(models.Model):
    """The region that an organisation is about; `municipality` is empty for the whole of it."""

    organisation = models.OneToOneField(
        "platform.Organisation", on_delete=models.CASCADE, related_name="place"
    )
    region = models.CharField(max_length=MOST_NAME)
    municipality = models.CharField(max_length=MOST_NAME, blank=True)

    def __str__(self) -> str:
        return self.municipality or self.region


class Bundle(models.Model):
    """A state of the facts of a region that an organisation made; never changed, only followed.

    `region` is the name of the region that ships and of which it tells; `parent` is the hash of the
    facts before it. `what` says how it came about, `about` from which files or form, `estimated`
    which share of its sites is estimated.
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
