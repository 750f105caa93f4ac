"""The English catalogue without GNU gettext: which words the code and templates use, which are translated, the .mo.

Source words are Chinese, so Chinese needs no catalogue; English must have every one. `xgettext` and `msgfmt` are not on
a fresh machine, and the check runs on every one.
"""

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

PLAIN: Final = ("_", "gettext", "gettext_lazy", "gettext_noop")
PLURAL: Final = ("ngettext", "ngettext_lazy")
CONTEXT: Final = ("pgettext", "pgettext_lazy")
CALLS: Final = re.compile(r"\b(n?gettext|pgettext|_)\(\s*")
LITERAL: Final = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?\s*""", re.DOTALL)
CHINESE: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
TAG: Final = re.compile(r"<!--.*?-->", re.DOTALL)
UNTRANSLATED_ON_PURPOSE: Final = frozenset({"中文"})
CONTEXT_JOINT: Final = "\x04"
PLURAL_JOINT: Final = "\x00"


@dataclass(frozen=True)
class Word:
    """A source text with its plural (when counted) and context, and where it is used first."""

    text: str
    plural: str = ""
    context: str = ""
    place: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """As the catalogue knows it."""
        return f"{self.context}{CONTEXT_JOINT}{self.text}" if self.context else self.text


def words_of_python(source: str, place: str) -> Iterator[Word]:
    """Every constant given to a gettext function."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in PLAIN and texts and node.args[0] is not None and isinstance(node.args[0], ast.Constant):
            yield Word(texts[0], place=f"{place}:{node.lineno}")
        elif name in PLURAL and len(texts) >= 2:
            yield Word(texts[0], plural=texts[1], place=f"{place}:{node.lineno}")
        elif name in CONTEXT and len(texts) >= 2:
            yield Word(texts[1], context=texts[0], place=f"{place}:{node.lineno}")


def words_of_template(source: str, place: str) -> Iterator[Word]:
    """Every text of translate, blocktranslate and _("…") in a template."""
    code = templatize(source)
    for call in CALLS.finditer(code):
        texts = _literals(code, call.end())
        if not texts:
            continue
        if call[1] == "ngettext":
            yield Word(texts[0], plural=texts[1], place=place)
        elif call[1] == "pgettext":
            yield Word(texts[1], context=texts[0], place=place)
        else:
            yield Word(texts[0], place=place)


def _literals(code: str, at: int) -> list[str]:
    """The string literals that follow each other from that place on."""
    texts = []
    while (literal := LITERAL.match(code, at)) is not None:
        texts.append(ast.literal_eval(literal[1]))
        at = literal.end()
    return texts


def bare_chinese(source: str) -> list[str]:
    """Chinese that stands in a template outside every translation tag: the English page would show it."""
    found: list[str] = []
    inside = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            tag = token.contents.split()[0]
            if tag in ("blocktranslate", "blocktrans", "comment"):
                inside = tag
            elif tag == f"end{inside}":
                inside = ""
        elif token.token_type == TokenType.TEXT and not inside:
            found += _chinese_texts(TAG.sub("", token.contents))
    return found


def _chinese_texts(html: str) -> list[str]:
    """The pieces between tags, and the attributes, that are written in Chinese."""
    attributes = [value for tag in re.findall(r"<[^>]*>", html) for value in re.findall(r'"([^"]*)"', tag)]
    pieces = [*re.split(r"<[^>]*>", html), *attributes]
    texts = (piece.strip() for piece in pieces if CHINESE.search(piece))
    return [text for text in texts if text not in UNTRANSLATED_ON_PURPOSE]


def sources(root: Path, packages: tuple[str, ...]) -> Iterator[Path]:
    """The Python files and templates of the product, without migrations and tests."""
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    for folder in (root, *(root / package for package in packages)):
        pattern = "templates/**/*" if folder == root else "**/templates/**/*"
        yield from (path for path in sorted(folder.glob(pattern)) if path.suffix in (".html", ".txt"))


def used_words(root: Path, packages: tuple[str, ...]) -> dict[str, Word]:
    """All words in use by their key; a counted use wins over a plain one."""
    found: dict[str, Word] = {}
    for path in sources(root, packages):
        place = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        reader = words_of_python if path.suffix == ".py" else words_of_template
        for word in reader(text, place):
            if word.text and (word.key not in found or word.plural):
                found[word.key] = word
    return found


@dataclass
class Entry:
    """One entry of a .po file."""

    text: str = ""
    plural: str = ""
    context: str = ""
    answers: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        return f"{self.context}{CONTEXT_JOINT}{self.text}" if self.context else self.text

    @property
    def translated(self) -> bool:
        return bool(self.answers) and all(self.answers.values()) and not self.fuzzy


def read_po(path: Path) -> list[Entry]:
    """The entries of a .po file, header first; obsolete ones are left out. Errors: ValueError for a broken line."""
    entries: list[Entry] = []
    entry, target, index = Entry(), "", 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if target:
                entries.append(entry)
            entry, target = Entry(), ""
            continue
        if line.startswith("#"):
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = re.fullmatch(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+)?(".*")', line)
        if match is None:
            raise ValueError(f"{path.name}: {line}")
        if match[1]:
            target, index = match[1].split("[")[0], int(match[2] or 0)
        _append(entry, target, index, ast.literal_eval(match[3]))
    return entries


def _append(entry: Entry, target: str, index: int, text: str) -> None:
    if target == "msgctxt":
        entry.context += text
    elif target == "msgid":
        entry.text += text
    elif target == "msgid_plural":
        entry.plural += text
    else:
        entry.answers[index] = entry.answers.get(index, "") + text


def catalogue(entries: list[Entry]) -> dict[bytes, bytes]:
    """What the .mo of these entries holds: original to translation, plural forms joined by NUL."""
    pairs = {}
    for entry in entries:
        if not entry.translated:
            continue
        original = f"{entry.key}{PLURAL_JOINT}{entry.plural}" if entry.plural else entry.key
        answer = PLURAL_JOINT.join(entry.answers[index] for index in sorted(entry.answers))
        pairs[original.encode()] = answer.encode()
    return dict(sorted(pairs.items()))


def mo_bytes(entries: list[Entry]) -> bytes:
    """The GNU .mo file of the entries (format revision 0, little endian, no hash table)."""
    pairs = catalogue(entries)
    count, head = len(pairs), 7 * 4
    originals, answers = list(pairs), list(pairs.values())
    text_at = head + 16 * count
    tables, texts = b"", b""
    for texts_of_side in (originals, answers):
        for text in texts_of_side:
            tables += struct.pack("<II", len(text), text_at + len(texts))
            texts += text + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, count, head, head + 8 * count, 0, text_at)
    return header + tables + texts


def is_current(mo: Path, entries: list[Entry]) -> bool:
    """Whether the compiled file says exactly what the .po says; it may come from msgfmt."""
    if not mo.exists():
        return False
    with mo.open("rb") as file:
        compiled = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    with_forms: dict[object, str] = {}
    for entry in entries:
        if not entry.translated:
            continue
        if entry.plural:
            with_forms.update({(entry.key, index): answer for index, answer in entry.answers.items()})
        else:
            with_forms[entry.key] = entry.answers[0]
    return bool(compiled == with_forms)
