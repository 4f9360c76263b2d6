from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[2]
# The SDK's environment has nothing of the server.
PYTHON = ROOT / ".venv" / "bin" / "python"


class Server:
    """A Meetings server in a process, and an environment, of its own."""

    def __init__(self, data_dir: Path) -> None:
        command = [PYTHON, "-m", "meetings_server", "--port", "0", "--data", data_dir, "--empty"]
        self._process = subprocess.Popen(
            [*command, "--exit-with-parent"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert "ready" in self._process.stdout.readline(), "the Meetings server did not start"
        credentials = json.loads((data_dir / "credentials.json").read_text())
        self.address = str(credentials["url"]).removeprefix("http://")
        self.application_id = str(credentials["application_id"])
        self.private_key = str(credentials["private_key"])
        self._control_token = str(credentials["control_token"])

    def control(self, path: str) -> Any:
        """Make something happen that no SDK can; `path` begins with /control/."""
        headers = {"Authorization": f"Bearer {self._control_token}"}
        response = requests.post(f"http://{self.address}{path}", headers=headers, timeout=15)
        assert response.ok, response.text
        return response.json() if response.content else None

    def stop(self) -> None:
        self._process.communicate(timeout=10)
