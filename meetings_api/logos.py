from __future__ import annotations

from dataclasses import dataclass, field

from meetings_api.answers import Answer
from meetings_api.fields import Fields


@dataclass(frozen=True)
class LogoUpload:
    """Where one logo may be uploaded (the contract, section 1.4).

    The file goes to ``url`` as a form of all ``fields`` followed by ``file``; ``key`` then goes
    to ``finalize_logos``. The fields are a signature, so they do not show in ``repr``.
    """

    url: str
    key: str
    logo_type: str
    fields: dict[str, str] = field(repr=False, hash=False)

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> LogoUpload:
        """Raises MalformedAnswer naming the field that is missing or of the wrong type."""
        upload = Fields.of(answer, "logo upload", value)
        form = upload.inner("fields")
        return cls(
            url=upload.required_link("url"),
            key=form.identifier("key"),
            logo_type=form.required_text("logoType"),
            fields={name: form.required_text(name) for name in form.values},
        )
