"""Words of the roster and the codes they stand for."""

import pytest

from niangjia.organizing.rules.roster_words import CHOICES, code_reader, in_words, labels


@pytest.mark.parametrize("name", [*CHOICES, "nationality_group"])
def test_every_word_offered_comes_back_from_its_code(name: str) -> None:
    offered = list(labels(name))

    assert in_words(name)([code_reader(name)(word, {}) for word in offered]) == offered
