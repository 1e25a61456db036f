"""What is stored of the registers: their rows, and a line for each row that was ever changed."""

from __future__ import annotations

from django.db import models

from weerbaar.agenda.registers.register import MOST_NAME

MOST_REGISTER = 40
MOST_KEY = 3 * MOST_NAME + 20


class RegisterRow(models.Model):
    """One row of a register of an organisation; `version` counts its changes.

    `key` is the key of the row as one text and `values` what its columns hold, without the name of
    a person, which stands in `contact`.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="register_rows"
    )
    register = models.CharField(max_length=MOST_REGISTER)
    key = models.CharField(max_length=MOST_KEY)
    values = models.JSONField(default=dict)
    contact = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("register", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "register", "key"), name="a_register_row_is_there_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.register} {self.key}"


class RegisterChange(models.Model):
    """One row that was added, changed or removed: who, when, and what each column was and became.

    `cells` are lists of a column, what it was and what it became; of the name of a person it only
    says that it changed. `by_file` says that it came from a file.
    """

    organisation = models.ForeignKey(
        "platform.Organisation", on_delete=models.CASCADE, related_name="register_changes"
    )
    register = models.CharField(max_length=MOST_REGISTER)
    key = models.CharField(max_length=MOST_KEY)
    way = models.CharField(max_length=10)
    cells = models.JSONField(default=list)
    by_file = models.BooleanField(default=False)
    person = models.ForeignKey(
        "platform.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organisation", "register", "key")),)

    def __str__(self) -> str:
        return f"{self.register} {self.key} {self.way}"
