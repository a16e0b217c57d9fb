from __future__ import annotations

import pytest

from rollcall.sealing import (
    KEY_BYTES,
    ScryptCost,
    SealBroken,
    key_from,
    new_key,
    seal,
    seal_chunk,
    unseal,
    unseal_chunk,
)

CONTENT = b"the template of a face"


def test_what_was_sealed_is_opened_with_the_same_key_and_binding() -> None:
    key = new_key()
    assert unseal(key, seal(key, CONTENT, bound_to=b"user 7"), bound_to=b"user 7") == CONTENT


def test_nothing_of_the_content_shows_and_no_seal_is_like_another() -> None:
    key = new_key()
    one, other = (seal(key, CONTENT, bound_to=b"") for _ in range(2))
    assert one != other
    assert CONTENT not in one


def test_another_key_or_binding_opens_nothing() -> None:
    key = new_key()
    sealed = seal(key, CONTENT, bound_to=b"user 7")
    for wrong, bound_to in ((new_key(), b"user 7"), (key, b"user 8")):
        with pytest.raises(SealBroken):
            unseal(wrong, sealed, bound_to=bound_to)


@pytest.mark.parametrize("length", range(0, 12 + 16, 3))
def test_what_is_cut_short_opens_nothing(length: int) -> None:
    key = new_key()
    with pytest.raises(SealBroken):
        unseal(key, seal(key, CONTENT, bound_to=b"")[:length], bound_to=b"")


def test_every_flipped_bit_is_noticed() -> None:
    key = new_key()
    sealed = seal(key, CONTENT, bound_to=b"")
    for at in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[at // 8] ^= 1 << at % 8
        with pytest.raises(SealBroken):
            unseal(key, bytes(altered), bound_to=b"")


@pytest.mark.parametrize(
    ("number", "is_last"), [(3, True), (2, False), (4, False)], ids=["last", "before", "after"]
)
def test_a_chunk_opens_only_where_it_was_put(number: int, is_last: bool) -> None:
    key = new_key()
    sealed = seal_chunk(key, 3, CONTENT, is_last=False, bound_to=b"file")
    assert unseal_chunk(key, 3, sealed, is_last=False, bound_to=b"file") == CONTENT
    with pytest.raises(SealBroken):
        unseal_chunk(key, number, sealed, is_last=is_last, bound_to=b"file")
    with pytest.raises(SealBroken):
        unseal_chunk(key, 3, sealed, is_last=False, bound_to=b"another file")


def test_scrypt_gives_what_rfc_7914_says() -> None:
    # Section 12, third vector; 32 bytes are the first half of its 64.
    key = key_from("pleaseletmein", b"SodiumChloride", ScryptCost(log_n=14, r=8, p=1))
    assert key.hex() == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"


def test_the_usual_cost_is_bearable_and_gives_a_key() -> None:
    assert ScryptCost().is_bearable
    assert len(key_from("correct horse", b"x" * 16)) == KEY_BYTES


@pytest.mark.parametrize(
    "cost",
    [
        ScryptCost(log_n=19),
        ScryptCost(log_n=63),
        ScryptCost(log_n=9),
        ScryptCost(log_n=0),
        ScryptCost(r=9),
        ScryptCost(r=255),
        ScryptCost(p=0),
        ScryptCost(p=5),
    ],
    ids=repr,
)
def test_a_cost_that_would_fill_the_memory_is_refused_untried(cost: ScryptCost) -> None:
    assert not cost.is_bearable
    with pytest.raises(ValueError, match="ScryptCost"):
        key_from("correct horse", b"x" * 16, cost)
