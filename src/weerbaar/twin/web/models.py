"""Scenarios that organisations composed, and the runs that were asked for."""

from __future__ import annotations

from django.db import models

MOST_NAME = 200


class OwnScenario(models.Model):
    """A scenario of an organisation; `text` is its TOML, `version` counts its changes."""

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="scenarios"
    )
    name = models.CharField(max_length=MOST_NAME)
    text = models.TextField()
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """A question to the twin and its answer, which lies in a folder with this number.

    The same facts, scenario, draws and seed give the same answer, so `scenario` is its whole text
    and `facts` a hash. The job carries it out, and goes before it.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="runs"
    )
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    facts = models.CharField(max_length=64)
    scenario = models.TextField()
    municipality = models.CharField(max_length=MOST_NAME, blank=True)
    draws = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    choices = models.JSONField(default=dict)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return str(self.id)


class OwnDomains(models.Model):
    """How an organisation divides its place in domains, as `domains.domains_as_data` has them.

    `version` counts its changes.
    """

    organisation = models.OneToOneField(
        "platform.Organisation", on_delete=models.CASCADE, related_name="domains"
    )
    domains = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"domains {self.organisation_id}"
