"""What operations answer, as the document has it: their statuses, and the scope they need."""

from __future__ import annotations

from typing import Any

from accounts.models import TokenScope
from api.problems import Problem

# Whatever is asked for: no good token, not enough of one, values that cannot be used, too often.
ALWAYS = (401, 403, 422, 429)


def answers(ok: Any, *more: int, status: int = 200) -> dict[Any, Any]:
    return {status: ok, frozenset({*ALWAYS, *more}): Problem}


def needs(scope: TokenScope) -> dict[str, Any]:
    return {"x-scope": scope.value}
