"""What is done with offers: make one, answer it, take it back, and tell who must answer.

What the rules say no to raises Refused; whether the person may was asked at the gate.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

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
from weerbaar.agenda.web import actions, offer_words, queries
from weerbaar.agenda.web.edited import read_one
from weerbaar.agenda.web.models import MOST_TEXT, Commitment
from weerbaar.agenda.web.offer_models import WRITTEN, Offer
from weerbaar.agenda.web.rows import commitment_of
from weerbaar.common.language import Language, mark
from weerbaar.common.parsing import EMPTY_CELL
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.platform.web.models import Membership, Organisation, Person
from weerbaar.platform.web.queries import above
from weerbaar.platform.web.trail import record
from weerbaar.platform.web.words import language, words
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data

ANSWERS = "programme_manager"
MOST_OFFERS = 20
MOST_OF_VISITORS = 500
"""Offers of visitors that may wait at one organisation: our assumption, against floods.

One network address sends ten a day at most (settings.ACCOUNT_RATE_LIMITS): a few cannot fill it.
"""
MOST_SHOWN = 100
"""Offers that a page shows at once."""
MOST_IN_MAIL = 20
PUBLIC = ("municipality", "safety_region")
"""Kinds of organisations that a visitor can offer something."""
RECEIPT_SIGNS = 32
RECEIPT_SALT = "weerbaar.agenda.receipt"
SUBJECT = mark("Offers that wait for an answer: {count}")
MEANING = mark("What you answer")
TOO_MANY_OFFERS = ProblemKind(
    "too-many-offers",
    mark("You have {value} offers that nobody has finished yet; there may be {most}."),
    mark("Wait until somebody answers, or ask the programme manager."),
)
TOO_MANY_VISITORS = ProblemKind(
    "too-many-offers-of-visitors",
    mark("There are {value} offers here that wait for an answer; no more can be taken now."),
    mark("Call the municipality, or try again tomorrow: somebody there makes room."),
)
ANSWERED_BEFORE = ProblemKind(
    "offer-answered-before",
    mark("This offer was answered already."),
    mark("An answer is given once. What is agreed can be changed on the agenda."),
)


def answering(organisations: list[Organisation]) -> list[Organisation]:
    """Those of them where somebody answers: with a programme manager who can sign in."""
    there = Membership.objects.filter(role=ANSWERS)
    if not settings.DEMO:
        # The example people are not active and can sign in all the same.
        there = there.filter(person__is_active=True)
    found = set(there.filter(organisation__in=organisations).values_list("organisation", flat=True))
    return [one for one in organisations if one.pk in found]


def asking_visitors() -> list[Organisation]:
    """The municipalities and regions that ask visitors what they could contribute."""
    return answering(list(Organisation.objects.filter(kind__in=PUBLIC).order_by("name")))


# Make


def number_of(
    form: uuid.UUID, to: Organisation, texts: Mapping[str, str], by: Person | None = None
) -> uuid.UUID:
    """The number of an offer: one form with the same words, sent to the same one, is one offer.

    With other words, to another one or by somebody else it is another offer.
    """
    told = [to.pk, str(by.pk) if by else "", *_kept(texts).values()]
    return uuid.uuid5(form, json.dumps(told))


def receipt_of(number: uuid.UUID) -> str:
    """The receipt of a visitor's offer: whoever sends it twice gets the same one."""
    made = salted_hmac(RECEIPT_SALT, number.hex, algorithm="sha256")
    return made.hexdigest()[:RECEIPT_SIGNS]


@transaction.atomic
def offer_as_person(
    to: Organisation, texts: Mapping[str, str], by: Person, by_whom: str, form: uuid.UUID
) -> None:
    """Puts an offer on the agenda; a form that is sent twice is one offer. Raises Refused."""
    # What the same person sends meanwhile waits here, and then finds this one.
    Person.objects.select_for_update().get(pk=by.pk)
    number = number_of(form, to, texts, by)
    if Offer.objects.filter(pk=number).exists():
        return
    waiting = sum(not _is_over(one) for _, one in queries.offers_of(by))
    problem = Problem(TOO_MANY_OFFERS, value=waiting, params={"most": MOST_OFFERS})
    refuse_if([problem] if waiting >= MOST_OFFERS else [])
    line = actions.add_commitment(to, texts, by, queries.OFFERED, number.hex)
    Offer.objects.create(
        pk=number, organisation=to, person=by, by_whom=by_whom, commitment=line, **_kept(texts)
    )


def receipt_sent_before(to: Organisation, texts: Mapping[str, str], form: uuid.UUID) -> str:
    """The receipt of what this visitor's form brought before; "" where it is new."""
    number = number_of(form, to, texts)
    return receipt_of(number) if Offer.objects.filter(pk=number).exists() else ""


