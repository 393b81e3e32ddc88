"""Keys for what is sealed, and what was received sealed, as people see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class KeyShown:
    """A public key of an office.

    Attributes:
        key_id: 16 hex digits; people of both offices compare them over the telephone.
        own: of this office; held: its private half lies in this store.
        replaced: a later one of that office is in use.
        published: the hub has vouched for it; False: it has not been there yet.
    """

    key_id: str
    office: str
    office_name: str
    since: datetime
    own: bool = False
    held: bool = False
    replaced: bool = False
    published: bool = True


@dataclass(frozen=True)
class SealedPaper:
    """A paper of a sealed matter; `content`: its picture file, empty where there is none.

    `waits`: there is one, and it has not been fetched yet.
    """

    name: str
    pages: int
    original: bool
    content: bytes = b""
    waits: bool = False


@dataclass(frozen=True)
class OpenedSealed:
    """What was in a box.

    Attributes:
        content: `matter`, `visit`, `people`, `received_by`, `visited_at`, `target_unit`, as registered.
        papers: what the visitor brought.
    """

    content: Mapping[str, Any]
    papers: tuple[SealedPaper, ...]


@dataclass(frozen=True)
class ReceivedSealed:
    """A matter another office sealed for this one; `readable`: with a key of this store."""

    reg_no: str
    visit_no: str
    from_office: str
    from_name: str
    at: datetime
    readable: bool
