"""A comparison and a letter warn of a measure in the words of the editor."""

from dataclasses import replace

import pytest

from tests.measures.example import content, parsed
from tests.measures.web.weighings import example
from weerbaar.common.files import read_language
from weerbaar.measures.flag_words import FLAGS, flag_sentences
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.warned import warnings_of
from weerbaar.measures.weighing import LATE, Flag

LAW = {"precondition": "law", "precondition_nl": "een wet", "precondition_en": "a law"}
SLOW = {"lead_months": {"p10": 40, "p50": 50, "p90": 60}}


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_weighed_side_warns_as_its_variant_does_in_the_editor(code: str) -> None:
    words = read_language(code)
    measure = parsed(content() | LAW | SLOW)
    choices = (Choice("radio", {"share": 0.0}, 2027), Choice("radio", {"share": 0.5}, 2029))
    variant = Variant("proef", "", "", "", "", 2027, 4, choices)
    warned = warnings_of(variant, {"radio": measure})
    flags = tuple(
        Flag(one.code, "radio", measure.name_nl, measure.name_en, one.why_nl, one.why_en)
        for one in warned
    )
    side = replace(example().sides[1], variant=variant, flags=flags)
    assert flag_sentences(side, words) == [one.words(words) for one in warned]
    assert {"precondition", LATE} <= {one.code for one in warned} <= FLAGS.keys()
    assert any("2029" in sentence for sentence in flag_sentences(side, words))
