"""The secrets that a development installation makes for itself."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE

import pytest

from graph_api.access.keys import KeyFileError, own_secret


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "home" / "token.key"
    made = own_secret(path)
    assert own_secret(path) == made
    assert len(made.get_secret_value()) == 64


def test_only_its_owner_can_read_the_file_and_open_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "home" / "token.key"
    own_secret(path)
    assert (S_IMODE(path.stat().st_mode), S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_callers_at_the_same_moment_get_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(own_secret, [tmp_path / "token.key"] * 8))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["token.key"]


def test_a_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    own_secret(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="can be read by other users: run chmod 600"):
        own_secret(path)


def test_an_empty_file_is_not_a_secret(tmp_path: Path) -> None:
    (tmp_path / "token.key").touch(mode=0o600)
    with pytest.raises(KeyFileError, match="is empty: delete it"):
        own_secret(tmp_path / "token.key")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileError, match=r"cannot keep a secret in .*: make the folder writable"):
        own_secret(tmp_path / "file" / "token.key")
