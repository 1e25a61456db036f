"""Letters that somebody chose to keep, with what they rest on.

A letter that is only made is not stored. One that is kept is never changed: it is the file as it
was, with the record of what stands in it. Only who governs can remove it (`rights.csv`); which
letter it was stays in the audit trail. Nothing removes it by itself: how long it must be kept
stands in an organisation's own retention list.
"""

from __future__ import annotations

from django.db import models

MOST_NAME = 300


class KeptLetter(models.Model):
    """A letter as it was made: its files, and `record`, all its words and what they rest on."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="letters"
    )
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=MOST_NAME)
    language = models.CharField(max_length=2)
    pdf = models.BinaryField()
    docx = models.BinaryField()
    record = models.JSONField(default=dict)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return self.title
