from __future__ import annotations

import pytest
from django.test import RequestFactory

from core.live import STOP_POLLING, live_region

TEMPLATE = "partials/filter_chips.html"


def region(revision: object, *, etag: str = "", is_over: bool = False):
    request = RequestFactory().get("/", headers={"If-None-Match": etag} if etag else {})
    return live_region(request, TEMPLATE, dict, revision=revision, is_over=is_over)


def test_the_same_revision_is_answered_304():
    etag = region([1, "a"])["ETag"]

    assert region([1, "a"], etag=etag).status_code == 304


def test_another_revision_is_rendered():
    etag = region([1, "a"])["ETag"]

    assert region([2, "a"], etag=etag).status_code == 200


def test_a_compressed_answer_s_weak_tag_counts_too():
    etag = region([1])["ETag"]

    assert region([1], etag=f"W/{etag}").status_code == 304


def test_a_304_asks_for_no_context():
    request = RequestFactory().get("/", headers={"If-None-Match": region([1])["ETag"]})

    response = live_region(request, TEMPLATE, lambda: pytest.fail("asked"), revision=[1])

    assert response.status_code == 304


def test_the_last_one_says_stop():
    assert region([1], is_over=True).status_code == STOP_POLLING
