"""Files under a key: AES-256-GCM in pieces, so that any size is written and checked in constant memory.

A file is magic, salt, then pieces of 1 MiB, each sealed with the number of its place; the last one is marked. A piece
that was changed, moved, dropped or added, and a file that ends early, do not open. The construction is STREAM (Hoang,
Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"COLMEIA1"
SUFFIX = ".enc"
PIECE = 1_048_576
_SALT, _TAG = 16, 16


class NotOpened(Exception):
    """The file was changed or cut, or the key is another one."""


def encrypt_file(source: Path, target: Path, key: str) -> None:
    """Write `source` sealed under `key` (any text of 32 characters or more) to `target`."""
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt)
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(MAGIC + salt)
        for number, piece, last in _pieces(plain, PIECE):
            sealed.write(cipher.encrypt(_nonce(number, last), piece, MAGIC))


def decrypt_file(source: Path, target: Path, key: str) -> None:
    """Write what `source` seals to `target`; raises NotOpened, and then leaves no target."""
    try:
        with source.open("rb") as sealed, target.open("wb") as plain:
            head = sealed.read(len(MAGIC) + _SALT)
            if len(head) < len(MAGIC) + _SALT or not head.startswith(MAGIC):
                raise NotOpened(f"{source.name} is no encrypted backup")
            cipher = _cipher(key, head[len(MAGIC) :])
            for number, piece, last in _pieces(sealed, PIECE + _TAG):
                plain.write(cipher.decrypt(_nonce(number, last), piece, MAGIC))
    except InvalidTag as error:
        target.unlink(missing_ok=True)
        raise NotOpened(f"{source.name} was changed or cut, or BACKUP_KEY is another one") from error
    except NotOpened:
        target.unlink(missing_ok=True)
        raise


def _cipher(key: str, salt: bytes) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=salt, info=b"colmeia backup").derive(key.encode())
    return AESGCM(derived)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, content and whether it is the last, for each piece; an empty file has one empty piece."""
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size) if len(piece) == size else b""
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following
