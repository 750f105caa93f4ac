"""Seals 印章, by provider. Until the county connects one, the letter shows the seal's place and is stamped by hand."""

from typing import Final, Protocol

from django.conf import settings

PRINTED_PLACE: Final = "printed_place"
TEST: Final = "test"

_TEST_PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">'
    '<circle cx="60" cy="60" r="57" fill="none" stroke="#c00" stroke-width="4"/>'
    '<path d="M60 34l6.2 18.9h19.9L70 64.6l6.2 18.9L60 71.8l-16.2 11.7L50 64.6 33.9 52.9h19.9z"'
    ' fill="#c00"/>'
    '<path d="M28 96h64" stroke="#c00" stroke-width="3"/></svg>'
)


class SealProvider(Protocol):
    """Puts an organ's seal on a letter."""

    def picture(self, *, organ_code: str, seal: str) -> str:
        """SVG of the seal as it is printed over the date, 40 mm wide; empty when it is stamped by hand.

        Asked once, when the letter is asked for, and kept with its words.
        """

    def sign(self, pdf: bytes, *, organ_code: str, seal: str) -> bytes:
        """The PDF with the provider's signature in it; the same bytes when it does not sign."""


class PrintedPlace:
    """No e-seal connected."""

    def picture(self, *, organ_code: str, seal: str) -> str:
        return ""

    def sign(self, pdf: bytes, *, organ_code: str, seal: str) -> bytes:
        return pdf


class TestSeal:
    """For rehearsals: a red ring without any organ's name, and a trailing PDF comment in place of a signature."""

    __test__ = False

    def picture(self, *, organ_code: str, seal: str) -> str:
        return _TEST_PICTURE

    def sign(self, pdf: bytes, *, organ_code: str, seal: str) -> bytes:
        return pdf + f"% test seal {organ_code}\n%%EOF\n".encode()


_providers: dict[str, SealProvider] = {PRINTED_PLACE: PrintedPlace(), TEST: TestSeal()}


def register(name: str, provider: SealProvider) -> None:
    """Make a provider known under the name that settings and letters use. Errors: ValueError for a taken name."""
    if name in _providers:
        raise ValueError(f"seal provider {name} is registered already")
    _providers[name] = provider


def current() -> str:
    """Name of the provider this installation uses."""
    return str(settings.DOCUMENT_SEAL_PROVIDER)


def provider(name: str) -> SealProvider:
    """The provider of that name. Errors: KeyError."""
    return _providers[name]
