"""The log of makings: the first one that came out is the original, every later one carries 补打."""

from app.domain.record import PaperRecord
from app.errors import BadInput
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit


def unsent(unit: ReadUnit, paper_id: str) -> int:
    """Makings that are logged, and of which nothing ever went out."""
    return sum(entry.unsent for entry in unit.prints_of(paper_id))


def came_out(paper: PaperRecord) -> bool:
    """Whether there is an original: a making that was finished as a file or went to a printer."""
    return paper.prints > 0


def log_making(unit: WriteUnit, paper: PaperRecord, session: DeskSession) -> bool:
    """Log one more making inside somebody else's transaction; returns whether it is a reprint."""
    earlier = unit.count_print(paper.paper_id, session.clock.now_utc(), session.user.name)
    reprint = earlier > unsent(unit, paper.paper_id)
    unit.note("reprint" if reprint else "print", paper.number)
    return reprint


def log_written(paper: PaperRecord, session: DeskSession, *, reprint: bool) -> None:
    """Log the making of a file that is whole on the disk, before anybody may have it.

    Raises:
        BadInput: it was made elsewhere meanwhile, and this one is marked wrongly.
        DiskFull, DiskFailed: nothing was logged.
    """
    with session.write() as unit:
        if log_making(unit, paper, session) is not reprint:
            raise BadInput([f"{paper.number} 刚才已在别处制作。这次的文件没有留下，请再制作一次。"])
        unit.commit()
