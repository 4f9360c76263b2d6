from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

from core.generated_secrets import generated_secret


def test_it_makes_a_secret_once_and_keeps_it(tmp_path):
    first = generated_secret(tmp_path / "deep" / "secret")

    assert len(first) >= 50
    assert generated_secret(tmp_path / "deep" / "secret") == first


def test_only_its_owner_can_read_it(tmp_path):
    generated_secret(tmp_path / "secret")

    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_all_who_start_together_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = list(pool.map(lambda _: generated_secret(tmp_path / "secret"), range(8)))

    assert len(set(secrets)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
