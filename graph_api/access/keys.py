"""Secrets that a development installation makes for itself: random, in files that only their owner reads."""

import os
import secrets
from pathlib import Path
from stat import S_IMODE

from pydantic import SecretStr

_OTHERS = 0o077


class KeyFileError(Exception):
    """A key file cannot be made or must not be used. The text says what to do."""


def own_secret(path: Path) -> SecretStr:
    """
    Read the secret of this installation, or make it at the first call.

    The file gets mode 0600 and its folder, if it is made here, 0700.

    Raises:
        KeyFileError: the file is open to others, empty, or cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_once(path)
        return SecretStr(_read_closed(path))
    except OSError as error:
        raise KeyFileError(f"cannot keep a secret in {path} ({error.strerror}): make the folder writable") from error


def _make_once(path: Path) -> None:
    """Two processes that start at once must end with one secret: the link fails for the second."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _read_closed(path: Path) -> str:
    if S_IMODE(path.stat().st_mode) & _OTHERS:
        raise KeyFileError(f"{path} can be read by other users: run chmod 600 {path}, or delete it to get a new one")
    secret = path.read_text(encoding="ascii")
    if not secret:
        raise KeyFileError(f"{path} is empty: delete it to get a new secret")
    return secret
