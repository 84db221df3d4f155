"""Marking where two names differ."""

from hypothesis import given
from hypothesis import strategies as st

from niangjia.matching.rules.differences import differences

words = st.text(alphabet="淄博甲乙丙丁有限责任公司", max_size=12)


def joined(pieces):
    return "".join(piece.text for piece in pieces)


def plain(pieces):
    return "".join(piece.text for piece in pieces if not piece.differs)


@given(words, words)
def test_pieces_make_the_texts_again_and_agree_where_unmarked(left, right):
    ours, theirs = differences(left, right)

    assert (joined(ours), joined(theirs)) == (left, right)
    assert all(piece.text for piece in [*ours, *theirs])
    if left and right:
        assert plain(ours) == plain(theirs)
    else:
        assert not any(piece.differs for piece in [*ours, *theirs])


@given(words)
def test_equal_texts_have_no_mark(text):
    assert not any(piece.differs for side in differences(text, text) for piece in side)


def test_the_differing_characters_are_marked():
    ours, theirs = differences("淄博甲乙有限责任公司", "淄博甲乙有限公司")

    assert [piece.text for piece in ours if piece.differs] == ["责任"]
    assert not any(piece.differs for piece in theirs)
