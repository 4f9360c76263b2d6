from __future__ import annotations

import re

from django.core.management import call_command


def test_only_the_files_that_pages_load_are_collected_of_htmx(alice_client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", interactive=False, verbosity=0)

    collected = {file.name for file in (tmp_path / "django_htmx").iterdir()}
    loaded = set(re.findall(r"django_htmx/([^\s\">]+)", alice_client.get("/").text))
    assert loaded == {"htmx-2.min.js"}
    assert collected == loaded | {"django-htmx.js"}
