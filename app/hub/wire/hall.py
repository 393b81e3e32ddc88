"""How the windows of a hall stand: each tells its own, and learns all of its office's."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from app.hub.wire.common import Label, Moment


class DeskState(StrEnum):
    """What a window is doing: a form is being filled in, nobody sits there, or neither."""

    RECEIVING = "receiving"
    FREE = "free"
    AWAY = "away"


class HallReport(Struct, frozen=True):
    """`POST /v1/hall`: how one window of a hall stands; the answer is the whole hall.

    Nothing of any visitor is in it.

    Attributes:
        window: its number; `who`: the member of the staff, empty while nobody is signed in.
        unfinished: forms begun and not registered yet; `visits`: registered there today.
    """

    window: Annotated[int, Meta(ge=0, le=999)]
    who: Label
    state: DeskState
    unfinished: Annotated[int, Meta(ge=0, le=100_000)]
    visits: Annotated[int, Meta(ge=0, le=100_000)]


class HallDesk(Struct, frozen=True):
    """A window of the sender's office as it last reported; `seen_at` by the hub's clock."""

    station_id: str
    window: int
    who: str
    state: DeskState
    unfinished: int
    visits: int
    seen_at: Moment


class Hall(Struct, frozen=True):
    """Every window of the office that was heard of within a day, by number."""

    hub_time: Moment
    desks: list[HallDesk]
