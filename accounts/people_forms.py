from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import NamesShown, Role, RoomScope, ScopeKind, User
from accounts.roles import AREAS, RIGHTS, rights_of

MOST_SCOPES = 50
# A year.
LONGEST_IN_TRASH = 24 * 365


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, help_text: Any = "") -> None:
        super().__init__(
            queryset=Group.objects.order_by("role__id", "id"),
            required=False,
            label=_("Roles"),
            widget=forms.CheckboxSelectMultiple,
            help_text=help_text,
        )

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            # A number that SQLite cannot hold, of which Django is not aware here.
            raise forms.ValidationError(_("That is none of the roles.")) from None


class PersonForm(forms.Form):
    groups = RolesField(_("Several roles together allow whatever one of them allows."))
    is_active = forms.BooleanField(
        required=False,
        label=_("May sign in"),
        help_text=_(
            "Who may not is signed out at once, and their API tokens and open invitations end; "
            "what they did stays on record."
        ),
    )

    @classmethod
    def of(cls, person: User, data: Any = None) -> PersonForm:
        initial = {"groups": person.groups.all(), "is_active": person.is_active}
        return cls(data, initial=initial)


class Lines(forms.CharField):
    """One value a line; empty lines count for nothing."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
        super().__init__(label=label, help_text=help_text, required=False, widget=widget)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        wanted = list(dict.fromkeys(line for line in lines if line))
        if len(wanted) > MOST_SCOPES:
            raise forms.ValidationError(_("No more than %s lines.") % MOST_SCOPES)
        if any(len(line) > 500 for line in wanted):
            raise forms.ValidationError(_("A line may have 500 characters at most."))
        return wanted


class RoleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    names_shown = forms.ChoiceField(
        label=_("Names of people in sessions"),
        choices=list(reversed(NamesShown.choices)),
        help_text=_("Who does not see them cannot search for them either."),
    )
    trash_hours = forms.IntegerField(
        label=_("Hours that a deleted recording stays in the trash"),
        required=False,
        min_value=1,
        max_value=LONGEST_IN_TRASH,
        help_text=_(
            "Until then it can be restored. Empty: as set for the whole dashboard. "
            "Whoever has several roles that may delete gets the longest of them."
        ),
    )
    name_prefix = Lines(
        _("Only rooms whose name begins with"),
        _("One a line. With none of these three, this role sees all rooms."),
    )
    metadata_equals = Lines(_("Only rooms whose metadata is"))
    metadata_contains = Lines(_("Only rooms whose metadata contains"))

    def __init__(self, data: Any = None, *, role: Role | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.role = role
        for number, area in enumerate(AREAS):
            self.fields[f"rights_{number}"] = forms.MultipleChoiceField(
                label=str(area.label),
                choices=list(area.rights.items()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @classmethod
    def of(cls, role: Role | None, data: Any = None) -> RoleForm:
        if role is None:
            return cls(data, initial={"names_shown": NamesShown.FULL})
        rights = rights_of(role.group)
        initial: dict[str, Any] = {
            "name": role.group.name,
            "names_shown": role.names_shown,
            "trash_hours": role.trash_hours,
        }
        for number, area in enumerate(AREAS):
            initial[f"rights_{number}"] = [right for right in area.rights if right in rights]
        scopes = list(RoomScope.objects.filter(group=role.group))
        for kind in ScopeKind:
            initial[kind] = "\n".join(scope.text for scope in scopes if scope.kind == kind)
        return cls(data, role=role, initial=initial)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Group.objects.filter(name=name)
        if self.role is not None:
            others = others.exclude(pk=self.role.group_id)
        if others.exists():
            raise forms.ValidationError(_("There is a role of this name already."))
        return name

    @property
    def areas(self) -> Iterator[BoundField]:
        for number in range(len(AREAS)):
            yield self[f"rights_{number}"]

    @property
    def rights(self) -> set[str]:
        chosen = (self.cleaned_data[f"rights_{number}"] for number in range(len(AREAS)))
        return {right for rights in chosen for right in rights if right in RIGHTS}

    @property
    def scopes(self) -> list[tuple[ScopeKind, str]]:
        return [(kind, text) for kind in ScopeKind for text in self.cleaned_data[kind]]
