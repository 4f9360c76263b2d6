from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rooms.models import Interval
from tests.support.callbacks import payload
from webhooks.drain import callbacks_drain
from webhooks.models import Callback
from webhooks.services import callback_store

MOMENTS = (0, 200, 400, 600, 800)


def arrive():
    """Join, leave, join, leave, join of one person, 200 s apart."""
    keys = []
    for seconds in MOMENTS:
        name = "participant_left" if seconds in (200, 600) else "participant_joined"
        callback = callback_store(body=json.dumps(payload(name)).encode(), headers={})
        callback.received_at = timezone.now() + timedelta(seconds=seconds)
        callback.next_attempt_at = timezone.now() + timedelta(days=1)
        callback.save()
        keys.append(callback.pk)
    return keys


class ProcessingOrderTests(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(range(len(MOMENTS))))
    def test_intervals_follow_the_order_of_arrival_whatever_the_order_of_processing(self, order):
        Callback.objects.all().delete()
        keys = arrive()
        for index in order:
            Callback.objects.filter(pk=keys[index]).update(next_attempt_at=timezone.now())
            callbacks_drain()

        assert Interval.objects.count() == 3
        assert Interval.objects.filter(left_at=None).count() == 1
