"""Many at once is the same as one by one."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.crypto import blind_index, decrypt
from niangjia.kernel.crypto.bulk import sealer

texts = st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=20)


@given(texts)
def test_what_is_sealed_in_bulk_is_opened_one_by_one(values: list[str]) -> None:
    sealed = sealer("identity").seal_all(values)

    assert [decrypt(token, "identity") if token else "" for token in sealed] == values


@given(texts)
def test_indexes_are_the_same(values: list[str]) -> None:
    found = sealer("phone").index_all(values)

    assert found == [blind_index(value, "phone") if value else "" for value in values]


def test_nonces_never_repeat() -> None:
    assert len(set(sealer("identity").seal_all(["同"] * 500))) == 500


def test_it_travels_to_another_process_and_keeps_its_keys_to_itself() -> None:
    one = sealer("identity")

    assert pickle.loads(pickle.dumps(one)) == one
    assert one.field_key.hex() not in repr(one)
    assert str(one.field_key) not in repr(one)
