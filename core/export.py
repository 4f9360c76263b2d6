"""Tables as files: what people typed arrives in a spreadsheet as text, never as a formula."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

# With which a formula or a command begins.
FORMULA_SIGNS = tuple("=+-@\t\r\n")
MOST_NAMED = 80


def cell(value: Any) -> str:
    """`value` as a spreadsheet takes it to be text, a number or nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = plain(value).replace("\x00", "")
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Also behind blanks, and in the wide letters of East Asia, which some programs take alike."""
    narrow = unicodedata.normalize("NFKC", text)
    return narrow.startswith(FORMULA_SIGNS) or narrow.lstrip().startswith(FORMULA_SIGNS)


def plain(value: Any) -> Any:
    """A moment as UTC, to the second; everything else that is no number as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def csv_lines(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    # Without the mark, spreadsheets take UTF-8 for something else.
    yield "\ufeff" + writer.writerow(names)
    for row in rows:
        yield writer.writerow([cell(row[name]) for name in names])


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One array, an object a line."""
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps({name: plain(value) for name, value in row.items()})
        separator = ",\n"
    yield "\n]\n" if separator == ",\n" else "[]\n"


def export_response(lines: Iterator[str], *, name: str, kind: str) -> StreamingHttpResponse:
    """`name` may hold anything: only plain letters and digits of it reach the file's name."""
    types = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
    response = StreamingHttpResponse(lines, content_type=types[kind])
    file_name = f"{slugify(name)[:MOST_NAMED].strip('-_') or 'export'}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, file_name) or ""  # noqa: FBT003
    response["Cache-Control"] = "no-store, private"
    return response


class _Line:
    """What `csv` writes to; it hands back each line."""

    def write(self, line: str) -> str:
        return line
