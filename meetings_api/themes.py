from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from meetings_api.answers import Answer
from meetings_api.calls import call
from meetings_api.errors import Refused
from meetings_api.logos import LogoUpload
from meetings_api.pages import walk
from meetings_api.room import Room
from meetings_api.rooms import fetch_page
from meetings_api.theme import Theme
from meetings_api.transport import Transport


class Themes:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> tuple[Theme, ...]:
        answer = self._transport.send(call("GET", "themes"))
        return tuple(Theme.from_json(answer, item) for item in _theme_items(answer))

    def get(self, theme_id: str) -> Theme:
        answer = self._transport.send(call("GET", "themes", theme_id))
        return Theme.from_json(answer, answer.json())

    def create(self, *, main_color: str, brand_text: str, **options: object) -> Theme:
        """Options are ``theme_name`` and ``short_company_url``, both unique.

        Raises Refused with ``field``, and QuotaExceeded.
        """
        body = {"main_color": main_color, "brand_text": brand_text, **options}
        answer = self._transport.send(call("POST", "themes", body=body))
        return Theme.from_json(answer, answer.json())

    def update(self, theme_id: str, changes: Mapping[str, object]) -> Theme:
        """Changes the given fields only; raises Refused, without sending an empty change."""
        request = call("PATCH", "themes", theme_id, body={"update_details": dict(changes)})
        if not changes:
            raise Refused("there is nothing to change", method="PATCH", path=request.path)
        answer = self._transport.send(request)
        return Theme.from_json(answer, answer.json())

    def delete(self, theme_id: str, *, force: bool = False) -> None:
        """Raises Refused for a theme in use; with ``force`` its rooms take the default theme."""
        query = {"force": "true" if force else "false"}
        self._transport.send(call("DELETE", "themes", theme_id, query=query))

    def rooms(self, theme_id: str, page_size: int = 100) -> Iterator[Room]:
        segments = ("themes", theme_id, "rooms")
        for page in walk(lambda start: fetch_page(self._transport, segments, page_size, start)):
            yield from page.rooms

    def logo_upload_urls(self) -> tuple[LogoUpload, ...]:
        answer = self._transport.send(call("GET", "themes", "logos-upload-urls"))
        return tuple(LogoUpload.from_json(answer, item) for item in answer.items())

    def finalize_logos(self, theme_id: str, keys: Sequence[str]) -> None:
        """Raises Refused with one line of ``errors`` for each key."""
        body = {"keys": [*keys]}
        self._transport.send(call("PUT", "themes", theme_id, "finalizeLogos", body=body))


def _theme_items(answer: Answer) -> Sequence[object]:
    """The beta answered an empty body or object when there was no theme."""
    if not answer.content.strip() or answer.json() == {}:
        return ()
    return answer.items()
