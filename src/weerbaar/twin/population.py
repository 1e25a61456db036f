"""Who lives in an area: 60 rows of people by home, group, income and preparedness.

Rules:
1. Groups are a partition by precedence: people who need care or a device; 65 and over living alone;
   65 and over with others; families with children under 15; other adults. Persons are conserved.
2. The share of 65 and over living alone follows the area's share of single households.
3. Homes: high-rise as the region gives it; other homes are old (before 1985) or new by building
   period. Groups and incomes are spread evenly over the homes of an area: nothing better is known.
4. Low income is the region's share with low incomes; who has a kit depends on income, and on being
   65 or over where measures reach these people otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.tables import Rows
from weerbaar.twin.levers import OLDER
from weerbaar.twin.state import GROUPS, ROWS

Floats = NDArray[np.float64]


def home_shares(areas: Rows) -> Floats:
    """Shares of dwellings by home class, (areas, 3): old and new low-rise, high-rise."""
    old = areas["built_before_1945"] + areas["built_1945_1964"] + areas["built_1965_1984"]
    new = areas["built_1985_2004"] + areas["built_2005_on"]
    high = areas["high_rise"]
    old_share = old / np.maximum(old + new, 1e-9)
    return np.stack([(1 - high) * old_share, (1 - high) * (1 - old_share), high], axis=1)


def group_shares(areas: Rows, drawn: Mapping[str, float]) -> Floats:
    """Shares of inhabitants by group, shape (areas, 5); each row adds up to 1."""
    ages = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
    share = np.stack([areas[age] for age in ages], axis=1)
    share = share / share.sum(axis=1, keepdims=True)
    child, youth, elder = share[:, 0], share[:, 1], share[:, 4]
    under = 1.0 - elder
    care_old, care_young = drawn["care_65_plus"], drawn["care_under_65"]
    single = areas["single_households"] / drawn["single_national"]
    alone = np.clip(drawn["alone_65_plus"] * single, 0.1, 0.8)
    family = child * (1.0 + drawn["parents_per_child"]) + drawn["youth_at_home"] * youth
    family = np.minimum(np.where(child > 0, family, 0.0), under)
    return np.stack(
        [
            elder * care_old + under * care_young,
            elder * (1 - care_old) * alone,
            elder * (1 - care_old) * (1 - alone),
            family * (1 - care_young),
            (under - family) * (1 - care_young),
        ],
        axis=1,
    )


def kits_by_group(
    drawn: Mapping[str, float], elder: NDArray[np.bool_], old_in_care: float
) -> Floats:
    """The share of people with a kit by group and low income or not, (5, 2).

    `elder` (5) are the groups of 65 and over; of the first, who need care or a device, this share
    is 65 or over.
    """
    young = np.array([drawn["prepared_other"], drawn["prepared_low_income"]])
    names = ("prepared_other", "prepared_low_income")
    old = np.array([drawn.get(OLDER[name], drawn[name]) for name in names])
    found = np.where(elder[:, None], old, young)
    found[0] = young + old_in_care * (old - young)
    return found


def spread_people(areas: Rows, drawn: Mapping[str, float], kits: Floats | None = None) -> Floats:
    """Persons by area and row, shape (areas, 60); row = home x 20 + group x 4 + low x 2 + kit.

    `kits` as in `kits_by_group`; without them income alone decides.
    """
    if kits is None:
        kits = kits_by_group(drawn, np.zeros(GROUPS, bool), 0.0)
    homes, groups = home_shares(areas), group_shares(areas, drawn)
    low = areas["income_low"]
    income = np.stack([1 - low, low], axis=1)
    prepared = np.stack([1 - kits, kits], axis=2)
    rows = np.einsum("a,ah,ag,ai,gip->ahgip", areas["inhabitants"], homes, groups, income, prepared)
    return np.ascontiguousarray(rows.reshape(len(areas), ROWS))
