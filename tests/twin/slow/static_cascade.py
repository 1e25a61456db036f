"""The static cascade once more, as plain as can be: lists and loops, all looked at in every round.

Written from docs/explanation/static-cascade.md. It imports nothing of the program.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Plain:
    """Sites by number: their kind by name, who works; links; and the dependencies in order.

    A dependency is (source kind, target kind, threshold, whether it is of end users).
    """

    kinds: list[str]
    works: list[bool]
    links: list[tuple[int, int]]
    dependencies: list[tuple[str, str, float, bool]]
    failed_in: dict[int, int] = field(default_factory=dict)
    rounds: int = 0


def received(plain: Plain, works: list[bool], source: str, target: str) -> dict[int, int]:
    """What each site of the target kind receives of sites of the source kind that work."""
    total = {i: 0 for i, kind in enumerate(plain.kinds) if kind == target}
    for supplier, consumer in plain.links:
        if consumer not in total or not works[supplier]:
            continue
        if source == target:
            if plain.kinds[supplier] == target:
                total[consumer] -= 2
        elif plain.kinds[supplier] == source:
            total[consumer] += 1
        elif plain.kinds[supplier] == target:
            total[consumer] -= 1
    return total


def cascade(plain: Plain) -> tuple[list[bool], dict[int, int], int]:
    """Who works in the end, in which round each of the others failed, and how many rounds."""
    works = list(plain.works)
    failed_in = {i: 0 for i, fine in enumerate(works) if not fine}
    rounds = 0
    while True:
        rounds += 1
        before = sum(works)
        for source, target, threshold, end_user in plain.dependencies:
            if end_user:
                continue
            for i, amount in received(plain, works, source, target).items():
                if works[i] and not amount >= threshold:
                    works[i] = False
                    failed_in[i] = rounds
        if sum(works) == before:
            return works, failed_in, rounds


def end_users(plain: Plain, works: list[bool]) -> list[dict[int, bool] | None]:
    """For each dependency of end users who of its target kind is supplied; None for the others."""
    return [
        {i: amount >= threshold for i, amount in received(plain, works, source, target).items()}
        if end_user
        else None
        for source, target, threshold, end_user in plain.dependencies
    ]
