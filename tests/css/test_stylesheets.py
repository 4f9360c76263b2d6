"""The architecture of the stylesheets, which nothing else would complain about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
LINKS = (ROOT / "templates" / "partials" / "stylesheets.html").read_text()
# The style guide brings what only it needs.
GUIDE = (ROOT / "templates" / "core" / "styleguide.html").read_text()
LAYERS = ("reset", "tokens", "base", "layout", "components", "pages", "utilities", "print")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:",
)


def code(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def top_level(text: str) -> list[str]:
    """The preludes of what stands outermost."""
    found, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character == "{":
            if depth == 0:
                found.append(text[start:index].strip())
            depth += 1
        elif character == "}":
            depth -= 1
            start = index + 1
        elif character == ";" and depth == 0:
            found.append(text[start:index].strip())
            start = index + 1
    return found


def layer_of(text: str, position: int) -> str:
    return re.findall(r"@layer (\w+) \{", text[:position])[-1]


def test_each_stylesheet_is_linked_once():
    linked = re.findall(r'css/([\w-]+\.css)"', LINKS + GUIDE)

    assert sorted(linked) == [sheet.name for sheet in SHEETS]


def test_the_first_one_declares_the_order_of_all_layers():
    first = re.findall(r"css/([\w-]+\.css)", LINKS)[0]

    assert code(ROOT / "static" / "css" / first).startswith(f"@layer {', '.join(LAYERS)};")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_it_is_wholly_inside_declared_layers(sheet):
    outside = [
        prelude
        for prelude in top_level(code(sheet))
        if prelude.removeprefix("@layer ").split(",")[0] not in LAYERS
    ]

    assert not outside


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_it_uses_logical_properties_only(sheet):
    without_conditions = re.sub(r"@(media|container|supports)[^{]*", "", code(sheet))

    assert not PHYSICAL.findall(without_conditions)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_it_selects_no_id(sheet):
    selectors = re.findall(r"([^{};]+)\{", code(sheet))

    assert not [selector for selector in selectors if re.search(r"#[A-Za-z]", selector)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_only_utilities_and_print_insist(sheet):
    text = code(sheet)
    insisting = {layer_of(text, found.start()) for found in re.finditer("!important", text)}

    assert insisting <= {"utilities", "print"}
