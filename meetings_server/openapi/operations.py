"""The pieces of which the document's operations are put together."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

JSON = "application/json"
# What can happen to every call, whatever it asks for.
ALWAYS = (401, 429, 500)
REFUSALS = {
    400: "InvalidRequest",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    429: "TooManyRequests",
    500: "ServerError",
}


def schema(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def body(name: str) -> Json:
    """A JSON body that has to be there."""
    return {"required": True, "content": {JSON: {"schema": schema(name)}}}


def answer(description: str, content: Json) -> Json:
    return {"description": description, "content": {JSON: {"schema": content}}}


def links(parameter: str, pointer: str, *operation_ids: str) -> Json:
    """Where in an answer the operations find one of their parameters."""
    found = {parameter: f"$response.body#/{pointer}"}
    return {"links": {each: {"operationId": each, "parameters": found} for each in operation_ids}}


def no_content(description: str) -> Json:
    return {"description": description}


def responses(successes: dict[int, Json], *refusals: int) -> Json:
    """By status, as texts. `refusals` are those that only some operations have."""
    shared = {
        status: {"$ref": f"#/components/responses/{REFUSALS[status]}"}
        for status in sorted({*refusals, *ALWAYS})
    }
    return {str(status): response for status, response in (successes | shared).items()}


def path_parameter(name: str, description: str) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1},
    }


def query_number(name: str, description: str, *, smallest: int, **more: int) -> Json:
    number = {"type": "integer", "minimum": smallest} | more
    return {"name": name, "in": "query", "description": description, "schema": number}


# A serial number of a room, of at most 18 digits.
LARGEST_SERIAL = 10**18 - 1
PAGE_PARAMETERS = [
    query_number(
        "page_size",
        "How many rooms a page holds; more than 1000 are cut to 1000.",
        smallest=1,
        maximum=LARGEST_SERIAL,
        default=20,
    ),
    query_number(
        "start_id",
        "The serial number of the first room; it is on the page. Follow `_links.next`.",
        smallest=0,
        maximum=LARGEST_SERIAL,
    ),
    query_number(
        "end_id",
        "The serial number before which the page ends. Follow `_links.prev`.",
        smallest=0,
        maximum=LARGEST_SERIAL,
    ),
]
