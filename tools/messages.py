"""Texts of the pages, from the sources into the catalogues of `locale/`: `make messages`.

Pure Python, so that it runs, and its tests run, where there is no gettext. A catalogue is
compiled here, too, and kept beside its source: a clone runs with what pip installs.
"""

from __future__ import annotations

import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")

from babel.messages.catalog import Catalog  # noqa: E402
from babel.messages.extract import extract_python  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils.translation.template import templatize  # noqa: E402

PACKAGES = (
    "accounts",
    "api",
    "core",
    "jobs",
    "meetings_dashboard",
    "recordings",
    "rooms",
    "webhooks",
)
SOURCE_LANGUAGE = "en"
# What each function that marks a text takes: "c" a context, "1" the text, "2" its plural.
MARKS = {
    "_": "1",
    "gettext": "1",
    "gettext_lazy": "1",
    "gettext_noop": "1",
    "ngettext": "12",
    "ngettext_lazy": "12",
    "pgettext": "c1",
    "pgettext_lazy": "c1",
    "npgettext": "c12",
    "npgettext_lazy": "c12",
}
_TEXT = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(
    rf"\b(\w*gettext|_)\(\s*({_TEXT})(?:\s*,\s*({_TEXT}))?(?:\s*,\s*({_TEXT}))?", re.S
)
# (context or None, text, plural or None)
Marked = tuple[str | None, str, str | None]


def extracted() -> Catalog:
    """All texts of the sources, each with the files it is in."""
    catalog = Catalog()
    # Otherwise every run would write another time into the file.
    catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for context, text, plural in _marked(path):
            ids = (text, plural) if plural else text
            catalog.add(ids, locations=[(name, 0)], context=context)
    return catalog


def sources() -> list[Path]:
    code = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    pages = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    return sorted(code) + sorted(pages)


def _marked(path: Path) -> Iterator[Marked]:
    if path.suffix == ".py":
        yield from _marked_in_code(path.read_bytes())
    else:
        yield from _marked_in_template(path.read_text(encoding="utf-8"))


def _marked_in_code(code: bytes) -> Iterator[Marked]:
    found = extract_python(io.BytesIO(code), list(MARKS), [], {"encoding": "utf-8"})
    for _line, function, texts, _comments in found:
        whole = texts if isinstance(texts, tuple) else (texts,)
        # One that is not written down right here is marked where it is.
        if whole[0] is not None:
            yield _as_marked(function, [each for each in whole if each is not None])


def _marked_in_template(text: str) -> Iterator[Marked]:
    for function, *texts in _CALL.findall(templatize(text)):
        yield _as_marked(function, [ast.literal_eval(each) for each in texts if each])


def _as_marked(function: str, texts: list[str]) -> Marked:
    told = dict(zip(MARKS[function], texts, strict=False))
    return told.get("c"), told["1"], told.get("2")


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Catalog:
    """The catalogue as it is kept; an empty one for a language that has none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_up_to_date(kept: Catalog, found: Catalog) -> Catalog:
    """`kept` with the texts of `found`: the new ones empty, and without those that went."""
    kept.update(found, no_fuzzy_matching=True)
    kept.obsolete.clear()
    kept.revision_date = kept.creation_date
    return kept


def written(texts: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, texts, width=100, include_lineno=False)
    return file.getvalue()


def compiled(texts: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, texts)
    return file.getvalue()


def main() -> None:
    for language, _name in settings.LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        texts = brought_up_to_date(catalogue(language), extracted())
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(texts))
        path.with_suffix(".mo").write_bytes(compiled(texts))
        missing = sum(1 for each in texts if each.id and not _is_translated(each.string))
        words = f"{path.relative_to(ROOT)}: {len(texts)} texts, {missing} not translated"
        sys.stdout.write(f"{words}\n")


def _is_translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    main()
