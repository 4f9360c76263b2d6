"""What waitress refuses by itself, in the words of the API."""

from __future__ import annotations

import json

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask
from waitress.utilities import Error

from meetings_server.refusals import Refusal, server_error, service_refusal, too_large

KNOWN = {413: too_large, 500: server_error}


class Refusing(ErrorTask):
    def execute(self) -> None:
        error = self.request.error
        body = json.dumps(_refusal(error).body).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _refusal(error: Error) -> Refusal:
    if error.code in KNOWN:
        return KNOWN[error.code]()
    return service_refusal(error.code, f"{error.reason.replace(' ', '')}Error", str(error.body))


class Channel(HTTPChannel):
    error_task_class = Refusing
