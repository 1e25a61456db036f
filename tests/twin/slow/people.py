"""Who lives in an area: persons by home, group, low income and kit."""

from __future__ import annotations

from functools import cache

HOMES = ("old_low_rise", "new_low_rise", "high_rise")
GROUPS = ("care", "alone_65_plus", "company_65_plus", "family", "adult")
KITS = (False, True)


def shares_of_homes(area):
    """Shares of old low-rise, new low-rise and high-rise; old is before 1985."""
    old = area["built_before_1945"] + area["built_1945_1964"] + area["built_1965_1984"]
    new = area["built_1985_2004"] + area["built_2005_on"]
    old_part = old / (old + new) if old + new > 0.0 else 0.0
    low = 1.0 - area["high_rise"]
    return {
        "old_low_rise": low * old_part,
        "new_low_rise": low * (1.0 - old_part),
        "high_rise": area["high_rise"],
    }


def shares_of_groups(area, knobs):
    """Shares of the five groups, by precedence; together 1."""
    ages = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
    total = sum(area[age] for age in ages)
    c, y = area["share_0_14"] / total, area["share_15_24"] / total
    e = area["share_65_plus"] / total
    old_care, young_care = knobs["care_65_plus"], knobs["care_under_65"]
    a = knobs["alone_65_plus"] * area["single_households"] / knobs["single_national"]
    a = min(0.8, max(0.1, a))
    home = 0.0
    if c > 0.0:
        home = min(1.0 - e, c * (1.0 + knobs["parents_per_child"]) + knobs["youth_at_home"] * y)
    shares = {
        "care": e * old_care + (1.0 - e) * young_care,
        "alone_65_plus": e * (1.0 - old_care) * a,
        "company_65_plus": e * (1.0 - old_care) * (1.0 - a),
        "family": home * (1.0 - young_care),
    }
    shares["adult"] = 1.0 - sum(shares.values())
    return shares


class People:
    """Persons of each area by (home, group, low income, kit), and sums of them."""

    def __init__(self, world):
        knobs = world.drawn["knobs"]
        self.persons = {}
        self.total = {code: area["inhabitants"] for code, area in world.areas.items()}
        for code, area in world.areas.items():
            homes, groups = shares_of_homes(area), shares_of_groups(area, knobs)
            self.persons[code] = {
                (home, group, low, kit): area["inhabitants"]
                * homes[home]
                * groups[group]
                * (area["income_low"] if low else 1.0 - area["income_low"])
                * share_with_kit(knobs, low, kit)
                for home in HOMES
                for group in GROUPS
                for low in (False, True)
                for kit in KITS
            }

        @cache
        def share(area, home, kit):
            if self.total[area] <= 0.0:
                return 0.0
            rows = self.persons[area].items()
            return (
                sum(
                    n
                    for (h, _, _, k), n in rows
                    if (home is None or h == home) and (kit is None or k == kit)
                )
                / self.total[area]
            )

        self.share = share


def share_with_kit(knobs, low, kit):
    """Share with a kit, or without, at this income."""
    has = knobs["prepared_low_income"] if low else knobs["prepared_other"]
    return has if kit else 1.0 - has
