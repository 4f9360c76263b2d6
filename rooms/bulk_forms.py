"""What has to be said before something is done to many rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.expiry import ExpiryPreset, extended
from rooms.fields import ExactTextField
from rooms.models.room import RoomQuerySet
from rooms.renaming import check_pattern

LONGEST_PATTERN = 300
HIGHEST_START = 999_999


class ExtendForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("Extend by"),
        choices=ExpiryPreset.choices,
        initial=ExpiryPreset.WEEK,
        widget=forms.RadioSelect,
        help_text=_("Each from its own expiry when that is ahead, from now otherwise."),
    )

    def targets(self, rooms: RoomQuerySet) -> Iterator[tuple[str, str, dict[str, Any]]]:
        preset = ExpiryPreset(self.cleaned_data["preset"])
        rows = rooms.order_by("display_name", "pk").only("remote_id", "display_name", "expires_at")
        for room in rows.iterator(chunk_size=1000):
            until = extended(room.expires_at, preset)
            yield room.remote_id, room.name, {"until": until.isoformat()}


class RenameForm(forms.Form):
    pattern = ExactTextField(
        label=_("New name"),
        max_length=LONGEST_PATTERN,
        initial="{name}",
        help_text=_(
            "{name}, {code}, {number}, {created} and {metadata} stand for what each room has. "
            "{number:3} is the number in three digits."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    start = forms.IntegerField(
        label=_("First number"),
        initial=1,
        min_value=0,
        max_value=HIGHEST_START,
        help_text=_("Numbers are given in the order of the names as they are now."),
    )
    # What the preview was of: nothing else is done.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        check_pattern(pattern)
        return pattern


class DeleteForm(forms.Form):
    spare_live = forms.BooleanField(
        label=_("Leave out rooms that somebody is meeting in"),
        required=False,
        initial=True,
        help_text=_("As it is at the moment when their turn comes."),
    )

    def targets(self, rooms: RoomQuerySet) -> Iterator[tuple[str, str]]:
        rows = rooms.order_by("display_name", "pk").values_list("remote_id", "display_name")
        for remote_id, name in rows.iterator(chunk_size=1000):
            yield remote_id, name or remote_id
