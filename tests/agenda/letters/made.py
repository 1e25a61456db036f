"""A situation, an agenda and a matter for the tests of letters; nothing is weighed for them."""

from datetime import UTC, date, datetime
from functools import cache

from tests.measures.web.weighings import example
from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import answer_of
from weerbaar.agenda.commitments import DONE, WORKING, Commitment, Money
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.gaps import Acceptance, Answered, Care, fold_answers
from weerbaar.agenda.letters.files import names_in
from weerbaar.agenda.letters.matter import Decided, Matter
from weerbaar.agenda.letters.resting import Basis
from weerbaar.agenda.letters.sending import Sending
from weerbaar.agenda.letters.situation import Situation, situation_of
from weerbaar.agenda.letters.work import Work, work_of
from weerbaar.common.files import read_language
from weerbaar.common.language import Language
from weerbaar.drawing.documents import Document
from weerbaar.measures.files import read_budget_moments
from weerbaar.measures.moments import moments_of
from weerbaar.twin.answer import Answer
from weerbaar.twin.council import compose_council
from weerbaar.twin.files import read_profile, read_provisions

NL, EN = read_language("nl"), read_language("en")
TODAY = date(2026, 11, 22)
RUN_PAGE = "https://weerbaar.example/runs/8b0c/"
WEIGHED_PAGE = "https://weerbaar.example/weighed/9d1e/"
SENDING = Sending(
    organisation="gemeente Dijkstad",
    addressee="de gemeenteraad van Dijkstad",
    date="2026-11-22",
    reference="Z-2026-7",
    asked="Kennis te nemen van deze brief.\nErover te spreken in december.",
    secretary="de secretaris,",
    chair="de burgemeester,",
)


@cache
def cold() -> Answer:
    """Two days without power in a small winter land."""
    return answer_of(small_twin(blackout(48.0), norms=read_profile().norms))


def situation(words: Language, place: str = "") -> Situation:
    """What a letter tells of that answer; `place` is the municipality that it is said to be of."""
    answer = cold()
    basis = Basis(
        "answer",
        address=RUN_PAGE,
        place=place,
        region="Proefland",
        facts=answer.region_hash,
        scenario="proef",
        draws=3,
        seed=1,
        version=answer.version,
    )
    return situation_of(compose_council(answer, read_provisions(), words), answer.findings, basis)


def work(words: Language) -> Work:
    """An agenda on which everything stands that a letter can tell."""
    answer = cold()
    told = Answered(
        datetime(2026, 11, 20, tzinfo=UTC),
        "8b0c",
        "Proefland",
        "proef",
        frozenset(),
        tuple(answer.findings),
    )
    gaps = fold_answers([told])
    first, second = gaps[0].gap, gaps[1].gap
    cares = {first: Care("GHOR", (), None)}
    accepted = Acceptance("het college", "er is geen geld", date(2027, 6, 1))
    cares[second] = Care("", (), accepted)
    lines = (
        Commitment(
            "a",
            "assignment",
            "Aggregaten plaatsen",
            WORKING,
            "brandweer",
            gap=first,
            until=date(2026, 10, 1),
            money=Money(80_000_00, 100_000_00, 150_000_00),
            payer="municipality",
        ),
        Commitment(
            "b", "council", "Een debat over water", owner="de burgemeester", until=date(2027, 2, 1)
        ),
        Commitment("c", "open_question", "Wie betaalt de zendmasten?"),
        Commitment("d", "milestone", "Eerste steunpunt open", DONE, until=date(2026, 9, 1)),
    )
    basis = Basis("agenda", address="https://weerbaar.example/agenda/", on=TODAY.isoformat())
    runs = {"8b0c": situation(words).basis}
    return work_of(gaps, cares, lines, read_kinds(), TODAY, basis, words, runs=runs)


def matter(
    words: Language,
    proposed: int | None = 2,
    decided: Decided | None = None,
    place: str = "",
    clear: bool = False,
) -> Matter:
    """Two variants beside how it is now."""
    weighing = example(clear)
    rows = read_budget_moments()
    identity = weighing.identity
    basis = Basis(
        "decision" if decided else "weighing",
        address=WEIGHED_PAGE,
        region=identity.region_name,
        facts=identity.region_hash,
        scenario=identity.scenario,
        draws=identity.draws,
        seed=identity.seed,
        version=identity.version,
    )
    moments = {i: moments_of(s.cost.spent, rows, TODAY) for i, s in enumerate(weighing.sides)}
    return Matter(weighing, basis, names_in(words), moments, proposed, decided, place)


def shape(document: Document) -> list[str]:
    """The kinds of blocks of a document in their order, without the words."""
    return [type(block).__name__ for block in document.blocks]
