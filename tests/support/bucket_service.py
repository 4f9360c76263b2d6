"""A service of buckets, as S3 is one, in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server


class _OneCall(MotoRequestHandler):
    # A connection that is kept would keep out all others.
    protocol_version = "HTTP/1.0"


@contextmanager
def bucket_service() -> Iterator[str]:
    """Its address. It takes one call at a time, because for each it holds all of a film in memory:
    on a slow machine clients try again meanwhile, and ten calls would hold ten films."""
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=False, request_handler=_OneCall)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
