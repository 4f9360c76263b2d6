from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import NamesShown
from accounts.names import initials, name_seen


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zofia Nowak", "Z. N."),
        ("zofia", "Z."),
        ("  Anna   Maria\tvon Trapp ", "A. M. V."),
        ("(Dr) 'Smith'", "D. S."),
        ("مريم خان", "م. خ."),
        ("山田 太郎", "山. 太."),
        ("🎉 Party", "P."),
        ("\u202eevil", "E."),
        ("🎉", ""),
        ("", ""),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


@given(st.text(max_size=60))
def test_initials_are_three_letters_at_most(name):
    assert len(initials(name).replace(".", "").split()) <= 3
    assert all(len(each) <= 4 for each in initials(name).split())


@given(st.text(min_size=9, max_size=60), st.sampled_from([NamesShown.HIDDEN, NamesShown.INITIALS]))
def test_a_long_name_is_never_seen_whole(name, shown):
    assert name not in name_seen(name, key="p-1", shown=shown) or not name.strip()


def test_the_nameless_are_told_apart():
    seen = {name_seen("Zofia", key=key, shown=NamesShown.HIDDEN) for key in ("p-1", "p-2", "p-1")}

    assert len(seen) == 2
