"""When to try again, and what to do with a push the hub cannot digest."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.errors import HubAway, HubBusy, HubFailed, HubRefused, StationError

CAP_S = 600.0
"""Longest wait between two attempts: somebody may be standing at the window."""
FIRST_S = 2.0
TRIES_BEFORE_PARTING = 3
"""A push that the hub failed on that often is sent in parts."""
HELLO_EVERY = timedelta(hours=20)
"""At least nightly both sides compare everything."""
LEAST_POLL_S, MOST_POLL_S = 1.0, 600.0


def wait_after(failures: int, rng: random.Random, *, retry_after_s: float = 0.0) -> timedelta:
    """How long to wait after that many failures in a row: full jitter under a doubling ceiling.

    Args:
        retry_after_s: what the hub asked for at least; the jitter comes on top, so that stations that
            were turned away together do not come back together.
    """
    ceiling = min(CAP_S, FIRST_S * 2.0 ** min(failures, 12))
    asked = min(max(retry_after_s, 0.0), CAP_S)
    return timedelta(seconds=min(CAP_S, asked + rng.uniform(0.0, ceiling)))


def poll_after(next_poll_s: float, rng: random.Random) -> timedelta:
    """When to ask again after a good round, spread by a tenth to either side."""
    wished = min(max(next_poll_s, LEAST_POLL_S), MOST_POLL_S)
    return timedelta(seconds=wished * rng.uniform(0.9, 1.1))


def halves(batch: Sequence[object]) -> tuple[int, int]:
    """Sizes of the two parts of a push that is sent in parts."""
    return len(batch) // 2, len(batch) - len(batch) // 2


@dataclass(frozen=True)
class Failure:
    """Why a round did not come to its end.

    Attributes:
        word: away | busy | failed | refused | or the word of the hub's refusal.
        detail: the hub's own Chinese sentence, where it gave one.
        retry_after_s: what the hub asked for.
    """

    word: str
    detail: str = ""
    retry_after_s: float = 0.0


def failure_of(error: StationError) -> Failure | None:
    """The failure an error of the line stands for; None: it is none of the line's."""
    match error:
        case HubBusy():
            return Failure("busy", retry_after_s=error.retry_after_s)
        case HubFailed():
            return Failure("failed")
        case HubRefused():
            return Failure(error.word or "refused", error.detail)
        case HubAway():
            return Failure("away")
        case _:
            return None
