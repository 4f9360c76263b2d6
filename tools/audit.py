"""Whether packages that we use are known to be vulnerable, where the list of them can be asked.

Fails for what is known. Where the service cannot be reached, or knows none of the packages, that
is said and nothing fails: to have asked nobody proves nothing either way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

MOST_SECONDS = 60


def main(executable: str = "") -> int:
    """Of all that is installed, also what only others need."""
    command = [executable or str(Path(sys.executable).parent / "pip-audit")]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False
        )
        packages = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return _not_asked(f"no answer within {MOST_SECONDS} s")
    except (OSError, ValueError, KeyError, TypeError):
        return _not_asked("the service cannot be reached")
    return _told(packages)


def _told(packages: list[dict[str, Any]]) -> int:
    known = [each for each in packages if "skip_reason" not in each]
    if not known:
        return _not_asked("the service knows none of our packages")
    bad = [(each, flaw) for each in known for flaw in each.get("vulns", [])]
    for each, flaw in bad:
        fixed = ", ".join(flaw.get("fix_versions", [])) or "no version"
        print(f"{each['name']} {each['version']}: {flaw['id']}, mended in {fixed}")
    print(f"Audit: {len(known)} of {len(packages)} packages asked about, {len(bad)} known flaws.")
    return 1 if bad else 0


def _not_asked(why: str) -> int:
    print(f"Audit: NOT DONE, {why}. Nothing is known about known flaws.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
