from __future__ import annotations

from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core.filters import ListFilters


class PetFilters(ListFilters):
    q = forms.CharField(label="Search", required=False, max_length=20)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), ("cat", "A cat")])


def test_it_gives_what_is_wanted():
    filters = PetFilters(QueryDict("q=tom&kind=cat"))

    assert (filters.wanted("q"), filters.wanted("kind")) == ("tom", "cat")
    assert filters.is_narrowed


def test_it_gives_none_for_what_is_not_asked_for():
    filters = PetFilters(QueryDict("kind="))

    assert filters.wanted("kind") is None
    assert not filters.is_narrowed


def test_it_leaves_nonsense_out_and_says_so():
    filters = PetFilters(QueryDict("kind=dragon&q=tom"))

    assert filters.wanted("kind") is None
    assert filters.wanted("q") == "tom"
    assert filters.problems == [
        "Kind: Select a valid choice. dragon is not one of the available choices."
    ]


def test_a_chip_takes_its_filter_off_and_goes_to_the_first_page():
    filters = PetFilters(QueryDict("q=tom&kind=cat&sort=name&cursor=x"))

    chips = {chip.label: chip for chip in filters.chips}

    assert chips["Kind"].value == "A cat"
    assert chips["Kind"].query == "?q=tom&sort=name"


@given(st.dictionaries(st.sampled_from(["q", "kind", "cursor", "other"]), st.text()))
def test_it_bears_any_address(parameters):
    query = QueryDict(mutable=True)
    query.update(parameters)

    filters = PetFilters(query)

    assert len(list(filters.chips)) + len(filters.problems) <= 2
