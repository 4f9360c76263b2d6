from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export import cell, csv_lines, export_response, json_lines

TYPED = st.text(st.characters(exclude_categories=["Cs"]))
DANGEROUS = st.sampled_from(list("=+-@\t\r\n"))


@given(DANGEROUS, TYPED)
def test_a_formula_becomes_text(sign, rest):
    assert cell(sign + rest).startswith("'")


@given(TYPED)
def test_no_cell_of_text_begins_a_formula(text):
    assert cell(text)[:1] not in set("=+-@\t\r\n")


@pytest.mark.parametrize("text", ["  =1+1", "\u00a0@SUM(A1)", "\uff1dcmd|'/c calc'!A1", "\x00=1"])
def test_a_formula_in_disguise_becomes_text(text):
    assert cell(text).startswith("'")


@given(st.lists(st.lists(TYPED, min_size=2, max_size=2)))
def test_what_is_written_is_read_again(rows):
    written = "".join(csv_lines(["a", "b"], [dict(zip("ab", row, strict=True)) for row in rows]))

    read = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))

    assert read == [["a", "b"], *([cell(value) for value in row] for row in rows)]


def test_a_moment_is_utc_and_nothing_is_empty():
    moment = datetime(2026, 3, 1, 9, 30, 0, 5, tzinfo=UTC)

    cells = [cell(value) for value in (moment, None, 0, 1.5, True)]

    assert cells == ["2026-03-01T09:30:00Z", "", "0", "1.5", "yes"]


@pytest.mark.parametrize("rows", [[], [{"a": "="}], [{"a": None}, {"a": 2}]])
def test_json_is_one_array(rows):
    assert json.loads("".join(json_lines(rows))) == rows


@given(st.text())
def test_a_file_has_a_plain_name_whatever_it_is_called(name):
    response = export_response(iter([]), name=name, kind="csv")

    assert re.fullmatch(
        r'attachment; filename="[a-z0-9][\w-]*\.csv"', response["Content-Disposition"]
    )
