"""Connections to an address that was checked, whatever the name leads to by then."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class Pinned(HTTPAdapter):
    """Connects to `address` for any name; the request and the certificate stay those of the name.

    Without an address it is a plain adapter.
    """

    def __init__(self, address: str | None) -> None:
        self._address = address
        super().__init__()

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, options = super().build_connection_pool_key_attributes(request, verify, cert)
        if self._address is None:
            return host, options
        name = host["host"]
        secured = {"server_hostname": name, "assert_hostname": name}
        return {**host, "host": self._address}, {
            **options,
            **(secured if host["scheme"] == "https" else {}),
        }

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        if self._address is not None:
            # The connection knows the address only. Storage signs the name without its usual port.
            netloc = urlsplit(str(request.url)).netloc
            request.headers["Host"] = netloc.removesuffix(":443")
        return super().send(request, *arguments, **options)
