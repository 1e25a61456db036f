"""What is stored of the agenda: answers as far as gaps go, what people decided, commitments.

Gaps themselves are not stored: they are folded from the answers, see `weerbaar.agenda.gaps`.
`Gap` holds what people decided about one.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from weerbaar.agenda.commitments import STATUSES
from weerbaar.agenda.web.letter_models import KeptLetter  # noqa: F401
from weerbaar.agenda.web.offer_models import Offer  # noqa: F401
from weerbaar.agenda.web.register_models import RegisterChange, RegisterRow  # noqa: F401
from weerbaar.common.language import mark

MOST_TEXT = 2000
MOST_NAME = 200
MOST_KEY = 80
MOST_GAP = 300


def new_key() -> str:
    """An identifier for a commitment that was made here."""
    return uuid.uuid4().hex


class Answered(models.Model):
    """An answer of the twin that the agenda took in; it stays when the run itself is erased.

    `run` is the number of the run, `at` when it was asked, `held` the norms that it was held
    against and `findings` those that are missed, as `finding_record` gives them.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="answers_taken_in"
    )
    run = models.UUIDField()
    at = models.DateTimeField()
    place = models.CharField(max_length=MOST_NAME)
    question = models.CharField(max_length=MOST_NAME)
    held = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "run"), name="an_answer_is_taken_in_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.run}"


class Gap(models.Model):
    """What people decided about a gap: whose it is, and with which measures. `version` counts."""

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="gaps"
    )
    key = models.CharField(max_length=MOST_GAP)
    owner = models.CharField(max_length=MOST_NAME, blank=True)
    measures = models.CharField(max_length=MOST_TEXT, blank=True)
    version = models.PositiveIntegerField(default=1)

    # What people change together, with what each is called.
    FACTS: ClassVar = {
        "owner": mark("Who sees to it (organisation or function)"),
        "measures": mark("Measures of the catalogue"),
    }

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "key"), name="a_gap_is_there_once"),
        )

    def __str__(self) -> str:
        return self.key


class Acceptance(models.Model):
    """Somebody accepts a gap until a day; the newest that is not taken back counts."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="acceptances")
    by_whom = models.CharField(max_length=MOST_NAME)
    why = models.CharField(max_length=MOST_TEXT)
    until = models.DateField()
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.gap_id} {self.until}"


class Commitment(models.Model):
    """One line of the agenda, see `weerbaar.agenda.commitments`; `version` counts its changes.

    `gap` is the name of a gap and `decision` that of a decision on a variant. Money is whole cents.
    `partners` and `quantities` are as a cell of the table has them.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="commitments"
    )
    key = models.CharField(max_length=MOST_KEY, default=new_key)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=MOST_NAME)
    status = models.CharField(max_length=10, default="open", choices=list(STATUSES.items()))
    owner = models.CharField(max_length=MOST_TEXT, blank=True)
    role = models.CharField(max_length=20, blank=True)
    partners = models.CharField(max_length=MOST_TEXT, blank=True)
    starts = models.DateField(null=True)
    until = models.DateField(null=True)
    done_on = models.DateField(null=True)
    quantities = models.CharField(max_length=MOST_TEXT, blank=True)
    activate = models.CharField(max_length=MOST_TEXT, blank=True)
    by_whom = models.CharField(max_length=MOST_TEXT, blank=True)
    reviewer = models.CharField(max_length=MOST_TEXT, blank=True)
    measure = models.CharField(max_length=MOST_NAME, blank=True)
    gap = models.CharField(max_length=MOST_GAP, blank=True, db_index=True)
    decision = models.CharField(max_length=MOST_KEY, blank=True, db_index=True)
    pillar = models.CharField(max_length=40, blank=True)
    cents_p10 = models.BigIntegerField(null=True)
    cents_p50 = models.BigIntegerField(null=True)
    cents_p90 = models.BigIntegerField(null=True)
    payer = models.CharField(max_length=20, blank=True)
    shared = models.BooleanField(default=False)
    source = models.CharField(max_length=MOST_TEXT, blank=True)
    note = models.CharField(max_length=MOST_TEXT, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "key"), name="a_commitment_is_there_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """One change of one commitment or gap: who, when, and for each column what it was and is.

    `about` is the name of the commitment or gap; a change outlives what it is about.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="agenda_changes"
    )
    what = models.CharField(max_length=20)
    about = models.CharField(max_length=MOST_GAP, db_index=True)
    title = models.CharField(max_length=MOST_GAP)
    values = models.JSONField(default=dict)
    way = models.CharField(max_length=20)
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.what} {self.about}"


class Notice(models.Model):
    """A reminder that was given: once for each moment of each last day of a commitment.

    `moment` is how many days after the last day it is due; before it that is negative. `mailed` is
    to how many people it went by mail.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="notices")
    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="agenda_notices"
    )
    moment = models.IntegerField()
    until = models.DateField()
    role = models.CharField(max_length=20, blank=True)
    mailed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("commitment", "moment", "until"), name="a_reminder_is_given_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.moment} {self.until}"
