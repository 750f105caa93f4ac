"""What a file is called when it is handed out: the sender's words made harmless, with the extension it deserves."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
# what a file system or a reader could take for something else than a letter of the name
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
# U+202E and its kin turn "gpj.exe" around before the reader's eyes
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Cs", "Co", "Zl", "Zp"})


def harmless_name(given: str, extension: str) -> str:
    """The last part of `given` without control, direction and path characters, ending in `extension` (with its dot)."""
    last = re.split(r"[\\/]", given)[-1]
    seen = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) not in _INVISIBLE)
    stem = _FORBIDDEN.sub("_", seen).strip(" .")
    for known in (extension, ".jpeg"):
        if stem.lower().endswith(known):
            stem = stem[: -len(known)]
            break
    else:
        stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    return (stem.strip(" .")[:LONGEST] or "file") + extension
