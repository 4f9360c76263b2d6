from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "accounts",
    "api",
    "core",
    "jobs",
    "meetings_api",
    "meetings_dashboard",
    "meetings_server",
    "recordings",
    "rooms",
    "tools",
    "webhooks",
)
LONGEST_FUNCTION = 30
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 150


def modules() -> list[Path]:
    found = [
        file
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if "migrations" not in file.parts
    ]
    assert {file.relative_to(ROOT).parts[0] for file in found} == {*PACKAGES}
    return found


def functions(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


def test_no_function_is_too_long():
    too_long = [
        f"{file.relative_to(ROOT)} {name}: {lines}"
        for file in modules()
        for name, lines in functions(file)
        if lines > LONGEST_FUNCTION
    ]

    assert not too_long


def test_no_module_is_too_long():
    lengths = {file: len(file.read_text().splitlines()) for file in modules()}

    assert not [str(file) for file, length in lengths.items() if length > LONGEST_MODULE]


def test_no_template_is_too_long():
    lengths = {
        file: len(file.read_text().splitlines()) for file in (ROOT / "templates").rglob("*.html")
    }

    assert lengths
    assert not [str(file) for file, length in lengths.items() if length > LONGEST_TEMPLATE]
