from __future__ import annotations

import os
import threading
from http.cookiejar import DefaultCookiePolicy
from weakref import WeakSet

import requests

from meetings_api.watchdog import WatchedAdapter


class Connections:
    """One requests session per thread: requests does not promise that threads can share one.

    A process forked off opens its own, because two processes on one socket mix up their answers.
    """

    def __init__(self, user_agent: str) -> None:
        self._user_agent = user_agent
        self._own = threading.local()
        self._lock = threading.Lock()
        self._all: WeakSet[requests.Session] = WeakSet()

    def session(self) -> requests.Session:
        if getattr(self._own, "process", None) != os.getpid():
            self._own.session = self._open()
            self._own.process = os.getpid()
        session: requests.Session = self._own.session
        return session

    def close(self) -> None:
        with self._lock:
            for session in self._all:
                session.close()

    def _open(self) -> requests.Session:
        session = requests.Session()
        # Otherwise ~/.netrc could replace our Authorization and a proxy could read it.
        session.trust_env = False
        session.headers.update({"User-Agent": self._user_agent, "Accept": "application/json"})
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = WatchedAdapter(pool_connections=4, pool_maxsize=4, max_retries=0)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        with self._lock:
            self._all.add(session)
        return session
