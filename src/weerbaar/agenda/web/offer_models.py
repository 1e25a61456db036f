"""Offers that people and organisations make, with the answer that they get.

One of a visitor has no person, and is found again by the hash of its receipt.
"""

from __future__ import annotations

from django.db import models

MOST_NAME = 200
MOST_TEXT = 2000
WRITTEN = ("title", "quantities", "note")
"""What who offers something wrote: these columns stand on the agenda too once it is taken up."""


class Offer(models.Model):
    """What somebody could contribute, to whom, and what was answered; see `agenda.offering`.

    `by_whom` is the organisation for which it was made, "" for a visitor. `told` are the days after
    which somebody was told that it waits. The line on the agenda may be there before the answer.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="offers"
    )
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    receipt = models.CharField(max_length=64, unique=True, null=True)
    by_whom = models.CharField(max_length=MOST_NAME, blank=True)
    title = models.CharField(max_length=MOST_NAME)
    quantities = models.CharField(max_length=MOST_TEXT, blank=True)
    note = models.CharField(max_length=MOST_TEXT, blank=True)
    commitment = models.ForeignKey(
        "agenda.Commitment", on_delete=models.SET_NULL, null=True, related_name="offers"
    )
    answer = models.CharField(max_length=MOST_TEXT, blank=True)
    taken = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    told = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return self.title
