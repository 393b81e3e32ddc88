"""Forms being filled in: kept in the encrypted store so that a crash loses nothing typed."""

import json

from app.intake.results import DraftKept
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST


def keep_draft(draft_id: str, form: dict[str, object], session: DeskSession) -> DraftKept:
    """Keep a form (plain JSON data), replacing what was kept under the same id."""
    now = session.clock.now_utc()
    with session.write() as unit:
        unit.keep_draft(draft_id, session.window, now, json.dumps(form, ensure_ascii=False))
        unit.commit()
    return DraftKept(draft_id, now, session.window, form)


def kept_drafts(session: DeskSession) -> tuple[DraftKept, ...]:
    """Forms kept at this desk, oldest first; none for whom what visitors say is not.

    Those from before the desk was given another window number go on under the new one.
    """
    if session.user.role not in MAY_LIST:
        return ()
    with session.read() as unit:
        return tuple(DraftKept(d, at, session.window, json.loads(form)) for d, at, form in unit.drafts())


def discard_draft(draft_id: str, session: DeskSession) -> None:
    """Forget a kept form."""
    with session.write() as unit:
        unit.drop_draft(draft_id)
        unit.commit()


def window_of(setting: object) -> int:
    """The window number of this station; 1 until it is set."""
    return setting if isinstance(setting, int) and setting >= 1 else 1
