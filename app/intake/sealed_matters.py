"""Keys and sealed matters: who may make one, who may read what came, each audited [Arts. 30(3), 46(5)]."""

from pathlib import Path

from app.domain.office import StaffRole
from app.domain.sealed import KeyShown, OpenedSealed, ReceivedSealed
from app.errors import BadInput, NotAllowed, NotFound, StoreDamaged, WrongPassword
from app.intake.session import DeskSession
from app.ports import SealedBook

MAY_MAKE_KEYS = frozenset({StaffRole.LEAD, StaffRole.ACCUSATION_HANDLER})
MAY_READ = frozenset({StaffRole.ACCUSATION_HANDLER})
SHORTEST_PASSPHRASE = 12


def make_key(book: SealedBook, session: DeskSession) -> KeyShown:
    """A key pair for this office; an earlier one stays, for what was sealed for it.

    Raises:
        NotAllowed: neither the lead nor whoever handles accusations.
    """
    if session.user.role not in MAY_MAKE_KEYS:
        raise NotAllowed("sealing_key")
    return book.new_key(session.user.name, session.clock.now_utc())


def export_keys(book: SealedBook, file: Path, passphrase: str, session: DeskSession) -> int:
    """Private keys into a file, so that what was sealed outlives this computer; audited.

    Raises:
        NotAllowed: only whoever handles accusations: who holds the file and the passphrase reads everything.
        BadInput: the file is there already, or the passphrase is too short.
    """
    if session.user.role not in MAY_READ:
        raise NotAllowed("sealing_key")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadInput([f"口令至少 {SHORTEST_PASSPHRASE} 个字。没有导出。"])
    if file.exists():
        raise BadInput([f"“{file.name}”已经有了，没有覆盖。请换一个文件名。"])
    try:
        return book.export_keys(file, passphrase, session.user.name, session.clock.now_utc())
    except OSError as error:
        raise BadInput(["文件写不进去。请看文件夹在不在、U 盘有没有插好。私钥仍在本机。"]) from error


def import_keys(book: SealedBook, file: Path, passphrase: str, session: DeskSession) -> int:
    """Private keys from such a file; audited.

    Raises:
        NotAllowed: only whoever handles accusations.
        BadInput: no such file, or not its passphrase.
    """
    if session.user.role not in MAY_READ:
        raise NotAllowed("sealing_key")
    try:
        return book.import_keys(file, passphrase, session.user.name, session.clock.now_utc())
    except StoreDamaged as error:
        raise BadInput(["这不是导出的密件私钥文件，或文件已损坏。没有导入。"]) from error
    except WrongPassword as error:
        raise BadInput(["口令不对。没有导入。"]) from error


def list_received(book: SealedBook, session: DeskSession) -> tuple[ReceivedSealed, ...]:
    """What was received sealed.

    Raises:
        NotAllowed: only whoever handles accusations.
    """
    if session.user.role not in MAY_READ:
        raise NotAllowed("sealed")
    return book.received()


def read_received(book: SealedBook, reg_no: str, why: str, session: DeskSession) -> OpenedSealed:
    """The content of a sealed matter; audited.

    Raises:
        NotAllowed: only whoever handles accusations.
        NotFound: nothing of that number that a key of this store opens.
    """
    if session.user.role not in MAY_READ:
        raise NotAllowed("sealed")
    found = book.open(reg_no, session.user.name, why, session.clock.now_utc())
    if found is None:
        raise NotFound(reg_no)
    return found
