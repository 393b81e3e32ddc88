"""What the window asks of syncing besides rounds: parked items, enrolment."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.domain.upstream import ParkedItem, Suspicion
from app.hub.client import HubClient
from app.hub.wire import Hall, HallReport
from app.ports import SealedBook
from app.sync.enrol import enrol, open_line
from app.sync.ports import Binding, SyncStore


class DeskSync:
    """Use cases over whichever store is open; each call is for the store lane unless it says otherwise."""

    def __init__(
        self, store: Callable[[], SyncStore], line: Callable[[Binding], HubClient] = open_line
    ) -> None:
        """Args: store: the open store's side; raises StoreMissing where nobody has signed in."""
        self._store, self._line = store, line

    def parked(self) -> tuple[ParkedItem, ...]:
        """What needs a person."""
        return self._store().parked_items()

    def offer_again(self, op_id: str) -> None:
        """Try an operation once more that was put aside."""
        self._store().offer_again(op_id)

    def settle(self, item_id: str, who: str) -> None:
        """A person has dealt with it."""
        self._store().settle(item_id, who, datetime.now(UTC))

    def suspicions(self, reg_no: str) -> tuple[Suspicion, ...]:
        """The hub's advice about a matter."""
        return self._store().suspicions(reg_no)

    def sealed(self) -> SealedBook:
        """Keys, and what was received sealed."""
        return self._store().sealed()

    def hall(self, report: HallReport) -> Hall | None:
        """Tell the hub how this window stands and learn how the hall does; for the lane `sync`.

        Returns:
            None where the station is bound to no hub.

        Raises:
            HubAway and what else a line raises.
        """
        binding = self._store().binding()
        if binding is None:
            return None
        with self._line(binding) as line:
            return line.hall(report)

    def enrol(self, url: str, code: str) -> Binding:
        """Bind the store; waits for the line, so call it on the lane `sync`."""
        return enrol(self._store(), url, code)
