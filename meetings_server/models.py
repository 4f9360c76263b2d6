from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


def new_id() -> str:
    return str(uuid.uuid4())


class Application(models.Model):
    """Who may call: by key and secret, or by a token signed with the private key."""

    id = models.CharField(primary_key=True, max_length=64, default=new_id)
    name = models.CharField(max_length=100, blank=True)
    # That of the first start, which credentials.json is about.
    is_default = models.BooleanField(default=False)
    api_key = models.CharField(max_length=64, unique=True)
    api_secret = models.CharField(max_length=128)
    public_key = models.TextField()
    token_secret = models.CharField(max_length=128)
    token_kid = models.CharField(max_length=64, default=new_id)
    callback_urls = models.JSONField(default=dict)
    default_theme = models.ForeignKey(
        "Theme", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.id


class Theme(models.Model):
    """How rooms look; the images are the keys of finalized logos (the contract, section 1.3)."""

    id = models.CharField(primary_key=True, max_length=64, default=new_id)
    application = models.ForeignKey(Application, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    theme_name = models.CharField(max_length=200)
    main_color = models.CharField(max_length=7)
    brand_text = models.CharField(max_length=200)
    short_company_url = models.CharField(max_length=128, null=True, unique=True)  # noqa: DJ001  null is on the wire
    brand_image_colored = models.CharField(max_length=100, null=True)  # noqa: DJ001  null is on the wire
    brand_image_white = models.CharField(max_length=100, null=True)  # noqa: DJ001  null is on the wire
    branded_favicon = models.CharField(max_length=100, null=True)  # noqa: DJ001  null is on the wire

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "theme_name"], name="theme_name_once_in_application"
            ),
        ]

    def __str__(self) -> str:
        return self.theme_name


class Logo(models.Model):
    """An uploaded image; none that cannot be finalized is kept, only what is wrong with it."""

    key = models.CharField(primary_key=True, max_length=100)
    application = models.ForeignKey(Application, on_delete=models.CASCADE)
    logo_type = models.CharField(max_length=20)
    uploaded_at = models.DateTimeField()
    invalid_property = models.CharField(max_length=20, blank=True)
    image = models.BinaryField()

    def __str__(self) -> str:
        return self.key


class Room(models.Model):
    """A room; `serial` is the number that pages are cut by (the contract, section 1.1)."""

    serial = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=64, unique=True, default=new_id)
    application = models.ForeignKey(Application, on_delete=models.CASCADE)
    display_name = models.CharField(max_length=200)
    metadata = models.CharField(max_length=500, null=True)  # noqa: DJ001  null is on the wire
    type = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    expired_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    is_available = models.BooleanField(default=True)
    expire_after_use = models.BooleanField(default=False)
    meeting_code = models.CharField(max_length=20, unique=True)
    host_participant_id = models.CharField(max_length=64, default=new_id)
    recording_options = models.JSONField()
    theme = models.ForeignKey(Theme, null=True, on_delete=models.SET_NULL)
    initial_join_options = models.JSONField()
    join_approval_level = models.CharField(max_length=40, default="none")
    callback_urls = models.JSONField(null=True)
    ui_settings = models.JSONField()
    available_features = models.JSONField()
    # When the last person left, for rooms that end some time after it.
    last_left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["serial"]

    def __str__(self) -> str:
        return self.display_name


class Session(models.Model):
    id = models.CharField(primary_key=True, max_length=120)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.id


class Participant(models.Model):
    row = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=64, default=new_id)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=400)
    type = models.CharField(max_length=40, blank=True)
    is_host = models.BooleanField(default=False)
    is_present = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "id"], name="person_once_in_session"),
        ]

    def __str__(self) -> str:
        return self.name


class Recording(models.Model):
    """started -> stopped -> uploaded; `clip` is the film that stands for it."""

    id = models.CharField(primary_key=True, max_length=64, default=new_id)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="recordings")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=20, default="started")
    # None for one that runs, and for one whose film is never uploaded.
    uploads_at = models.DateTimeField(null=True)
    clip = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.id


class Step(models.Model):
    """Something that a simulated session will do at a time; what is due is done once."""

    due_at = models.DateTimeField(db_index=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.action} at {self.due_at}"


class Callback(models.Model):
    """One event on its way to a consumer. Rows of the same lane are delivered in their order.

    It is "pending" until somebody takes it, then "delivered"; "unaddressed" until there is a URL.
    "given_up" after too many attempts, "dropped" when somebody wants no more of them.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE)
    lane = models.CharField(max_length=120)
    event = models.CharField(max_length=60)
    body = models.TextField()
    url = models.TextField()
    is_trusted = models.BooleanField(default=False)
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default="pending")
    attempts = models.PositiveIntegerField(default=0)
    # None: as many as the server makes of any.
    most_attempts = models.PositiveIntegerField(null=True)
    # Real time: what the network does has nothing to do with the simulated clock.
    next_attempt_at = models.FloatField(default=0)
    last_answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        # All that the dispatcher asks of the many that may wait.
        indexes: ClassVar = [models.Index(fields=["state", "lane", "url"], name="heads_of_lanes")]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"


class Attempt(models.Model):
    """What came of sending a callback once: `answer` after `seconds` of real time."""

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()
    attempted_at = models.DateTimeField()
    answer = models.TextField()
    seconds = models.FloatField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.number}: {self.answer}"


class Fault(models.Model):
    """How the next answers of the API are to fail."""

    kind = models.CharField(max_length=20)
    remaining = models.PositiveIntegerField()
    skip = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=100, blank=True)
    retry_after = models.CharField(max_length=40, default="1")
    seconds = models.FloatField(default=2)

    def __str__(self) -> str:
        return f"{self.kind} x {self.remaining}"


class ClockSetting(models.Model):
    """How far the server's clock is ahead of the machine's, in seconds; one row."""

    ahead_seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.ahead_seconds} s ahead"
