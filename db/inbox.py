"""Audit rows of commands that looked into the store while a window held it for writing.

They wait as sealed files beside the database until the writer takes them in.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag

from db.codec import seal, unseal
from db.journal import new_id
from db.keyring import sync_folder
from db.unit_of_work import SqlWriteUnit


def leave(folder: Path, key: bytes, who: str, action: str, about: str, why: str) -> None:
    """Leave one row, durably."""
    folder.mkdir(exist_ok=True)
    name = new_id()
    row = {"at": datetime.now(UTC).isoformat(), "who": who, "action": action, "about": about, "why": why}
    part = folder / f"{name}.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(seal(key, json.dumps(row, ensure_ascii=False).encode(), name))
        out.flush()
        os.fsync(out.fileno())
    part.rename(folder / f"{name}.row")
    sync_folder(folder)


def take_in(folder: Path, key: bytes, unit: SqlWriteUnit) -> list[Path]:
    """Append what waits to the audit chain; the caller removes the files once it has committed.

    Where a writer was killed before it removed them, they stand in the chain already.
    """
    if not folder.is_dir():
        return []
    taken = sorted(folder.glob("*.row"))
    for path in taken:
        try:
            row = json.loads(unseal(key, path.read_bytes(), path.stem))
        except (InvalidTag, ValueError):
            unit.note("audit_row_damaged", path.stem)
        else:
            at, who = datetime.fromisoformat(row["at"]), row["who"]
            if not unit.noted(row["action"], at, who):
                unit.note(row["action"], row["about"], row["why"], at=at, who=who)
    return taken
