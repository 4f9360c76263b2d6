"""The search for secrets in the logs finds some: else it would prove nothing."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.callbacks import post
from tests.support.log_scrape import SCRAPE, LogScrape, canaries_in, canary

ROOT = Path(__file__).parents[2]
INNER = """
import logging
from tests.support.log_scrape import canary
from tests.support.log_scrape import _logs_are_scraped, _no_secret_is_logged

def test_it_logs_a_secret():
    logging.getLogger("some.library").warning("got %s", canary("a-secret-of-this-test"))

def test_it_logs_none():
    logging.getLogger("some.library").warning("got %s", "a-secret-of-that-test")
"""


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("some.library", logging.ERROR, "file", 1, text, (), None)


@pytest.mark.parametrize(
    "line",
    [
        "the key is sesame-open-up",
        "Traceback\n  ValueError: sesame-open-up",
        "GET https://b.example/a.mp4?Signature=AbCdEfGh123",
        "https://m.example/?participant_token=AbCdEfGh123",
        'POST "/hooks/AbCdEfGh123/" 403',
        "-----BEGIN PRIVATE KEY-----",
    ],
)
def test_a_secret_is_found(line):
    scrape = LogScrape()
    scrape.canary("sesame-open-up")

    scrape.emit(record(line))

    assert scrape.take_leaks() == [line]
    assert scrape.take_leaks() == []


@pytest.mark.parametrize("line", ["/hooks/***/", "Signature=***&x=1", "GET /hooks/ 404", "open up"])
def test_what_is_hidden_is_none(line):
    scrape = LogScrape()
    scrape.canary("sesame-open-up")

    scrape.emit(record(line))

    assert scrape.take_leaks() == []


def test_what_the_api_hands_out_is_looked_for():
    canaries_in(b'{"host_url": "https://m.example/?participant_token=token-of-the-host&x=1"}')

    assert SCRAPE.leaks_in(["host token-of-the-host entered"])


@pytest.mark.parametrize("name", ["", "some.library", "django.request", "django.server", "celery"])
def test_every_logger_is_listened_to(name):
    logging.getLogger(name).error("got %s", canary("something-secret-in-" + (name or "root")))

    assert len(SCRAPE.take_leaks()) >= 1


@pytest.mark.django_db
def test_the_token_in_a_refused_callback_s_address_is_hidden():
    post({"event": "x"}, url="/hooks/a-token-that-was-guessed/")
    lines = list(SCRAPE._lines)

    assert SCRAPE.leaks_in(lines) == []
    assert any("/hooks/***" in line for line in lines)


def test_a_run_that_logs_a_secret_fails_in_parallel_too(tmp_path):
    (tmp_path / "test_inner.py").write_text(INNER)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "1",
        "-p",
        "no:django",
        "-c",
        "/dev/null",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stdout
    assert "secrets in the log of this test" in done.stdout
    assert "2 passed, 1 error" in done.stdout
