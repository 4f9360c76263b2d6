from __future__ import annotations

from core.json_markup import json_markup, json_text


def test_it_marks_keys_and_values():
    markup = json_markup({"count": 3})

    assert '<span class="json-key">&quot;count&quot;</span>' in markup
    assert '<span class="json-number">3</span>' in markup


def test_it_escapes_a_hostile_value():
    markup = json_markup({"name": "</code><script>alert(1)</script>"})

    assert "<script>" not in markup


def test_it_only_escapes_a_body_that_is_no_json():
    # Marked like JSON, this body took two minutes: each quote was searched to the end.
    body = '\\"' * 32_768

    assert json_markup(body) == "\\&quot;" * 32_768


def test_it_keeps_a_body_nested_too_deeply_as_it_is():
    body = "[" * 65_536

    assert json_text(body) == body


def test_it_spells_out_what_turns_the_text_around():
    assert "\\u202e" in json_text({"name": "\u202edraob"})


def test_it_spells_out_half_a_surrogate_pair():
    assert json_text('{"name": "\\ud800"}').encode()
