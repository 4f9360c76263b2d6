"""An administrator's forms over HTTP, for what a browser is not needed for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.support.serve import CSRF, Serve, wait_for

SECONDS = 40


class Administrator:
    def __init__(self, serve: Serve) -> None:
        self.serve = serve
        self._session = serve.signed_in()

    def text(self, path: str) -> str:
        answer = self._session.get(f"{self.serve.url}{path}", timeout=20)
        assert answer.ok, f"{path}: {answer.status_code}"
        return answer.text

    def found(self, path: str, pattern: str) -> str:
        """The first match of `pattern` on a page, empty without one."""
        match = re.search(pattern, self.text(path))
        return match[1] if match else ""

    def awaited(self, path: str, pattern: str) -> str:
        """As `found`, once it is there."""
        found = wait_for(lambda: self.found(path, pattern), seconds=SECONDS, says=self.serve.said)
        return str(found)

    def submit(self, path: str, fields: Mapping[str, Any], *, to: str = "") -> str:
        """Send the form of the page at `path`; the path to which that led."""
        return urlsplit(self._sent(path, fields, to).url).path

    def answered(self, path: str, fields: Mapping[str, Any], pattern: str) -> str:
        """Send the form of the page at `path`; the first match of `pattern` in what it answers."""
        answer = self._sent(path, fields, path)
        match = re.search(pattern, answer.text)
        assert match, f"{path}: {pattern} is not there"
        return match[1]

    def _sent(self, path: str, fields: Mapping[str, Any], to: str) -> requests.Response:
        token = CSRF.search(self.text(path))
        assert token, f"{path}: no form"
        answer = self._session.post(
            f"{self.serve.url}{to or path}",
            data={**fields, "csrfmiddlewaretoken": token[1]},
            headers={"Referer": self.serve.url},
            timeout=20,
        )
        assert answer.ok, f"{to or path}: {answer.status_code}"
        return answer
