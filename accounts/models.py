from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who may sign in; what they may do is told by their roles."""

    # Empty: the one that the browser asks for.
    language = models.CharField(max_length=10, blank=True)
    # Empty: the one of the browser.
    time_zone = models.CharField(max_length=64, blank=True)
    shortcuts_off = models.BooleanField(default=False)

    # The rights that an API token lets through; None: whatever the roles allow.
    limited_to: frozenset[str] | None = None

    class Meta(AbstractUser.Meta):
        permissions: ClassVar = [
            ("manage_people", "Can say who may sign in, and what each role may do"),
        ]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Also for a superuser no more than the token in use lets through."""
        is_let_through = self.limited_to is None or perm in self.limited_to
        return is_let_through and super().has_perm(perm, obj)


class BuiltIn(models.TextChoices):
    """The roles that are always there; what each may do at first is in `accounts.roles`."""

    VIEWER = "viewer", _("Viewer")
    OPERATOR = "operator", _("Operator")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


class NamesShown(models.TextChoices):
    """How much of the names of people in sessions is shown, the least first."""

    HIDDEN = "hidden", _("Hidden")
    INITIALS = "initials", _("Initials only")
    FULL = "full", _("Full names")


class Role(models.Model):
    """What a group is beside its name and its permissions, which are Django's."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role")
    # Empty: a role made here.
    built_in = models.CharField(max_length=20, choices=BuiltIn.choices, blank=True)
    names_shown = models.CharField(
        max_length=20, choices=NamesShown.choices, default=NamesShown.FULL
    )
    # How long what its people delete can be restored; None: RECORDING_TRASH_HOURS.
    trash_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.group.name

    def get_absolute_url(self) -> str:
        return reverse("people:role", args=[self.pk])


class ScopeKind(models.TextChoices):
    NAME_PREFIX = "name_prefix", _("Name begins with")
    METADATA_EQUALS = "metadata_equals", _("Metadata is")
    METADATA_CONTAINS = "metadata_contains", _("Metadata contains")


class RoomScope(models.Model):
    """Rooms that a group is restricted to; a group without any sees all rooms."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="room_scopes")
    kind = models.CharField(max_length=20, choices=ScopeKind.choices)
    text = models.CharField(max_length=500)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "kind", "text"], name="scope_once_in_group"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"


class Invitation(models.Model):
    """Lets whoever has its link make one account, with these roles, until it expires."""

    email = models.EmailField(blank=True)
    # SHA-256 of what the link holds: who reads the database cannot use it.
    token_hash = models.CharField(max_length=64, unique=True)
    groups = models.ManyToManyField(Group, blank=True)
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    accepted_by = models.OneToOneField(
        User, null=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.email or f"invitation {self.pk}"


class TokenScope(models.TextChoices):
    """What a token can be made for; the rights behind each are in `accounts.token_scopes`."""

    ROOMS_READ = "rooms:read", _("See rooms")
    ROOMS_WRITE = "rooms:write", _("Rename rooms, and change when they expire")
    SESSIONS_READ = "sessions:read", _("See sessions, and who was there")
    RECORDINGS_READ = "recordings:read", _("See recordings")
    RECORDINGS_DOWNLOAD = "recordings:download", _("Download recordings")
    RECORDINGS_DELETE = "recordings:delete", _("Move recordings to the trash")
    CALLBACKS_READ = "callbacks:read", _("See callbacks")
    CALLBACKS_REPLAY = "callbacks:replay", _("Replay callbacks")


class ApiToken(models.Model):
    """Lets a script act for its person: with their rights, and of those only its scopes'."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    # The part of it that is no secret: it is looked up by this.
    public_id = models.CharField(max_length=12, unique=True)
    # SHA-256 of the part that is: who reads the database cannot use it.
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.CharField(max_length=45, blank=True)
    # How often it was used in the minute that began then.
    minute = models.DateTimeField(null=True, blank=True)
    uses_in_minute = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        return [str(TokenScope(scope).label) for scope in self.scopes]


class SavedView(models.Model):
    """A list as somebody keeps it under a name: narrowed and sorted by the query of its address."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    # The URL name of the list, for example "recordings:list".
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="view_once_by_name"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["page", "is_shared"], name="shared_views_of_page"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(self.page)}?{self.query}"
