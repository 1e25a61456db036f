"""Columns of a table on a screen are as wide as their words, and figures stand to the right."""

from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.columns import column_widths, holds_figures

words = st.text(st.sampled_from("ab "), max_size=30)


def test_the_room_that_words_leave_goes_to_the_longest_cells() -> None:
    """Seven and three characters are words; of the 20 spare ones most go to the long sentence."""
    rows = [("station", "a b c d e f g h i j k l m"), ("pump", "ok")]
    assert column_widths(("Who", "Why"), rows, 30) == [7, 23]
    assert column_widths(("Who", "Why"), rows, 80) == [7, 25]


def test_words_that_do_not_fit_give_no_widths() -> None:
    assert column_widths(("Who",), [("transformatorstation",)], 10) is None


@given(st.lists(st.tuples(words, words, words), min_size=1), st.integers(10, 100))
def test_columns_fit_in_the_room_and_cut_no_word(
    rows: list[tuple[str, str, str]], room: int
) -> None:
    widths = column_widths(("a", "b", "c"), rows, room)
    longest = [max([1, *(len(w) for row in rows for w in row[i].split())]) for i in range(3)]
    if widths is None:
        assert sum(longest) > room
    else:
        assert sum(widths) <= room
        assert all(width >= least for width, least in zip(widths, longest, strict=True))


def test_figures_and_what_is_not_known_make_a_column_of_figures() -> None:
    assert holds_figures(["12", "(-0,3)", "3 ± 1", "–", ""])
    assert holds_figures(["12", "nooit"])
    assert not holds_figures(["Amsterdam", "72 uur", "Tiel"])
    assert not holds_figures(["", "–"])
