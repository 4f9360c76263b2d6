from __future__ import annotations

import logging
import re

HIDDEN = "***"
_PATTERNS = (
    (re.compile(r"(/hooks/)[^/\s\"']+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"((?:Signature|X-Amz-Signature|x-amz-security-token|AWSAccessKeyId|X-Amz-Credential"
            r"|participant_token|token)=)[^&\s\"'<>\\]+",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]{12,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
)


def redacted(text: str) -> str:
    """`text` without callback tokens, credentials and the signatures of presigned links."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        return True
