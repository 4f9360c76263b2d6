"""Everything that can go wrong with a call, as one tree.

    MeetingsApiError
    ├── Misconfigured       the client cannot work with the settings it was given (also a ValueError)
    ├── Unreachable         no answer: refused, unknown host, TLS, connection broken
    │   └── TimedOut        no whole answer in time
    ├── MalformedAnswer     an answer that is not what the contract promises
    ├── NotSupported        this dialect of the API has no such call
    └── ApiError            the API answered, and said no
        ├── Unauthorised    401
        ├── NotFound        404, 410
        ├── Refused         400, 409, 422 and every other 4xx; also what the client refuses to send
        ├── QuotaExceeded   403 on create
        ├── RateLimited     429
        └── ServerError     5xx

``str(error)`` is one line for the log, ``error.user_message`` one sentence for the page.
Neither holds a secret: no query string, no header, no signature of a URL.
"""

from __future__ import annotations

from typing import ClassVar

from meetings_api.wording import one_line, plain_refusal

IDEMPOTENT_METHODS = frozenset({"GET", "DELETE"})
LOOK_FIRST = "look whether your change arrived before you repeat it"


class MeetingsApiError(Exception):
    """The base of all errors; ``status`` is None when no answer decided it."""

    problem: ClassVar[str] = "The Meetings API call failed"
    advice: ClassVar[str] = "try again in a moment"
    #: Whether the API may have carried the call out although it failed.
    may_have_happened = False

    def __init__(
        self, message: str = "", *, method: str = "", path: str = "", status: int | None = None
    ) -> None:
        self.message = one_line(message)
        super().__init__(self.message)
        self.method = method
        self.path = path
        self.status = status

    def __str__(self) -> str:
        return " ".join(part for part in (self.method, self.path, self._outcome()) if part)

    def _outcome(self) -> str:
        return self.message

    @property
    def user_message(self) -> str:
        advice = self.advice if self._safe_to_repeat() else LOOK_FIRST
        return f"{self.problem}; {advice}."

    @property
    def retryable(self) -> bool:
        """Whether the same call may be sent again unchanged: safe to repeat, and it may work."""
        return self._safe_to_repeat() and self._may_pass()

    def _safe_to_repeat(self) -> bool:
        return not self.may_have_happened or self.method in IDEMPOTENT_METHODS

    def _may_pass(self) -> bool:
        return False


class Misconfigured(MeetingsApiError, ValueError):
    @property
    def user_message(self) -> str:
        return f"Your Meetings API settings are wrong: {self.message}."


class Unreachable(MeetingsApiError):
    """No answer came; ``may_have_happened`` is False when the connection was never made."""

    problem: ClassVar[str] = "The Meetings API cannot be reached"
    advice: ClassVar[str] = "check its address and your network, then try again"

    def __init__(
        self, message: str = "", *, method: str = "", path: str = "", nothing_sent: bool = False
    ) -> None:
        super().__init__(message, method=method, path=path)
        self.may_have_happened = not nothing_sent

    def _may_pass(self) -> bool:
        return True


class TimedOut(Unreachable):
    problem: ClassVar[str] = "The Meetings API did not answer in time"
    advice: ClassVar[str] = "try again in a moment"


class MalformedAnswer(MeetingsApiError):
    """``message`` names what was wrong with the answer, ``field`` the missing or wrong field."""

    problem: ClassVar[str] = "The Meetings API gave an answer that cannot be understood"
    advice: ClassVar[str] = "check that you have given its right address"
    may_have_happened = True

    def __init__(
        self,
        message: str = "",
        *,
        method: str = "",
        path: str = "",
        status: int | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.field = field


class NotSupported(MeetingsApiError):
    @property
    def user_message(self) -> str:
        return f"Your Meetings API {self.message}."


class ApiError(MeetingsApiError):
    """The API's own refusal, in its own words (the contract, section 1.2).

    ``name`` is the API's error name or title, ``errors`` its list of details as lines of text,
    ``field`` the refused field as a dotted path (``recording_options.auto_record``) or None,
    ``retry_after`` the seconds the API asked us to wait, or None.
    """

    def __init__(
        self,
        message: str = "",
        *,
        method: str = "",
        path: str = "",
        status: int | None = None,
        name: str = "",
        errors: tuple[str, ...] = (),
        field: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.name = one_line(name)
        self.errors = tuple(one_line(error) for error in errors)
        self.field = field
        self.retry_after = retry_after

    def _outcome(self) -> str:
        verdict = "was not sent" if self.status is None else f"answered {self.status}"
        said = "; ".join(part for part in (self.message, *self.errors) if part)
        return one_line(" ".join(part for part in (verdict, self.name) if part) + f": {said}")


class Unauthorised(ApiError):
    problem: ClassVar[str] = "The Meetings API did not accept your credentials"
    advice: ClassVar[str] = "check the API key and secret, or the application and its private key"


class NotFound(ApiError):
    problem: ClassVar[str] = "The Meetings API does not know what you asked for"
    advice: ClassVar[str] = "it may have expired or been deleted"


class Refused(ApiError):
    """``status`` is None when the client saw that the API could only refuse, and sent nothing."""

    @property
    def user_message(self) -> str:
        return plain_refusal(self.message, self.errors)


class QuotaExceeded(ApiError):
    problem: ClassVar[str] = "Your application has reached the quota of the Meetings API"
    advice: ClassVar[str] = "delete what you no longer need, or wait until it expires"


class RateLimited(ApiError):
    problem: ClassVar[str] = "The Meetings API is receiving too many calls"

    @property
    def user_message(self) -> str:
        return f"{self.problem}; try again in {self._delay()}."

    def _delay(self) -> str:
        if self.retry_after is None:
            return "a moment"
        if self.retry_after > 120:
            return f"{round(self.retry_after / 60)} minutes"
        return f"{max(1, round(self.retry_after))} seconds"

    def _may_pass(self) -> bool:
        return True


class ServerError(ApiError):
    problem: ClassVar[str] = "The Meetings API has a fault of its own"
    may_have_happened = True

    def _may_pass(self) -> bool:
        return self.status not in {501, 505}
