"""A small OpenID Connect provider, over real HTTP: everybody is whom the test says they are."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "dashboard", "the-secret-of-the-dashboard"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


class OpenIdProvider:
    def __init__(self) -> None:
        self.person = {"sub": "17", "email": "dora@example.com", "preferred_username": "dora"}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._codes: dict[str, dict[str, str]] = {}

    @contextmanager
    def running(self) -> Iterator[OpenIdProvider]:
        with make_server("127.0.0.1", 0, self._answer, handler_class=Quiet) as server:
            self.url = f"http://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def _answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        query = {k: v[0] for k, v in parse_qs(environ["QUERY_STRING"]).items()}
        if environ["PATH_INFO"] == "/authorize":
            code = secrets.token_urlsafe(8)
            self._codes[code] = query
            back = urlencode({"code": code, "state": query["state"]})
            start("302 Found", [("Location", f"{query['redirect_uri']}?{back}")])
            return [b""]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = parse_qs(environ["wsgi.input"].read(length).decode())
        status, document = self._document(environ, {k: v[0] for k, v in body.items()})
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    def _document(self, environ: dict[str, Any], body: dict[str, str]) -> tuple[str, Any]:
        match environ["PATH_INFO"]:
            case "/.well-known/openid-configuration":
                return "200 OK", self._discovery()
            case "/jwks":
                key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
                return "200 OK", {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}
            case "/token":
                return self._token(body)
            case "/userinfo" if environ.get("HTTP_AUTHORIZATION") == "Bearer good":
                return "200 OK", self.person
        return "404 Not Found", {}

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _token(self, body: dict[str, str]) -> tuple[str, Any]:
        asked = self._codes.pop(body.get("code", ""), None)
        digest = hashlib.sha256(body.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or body.get("client_secret") != CLIENT_SECRET:
            return "400 Bad Request", {"error": "invalid_grant"}
        if asked["code_challenge"] != challenge:
            return "400 Bad Request", {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.person}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return "200 OK", {"access_token": "good", "token_type": "Bearer", "id_token": token}
