"""Pages of lists: keyset paging, by cursors that only this server can make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, QueryDict
from ninja import Schema
from pydantic import Field

from api.problems import FieldProblem, not_accepted
from core.paging import Page, is_cursor

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
Filters = TypeVar("Filters", bound=Form)


class ListQuery(Schema):
    """What every list takes."""

    limit: int = Field(50, ge=1, le=200, description="How many items at most.")
    cursor: str | None = Field(
        None, max_length=1000, description="Where to go on: follow `next`, do not make one."
    )


class Listed(Schema, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: str | None = Field(description="Address of the next page; null on the last one.")
    previous: str | None = Field(description="Address of the page before; null on the first one.")


def filters_of(request: HttpRequest, query: ListQuery, kind: Callable[..., Filters]) -> Filters:
    """The filters of the page that shows the same list. Raises Refused."""
    unknown = sorted(set(request.GET) - type(query).model_fields.keys())
    if unknown:
        raise not_accepted(
            FieldProblem(where=f"query.{name[:100]}", message="There is no such parameter.")
            for name in unknown
        )
    typed = QueryDict(mutable=True)
    for name, value in query.model_dump(mode="json", exclude_none=True).items():
        typed[name] = str(value)
    filters = kind(typed, user=request.user)
    if filters.errors:
        raise not_accepted(
            FieldProblem(where=f"query.{name}", message=" ".join(map(str, messages)))
            for name, messages in filters.errors.items()
        )
    return filters


def require_cursor(query: ListQuery, *, key: str, descending: bool) -> None:
    """Raises Refused for one that was not made here, or for another order."""
    if query.cursor and not is_cursor(query.cursor, key=key, descending=descending):
        message = "This cursor is not one of this list: begin again without it."
        raise not_accepted([FieldProblem(where="query.cursor", message=message)])


def listed(request: HttpRequest, page: Page[Row], item: Callable[[Row], Any]) -> dict[str, Any]:
    return {
        "items": [item(row) for row in page.rows],
        "next": _address(request, page.next_cursor),
        "previous": _address(request, page.previous_cursor),
    }


def _address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
