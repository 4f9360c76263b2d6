from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import RoomScope, ScopeKind
from core.charts import BarChart, HeatMap
from meetings_dashboard.counting import usage_count, usage_count_day
from meetings_dashboard.models import UsageDay, UsageSlot
from meetings_dashboard.usage import usage_of
from recordings.models import Recording
from rooms.models import Interval, MeetingSession, Participant, Room
from tests.support.permissions import grant
from tests.support.queries import count_queries


def met(began_at: datetime, *, room: str = "r-1", name: str = "Board room") -> MeetingSession:
    """Two people for half an hour, ten minutes of it recorded."""
    found, _is_new = Room.objects.get_or_create(remote_id=room, defaults={"display_name": name})
    number = MeetingSession.objects.count()
    ended_at = began_at + timedelta(minutes=30)
    session = MeetingSession.objects.create(
        remote_id=f"s-{number}", room=found, began_at=began_at, ended_at=ended_at
    )
    for person in ("a", "b"):
        there = Participant.objects.create(session=session, remote_id=person)
        Interval.objects.create(participant=there, joined_at=began_at, left_at=ended_at)
    Recording.objects.create(remote_id=f"rec-{number}", session=session, duration_seconds=600)
    return session


def hours_ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def count_again() -> None:
    for hours in (30, 54):
        usage_count_day(hours_ago(hours).date())


@pytest.fixture
def counted(db):
    met(hours_ago(30))
    count_again()


def test_it_adds_up_sessions_people_and_recordings(alice, counted):
    days = usage_of(alice, 30).days

    assert sum(each.sessions for each in days) == 1
    assert sum(each.participant_minutes for each in days) == 60
    assert sum(each.recorded_minutes for each in days) == 10


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("UTC", 9, 20),
        ("Asia/Kathmandu", 10, 1),
        ("America/New_York", 9, 15),
        ("Europe/Berlin", 9, 21),
    ],
)
def test_a_day_is_one_of_the_current_zone(alice, zone, day, hour, monkeypatch):
    met(datetime(2026, 11, 9, 20, 14, 59, tzinfo=UTC))
    usage_count_day(datetime(2026, 11, 9, tzinfo=UTC).date())
    now = datetime(2026, 11, 20, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    with timezone.override(ZoneInfo(zone)):
        usage = usage_of(alice, 30)

    assert [each.day.day for each in usage.days if each.sessions] == [day]
    assert [hours[hour] for hours in usage.hours].count(1) == 1


def test_times_received_long_after_the_session_are_not_counted(alice):
    session = met(hours_ago(30))
    Interval.objects.update(left_at=session.ended_at + timedelta(hours=1))
    count_again()

    assert not any(each.participant_seconds for each in usage_of(alice, 30).days)


def test_a_late_callback_moves_what_was_counted(alice, counted):
    Recording.objects.update(duration_seconds=1200)
    count_again()

    assert sum(each.recorded_minutes for each in usage_of(alice, 30).days) == 20


def test_each_day_is_counted_again_in_turn(db):
    usage_count()
    first = UsageDay.objects.order_by("counted_at").values_list("day", flat=True).first()
    usage_count()

    assert UsageDay.objects.order_by("counted_at").values_list("day", flat=True).first() != first
    assert UsageDay.objects.count() == 92


def test_a_day_that_stayed_as_it_was_is_not_written_again(counted):
    before = set(UsageSlot.objects.values_list("pk", flat=True))
    count_again()

    assert set(UsageSlot.objects.values_list("pk", flat=True)) == before


def test_who_is_restricted_to_some_rooms_gets_their_figures_only(charlie, django_user_model):
    from django.contrib.auth.models import Group

    met(hours_ago(30))
    met(hours_ago(30), room="r-2", name="Sales")
    count_again()
    group = Group.objects.create(name="Sales")
    charlie.groups.add(group)
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Sales")

    assert sum(each.sessions for each in usage_of(charlie, 30).days) == 1


def test_the_overview_draws_them(alice_client, counted):
    page = alice_client.get("/?days=90").content.decode()

    assert page.count('class="chart-bar"') == 3
    assert page.count('class="heat heat-4"') == 2  # the hour, and the legend
    assert "chart=busiest-hours&amp;days=90" in page


def test_it_says_that_nothing_is_counted_yet(alice_client, db):
    Room.objects.create(remote_id="r-1")

    assert "Not counted yet" in alice_client.get("/").content.decode()


def test_it_says_when_there_was_no_session(alice_client, db):
    Room.objects.create(remote_id="r-1")
    usage_count()

    assert "No session in 30 days" in alice_client.get("/").content.decode()


def test_recorded_minutes_are_for_who_may_see_recordings(charlie_client, charlie, counted):
    grant(charlie, "view_meetingsession")

    assert "Recorded minutes" not in charlie_client.get("/").content.decode()
    assert charlie_client.get("/usage.csv?chart=recorded-minutes").status_code == 404


@pytest.mark.parametrize(
    ("chart", "lines"), [("sessions", 31), ("participant-minutes", 31), ("busiest-hours", 169)]
)
def test_each_chart_has_a_file(alice_client, counted, chart, lines):
    response = alice_client.get(f"/usage.csv?chart={chart}")
    text = b"".join(response.streaming_content).decode()

    assert len(text.splitlines()) == lines
    assert "UTC" in response["Content-Disposition"].upper()


def test_they_are_added_up_once_for_all_who_see_the_same(alice, bob, counted):
    first = usage_of(alice, 30)

    assert usage_of(bob, 30) is first
    count_again()
    assert usage_of(bob, 30) is not first


def test_charts_cost_the_same_queries_for_more_sessions(alice_client, counted):
    alice_client.get("/")
    with_one = count_queries(lambda: alice_client.get("/"))
    for hours in range(31, 50):
        met(hours_ago(hours))
    UsageDay.objects.all().delete()
    count_again()

    assert count_queries(lambda: alice_client.get("/")) == with_one + 1
    assert count_queries(lambda: alice_client.get("/")) == with_one


@pytest.mark.parametrize(
    ("highest", "ceiling"), [(0, 1), (1, 1), (2, 2), (7, 10), (11, 20), (99, 100), (4100, 6000)]
)
def test_the_scale_ends_at_a_round_number(highest, ceiling):
    day = datetime(2026, 11, 9, tzinfo=UTC).date()

    assert BarChart("key", "", "", [(day, highest)]).ceiling == ceiling


def test_what_is_not_nothing_has_a_shade():
    hours = [[0] * 24 for _ in range(7)]
    hours[0][:3] = [1, 500, 1000]

    assert [hour.shade for hour in HeatMap(hours).days[0].hours[:4]] == [1, 2, 4, 0]
