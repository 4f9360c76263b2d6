from __future__ import annotations

from typing import Any

from meetings_server.refusals import invalid_input


def update_details(body: dict[str, Any]) -> dict[str, Any]:
    """What a PATCH wants changed. Raises Refusal when that is nothing.

    One SDK names it `update_options` (the contract, section 6, item 9).
    """
    name = "update_options" if "update_options" in body else "update_details"
    if name not in body:
        raise invalid_input('"update_details" is required')
    unknown = set(body) - {name}
    if unknown:
        raise invalid_input(f'"{min(unknown)}" is not allowed')
    details = body[name]
    if not isinstance(details, dict):
        raise invalid_input('"update_details" must be of type object')
    if not details:
        raise invalid_input('"update_details" must have at least 1 key')
    return details
