"""One step of syncing, as a window's timer or a command asks for it."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

from app.errors import NotEnrolled
from app.hub.client import HubClient
from app.sync.enrol import open_line
from app.sync.ports import Binding, SyncStore
from app.sync.round import Round, RoundReport


def sync_round(
    store: SyncStore,
    *,
    compare: bool = False,
    stop: Callable[[], bool] = lambda: False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    line: Callable[[Binding], HubClient] = open_line,
    rng: random.Random | None = None,
) -> RoundReport:
    """One push-then-pull over a line of its own.

    Raises:
        NotEnrolled: bound to no hub.
        DiskFull, DiskFailed, StoreBusy: of the store.
    """
    binding = store.binding()
    if binding is None:
        raise NotEnrolled
    with line(binding) as open_one:
        return Round(store, open_one, now, rng or random.Random(), stop=stop).run(compare=compare)
