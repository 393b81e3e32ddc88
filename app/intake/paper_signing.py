"""The key an office signs its papers with: kept encrypted in the store, used only here."""

import base64
import hashlib
from dataclasses import replace

from app.domain.office import StaffRole
from app.errors import NotAllowed
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.receipts.signing import KeyShown, SigningKey, look_at_key, sign_pdf

_SETTING = "paper_signing_key"
_MAY_SET = frozenset({StaffRole.LEAD, StaffRole.ADMIN})


def set_signing_key(key: SigningKey | None, session: DeskSession) -> KeyShown | None:
    """Sign papers from now on; None = no more.

    Raises:
        BadInput: the key cannot be used.
        NotAllowed: neither lead nor admin.
        DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_SET:
        raise NotAllowed("change_office")
    shown = look_at_key(key) if key is not None else None
    kept = None
    if key is not None:
        kept = {"data": base64.b64encode(key.data).decode("ascii"), "passphrase": key.passphrase}
    with session.write() as unit:
        unit.save_setting(_SETTING, kept)
        unit.note("set_signing_key", "", "set" if key is not None else "removed")
        unit.commit()
    return shown


def signing_key(unit: ReadUnit) -> SigningKey | None:
    """The key in use, None if papers are not signed."""
    kept = unit.setting(_SETTING)
    if not isinstance(kept, dict):
        return None
    return SigningKey(base64.b64decode(kept["data"]), kept["passphrase"])


def signed(paper: Paper, key: SigningKey | None) -> Paper:
    """A paper as it is handed out as a file, signed where the office has a key."""
    if key is None:
        return paper
    pdf = sign_pdf(paper.pdf, key)
    return replace(paper, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
