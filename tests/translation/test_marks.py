"""What somebody reads in a template is marked for translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.messages import ROOT, sources

TEMPLATES = [
    path
    for path in sources()
    # Samples of what the design system has, for whoever builds with it.
    if path.suffix != ".py" and "styleguide" not in path.as_posix()
]
MARKED = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{#.*?#}", re.S)
CODE = re.compile(r'<(script|style|code)\b.*?</\1>|<span class="mono">[^<]*</span>', re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
READ_ALOUD = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-busy)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
# Names of formats, and how a token begins, are the same in every language.
ALLOWED = {"CSV", "JSON", "mdt"}
WRITTEN_DATE = re.compile(r'\|(?:date|time):"[^"]*[jdDlMFNYyP]')


def unmarked(text: str) -> set[str]:
    bare = TAG.sub("", CODE.sub("", MARKED.sub("", text)))
    seen = [*READ_ALOUD.findall(bare), re.sub(r"<[^>]*>", "\n", bare)]
    return {word for each in seen for word in WORD.findall(re.sub(r"&\w+;", "", each))} - ALLOWED


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_word_is_left_unmarked(path: Path):
    assert unmarked(path.read_text()) == set()


def test_it_finds_what_is_not_marked():
    assert unmarked('<p title="Hello">{% translate "Good" %} world</p>') == {"Hello", "world"}


def test_no_template_has_a_date_format_of_its_own():
    """Languages write dates in other orders: the filters of core/templatetags/ui.py know them."""
    found = [path.name for path in TEMPLATES if WRITTEN_DATE.search(path.read_text())]

    assert found == []
