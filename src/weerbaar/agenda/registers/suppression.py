"""Small numbers of people are not shown to who has no right to see them.

Rules:
1. A count of 1 to 9 people is not shown, nor a share that gives it away. Nought is shown.
2. A total or other outcome from which a count that is not shown could be worked out is rounded to
   tens, and so is what follows from it.

It is the rule of the twin's outcomes ("cells under 10 persons are suppressed"). Who filled in the
figures, or may see them, has them whole.
"""

from __future__ import annotations

import math

SMALLEST = 10
LITTLE = f"<{SMALLEST}"


def is_small(count: float) -> bool:
    """Whether a count, or what a band of counts comes to, may not be shown (rule 1)."""
    return 0 < count < SMALLEST - 0.5


def rounded(total: float) -> float:
    """A total to tens (rule 2)."""
    return math.floor(total / SMALLEST + 0.5) * float(SMALLEST)
