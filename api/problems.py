"""How the API says no: RFC 9457, with what was wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

MEDIA_TYPE = "application/problem+json"


class FieldProblem(Schema):
    """One value that was not accepted."""

    where: str = Field(description='Where it was, for example "query.limit" or "body.name".')
    message: str


class Problem(Schema):
    """What was wrong, and what to do."""

    type: str = Field(description='Always "about:blank": the status says which kind it is.')
    title: str
    status: int
    detail: str = Field(description="For people: what was wrong and what to do about it.")
    errors: list[FieldProblem] = Field(description="Each value that was not accepted.")


class Refused(Exception):
    """Answered with a problem of this status."""

    def __init__(
        self, status: HTTPStatus, detail: str, *, errors: Iterable[FieldProblem] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)


def problem_answer(
    status: int,
    detail: str,
    *,
    errors: Iterable[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    problem = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors),
    )
    return HttpResponse(
        problem.model_dump_json(), status=status, content_type=MEDIA_TYPE, headers=headers
    )


def not_accepted(errors: Iterable[FieldProblem]) -> Refused:
    return Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Some of what you sent cannot be used: see errors, and the description under /api/.",
        errors=errors,
    )
