"""Which words on a page are in the wrong language; what people typed, names and numbers are data and stay."""

import re
from collections.abc import Iterable, Sequence

from playwright.sync_api import Page

# every text a reader or a screen reader meets, closed dialogs included; keys and marked foreign words are not prose
_TEXTS = """() => {
  const skip = 'script, style, template, kbd, .mono, [lang]:not(html), textarea, .menu summary';
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(skip)) found.push(walk.currentNode.data);
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt], [data-key-words]'))
    if (!one.matches(skip)) for (const name of ['aria-label', 'placeholder', 'title', 'alt', 'data-key-words'])
      if (one.hasAttribute(name)) found.push(one.getAttribute(name));
  found.push(document.title);
  return found.map(text => text.replace(/\\s+/g, ' ').trim()).filter(Boolean);
}"""
_LATIN = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# kinds of files and their units, codes of rules and windows, names of keys and of files, initials to search by
_NO_PROSE = re.compile(
    r"\b(sp|Chromium|ICP|PDF|JPG|JPEG|PNG|DOCX|XLSX|OFD|MB|KB|bytes|Enter|Esc|Tab|F\d+|[A-Z]{1,3}\d[\w-]*)\b|\S+[.](?:pdf|png|jpg)"
    # an address is the same in every language
    r"|https?://\S+"
)


def english_left(page: Page, data: Iterable[str] = ()) -> list[str]:
    """Texts of a Chinese page with Latin words in them."""
    return _left(page, _LATIN, data)


def chinese_left(page: Page, data: Iterable[str] = ()) -> list[str]:
    """Texts of an English page with Chinese words in them."""
    return _left(page, _CHINESE, data)


def _left(page: Page, foreign: re.Pattern[str], data: Iterable[str]) -> list[str]:
    texts: Sequence[str] = page.evaluate(_TEXTS)
    known = sorted({each for each in data if each}, key=len, reverse=True)
    return sorted({text for text in texts if foreign.search(_without(text, known))})


def _without(text: str, known: Sequence[str]) -> str:
    for each in known:
        text = text.replace(each, "")
    return _NO_PROSE.sub("", text)
