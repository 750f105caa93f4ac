"""The fonts of the letters are the ones that were cut: letters printed years apart must come out of the same bytes."""

import hashlib

from tests.structure.house import ROOT

FOLDER = ROOT / "kernel" / "documents" / "fonts"
# a new cut changes the recipe of every letter: change the digest here with it, on purpose
DIGESTS = {
    "HANAZONO.txt": "f6c211e837fdfe6e232f5e5834039b82bcb6c6da511594d49c0cb2b0dc788ca4",
    "HanaMinB-letters.ttf": "36b9489841fc5403c9ca7d8adcdd190a0efeb772ec92e8484236ad09e0ea8ecd",
    "NotoSerifCJKsc-letters.otf": "ca0ba5dc80971775dbcf9fb6b832dc00425d62435b27d9aef76a50ca232413d2",
    "OFL.txt": "415c7148a43ca244515702565330a8ab597e461d2471f1a70cecce3a91eeee15",
}


def test_fonts_are_what_they_were() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.iterdir() if path.suffix != ".md"
    }
    assert found == DIGESTS
