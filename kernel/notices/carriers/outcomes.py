"""How carrying a message can fail. `said` is kept: a code of `sayings` or the peer's, nothing it wrote."""


class NotCarried(Exception):
    """This try came to nothing; another may succeed."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(said)


class PeerAway(NotCarried):
    """The peer did not answer, or not as one of its kind: other messages would fare no better now."""


class Undeliverable(NotCarried):
    """The peer will never take this message: the address or the text is refused for good."""
