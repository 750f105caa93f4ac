"""Personal fields at rest: AES-256-GCM in the column, a keyed digest beside it where one must be found again."""

import base64
import binascii
import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from kernel.accounts.keyring import key_ring
from kernel.ledger.refusals import Refusal

VERSION = "v1"
NONCE_BYTES = 12


class FieldUnreadable(Refusal):
    """A stored token cannot be opened: its key is gone, or it was changed or moved from another column."""

    code = "field_unreadable"
    status = 503
    template = _("个人信息无法解密：密钥不在，或者数据被改动过。请联系系统管理员。")


def encrypt(text: str, *, place: str) -> str:
    """`v1.<key id>.<base64url of nonce, cipher text and tag>` of `text`, readable only as `place` (model.field)."""
    ring = key_ring()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, text.encode(), place.encode())
    return f"{VERSION}.{ring.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(token: str, *, place: str) -> str:
    """The text that was encrypted for this place. Errors: `FieldUnreadable`."""
    version, _dot, rest = token.partition(".")
    key_id, _dot, body = rest.partition(".")
    key = key_ring().keys.get(key_id)
    if version != VERSION or key is None:
        raise FieldUnreadable(place=place)
    try:
        sealed = base64.urlsafe_b64decode(body)
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as changed:
        raise FieldUnreadable(place=place) from changed


def keyed_index(value: str, *, kind: str = "") -> str:
    """HMAC-SHA256, 64 hex digits, of a normalised value under the index key: equal values are found, none is told.

    `kind` keeps apart what may look alike (a phone and a passport number).
    """
    return _digest(key_ring().index, value, kind)


def keyed_indexes(value: str, *, kind: str = "") -> list[str]:
    """Every digest under which a row of this value may stand: while the index key is being replaced there are two."""
    return [_digest(key, value, kind) for key in key_ring().indexes]


def _digest(key: bytes, value: str, kind: str) -> str:
    return hmac.new(key, f"{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that only this installation's keys can read, bound to its model and field.

    Compared, searched or sorted it is not: only `isnull` may be asked of it; look-ups go by `keyed_index`.
    """

    description = "AES-256-GCM text"

    @property
    def place(self) -> str:
        """What the cipher text is bound to: `app.model.field`."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        """The token to store."""
        text = super().get_prep_value(value)
        return None if text is None else encrypt(text, place=self.place)

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """The text behind a stored token."""
        return None if value is None else decrypt(value, place=self.place)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is one: two tokens of one text differ, so that any other look-up would find nothing."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted; look it up by its keyed index")
        return super().get_lookup(lookup_name)
