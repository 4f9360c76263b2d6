from __future__ import annotations

import logging
import re

HIDDEN = "***"
_PATTERNS = (
    (re.compile(r"(/(?:hooks|invitations|sign-in/forgotten)/)[^/\s\"']+"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"((?:Signature|X-Amz-Signature|x-amz-security-token|AWSAccessKeyId|X-Amz-Credential"
            r"|participant_token|token)=)[^&\s\"'<>\\]+",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(mdt_[0-9a-f]{12}_)[A-Za-z0-9_-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]{12,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
)
# What would begin a line of its own, or move about in a terminal, in what others wrote.
_CONTROLS = {
    code: repr(chr(code))[1:-1]
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
    if chr(code) != "\t"
}


def redacted(text: str) -> str:
    """`text` without callback tokens, credentials and the signatures of presigned links."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def on_one_line(text: str) -> str:
    """`text` that cannot pass for several entries of a log."""
    return text.translate(_CONTROLS)


class RedactingFilter(logging.Filter):
    """Hides what is secret, and keeps each message on its line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = on_one_line(redacted(record.getMessage())), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        return True
