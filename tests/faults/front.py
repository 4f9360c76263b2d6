"""nginx in front of the dashboard, configured as the documentation says."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.serve import ROOT, Serve, free_port, wait_for

SNIPPET = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
ADDRESS, FOLDER = "127.0.0.1:8000", "/srv/dashboard/"
# What else a configuration has to say, so that it can be run by anybody and leaves no trace.
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""


@contextlib.contextmanager
def nginx(serve: Serve, folder: Path) -> Iterator[str]:
    """Its address."""
    executable = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert executable, "there is no nginx here: install the package nginx-light"
    folder.mkdir()
    port, configuration = free_port(), folder / "nginx.conf"
    locations = documented(f"127.0.0.1:{serve.port}", serve.data_dir)
    configuration.write_text(AROUND.format(folder=folder, port=port, locations=locations))
    process = subprocess.Popen([executable, "-e", f"{folder}/error.log", "-c", configuration])
    try:
        wait_for(lambda: _listens(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def documented(address: str, data_dir: Path) -> str:
    """The locations of docs/architecture.md, for an `address` and a folder of this run."""
    (snippet,) = SNIPPET.findall((ROOT / "docs" / "architecture.md").read_text())
    assert ADDRESS in snippet
    assert FOLDER in snippet
    return snippet.replace(ADDRESS, address).replace(FOLDER, f"{data_dir}/")


def _listens(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0
