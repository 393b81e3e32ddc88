"""The way into a station as the window needs it: signing in, and the store's side of syncing."""

from typing import Protocol

from app.intake.sign_in import StationGate
from app.sync.ports import SyncGate


class DeskGate(StationGate, SyncGate, Protocol):
    """Both at once; `db.gate.StoreGate` fits it."""
