"""A measure for tests: whole, and small enough to reckon with by hand."""

import tomllib
from typing import Any

from weerbaar.measures.catalogue import Measure
from weerbaar.measures.measure_form import parse_measure
from weerbaar.region.files import read_library
from weerbaar.twin.files import read_twin_library

TEXT = """
schema = 1
measure = "radio"
name_nl = "Een radio"
name_en = "A radio"
what_nl = "Wie wil, krijgt een radio op batterijen."
what_en = "Who wants gets a radio on batteries."
ids = ["P05"]
pillars = ["kamerbrief-2"]
objectives = [6]
category = "voorbereiden"
group = "materiaal"
working_group = ""
proposals = []
owners = ["local"]
precondition = "none"
lead_months = { p10 = 2, p50 = 3, p90 = 6 }
lead_source = "Made up."
lead_evidence = "A"
state = "computed"

[rights]
data = 0
coercion = 0
speech = 0
duration = 0
why_nl = "Niemand hoeft iets."
why_en = "Nobody has to do anything."

[[knobs]]
knob = "share"
name_nl = "deel van de huishoudens"
name_en = "share of households"
unit = "1"
low = 0.0
high = 1.0
step = 0.1

[[costs]]
what_nl = "de radio"
what_en = "the radio"
payer = "municipality"
when = "once"
per = "household"
knob = "share"
eur = 30
source = "Made up."
evidence = "A"

[[costs]]
what_nl = "een bericht per jaar"
what_en = "a message a year"
payer = "safety_region"
when = "yearly"
per = "region"
eur = { p10 = 1000, p50 = 2000, p90 = 4000 }
source = "Made up."
evidence = "A"

[[effects]]
lever = "raise"
of = "radio_other"
knob = "share"
amount = { p10 = 0.2, p50 = 0.4, p90 = 0.6 }
source = "Made up."
evidence = "A"
meaning_nl = "Sommigen hadden er een."
meaning_en = "Some had one."
"""


def content() -> dict[str, Any]:
    """The content of the measure, to change."""
    return tomllib.loads(TEXT)


def parsed(data: dict[str, Any]) -> Measure:
    """The measure in this content; raises Refused."""
    return parse_measure(data, "radio.toml", read_library(), read_twin_library())


def radio() -> Measure:
    """The measure as it stands above."""
    return parsed(content())
