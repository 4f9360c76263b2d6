"""Lighthouse over the main pages, as on a phone with a slow line: `make lighthouse` (needs npm)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.browser.pages import prepared
from tests.support.browser import FLAGS, executable
from tests.support.serve import ROOT, Serve, mail_into

PACKAGE = "lighthouse@12.8.2"
FOLDER = ROOT / ".lighthouse"
PAGES = ("overview", "rooms", "room", "recording")
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 0.95


def main() -> None:
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]
    subprocess.run([*install, PACKAGE], check=True)
    with tempfile.TemporaryDirectory() as data_dir:
        folder = Path(data_dir)
        serve = Serve(folder, environment=mail_into(folder)).start()
        try:
            paths = prepared(serve)
            results = {name: scores(serve, paths[name]) for name in PAGES}
        finally:
            serve.interrupt()
    report(results)


def scores(serve: Serve, path: str) -> dict[str, float]:
    """Of each category, from 0 to 1."""
    cookies = "; ".join(f"{each.name}={each.value}" for each in serve.signed_in().cookies)
    done = subprocess.run(
        [
            str(FOLDER / "node_modules/.bin/lighthouse"),
            f"{serve.url}{path}",
            *("--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"),
            f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}",
            f"--extra-headers={json.dumps({'Cookie': cookies})}",
        ],
        env=os.environ | {"CHROME_PATH": executable()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=180,
    )
    found = json.loads(done.stdout)
    assert path in found["finalDisplayedUrl"], found["finalDisplayedUrl"]
    _tell_failures(path, found)
    return {name: found["categories"][name]["score"] for name in CATEGORIES}


def _tell_failures(path: str, found: Mapping) -> None:
    for audit in found["audits"].values():
        if audit["score"] is not None and audit["score"] < 0.9:
            sys.stdout.write(f"{path}: {audit['title']} {audit.get('displayValue', '')}\n")


def report(results: Mapping[str, Mapping[str, float]]) -> None:
    for name, found in results.items():
        line = ", ".join(f"{category} {100 * score:.0f}" for category, score in found.items())
        sys.stdout.write(f"{name}: {line}\n")
    if any(score < LEAST for found in results.values() for score in found.values()):
        sys.exit(f"less than {100 * LEAST:.0f}")


if __name__ == "__main__":
    main()
