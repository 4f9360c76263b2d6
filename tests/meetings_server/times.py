from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

WIRE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def ahead(**time: float) -> str:
    """In the wire's own form, without fractions of a second."""
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(**time)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
