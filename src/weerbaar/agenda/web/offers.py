"""What is done with offers: make one, answer it, take it back, and tell who must answer.

What the rules say no to raises Refused; whether the person may was asked at the gate.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from weerbaar.agenda.commitments import DROPPED, OVER, standing
from weerbaar.agenda.files import read_kinds, read_offer_moments
from weerbaar.agenda.offering import (
    ABOVE,
    ANSWER_DAYS,
    LATE,
    TELLS,
    Offered,
    due_moment,
    escalated,
    receipt_hash,
    state_of,
    told_in_words,
)
from weerbaar.agenda.registers.cover_shown import PLEDGE
from weerbaar.agenda.web import actions, queries
from weerbaar.agenda.web.edited import read_one
from weerbaar.agenda.web.models import MOST_TEXT, Commitment
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.agenda.web.rows import commitment_of
from weerbaar.common.language import mark
from weerbaar.common.parsing import EMPTY_CELL
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.platform.web.models import Membership, Organisation, Person
from weerbaar.platform.web.queries import above
from weerbaar.platform.web.trail import record
from weerbaar.platform.web.words import language, words
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data

ANSWERS = "programme_manager"
MOST_OFFERS = 20
MOST_OF_VISITORS = 50
"""Offers of visitors that may wait at one organisation: our assumption, against floods."""
PUBLIC = ("municipality", "safety_region")
"""Kinds of organisations that a visitor can offer something."""
RECEIPT_BYTES = 16
SUBJECT = mark("Offers for {name} that wait for an answer")
MEANING = mark("What you answer")
TOO_MANY_OFFERS = ProblemKind(
    "too-many-offers",
    mark("You have {value} offers that nobody has finished yet; there may be {most}."),
    mark("Wait until somebody answers, or ask the programme manager."),
)
TOO_MANY_VISITORS = ProblemKind(
    "too-many-offers-of-visitors",
    mark("There are {value} offers here that wait for an answer; no more can be taken now."),
    mark("Try again next week, or call the municipality."),
)
ANSWERED_BEFORE = ProblemKind(
    "offer-answered-before",
    mark("This offer was answered already."),
    mark("An answer is given once. What is agreed can be changed on the agenda."),
)


def answering(organisations: list[Organisation]) -> list[Organisation]:
    """Those of them where somebody answers: with a programme manager who can sign in."""
    there = Membership.objects.filter(role=ANSWERS, person__is_active=True)
    found = set(there.filter(organisation__in=organisations).values_list("organisation", flat=True))
    return [one for one in organisations if one.pk in found]


def asking_visitors() -> list[Organisation]:
    """The municipalities and regions that ask visitors what they could contribute."""
    return answering(list(Organisation.objects.filter(kind__in=PUBLIC).order_by("name")))


# Make


@transaction.atomic
def offer_as_person(
    to: Organisation, texts: Mapping[str, str], by: Person, by_whom: str, key: uuid.UUID
) -> None:
    """Puts an offer on the agenda; sent twice with one number it is one. Raises Refused."""
    # What the same person sends meanwhile waits here, and then finds this one.
    Person.objects.select_for_update().get(pk=by.pk)
    if to.commitments.filter(key=key.hex).exists():
        return
    waiting = sum(not _is_over(one) for _, one in queries.offers_of(by))
    problem = Problem(TOO_MANY_OFFERS, value=waiting, params={"most": MOST_OFFERS})
    refuse_if([problem] if waiting >= MOST_OFFERS else [])
    line = actions.add_commitment(to, texts, by, queries.OFFERED, key.hex)
    Offer.objects.create(
        pk=key, organisation=to, person=by, by_whom=by_whom, commitment=line, **_kept(texts)
    )


@transaction.atomic
def offer_as_visitor(to: Organisation, texts: Mapping[str, str], key: uuid.UUID) -> str:
    """Keeps an offer of somebody without an account; its receipt. Raises Refused.

    Sent twice with one number it is one, and the second gets no receipt: the first holds.
    """
    list(Organisation.objects.select_for_update().filter(pk=to.pk))
    if Offer.objects.filter(pk=key).exists():
        return ""
    waiting = to.offers.filter(person=None, answered_at=None).exclude(receipt=None).count()
    problem = Problem(TOO_MANY_VISITORS, value=waiting)
    refuse_if([problem] if waiting >= MOST_OF_VISITORS else [])
    read_one({**texts, "commitment": "", "decision": ""}, to)
    code = secrets.token_hex(RECEIPT_BYTES)
    Offer.objects.create(pk=key, organisation=to, receipt=receipt_hash(code), **_kept(texts))
    return code


def _kept(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: texts[name] for name in ("title", "quantities", "note")}


def pledge_texts(filled: Mapping[str, str], by_whom: str, source: str) -> dict[str, str]:
    """The cells of the line of an offer: who answers it, and before which day."""
    until = queries.today() + timedelta(days=ANSWER_DAYS)
    return {
        "kind": PLEDGE,
        "title": filled["title"],
        "partners": by_whom.replace(";", ","),
        "quantities": filled["quantities"],
        "note": filled["note"],
        "role": ANSWERS,
        "until": until.isoformat(),
        "source": source,
        "status": "open",
        "shared": "no",
    }


# Answer


@transaction.atomic
def answer_offer(row: Offer, answer: str, taken: bool, by: Person) -> None:
    """Answers an offer, once: what is taken up stands on the agenda, what is not is dropped there.

    Raises Refused.
    """
    found = Offer.objects.select_for_update().get(pk=row.pk)
    refuse_if(_answer_problems(found, answer.strip()))
    line = found.commitment
    if taken and line is None:
        line = actions.add_commitment(
            found.organisation, _line_texts(found), by, queries.OFFERED, found.pk.hex
        )
    if not taken and line is not None:
        _drop(line, by)
    found.answer, found.taken, found.answered_by = answer.strip(), taken, by
    found.answered_at, found.commitment = timezone.now(), line
    found.save()
    record("answer-offer", by, found.organisation)


def _line_texts(offer: Offer) -> dict[str, str]:
    by_whom = offer.by_whom or words().text(mark("a visitor of the site"))
    source = words().text(mark("offered on the site"))
    filled = {name: getattr(offer, name) for name in ("title", "quantities", "note")}
    return pledge_texts(filled, by_whom, source)


def _answer_problems(offer: Offer, answer: str) -> list[Problem]:
    if offer.answered_at is not None:
        return [Problem(ANSWERED_BEFORE)]
    if not answer:
        params = {"meaning": MEANING}
        return [Problem(EMPTY_CELL, column="answer", value="", params=params)]
    if offer.receipt and holds_personal_data(answer):
        # Whoever holds the receipt reads it; nobody knows who that is.
        return [Problem(PERSONAL_DATA, column="answer", value=answer[:MOST_TEXT])]
    return []


def _drop(line: Commitment, by: Person | None) -> None:
    if not _is_over(commitment_of(line)):
        actions.change_commitment(line, {"status": DROPPED}, line.version, by)


@transaction.atomic
def take_back(offer: Offer) -> None:
    """Erases an offer of a visitor, and drops its line on the agenda."""
    if offer.commitment is not None:
        _drop(offer.commitment, None)
    offer.delete()


def _is_over(one: object) -> bool:
    return standing(one, read_kinds(), queries.today()) in OVER  # type: ignore[arg-type]


# Ask


def offered_of(offer: Offer) -> Offered:
    """An offer as far as answering goes."""
    made_on = timezone.localdate(offer.made_at)
    answered = offer.answered_at is not None
    return Offered(made_on, answered, offer.taken, tuple(offer.told))


def offers_of(organisation: Organisation) -> list[Offer]:
    """The offers to an organisation: those that wait first, the oldest of them first."""
    rows = organisation.offers.select_related("commitment", "answered_by")
    waiting = list(rows.filter(answered_at=None).order_by("made_at"))
    return waiting + list(
        rows.exclude(answered_at=None).order_by("-answered_at")[:MOST_OF_VISITORS]
    )


def waiting_at(organisation: Organisation) -> tuple[int, int]:
    """How many offers wait for an answer here, and how many of them too long."""
    rows = list(organisation.offers.filter(answered_at=None))
    late = sum(state_of(offered_of(row), queries.today()) == LATE for row in rows)
    return len(rows), late


def escalated_to(organisation: Organisation) -> list[tuple[Organisation, int]]:
    """The organisations right below in which offers wait so long that this one is asked."""
    found = []
    for below in Organisation.objects.filter(parent=organisation):
        offers = [offered_of(row) for row in below.offers.filter(answered_at=None)]
        count = escalated(offers, read_offer_moments(), queries.today())
        if count:
            found.append((below, count))
    return found


def offer_with(code: str) -> Offer | None:
    """The offer of which this is the receipt; None where there is none."""
    rows = Offer.objects.select_related("organisation", "commitment")
    return rows.filter(receipt=receipt_hash(code)).first()


# Tell


def tell_daily(now: datetime) -> int:
    """Tells who must answer of every offer that waits long enough; how many offers."""
    rows = Offer.objects.filter(answered_at=None).select_related("organisation")
    return sum(_tell(row, timezone.localdate(now)) for row in rows)


def _tell(row: Offer, today: date) -> int:
    offer = offered_of(row)
    due = due_moment(offer, read_offer_moments(), today)
    if due is None:
        return 0
    # Written down before it is sent, so that it is told once at most whatever happens after.
    Offer.objects.filter(pk=row.pk).update(told=[*row.told, due[0]])
    if settings.MAIL_IS_SENT:
        for held in _told_people(row.organisation, due[1]):
            spoken = language(held.person.language or settings.LANGUAGE_CODE)
            late = today > offer.answer_by
            told = told_in_words(row.title, offer.answer_by, late, spoken)
            subject = spoken.text(SUBJECT, name=row.organisation.name)
            send_mail(subject, f"{told}\n", None, [held.person.email], fail_silently=True)
    return 1


def _told_people(organisation: Organisation, tells: str) -> list[Membership]:
    """Who is told; where nobody holds that role, who comes after (rule 3)."""
    for role in TELLS[TELLS.index(tells) :]:
        places = list(reversed(above(organisation))) if role == ABOVE else [organisation]
        for place in places:
            wanted = ANSWERS if role == ABOVE else role
            held = place.memberships.filter(role=wanted, person__is_active=True)
            if held:
                return list(held.select_related("person"))
    return []
