from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.said import said
from meetings_api import ApiError, MeetingsApiError
from rooms.expiry import ExpiryPreset, extended, whole_minute_after
from rooms.fields import ExactTextField, LocalTimeField, check_notice
from rooms.models import RoomType

LONGEST_NAME = 200
LONGEST_METADATA = 500
RECORDING_OPTIONS = ("auto_record", "record_only_owner")
_SWITCH = {"class": "switch", "role": "switch"}


class RoomForm(forms.Form):
    """What can be said of a room, with the limits of the contract's section 2."""

    display_name = ExactTextField(
        label=_("Display name"),
        max_length=LONGEST_NAME,
        help_text=_("Up to 200 characters. Guests see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expires_at = LocalTimeField(
        label=_("Expires"),
        required=False,
        help_text=_("More than 10 minutes ahead."),
    )
    metadata = ExactTextField(
        label=_("Metadata"),
        required=False,
        max_length=LONGEST_METADATA,
        help_text=_("Up to 500 characters. It comes back in a header of this room's callbacks."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    auto_record = forms.BooleanField(
        label=_("Record every session"),
        required=False,
        help_text=_("Recording starts by itself and cannot be stopped."),
        widget=forms.CheckboxInput(attrs=_SWITCH),
    )
    record_only_owner = forms.BooleanField(
        label=_("Record only the host's video"),
        required=False,
        help_text=_("With any shared screen, and the sound of all."),
        widget=forms.CheckboxInput(attrs=_SWITCH),
    )
    expire_after_use = forms.BooleanField(
        label=_("Expire after use"),
        required=False,
        help_text=_("Closes 10 minutes after the last person has left. Long-term rooms only."),
        widget=forms.CheckboxInput(attrs=_SWITCH),
    )

    def refuse(self, error: MeetingsApiError) -> None:
        """Show what the API said at the field that it named, or above the form."""
        self.add_error(self._field_of(error), said(error.user_message))

    def _field_of(self, error: MeetingsApiError) -> str | None:
        named = (error.field or "") if isinstance(error, ApiError) else ""
        return next((part for part in reversed(named.split(".")) if part in self.fields), None)

    def moved_on(self, preset: ExpiryPreset) -> dict[str, Any]:
        """What was typed, with the expiry moved on: from the one typed if that is still ahead."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
        }
        expires_at = extended(as_time(typed.get("expires_at")), preset)
        return typed | {"expires_at": whole_minute_after(expires_at)}

    @property
    def shown_expiry(self) -> datetime | None:
        return as_time(self["expires_at"].value()) if "expires_at" in self.fields else None


def as_time(value: Any) -> datetime | None:
    """The moment that the expiry field shows or was sent; None when it is no time."""
    try:
        return LocalTimeField(required=False).clean(value)  # type: ignore[no-any-return]
    except ValidationError:
        return None


class RoomCreateForm(RoomForm):
    type = forms.ChoiceField(
        label=_("Type"),
        choices=RoomType.choices,
        initial=RoomType.LONG_TERM,
        help_text=_(
            "A long-term room stays until its expiry. An instant one ends 10 minutes after "
            "the last person has left.",
        ),
        widget=forms.RadioSelect,
    )
    field_order = ("type",)
    # Without scripts the browser would hold back an instant room for want of an expiry.
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        expires_at = self.fields["expires_at"]
        expires_at.required = self["type"].value() != RoomType.INSTANT
        expires_at.error_messages["required"] = _("A long-term room needs an expiry.")

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        if expires_at is None:
            return None
        if self.cleaned_data.get("type") == RoomType.INSTANT:
            raise ValidationError(_("An instant room expires by itself: leave this empty."))
        check_notice(expires_at)
        return expires_at

    def clean_expire_after_use(self) -> bool:
        value: bool = self.cleaned_data["expire_after_use"]
        if value and self.cleaned_data.get("type") == RoomType.INSTANT:
            raise ValidationError(_("Only a long-term room can expire after use."))
        return value

    def wire_fields(self) -> dict[str, Any]:
        """The create body; what was left at its default is left out."""
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in ("display_name", "type")}
        optional = ("metadata", "expires_at", "expire_after_use")
        given |= {name: cleaned[name] for name in optional if cleaned[name]}
        recording = {name: True for name in RECORDING_OPTIONS if cleaned[name]}
        return given | ({"recording_options": recording} if recording else {})
