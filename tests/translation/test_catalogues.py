"""The catalogues hold every text of the sources, whole, and are compiled; no gettext is needed."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from tools import messages

OTHERS = [code for code, _name in settings.LANGUAGES if code != messages.SOURCE_LANGUAGE]
NAMED = re.compile(r"%\(\w+\)[sd]|\{\w+(?::\d+)?\}|</?\w+[^>]*>")
IN_ORDER = re.compile(r"%[sd]")
ENDS = tuple(".:?…")


@pytest.fixture(scope="module")
def found() -> Catalog:
    return messages.extracted()


@pytest.fixture(params=OTHERS)
def language(request) -> str:
    return request.param


def forms(message: Message) -> list[tuple[str, str]]:
    """(the source's text, its translation), for the singular and for the plural."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string, strict=True))


def keys(catalog: Catalog) -> set[tuple[object, object]]:
    return {(each.context, each.id) for each in catalog if each.id}


def texts(language: str) -> list[tuple[str, str]]:
    return [form for each in messages.catalogue(language) if each.id for form in forms(each)]


def test_it_holds_the_texts_of_the_sources_and_no_others(found, language):
    assert keys(messages.catalogue(language)) == keys(found), "make messages, then translate"


def test_all_of_them_are_translated(language):
    assert [text for text, translation in texts(language) if not translation] == []


def test_none_is_a_guess(language):
    assert [each.id for each in messages.catalogue(language) if each.id and each.fuzzy] == []


def test_what_is_filled_in_is_the_same(language):
    wrong = [
        (text, translation)
        for text, translation in texts(language)
        if sorted(NAMED.findall(text)) != sorted(NAMED.findall(translation))
        or IN_ORDER.findall(text) != IN_ORDER.findall(translation)
    ]

    assert wrong == []


def test_sentences_end_as_they_do_in_the_source(language):
    wrong = [
        (text, translation)
        for text, translation in texts(language)
        if text.endswith(ENDS) and text[-1] != translation[-1]
    ]

    assert wrong == []


def test_it_is_written_as_the_tool_writes_it(found, language):
    renewed = messages.brought_up_to_date(messages.catalogue(language), found)

    assert messages.written(renewed) == messages.catalogue_path(language).read_bytes()


def test_the_compiled_one_is_of_this_source(language):
    compiled = messages.catalogue_path(language).with_suffix(".mo").read_bytes()

    assert compiled == messages.compiled(messages.catalogue(language)), "make messages"
