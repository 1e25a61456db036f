"""Gives the reminders that are due: on the site, and by mail where the site sends any.

A reminder is stored before it is sent, so that it is given once at most whatever happens after.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from weerbaar.agenda.files import read_kinds, read_moments
from weerbaar.agenda.reminders import Reminder, due_reminders, reminder_in_words
from weerbaar.agenda.web import models
from weerbaar.agenda.web.queries import commitments_of
from weerbaar.common.language import mark
from weerbaar.platform.web.models import Membership, Organisation
from weerbaar.platform.web.words import language

SUBJECT = mark("Agenda of {name}: a reminder")
WHERE = mark("It stands on the agenda of {name}.")


def remind_daily(now: datetime) -> int:
    """Gives every reminder that is due at this moment; how many."""
    return sum(
        remind(organisation, timezone.localdate(now))
        for organisation in Organisation.objects.filter(commitments__isnull=False).distinct()
    )


def remind(organisation: Organisation, today: date) -> int:
    """Gives the reminders of an organisation that are due on this day; how many."""
    keys = dict(organisation.commitments.values_list("key", "pk"))
    named = {pk: key for key, pk in keys.items()}
    rows = organisation.agenda_notices.values_list("commitment_id", "moment", "until")
    given = {(named[pk], moment, until) for pk, moment, until in rows}
    kinds = read_kinds()
    due = due_reminders(commitments_of(organisation), kinds, read_moments(), given, today)
    return sum(_give(organisation, keys[one.commitment.commitment], one) for one in due)


def _give(organisation: Organisation, pk: int, reminder: Reminder) -> int:
    notice, is_new = models.Notice.objects.get_or_create(
        commitment_id=pk,
        moment=reminder.moment,
        until=reminder.until,
        defaults={"organisation": organisation, "role": reminder.role},
    )
    if is_new and settings.MAIL_IS_SENT:
        mailed = sum(_mail(organisation, reminder, held) for held in _held(organisation, reminder))
        models.Notice.objects.filter(pk=notice.pk).update(mailed=mailed)
    return int(is_new)


def _held(organisation: Organisation, reminder: Reminder) -> list[Membership]:
    """Who holds the role that is told."""
    held = organisation.memberships.filter(role=reminder.role, person__is_active=True)
    return list(held.select_related("person"))


def _mail(organisation: Organisation, reminder: Reminder, held: Membership) -> int:
    words = language(held.person.language or settings.LANGUAGE_CODE)
    ends = read_kinds()[reminder.commitment.kind].ends
    told = reminder_in_words(reminder, ends, words)
    where = words.text(WHERE, name=organisation.name)
    subject = words.text(SUBJECT, name=organisation.name)
    # What mail does not take is told on the site all the same.
    return send_mail(subject, f"{told}\n\n{where}\n", None, [held.person.email], fail_silently=True)
