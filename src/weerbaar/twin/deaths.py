"""Deaths beyond normal while the power is out: an interval, never a point.

    deaths = person-hours without power / 1,000,000 x (lowest rate .. highest rate)

The rates were counted back from a few measured outages in mild weather, the largest of ten hours
for 49 million people (`excess_deaths_per_million_h`; most who died were 85 and over). This is not a
forecast for this region, nor a count of who dies: it knows no frost or heat, no age, no outage of
days, no lack of water, medicine or care, and no help. It only says of what order the harm is.
"""

from __future__ import annotations

MILLION = 1e6


def excess_deaths(person_hours: float, low_rate: float, high_rate: float) -> tuple[float, float]:
    """Lowest and highest number of deaths at these rates for each million person-hours.

    Raises ValueError for a number below 0 and for rates that are no interval.
    """
    if not (person_hours >= 0.0 and 0.0 <= low_rate < high_rate):
        raise ValueError(f"no interval: {person_hours} h at {low_rate} to {high_rate}")
    return person_hours / MILLION * low_rate, person_hours / MILLION * high_rate
