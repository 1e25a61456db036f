"""Sets next to a set: one option more, one less, or one for another; and climbing along them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from weerbaar.measures.search.question import Flags, Floats, Terms

Worth = Callable[[Flags], Floats]
SMALL = 1e-9


def neighbours(taken: Flags, terms: Terms) -> Flags:
    """The sets that keep to all terms and differ by an add, a drop or a swap, (S, n).

    They stand in a fixed order: adds, drops, swaps, each in the order of the options.
    """
    n = len(taken)
    inside, outside = np.flatnonzero(taken), np.flatnonzero(~taken)
    more, less = np.repeat(taken[None], len(outside), 0), np.repeat(taken[None], len(inside), 0)
    more[np.arange(len(outside)), outside] = True
    less[np.arange(len(inside)), inside] = False
    swapped = np.repeat(less, len(outside), 0)
    swapped[np.arange(len(swapped)), np.tile(outside, len(inside))] = True
    found: Flags = np.vstack([more, less, swapped]).reshape(-1, n)
    return found[terms.whole(found) & terms.fit(found)]


def climb(taken: Flags, worth: Worth, terms: Terms) -> Flags:
    """The set from which no move raises the worth, going each time to the best neighbour."""
    best = float(worth(taken[None])[0])
    while True:
        near = neighbours(taken, terms)
        if not len(near):
            return taken
        values = worth(near)
        at = int(np.argmax(values))
        if values[at] <= best + SMALL:
            return taken
        taken, best = near[at], float(values[at])


def filled(taken: Flags, order: NDArray[np.int64], terms: Terms) -> Flags:
    """The set with each option of `order` that still keeps to all terms, one after another."""
    for option in order:
        more = taken.copy()
        more[option] = True
        if terms.fit(more[None])[0]:
            taken = more
    return taken
