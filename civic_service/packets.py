"""Packets that leave a telephone other than over the line: as a file, or as codes that a scanner reads.

A packet says who signed for it: the portal gave that agent's telephone a token with his name, and whoever brings the
packet cannot put another in. A file is the JSON `{"token", "packet", "photos": [{"sha256", "data"}]}`, `data` in
base64; what is scanned is one line for each code, `DB1/<i>/<n>/<piece>`, whose pieces together are base64url of the
same JSON without photographs, deflated.
"""

import base64
import binascii
import json
import re
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from civic_service.refusals import PacketNotYours, PacketUnreadable
from kernel.accounts.models import User
from kernel.documents.limits import MAX_FILE_BYTES, MAX_FILES

TOKEN_DAYS: Final = 31
# with photographs a file is large; a scanned packet is a page of text
MOST_BYTES: Final = 40 * 1024 * 1024
MOST_SCANNED: Final = 64 * 1024
_SALT: Final = "civic_service.packet"
_LINE: Final = re.compile(r"DB1/([0-9]{1,2})/([0-9]{1,2})/([A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class Brought:
    """A packet from elsewhere: who took the mandate, what the packet says, photographs by their SHA-256."""

    agent: int
    packet: dict[str, Any]
    photos: dict[str, bytes]


def token_of(agent: User) -> str:
    """What an agent's telephone puts into the packets that leave it as a file or a code."""
    return signing.dumps({"agent": agent.pk}, salt=_SALT)


def from_file(data: bytes) -> Brought:
    """Errors: PacketUnreadable for anything that is not a whole packet, PacketNotYours for a forged or old token."""
    return from_said(_json(data))


def from_upload(file: UploadedFile) -> Brought:
    """A packet as a file that somebody sends. Errors: as `from_file`, and PacketUnreadable beyond `MOST_BYTES`."""
    if file.size is None or file.size > MOST_BYTES:
        raise PacketUnreadable(what=_("文件过大"))
    return from_file(b"".join(file.chunks()))


def from_scan(text: str) -> Brought:
    """Lines as a scanner types them, in any order and twice if need be. Errors: as `from_file`."""
    found = [_LINE.fullmatch(line.strip()) for line in text.split()]
    if not found or None in found:
        raise PacketUnreadable(what=_("不是代办登记的码"))
    lines = {(int(line[1]), int(line[2]), line[3]) for line in found if line is not None}
    totals = {total for _index, total, _piece in lines}
    pieces = {index: piece for index, _total, piece in lines}
    if len(totals) != 1 or len(pieces) != len(lines):
        raise PacketUnreadable(what=_("扫进了两份登记的码"))
    missing = [index for index in range(1, totals.pop() + 1) if index not in pieces]
    if missing:
        raise PacketUnreadable(what=_("还差第 {which} 个码").format(which="、".join(map(str, missing))))
    return from_said(_json(_inflated("".join(pieces[index] for index in sorted(pieces)))))


def _inflated(text: str) -> bytes:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        reader = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        data = reader.decompress(packed, MOST_SCANNED)
    except (binascii.Error, ValueError, zlib.error) as broken:
        raise PacketUnreadable(what=_("码不完整")) from broken
    if not reader.eof:
        raise PacketUnreadable(what=_("码不完整"))
    return data


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as broken:
        raise PacketUnreadable(what=_("文件不完整，或不是登记包")) from broken


def from_said(said: Any) -> Brought:
    """A packet whose JSON was read. Errors: as `from_file`."""
    if not isinstance(said, dict) or not isinstance(said.get("packet"), dict):
        raise PacketUnreadable(what=_("文件不完整，或不是登记包"))
    try:
        known = signing.loads(str(said.get("token", "")), salt=_SALT, max_age=timedelta(days=TOKEN_DAYS))
    except signing.BadSignature as forged:
        raise PacketNotYours(days=TOKEN_DAYS) from forged
    return Brought(known["agent"], said["packet"], _photos(said.get("photos", [])))


def _photos(said: Any) -> dict[str, bytes]:
    if not isinstance(said, list) or len(said) > MAX_FILES:
        raise PacketUnreadable(what=_("照片读不出来"))
    photos: dict[str, bytes] = {}
    for each in said:
        try:
            data = base64.b64decode(each["data"], validate=True)
            photos[str(each["sha256"])] = data
        except (TypeError, KeyError, ValueError) as broken:
            raise PacketUnreadable(what=_("照片读不出来")) from broken
        if len(data) > MAX_FILE_BYTES:
            raise PacketUnreadable(what=_("照片过大"))
    return photos
