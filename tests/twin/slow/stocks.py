"""Stock at home: ten equally likely households, from little to much; there is no debt."""

from __future__ import annotations

ALMOST_WHOLE = 1.0 - 1e-9


class Stock:
    """What each stratum in a place has taken of what it has; `sizes` from little to much.

    `extra` is what every stratum has on top of its own.
    """

    def __init__(self, sizes):
        self.sizes = list(sizes)
        self.extra = 0.0
        self.used = [0.0] * len(self.sizes)

    def step(self, short, needed, returns):
        """The mean share that lacks over a step, by one number.

        `short` is the share of the need that is not supplied, `needed` what the step takes in full
        and `returns` what comes back in it at full supply.
        """
        if 1.0 - short >= ALMOST_WHOLE:
            if any(self.used):
                self.used = [max(0.0, used - returns) for used in self.used]
            return 0.0
        lacked = 0.0
        for k, own in enumerate(self.sizes):
            size = own + self.extra
            taken = short * needed
            room = size - self.used[k]
            lacked += short * (1.0 - min(1.0, room / taken))
            self.used[k] = min(size, self.used[k] + taken)
        return lacked / len(self.sizes)

    def mean_left(self):
        """What there is left, as a mean over strata."""
        return sum(self.sizes) / len(self.sizes) + self.extra - sum(self.used) / len(self.used)

    def give(self, part):
        """Every stratum gives this part of what it has left."""
        sizes = [size + self.extra for size in self.sizes]
        self.used = [u + (size - u) * part for u, size in zip(self.used, sizes, strict=True)]
