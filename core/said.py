"""Sentences that were said in English before it was known who reads them.

Workers and callbacks keep in English what they did, as the log does, and the API's client knows
no other language. A page reads such a sentence through `said`, which finds it among those below
and says it in the reader's language; one that it does not know stays as it is.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import get_language, gettext, gettext_noop

from core import times

# A sentence without anything filled in need only be marked here when it is marked nowhere else.
# The more particular ones go first.
SENTENCES = (
    # meetings_api/errors.py
    gettext_noop("The Meetings API call failed"),
    gettext_noop("The Meetings API cannot be reached"),
    gettext_noop("The Meetings API did not answer in time"),
    gettext_noop("The Meetings API gave an answer that cannot be understood"),
    gettext_noop("The Meetings API did not accept your credentials"),
    gettext_noop("The Meetings API does not know what you asked for"),
    gettext_noop("Your application has reached the quota of the Meetings API"),
    gettext_noop("The Meetings API has a fault of its own"),
    gettext_noop("try again in a moment"),
    gettext_noop("look whether your change arrived before you repeat it"),
    gettext_noop("check its address and your network, then try again"),
    gettext_noop("check that you have given its right address"),
    gettext_noop("check the API key and secret, or the application and its private key"),
    gettext_noop("it may have expired or been deleted"),
    gettext_noop("delete what you no longer need, or wait until it expires"),
    gettext_noop("The Meetings API is receiving too many calls; try again in a moment."),
    gettext_noop("The Meetings API is receiving too many calls; try again in %(time)s minutes."),
    gettext_noop("The Meetings API is receiving too many calls; try again in %(time)s seconds."),
    gettext_noop("Your Meetings API settings are wrong: %(words)s."),
    gettext_noop("The API refused: %(words)s."),
    # jobs
    gettext_noop("There is no work called %(name)s any more."),
    gettext_noop("That is more than %(most)s at once: narrow the selection."),
    gettext_noop("Nothing is selected."),
    gettext_noop("Whoever began it is not allowed to do this any more."),
    # recordings
    gettext_noop("Archived, %(size)s."),
    gettext_noop("Copied %(done)s of %(total)s."),
    gettext_noop("%(size)s of it so far."),
    gettext_noop("In the trash; deleted after %(until)s."),
    gettext_noop("It is on hold: %(reason)s"),
    gettext_noop("The zip cannot be written: %s."),
    gettext_noop("The archive failed: %(reason)s."),
    gettext_noop("The recording's file cannot be fetched: %(reason)s."),
    gettext_noop("The recording's link is not safe to follow: %(reason)s."),
    gettext_noop("The recording has not been uploaded yet."),
    gettext_noop("The API does not have this recording any more."),
    gettext_noop("the copy is not what was written"),
    gettext_noop("the copy cannot be read: %(words)s"),
    gettext_noop("the archive's address is neither file:///folder nor s3://bucket/prefix"),
    gettext_noop("the archive's folder: %(words)s"),
    gettext_noop("the archive's bucket: %(words)s"),
    gettext_noop("it is not a proper address"),
    gettext_noop("it holds a user name"),
    gettext_noop("it is not an https address on the usual port"),
    gettext_noop("its host %(host)s is not one of RECORDING_HOSTS"),
    gettext_noop("its host %(host)s is not known"),
    gettext_noop("its host %(host)s leads to a private address"),
    gettext_noop("storage redirects on and on"),
    gettext_noop("storage is too slow"),
    gettext_noop("storage answered %(status)s"),
    gettext_noop("storage cannot be reached (%(error)s)"),
    gettext_noop("storage broke off (%(error)s)"),
    gettext_noop("storage breaks off again and again"),
    gettext_noop("storage broke off, and did not say how long the film is"),
    gettext_noop("storage has another film there now"),
    # rooms
    gettext_noop("It lasts until %(until)s already."),
    gettext_noop("Extended until %(until)s."),
    gettext_noop("Left alone: meanwhile it is called “%(name)s”."),
    gettext_noop("Page %(number)s: It was interrupted for too long."),
    gettext_noop("Page %(number)s: %(words)s"),
    gettext_noop("The API counts %(total)s rooms and listed %(seen)s: none was marked as gone."),
    # From what the end of a session was inferred.
    gettext_noop("its recording ended"),
    gettext_noop("another session began in its room"),
    gettext_noop("its room expired"),
    gettext_noop("its room is gone"),
    gettext_noop("everybody had left"),
    gettext_noop("nothing was heard of it for a day"),
    # What callbacks did.
    gettext_noop("Room %(name)s is to last longer, so the API is asked."),
    # As it was said before.
    gettext_noop("Room %(name)s has been extended since; nothing changed."),
    gettext_noop("Room %(name)s is expired."),
    gettext_noop("Session started."),
    gettext_noop("Session ended."),
    gettext_noop("Session goes on: its end was only inferred."),
    gettext_noop("Session belongs to room %(name)s."),
    gettext_noop("Session was told to be of two rooms, %(one)s and %(other)s; kept: %(kept)s."),
    gettext_noop(
        "Recording was told to be of two sessions, %(one)s and %(other)s; the first is kept."
    ),
    gettext_noop("1 person was still there; the end of the session closed it."),
    gettext_noop("%(count)s people were still there; the end of the session closed it."),
    gettext_noop("Recording is recording."),
    gettext_noop("Recording is paused."),
    gettext_noop("Recording is being uploaded."),
    gettext_noop("Recording is ready."),
    gettext_noop('The "%(name)s" is longer than %(most)s characters and was cut.'),
    gettext_noop("%(name)s is there."),
    gettext_noop("%(name)s had left, and is there again."),
    gettext_noop("%(name)s has left; the join was not received."),
    gettext_noop("%(name)s has left."),
    gettext_noop("The body is not JSON: %(words)s"),
    gettext_noop("The body is JSON, but not an object with an event in it."),
    gettext_noop('The body has no "event": send its name as a string.'),
    gettext_noop('The callback has no "%(name)s".'),
    gettext_noop('The "%(name)s" of the callback is no id.'),
    gettext_noop("This event is not one that the dashboard knows; it is kept as it came."),
    gettext_noop("This callback cannot be applied."),
    gettext_noop("It has not failed for good."),
    gettext_noop("The database refused: %(words)s"),
    gettext_noop("No callback matches that could be applied."),
    # Last, because it fits much.
    gettext_noop("%(problem)s; %(advice)s."),
)
# What is filled in here is itself one of the sentences; all else is names and figures.
_SENTENCES_WITHIN = {"reason", "problem", "advice"}
# A moment as a worker writes it: in its own zone, for nobody in particular.
_MOMENT = re.compile(
    r"(\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d:\d\d) ([A-Z][\w/+-]+)"
)
_MOMENT_FORMAT = "%a %d %b %Y, %H:%M:%S"
_BLANK = re.compile(r"%\((\w+)\)s|%s")
_SOURCE_LANGUAGE = "en"


def said(text: object) -> str:
    """`text` in the language at work, if it is known, and its moments in the zone at work."""
    return _MOMENT.sub(_moment, _translated(str(text)))


def _moment(found: re.Match[str]) -> str:
    try:
        moment = datetime.strptime(found[1], _MOMENT_FORMAT).replace(tzinfo=ZoneInfo(found[2]))
    except (ValueError, ZoneInfoNotFoundError):
        return found[0]
    return times.absolute_words(moment)


def _translated(words: str) -> str:
    if not words or (get_language() or _SOURCE_LANGUAGE).startswith(_SOURCE_LANGUAGE):
        return words
    translated = gettext(words)
    return translated if translated != words else _filled_in(words)


def _filled_in(words: str) -> str:
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(words):
            if not found.groupdict():
                return gettext(sentence) % found.groups()
            return gettext(sentence) % {
                name: said(value) if name in _SENTENCES_WITHIN else value
                for name, value in found.groupdict().items()
            }
    return words


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(sentence, _pattern(sentence)) for sentence in SENTENCES if _BLANK.search(sentence)]


def _pattern(sentence: str) -> re.Pattern[str]:
    written, place = "", 0
    for blank in _BLANK.finditer(sentence):
        group = f"(?P<{blank[1]}>.+?)" if blank[1] else "(.+?)"
        written += re.escape(sentence[place : blank.start()]) + group
        place = blank.end()
    return re.compile(written + re.escape(sentence[place:]), re.DOTALL)
