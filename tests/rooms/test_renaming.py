from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from meetings_api import Dialect
from rooms.models import Room
from rooms.renaming import Renames, check_pattern, name_by


def a_room(name="Board", **columns):
    now = timezone.now()
    usual = {"meeting_code": "123456789", "metadata": "team=42", "type": "long_term"}
    return Room(
        remote_id=name, display_name=name, synced_at=now, first_seen_at=now, **usual | columns
    )


def renames(*rooms, pattern):
    user = User(is_superuser=True)
    return Renames.of(rooms, user, Dialect.BETA, pattern=pattern, start=1)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{name} {code}", "Board 123456789"),
        ("{number}/{number:3}", "7/007"),
        ("{metadata}", "team=42"),
        ("plain", "plain"),
    ],
)
def test_a_pattern_makes_the_name(pattern, name):
    assert name_by(pattern, a_room(), 7) == name


@pytest.mark.parametrize(
    "pattern", ["{nope}", "{name", "{}", "{name:2}", "{name.__class__}", "{number:x}"]
)
def test_what_means_nothing_is_refused(pattern):
    with pytest.raises(ValidationError):
        check_pattern(pattern)


def test_braces_in_a_name_are_only_text():
    assert name_by("{name}", a_room("{code} {0.__class__}"), 1) == "{code} {0.__class__}"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("x" * 199 + "{name}", "204 characters"),
        ("   ", "empty"),
        ("{metadata}", "cannot be seen"),
    ],
)
def test_a_name_that_the_api_would_refuse_is_left_out(pattern, words):
    found = renames(a_room(metadata="a\nb"), pattern=pattern)

    assert words in found.problems[0].problem
    assert list(found.targets()) == []


def test_what_is_called_that_already_is_not_touched():
    found = renames(a_room("A"), a_room("B"), pattern="A")

    assert [target for target, *_rest in found.targets()] == ["B"]
    assert found.same_count == 1


def test_names_that_would_be_equal_are_told():
    assert renames(a_room("A"), a_room("B"), pattern="C").twin_count == 1


def test_the_digest_tells_any_other_outcome():
    one = renames(a_room("A"), pattern="{name}!").digest

    assert one != renames(a_room("A"), pattern="{name}?").digest
    assert one == renames(a_room("A"), pattern="{name}!").digest
