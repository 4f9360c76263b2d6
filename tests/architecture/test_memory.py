from __future__ import annotations

import subprocess
import sys

from tests.support.serve import ROOT

WEB_PROCESS = (
    "import sys, meetings_dashboard.wsgi;"
    "from django.urls import get_resolver; get_resolver().url_patterns;"
    "print('botocore' in sys.modules)"
)


def test_only_who_archives_to_a_bucket_loads_its_client(tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", WEB_PROCESS],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.strip() == "False"
