"""What was compared and what was searched, kept so that a decision or a letter can show it again.

Both are asked once and never changed. The job that carries one out has its number, and goes before
it.
"""

from __future__ import annotations

from django.db import models

MOST_NAME = 200


class Asked(models.Model):
    """What both hold: who asked, of which facts (a hash), which crisis (its text), for which place.

    `own_figures` are those that held when it was asked, so that a job computes with no others;
    `data` is the answer, None until it is there.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    facts = models.CharField(max_length=64)
    scenario = models.TextField()
    municipality = models.CharField(max_length=MOST_NAME, blank=True)
    seed = models.PositiveBigIntegerField()
    draws = models.PositiveIntegerField()
    own_figures = models.JSONField(default=list)
    data = models.JSONField(null=True)

    class Meta:
        abstract = True
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return str(self.id)


class Weighed(Asked):
    """A comparison of up to four variants; `data` is as `weighing_as_data` gives it.

    `variants` says of each where it comes from, in which version, and what it holds.
    """

    variants = models.JSONField(default=list)


class Searched(Asked):
    """A search for measures; `question` is what was asked, `best` the best one so far."""

    question = models.JSONField(default=dict)
    best = models.JSONField(null=True)
