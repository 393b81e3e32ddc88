"""Noticing that this store is not the one that wrote last: restored, rolled back, copied or moved.

Three witnesses: a stamp within a backup; which machine wrote, kept within the store; and a small file
outside the store that says how far it had come. Any of them alone begins a new epoch before anything is
written, so that no number is ever given out twice; where all are missing, the hub's `fork` tells.
"""

import contextlib
import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.journal import current_epoch
from db.rows import FeedRow, OpRow, SettingRow
from db.sync.epochs import begin_epoch
from db.sync.rows import TaskRow

_BACKUP, _MACHINE = "is_backup", "written_on"
_MACHINE_ID = Path("/etc/machine-id")


@dataclass(frozen=True)
class Mark:
    """How far a store had come when it was last written to."""

    epoch: str
    seq: int


class Sentinel:
    """The file outside the store; it says nothing about anybody, and is done without if it must be."""

    def __init__(self, folder: Path, station_id: str, store: Path) -> None:
        """Args: folder: of this computer's marks; store: folder of the store, which names the file."""
        self._folder = folder
        self._name = _short(station_id)
        self._path = folder / f"{self._name}-{_short(str(store.resolve()))}.json"

    def read(self) -> Mark | None:
        """The mark; None where there is none that can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Mark)
        except (OSError, msgspec.MsgspecError):
            return None

    def known_elsewhere(self) -> bool:
        """Whether this computer has opened a store of the same name in another folder."""
        return any(path != self._path for path in self._folder.glob(f"{self._name}-*.json"))

    def keep(self, mark: Mark) -> None:
        """Write the mark. After a power cut it may lag behind, never run ahead: the store comes first."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(msgspec.json.encode(mark))
            part.replace(self._path)


def stamp_backup(session: Session) -> None:
    """Mark a copy as one: whoever opens it begins a new epoch."""
    session.merge(SettingRow(name=_BACKUP, value={"is": True}))
    session.flush()


def notice_another_life(session: Session, sentinel: Sentinel, now: datetime) -> str:
    """Begin a new epoch where this store is not the one that wrote last.

    Returns:
        Why: backup | other_machine | copied | rolled_back; empty where all is as it was left.
    """
    mark, why = sentinel.read(), ""
    machine = machine_id()
    written_on = session.get(SettingRow, _MACHINE)
    if session.get(SettingRow, _BACKUP) is not None:
        why = "backup"
    elif written_on is not None and machine and written_on.value["is"] != machine:
        why = "other_machine"
    elif mark is not None and _ahead(session, mark):
        why = "rolled_back"
    elif mark is None and sentinel.known_elsewhere():
        why = "copied"
    if why:
        lost = _lost(session, mark)
        begin_epoch(session, why, now)
        if lost is not None:
            _tell(session, why, lost, now)
        session.execute(delete(SettingRow).where(SettingRow.name == _BACKUP))
    if machine and (written_on is None or why):
        session.merge(SettingRow(name=_MACHINE, value={"is": machine}))
    session.flush()
    return why


def mark_of(session: Session) -> Mark:
    """How far this store has come."""
    epoch = current_epoch(session)
    return Mark(epoch, session.scalar(select(func.max(OpRow.seq)).where(OpRow.epoch == epoch)) or 0)


def machine_id() -> str:
    """A digest that differs from computer to computer; empty where nothing lasting is known of this one."""
    with contextlib.suppress(OSError):
        return _short(_MACHINE_ID.read_text("ascii").strip())
    node = uuid.getnode()
    if node >> 40 & 1:  # made up for this run: there is no network card to ask
        return ""
    return _short(str(node))


def _ahead(session: Session, mark: Mark) -> bool:
    """Whether more was written under the mark than stands here."""
    if session.get(FeedRow, mark.epoch) is None:
        return True
    if mark.epoch != current_epoch(session):
        return False
    return mark.seq > mark_of(session).seq


def _lost(session: Session, mark: Mark | None) -> Mark | None:
    if mark is None or session.get(FeedRow, mark.epoch) is None:
        return mark
    return mark if mark.seq > mark_of(session).seq and mark.epoch == current_epoch(session) else None


def _tell(session: Session, why: str, lost: Mark, now: datetime) -> None:
    """Name what is missing: what had reached the hub comes back by itself, the rest only from paper."""
    first = (session.scalar(select(func.max(OpRow.seq)).where(OpRow.epoch == lost.epoch)) or 0) + 1
    session.add(
        TaskRow(
            task_id=str(uuid.uuid4()),
            what="rolled_back",
            about=f"{lost.epoch[:4]} {first}–{lost.seq}",
            detail={"why": why, "epoch": lost.epoch, "first": first, "last": lost.seq},
            at=now,
            done_by="",
            done_at=None,
        )
    )


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
