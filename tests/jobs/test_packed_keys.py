from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.packed_keys import PackingBroken, keys_packed, keys_unpacked


@given(st.frozensets(st.integers(1, 2**63 - 1), max_size=50))
def test_what_is_packed_comes_out_again(keys):
    assert keys_unpacked(keys_packed(keys), most=50) == keys


def test_twenty_thousand_scattered_keys_fit_into_a_form():
    assert len(keys_packed(range(7, 10**7, 500))) < 60_000


@pytest.mark.parametrize(
    "text", ["x", "é", "eJw", urlsafe_b64encode(zlib.compress(b"1,x")).decode()]
)
def test_what_was_not_packed_here_is_refused(text):
    with pytest.raises(PackingBroken):
        keys_unpacked(text, most=50)


def test_a_short_text_for_a_great_deal_is_refused():
    text = urlsafe_b64encode(zlib.compress(b"1," * 10**6)).decode()

    with pytest.raises(PackingBroken):
        keys_unpacked(text, most=50)
