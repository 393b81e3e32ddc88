"""The key an office signs its papers with: kept encrypted in the store, used only here."""

import base64
import hashlib
from dataclasses import replace

from app.domain.office import StaffRole
from app.errors import BadInput, NotAllowed
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.receipts.signing import KeyShown, SigningKey, look_at_key, sign_pdf

_SETTING = "paper_signing_key"
MAY_SET_KEY = frozenset({StaffRole.LEAD, StaffRole.ADMIN})


def set_signing_key(key: SigningKey | None, session: DeskSession) -> KeyShown | None:
    """Sign papers from now on; None = no more.

    Raises:
        BadInput: the key cannot be used: wrong passphrase, no such file, or a certificate that has ended
            or has not begun.
        NotAllowed: neither lead nor admin.
        DiskFull, DiskFailed.
    """
    _require(session)
    shown = look_at_key(key) if key is not None else None
    if shown is not None:
        _refuse_out_of_time(shown, session)
    kept = None
    if key is not None:
        kept = {"data": base64.b64encode(key.data).decode("ascii"), "passphrase": key.passphrase}
    with session.write() as unit:
        unit.save_setting(_SETTING, kept)
        unit.note("set_signing_key", "", "set" if key is not None else "removed")
        unit.commit()
    return shown


def read_signing_key(session: DeskSession) -> KeyShown | None:
    """Whose key papers are signed with, and until when; None = they are not signed.

    Raises:
        NotAllowed: neither lead nor admin.
    """
    _require(session)
    with session.read() as unit:
        key = signing_key(unit)
    return look_at_key(key) if key is not None else None


def _require(session: DeskSession) -> None:
    if session.user.role not in MAY_SET_KEY:
        raise NotAllowed("change_office")


def _refuse_out_of_time(shown: KeyShown, session: DeskSession) -> None:
    now = session.clock.now_utc()
    if now > shown.until:
        raise BadInput([f"这份证书已于 {shown.until:%Y-%m-%d} 到期，不能再用来签名。没有改动。"])
    if now < shown.since:
        raise BadInput([f"这份证书从 {shown.since:%Y-%m-%d} 起才有效，请到时再装入。没有改动。"])


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
