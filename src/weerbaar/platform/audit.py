"""The audit trail: who did what to whom, when, in a chain in which every change shows.

Rules:
1. An entry says when something was done, by whom, what, in which organisation, to what, and with
   which details. People stand in it by pseudonym only, and details hold nothing about a person.
2. Each entry holds the hash of the one before it; the first holds GENESIS. Its own hash is the
   SHA-256 of its canonical text, the hash before it included.
3. Entries are only added; they are numbered from 1 without a gap.
4. A trail is whole where rules 2 and 3 hold from the first entry to the last, and the last is the
   one that was written down elsewhere. Without that, entries cut from the end are not missed.
5. A pseudonym is the HMAC-SHA-256 of a person's identifier under a key of that person alone. With
   the key all entries of the person are found; once it is destroyed nobody can tell whose they
   were, and no entry has changed.

The construction is that of linked timestamping (Haber and Stornetta 1991, Journal of Cryptology 3).
It shows change; it does not prevent it: keep the last number and hash outside the machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind

GENESIS = "0" * 64
MACHINE = "machine"
NOBODY_KNOWN = ""
PSEUDONYM_DIGITS = 32

DEEDS: Mapping[str, str] = {
    "add-organisation": mark("added an organisation"),
    "change-organisation": mark("changed the organisation"),
    "change-domains": mark("changed the domains"),
    "give-role": mark("gave a role"),
    "take-role": mark("took a role away"),
    "give-password-address": mark("gave an address for another password"),
    "sign-in": mark("signed in"),
    "sign-in-failed": mark("a sign-in under this name failed"),
    "sign-out": mark("signed out"),
    "change-password": mark("chose another password"),
    "change-address": mark("got another e-mail address"),
    "add-second-step": mark("switched a second step on"),
    "remove-second-step": mark("switched a second step off"),
    "make-recovery-codes": mark("made recovery codes"),
    "connect-service": mark("signed in by the organisation's service for the first time"),
    "erase-person": mark("erased a person's data"),
    "start-job": mark("started a computation"),
    "cancel-job": mark("stopped a computation"),
    "settle-edits": mark("chose between two versions"),
    "choose-place": mark("chose the place that this is about"),
    "change-facts": mark("changed the facts of the place"),
    "restore-facts": mark("put an earlier state of the facts back"),
    "share-facts": mark("let a partner see the facts of the place"),
    "stop-sharing-facts": mark("let a partner see the facts of the place no longer"),
    "start-chain-session": mark("started a chain session"),
    "answer-in-chain-session": mark("wrote down an answer in a chain session"),
    "forget-chain-answer": mark("took an answer in a chain session back"),
    "finish-chain-session": mark("finished a chain session"),
    "add-scenario": mark("added a scenario"),
    "change-scenario": mark("changed a scenario"),
    "remove-scenario": mark("removed a scenario"),
    "take-in-answers": mark("took answers into the agenda"),
    "change-agenda": mark("changed the agenda"),
    "import-agenda": mark("took lines into the agenda from a file"),
    "take-up-decision": mark("put a decision on the agenda"),
    "answer-offer": mark("answered an offer"),
    "throw-away-offers": mark("threw away offers of visitors"),
    "accept-gap": mark("accepted a gap"),
    "keep-letter": mark("kept a letter"),
    "remove-letter": mark("removed a letter"),
    "end-acceptance": mark("took back that a gap is accepted"),
    "forget-in-agenda": mark("took the name of somebody who was erased out of the agenda"),
    "change-register": mark("changed a register"),
    "change-own-figures": mark("changed own figures of a measure"),
    "add-variant": mark("added a variant"),
    "change-variant": mark("changed a variant"),
    "remove-variant": mark("removed a variant"),
    "comment-variant": mark("commented on a variant"),
    "remove-comment": mark("removed a comment on a variant"),
    "decide-variant": mark("wrote down a decision on a variant"),
}

WRONG_NUMBER = ProblemKind(
    "trail-wrong-number",
    mark("Entry {value} stands where entry {expected_number} should."),
    mark("Entries were taken out or put in. Compare with an earlier export."),
)
WRONG_LINK = ProblemKind(
    "trail-wrong-link",
    mark("Entry {value} does not follow from the one before it."),
    mark("Entries were taken out, put in or changed. Compare with an earlier export."),
)
CHANGED = ProblemKind(
    "trail-changed",
    mark("Entry {value} is not as it was written."),
    mark("It was changed afterwards. Compare with an earlier export."),
)
OTHER_END = ProblemKind(
    "trail-other-end",
    mark("The trail does not hold the entry that was expected: {value}."),
    mark("Entries were cut from the end, or the trail was made anew. Find out before you go on."),
)


@dataclass(frozen=True)
class Deed:
    """What was done, before it has its place in the trail; `actor` and people in pseudonyms."""

    at: datetime
    actor: str
    action: str
    organisation: int | None = None
    subject: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One link of the chain; `at` is UTC in ISO 8601, `hash` covers all other fields."""

    number: int
    at: str
    actor: str
    action: str
    organisation: int | None
    subject: str
    details: Mapping[str, str]
    previous: str
    hash: str


def pseudonym(key: bytes, person: str) -> str:
    """What a person is called in the trail."""
    return hmac.digest(key, person.encode(), "sha256").hex()[:PSEUDONYM_DIGITS]


def next_entry(deed: Deed, number: int = 0, previous: str = GENESIS) -> Entry:
    """The entry for a deed after the one with this number and hash."""
    entry = Entry(
        number + 1,
        deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        deed.actor,
        deed.action,
        deed.organisation,
        deed.subject,
        dict(deed.details),
        previous,
        "",
    )
    return Entry(**{**asdict(entry), "hash": hash_of(entry)})


def hash_of(entry: Entry) -> str:
    """The hash that an entry must have: of its canonical text, without its own hash."""
    fields = {name: value for name, value in asdict(entry).items() if name != "hash"}
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def faults(entries: Iterable[Entry], expected: str = "") -> list[Problem]:
    """What is wrong with a trail, in its order; `expected` is what `end_of` gave before."""
    found = []
    number, previous, met = 0, GENESIS, not expected
    for entry in entries:
        if entry.number != number + 1:
            params = {"expected_number": number + 1}
            found.append(Problem(WRONG_NUMBER, value=entry.number, params=params))
        if entry.previous != previous:
            found.append(Problem(WRONG_LINK, value=entry.number))
        if entry.hash != hash_of(entry):
            found.append(Problem(CHANGED, value=entry.number))
        number, previous = entry.number, entry.hash
        met = met or end_of(entry) == expected
    return found if met else [*found, Problem(OTHER_END, value=expected)]


def end_of(entry: Entry) -> str:
    """What to write down elsewhere to know later that this entry was there."""
    return f"{entry.number}:{entry.hash}"
