"""Merkle roots over a stream of leaves, in memory that grows with the logarithm of their number (RFC 6962 §2.1)."""

import hashlib
from collections.abc import Callable, Iterable

from cryptography.hazmat.primitives import hashes

Digest = Callable[[bytes], bytes]


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3_of_openssl(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def _sm3_of_cryptography(data: bytes) -> bytes:
    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return context.finalize()


# GB/T 32905; Python has it only where its OpenSSL was built with it
sm3: Digest = _sm3_of_openssl if "sm3" in hashlib.algorithms_available else _sm3_of_cryptography


class MerkleTree:
    """Takes leaves one by one. `root` may be asked at any time; of no leaves it is the digest of nothing."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        # full subtrees from left to right with their heights; heights fall strictly
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        node = (0, self._digest(b"\x00" + leaf))
        while self._peaks and self._peaks[-1][0] == node[0]:
            height, left = self._peaks.pop()
            node = (height + 1, self._digest(b"\x01" + left + node[1]))
        self._peaks.append(node)

    def root(self) -> bytes:
        if not self._peaks:
            return self._digest(b"")
        right = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            right = self._digest(b"\x01" + left + right)
        return right


def roots(leaves: Iterable[bytes]) -> tuple[bytes, bytes]:
    """The SHA-256 and the SM3 root of the same leaves."""
    trees = MerkleTree(sha256), MerkleTree(sm3)
    for leaf in leaves:
        for tree in trees:
            tree.add(leaf)
    return trees[0].root(), trees[1].root()


class MerklePaths:
    """The same tree with every node kept, for the way from a leaf to the root (RFC 6962 §2.1.1)."""

    def __init__(self, leaves: Iterable[bytes], digest: Digest) -> None:
        self._levels = [[digest(b"\x00" + leaf) for leaf in leaves]]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            pairs = [digest(b"\x01" + below[at] + below[at + 1]) for at in range(0, len(below) - 1, 2)]
            # a node without a neighbour goes up as it is
            self._levels.append(pairs + below[len(below) - len(below) % 2 :])

    def path(self, index: int) -> list[tuple[str, bytes]]:
        """The neighbours from the leaf upwards, each with the side on which it stands: `left` or `right`."""
        found = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(("left" if beside < index else "right", level[beside]))
            index //= 2
        return found


def root_by_path(leaf: bytes, path: Iterable[tuple[str, bytes]], digest: Digest) -> bytes:
    """The root to which a leaf leads by this path."""
    node = digest(b"\x00" + leaf)
    for side, beside in path:
        node = digest(b"\x01" + (beside + node if side == "left" else node + beside))
    return node
