"""The key an office signs its papers with: kept encrypted in the store, used only here."""

import base64
import hashlib
from dataclasses import replace

from app.domain.office import StaffRole
from app.errors import BadInput, NotAllowed, SigningKeyOutOfTime
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
    outside = _out_of_time(shown, session)
    if outside is None:
        return
    if outside.ended:
        raise BadInput([f"这份证书已于 {outside.day} 到期，不能再用来签名。没有改动。"])
    raise BadInput([f"这份证书从 {outside.day} 起才有效，请到时再装入。没有改动。"])


def _out_of_time(shown: KeyShown, session: DeskSession) -> SigningKeyOutOfTime | None:
    now, zone = session.clock.now_local(), session.clock.now_local().tzinfo
    if now > shown.until:
        return SigningKeyOutOfTime(shown.until.astimezone(zone).date(), ended=True)
    if now < shown.since:
        return SigningKeyOutOfTime(shown.since.astimezone(zone).date(), ended=False)
    return None


def signing_key(unit: ReadUnit) -> SigningKey | None:
    """The key in use, None if papers are not signed."""
    kept = unit.setting(_SETTING)
    if not isinstance(kept, dict):
        return None
    return SigningKey(base64.b64decode(kept["data"]), kept["passphrase"])


def hindered(key: SigningKey | None, session: DeskSession) -> SigningKeyOutOfTime | None:
    """Why the key must not sign today: a signature made after the certificate's end proves nothing."""
    return _out_of_time(look_at_key(key), session) if key is not None else None


def key_for_file(unit: ReadUnit, session: DeskSession, *, unsigned: bool) -> SigningKey | None:
    """The key a file is to be signed with, None if the office or this person wants none.

    Raises:
        SigningKeyOutOfTime: it must not sign, and a person has not yet decided to do without.
    """
    key = None if unsigned else signing_key(unit)
    if outside := hindered(key, session):
        raise outside
    return key


def signed(paper: Paper, key: SigningKey | None) -> Paper:
    """A paper as it is handed out as a file, signed where the office has a key."""
    if key is None:
        return paper
    pdf = sign_pdf(paper.pdf, key)
    return replace(paper, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
