"""The OpenAPI document in a form that a template can lay out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True)
class Value:
    """A parameter, or a field of a body."""

    name: str
    place: str
    kind: str
    description: str


@dataclass(frozen=True)
class Answer:
    status: str
    description: str
    kind: str


@dataclass(frozen=True)
class Call:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    takes: list[Value]
    answers: list[Answer]


def sections(document: Schema) -> dict[str, list[Call]]:
    """The calls by what they are about, in the document's order."""
    found: dict[str, list[Call]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            call = _call(document, path, method, operation)
            found.setdefault(operation["tags"][0], []).append(call)
    return found


def shapes(document: Schema) -> dict[str, list[Value]]:
    """What comes back: the fields of each kind of object."""
    return {
        name: list(_fields(schema, "body"))
        for name, schema in sorted(document["components"]["schemas"].items())
        if "properties" in schema and not name.endswith("Query")
    }


def words_of(schema: Schema) -> str:
    """ "integer, 1 to 200", "text or null", "RoomItem": what kind of value it is."""
    if "anyOf" in schema:
        return " or ".join(words_of(option) for option in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum") or [schema["const"]]))
    if schema.get("type") == "array":
        return f"list of {words_of(schema['items'])}"
    kind = str(schema.get("format") or schema.get("type", "anything"))
    return f"{kind}{_range(schema)}"


def _range(schema: Schema) -> str:
    if "minimum" in schema and schema.get("maximum", 2**63) < 2**53:
        return f", {schema['minimum']} to {schema['maximum']}"
    return f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""


def _call(document: Schema, path: str, method: str, operation: Schema) -> Call:
    return Call(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=operation["x-scope"],
        takes=[*_parameters(operation), *_body(document, operation)],
        answers=[_answer(*each) for each in sorted(operation["responses"].items())],
    )


def _parameters(operation: Schema) -> Iterator[Value]:
    for parameter in operation["parameters"]:
        kind = words_of(parameter["schema"]).removesuffix(" or null")
        yield Value(parameter["name"], parameter["in"], kind, parameter.get("description", ""))


def _body(document: Schema, operation: Schema) -> Iterator[Value]:
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield from _fields(document["components"]["schemas"][words_of(schema)], "body")


def _fields(schema: Schema, place: str) -> Iterator[Value]:
    for name, field in schema["properties"].items():
        yield Value(name, place, words_of(field), field.get("description", ""))


def _answer(status: str, answer: Schema) -> Answer:
    content: Schema = next(iter(answer.get("content", {}).values()), {})
    kind = words_of(content["schema"]) if content else ""
    return Answer(status, answer["description"], kind)
