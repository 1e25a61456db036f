"""What organisations fill in of measures themselves, the variants that they make, what they say of
them, and what was decided.

A variant changes by a new version alone, so that what was decided can always be shown again.
"""

from __future__ import annotations

from django.db import models

# Django looks for models here.
from weerbaar.measures.web.stored_models import Searched as Searched
from weerbaar.measures.web.stored_models import Weighed as Weighed

MOST_NAME = 200
MOST_KEY = 400
MOST_WHY = 500
MOST_SOURCE = 500
MOST_TEXT = 4000


class OwnFigures(models.Model):
    """A figure of an organisation that goes before that of the catalogue, as somebody filled it in.

    `part` is `cost`, `effect` or `lead`, `key` says which cost or effect. The newest row of a
    measure, part and key counts; one without figures takes the organisation's own figure back.
    `assumed` says that the width of the band is ours.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="own_figures"
    )
    measure = models.CharField(max_length=MOST_NAME)
    part = models.CharField(max_length=10)
    key = models.CharField(max_length=MOST_KEY, blank=True)
    p10 = models.FloatField(null=True)
    p50 = models.FloatField(null=True)
    p90 = models.FloatField(null=True)
    owner = models.CharField(max_length=MOST_NAME, blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=MOST_SOURCE, blank=True)
    year = models.PositiveIntegerField(null=True)
    assumed = models.BooleanField(default=False)
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organisation", "measure")),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.measure} {self.part} {self.key}"


class SavedVariant(models.Model):
    """A variant of an organisation, as its newest version has it.

    `data` is what `variant_form.variant_as_data` gives; `version` is the number of that version.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="variants"
    )
    title = models.CharField(max_length=MOST_NAME)
    data = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title


class VariantVersion(models.Model):
    """A variant as it stood from one moment on: never changed, only followed by the next number."""

    variant = models.ForeignKey(SavedVariant, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=MOST_NAME)
    data = models.JSONField()
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(max_length=MOST_WHY, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("variant", "number"), name="a_version_of_a_variant_has_its_own_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} {self.number}"


class Comment(models.Model):
    """What somebody says of a variant; `number` is the version that stood when it was said."""

    variant = models.ForeignKey(SavedVariant, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=MOST_TEXT)
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.variant_id} {self.pk}"


class Decision(models.Model):
    """What was decided on one version of a variant; never changed, and kept for as long as the
    organisation is.

    `by_whom` and `power` are rows of the tables of deciders and powers. `frozen` is what
    `deciding.frozen_record` gives: the variant and its figures as they were shown at that moment.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="decisions"
    )
    variant = models.ForeignKey(SavedVariant, on_delete=models.RESTRICT, related_name="decisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=MOST_NAME)
    what = models.TextField(max_length=MOST_TEXT)
    why = models.TextField(max_length=MOST_TEXT)
    by_whom = models.CharField(max_length=40)
    power = models.CharField(max_length=40)
    decided_on = models.DateField()
    frozen = models.JSONField()
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-decided_on", "-pk")

    def __str__(self) -> str:
        return self.title
