"""Sealing personal data (AES-256-GCM), blind indexes (HMAC-SHA-256), and tokens of which only the hash is kept."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Keyring:
    """The current key that seals, older ones that still open, and the key of blind indexes."""

    def __init__(self, data_key: bytes, index_key: bytes, old_data_keys: tuple[bytes, ...] = ()) -> None:
        self._ciphers = {self.key_id(key): AESGCM(key) for key in (*old_data_keys, data_key)}
        self._current = self.key_id(data_key)
        self._index_key = index_key

    @staticmethod
    def key_id(key: bytes) -> str:
        """Eight hex digits that name a key without telling it."""
        return hashlib.sha256(b"daren key id" + key).hexdigest()[:8]

    def seal(self, plain: str, row_id: str, field: str) -> str:
        """The sealed form 'key id:base64(nonce + ciphertext)', bound to its row and field."""
        nonce = secrets.token_bytes(12)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), f"{row_id}/{field}".encode())
        return f"{self._current}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, row_id: str, field: str) -> str:
        """The plain text; raises InvalidTag where value, row or field were exchanged, KeyError for an unknown key."""
        key_id, _, body = sealed.partition(":")
        raw = base64.urlsafe_b64decode(body)
        return self._ciphers[key_id].decrypt(raw[:12], raw[12:], f"{row_id}/{field}".encode()).decode()

    def blind_index(self, purpose: str, value: str) -> str:
        """64 hex digits under which equal values (after NFKC and case folding) are found without being told."""
        plain = unicodedata.normalize("NFKC", value).casefold().strip()
        return hmac.new(self._index_key, f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest()


_installed: list[Keyring] = []


def install(keyring: Keyring) -> None:
    """Make a keyring the process's own; called once by the composition root."""
    _installed[:] = [keyring]


def keyring() -> Keyring:
    """The process's keyring; raises where none was installed."""
    if not _installed:
        raise RuntimeError("no keyring is installed")
    return _installed[0]


def token(size: int = 24) -> str:
    """A fresh secret for a link, a session or an API key."""
    return secrets.token_urlsafe(size)


def token_hash(secret: str) -> str:
    """The hash under which a token is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
