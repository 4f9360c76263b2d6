"""Holds answers of the Meetings server against the OpenAPI document that it serves."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis

FAMILY = re.compile("/((v0.1|v1|beta)/)?meetings(?=/)")
# HEAD is GET without a body, and what answers OPTIONS is no operation of the API.
WITHOUT_OPERATION = ("HEAD", "OPTIONS")


class Document:
    """Read once from `url`, the server's own."""

    def __init__(self, url: str) -> None:
        self.schema = schemathesis.openapi.from_url(f"{url}/openapi.json")

    def check(self, response: requests.Response) -> None:
        """Raises AssertionError when the operation is documented and its answer is not as told."""
        method, path = _called(response)
        operation = path and self.schema.find_operation_by_path(method, path)
        if operation:
            _check(operation, response)


def _called(response: requests.Response) -> tuple[str, str]:
    """The method and the path beneath the family, which is empty when it is not in one."""
    method = response.request.method or ""
    path = re.sub("/+", "/", urlsplit(response.request.url or "").path).rstrip("/")
    family = FAMILY.match(path)
    return method, path[family.end() :] if family and method not in WITHOUT_OPERATION else ""


def _check(operation: Any, response: requests.Response) -> None:
    where = f"{operation.label} answered {response.status_code}"
    assert str(response.status_code) in operation.responses.status_codes, f"{where}: undocumented"
    is_empty = response.status_code == requests.codes.no_content
    assert is_empty == (not response.content), f"{where} with or without a body"
    operation.validate_response(response)
