"""What proves that nothing is missing: digests of operations, blocks of them, and the feed's chain.

Station and hub must reckon these alike, to the bit; everything here is over ASCII texts and raw digests.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

BLOCK = 256
"""Operations in a block: sequence numbers 1…256 are block 0, 257…512 block 1, and so on."""

NO_CHAIN = ""
"""The chain before the first event."""

Placed = tuple[int, str, str]
"""(seq, op_id, digest of the body as 64 hex digits) of an operation in an epoch."""


def body_digest(body: bytes) -> str:
    """SHA-256 of an operation's or event's bytes, 64 hex digits."""
    return hashlib.sha256(body).hexdigest()


def block_digests(placed: Iterable[Placed]) -> Iterator[tuple[int, str]]:
    """(number, digest) of every block that holds an operation.

    Args:
        placed: of one epoch, by rising `seq`; what is missing is simply not there.
    """
    for number, block in groupby(placed, key=lambda one: (one[0] - 1) // BLOCK):
        whole = hashlib.sha256()
        for seq, op_id, digest in block:
            whole.update(f"{seq} {op_id} {digest}\n".encode("ascii"))
        yield number, whole.hexdigest()


def root_digest(blocks: Iterable[tuple[int, str]]) -> str:
    """One digest over all blocks of an epoch, 64 hex digits."""
    whole = hashlib.sha256()
    for number, digest in blocks:
        whole.update(f"{number} {digest}\n".encode("ascii"))
    return whole.hexdigest()


def event_digest(kind: str, ref: str, body: str) -> str:
    """Digest of a feed event.

    Args:
        ref: `op_id` of the operation an `op` event carries, otherwise the event's own id.
        body: `body_digest` of its bytes.
    """
    return hashlib.sha256(f"{kind} {ref} {body}".encode("ascii")).hexdigest()


def chained(before: str, event: str) -> str:
    """The chain after an event: sha256(chain before ‖ digest of the event), both as hex digits."""
    return hashlib.sha256((before + event).encode("ascii")).hexdigest()
