from __future__ import annotations

from dataclasses import dataclass
from secrets import SystemRandom

from meetings_api.errors import ApiError, MeetingsApiError

_random = SystemRandom()


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long to wait before a call is sent again; all times in seconds.

    ``total`` counts the repeats, not the first attempt. The back-off doubles from ``backoff`` up
    to ``backoff_max`` and loses up to half of itself to jitter. ``retry_after_max`` is the longest
    wait the API may ask of us: a longer one is the caller's to plan, so the error is raised.
    """

    total: int = 3
    backoff: float = 0.5
    backoff_max: float = 8.0
    retry_after_max: float = 20.0

    def wait_after(self, error: MeetingsApiError, failures: int) -> float | None:
        """Seconds until the next attempt after so many earlier failures; None to give up."""
        if not error.retryable or failures >= self.total:
            return None
        asked = error.retry_after if isinstance(error, ApiError) else None
        if asked is None:
            return self._backoff(failures)
        return asked if asked <= self.retry_after_max else None

    def _backoff(self, failures: int) -> float:
        longest = min(self.backoff_max, self.backoff * 2.0**failures)
        return _random.uniform(longest / 2, longest)
