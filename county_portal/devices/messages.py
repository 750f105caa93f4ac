"""What a bridge and a page say to each other: JSON objects over a WebSocket on the loopback address, one a message.

Every message is `{"type": …}` with the fields of its class below. docs/devices.md tells the same to whoever writes a
bridge; static/js/devices/messages.js is the page's side. Sizes are bytes, lengths characters, dates YYYY-MM-DD.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Final, Literal

from kernel.documents.limits import MAX_FILE_BYTES

VERSION: Final = 1
HOST: Final = "127.0.0.1"
MAX_FROM_PAGE: Final = 64 * 1024
MAX_SHOT_BYTES: Final = MAX_FILE_BYTES
# why a bridge ends a connection: a page of another portal, or one that does not speak this language
CLOSE_NOT_PAIRED: Final = 4403
CLOSE_MALFORMED: Final = 4400

Kind = Literal["id_card_reader", "document_camera", "barcode_gun", "rating", "screen"]
State = Literal["ready", "absent", "fault"]
KINDS: Final[tuple[Kind, ...]] = ("id_card_reader", "document_camera", "barcode_gun", "rating", "screen")
STATES: Final[tuple[State, ...]] = ("ready", "absent", "fault")


class Malformed(ValueError):
    """Not a JSON object with a type."""


@dataclass(frozen=True)
class Device:
    """One device: `name` as its maker calls it, at most 60 characters."""

    kind: Kind
    name: str
    state: State


@dataclass(frozen=True)
class Hello:
    """The bridge's first word: the one portal it is paired with (an origin, no slash at the end) and its devices."""

    type: ClassVar[str] = "hello"
    portal: str
    bridge: str
    devices: tuple[Device, ...]
    version: int = VERSION


@dataclass(frozen=True)
class Devices:
    """The list anew, when one of them came, went or failed."""

    type: ClassVar[str] = "devices"
    devices: tuple[Device, ...]


@dataclass(frozen=True)
class Pong:
    """The answer to `ping`, due within five seconds."""

    type: ClassVar[str] = "pong"


@dataclass(frozen=True)
class IdCard:
    """A document that was laid on the reader: `document` a kind of kernel.identifiers, `valid_until` None for 长期."""

    type: ClassVar[str] = "id_card.read"
    document: Literal["resident_id", "hmt_residence"]
    name: str
    number: str
    ethnicity: str
    address: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class Shot:
    """A picture of the document camera: `data` the JPEG in base64, `sha256` and `size` those of its bytes."""

    type: ClassVar[str] = "paper.shot"
    name: str
    size: int
    sha256: str
    width: int
    height: int
    data: str


@dataclass(frozen=True)
class Barcode:
    """What a gun read, at most 4,096 characters without control characters; `symbology` as ISO names it."""

    type: ClassVar[str] = "barcode.read"
    text: str
    symbology: str


@dataclass(frozen=True)
class Rating:
    """The answer to a `rating.asked`: one to five, None when nobody pressed."""

    type: ClassVar[str] = "rating.given"
    ask: str
    score: int | None


@dataclass(frozen=True)
class Fault:
    """What did not work: a code that the page has words for, and the bridge's own sentence for any other."""

    type: ClassVar[str] = "error"
    code: str
    sentence: str


Message = Hello | Devices | Pong | IdCard | Shot | Barcode | Rating | Fault


def encode(message: Message) -> str:
    """The message as it travels."""
    return json.dumps({"type": message.type, **asdict(message)}, ensure_ascii=False, default=date.isoformat)


def decode(text: str | bytes) -> Mapping[str, Any]:
    """What a page said. Errors: Malformed."""
    try:
        said = json.loads(text)
    except ValueError as error:
        raise Malformed from error
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise Malformed
    return said