@transaction.atomic
def offer_as_visitor(to: Organisation, texts: Mapping[str, str], form: uuid.UUID) -> str:
    """Keeps an offer of somebody without an account; its receipt. Raises Refused.

    A form that is sent twice is one offer, with one receipt.
    """
    list(Organisation.objects.select_for_update().filter(pk=to.pk))
    number = number_of(form, to, texts)
    code = receipt_of(number)
    if Offer.objects.filter(pk=number).exists():
        return code
    waiting = _of_visitors(to).count()
    problem = Problem(TOO_MANY_VISITORS, value=waiting)
    refuse_if([problem] if waiting >= MOST_OF_VISITORS else [])
    read_one({**texts, "commitment": "", "decision": ""}, to)
    Offer.objects.create(pk=number, organisation=to, receipt=receipt_hash(code), **_kept(texts))
    return code


def _of_visitors(to: Organisation) -> QuerySet[Offer]:
    """The offers of visitors that wait at an organisation."""
    return to.offers.filter(person=None, answered_at=None).exclude(receipt=None)


def _kept(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: texts[name] for name in WRITTEN}


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
    elif taken and line is not None and line.status == DROPPED:
        # It was dropped on the agenda before it was answered.
        actions.change_commitment(line, {"status": "open"}, line.version, by)
    if not taken and line is not None:
        _drop(line, by)
    found.answer, found.taken, found.answered_by = answer.strip(), taken, by
    found.answered_at, found.commitment = timezone.now(), line
    found.save()
    record("answer-offer", by, found.organisation)


def _line_texts(offer: Offer) -> dict[str, str]:
    by_whom = offer.by_whom or words().text(mark("a visitor of the site"))
    source = words().text(mark("offered on the site"))
    filled = {name: getattr(offer, name) for name in WRITTEN}
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
    """Erases an offer of a visitor; its line on the agenda is dropped and keeps no words of it."""
    if offer.commitment is not None:
        _drop(offer.commitment, None)
        offer_words.erase_all(offer.commitment)
    offer.delete()


@transaction.atomic
def throw_away(organisation: Organisation, numbers: Collection[uuid.UUID], by: Person) -> int:
    """Erases offers of visitors that are none, without an answer; how many that were."""
    rows = _of_visitors(organisation).filter(pk__in=numbers)
    count = int(rows.delete()[0])
    if count:
        record("throw-away-offers", by, organisation)
    return count


def _is_over(one: object) -> bool:
    return standing(one, read_kinds(), queries.today()) in OVER  # type: ignore[arg-type]


# Ask


def offered_of(offer: Offer) -> Offered:
    """An offer as far as answering goes."""
    made_on = timezone.localdate(offer.made_at)
    answered = offer.answered_at is not None
    return Offered(made_on, answered, offer.taken, tuple(offer.told))


def offers_of(organisation: Organisation) -> list[Offer]:
    """The offers to an organisation: those that wait first, the oldest of them first.

    At most MOST_SHOWN of those that wait, and as many that were answered.
    """
    rows = organisation.offers.select_related("commitment", "answered_by")
    waiting = list(rows.filter(answered_at=None).order_by("made_at")[:MOST_SHOWN])
    return waiting + list(rows.exclude(answered_at=None).order_by("-answered_at")[:MOST_SHOWN])


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
    """Tells who must answer of the offers that wait long enough, in one mail each; how many offers.

    Each is written down before it is sent, so that it is told once at most whatever happens after.
    """
    today, letters, count = timezone.localdate(now), dict[Person, list[Offer]](), 0
    found: dict[tuple[int, str], list[Membership]] = {}
    for row in Offer.objects.filter(answered_at=None).select_related("organisation"):
        due = due_moment(offered_of(row), read_offer_moments(), today)
        if due is None:
            continue
        Offer.objects.filter(pk=row.pk).update(told=[*row.told, due[0]])
        count += 1
        at = (row.organisation_id, due[1])
        if at not in found:
            found[at] = _told_people(row.organisation, due[1])
        for held in found[at]:
            letters.setdefault(held.person, []).append(row)
    if settings.MAIL_IS_SENT:
        for person, rows in letters.items():
            spoken = language(person.language or settings.LANGUAGE_CODE)
            subject = spoken.text(SUBJECT, count=len(rows))
            text = _mail_text(rows, now, spoken)
            send_mail(subject, text, None, [person.email], fail_silently=True)
    return count


def _mail_text(rows: list[Offer], now: datetime, spoken: Language) -> str:
    """The offers of one mail, a line each; beyond MOST_IN_MAIL how many more there are."""
    today, lines = timezone.localdate(now), []
    for row in rows[:MOST_IN_MAIL]:
        offer = offered_of(row)
        told = told_in_words(row.title, offer.answer_by, today > offer.answer_by, spoken)
        lines.append(f"{row.organisation.name}: {told}")
    more = len(rows) - MOST_IN_MAIL
    if more > 0:
        lines.append(spoken.text(mark("And {count} more."), count=more))
    return "\n".join(lines) + "\n"


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
