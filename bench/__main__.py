"""Run the benchmarks: all of them, or those named (`python -m bench receiver`)."""

from __future__ import annotations

import importlib
import sys

from bench.figures import machine

ALL = ("receiver", "drain", "freshness", "room_walk", "lists", "activity")


def main(names: list[str]) -> int:
    print(machine())
    failed = 0
    for name in names or ALL:
        for figure in importlib.import_module(f"bench.{name}").run():
            print(figure, flush=True)
            failed += figure.verdict == "FAIL"
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
