"""Writes the log's rows of visits anew whenever something was said of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.config import Settings
from app.domain.amendment import AmendmentRecord, amended, left_at
from app.domain.log_filter import ReviewState
from app.domain.matter import MatterDraft
from app.domain.office import Office
from app.domain.person import PersonRole
from app.domain.record import MatterRecord, VisitRecord
from app.intake.visibility import NOT_SAID, SEALED_TEXT, visitors
from db import amendments, matters, visits
from db.codec import from_json
from db.log_tables import LineReviewRow, LogLineRow, LogMatterRow, LogTextRow
from db.rows import OfficeRow, PaperRow, PrintRow, SettingRow, VisitRow

_VERSION_NAME = "log_lines"
_AT_ONCE = 500


@dataclass(frozen=True)
class _Reviewed:
    state: ReviewState
    by: str
    at: datetime | None


def write_lines(session: Session, visit_ids: Sequence[str]) -> None:
    """Make the rows of these visits say what the visits say now."""
    session.flush()
    zone = _zone(session)
    for chunk in visits.chunks(visit_ids, _AT_ONCE):
        rows = session.scalars(
            select(VisitRow)
            .where(VisitRow.visit_id.in_(chunk))
            .order_by(VisitRow.registered_at, VisitRow.visit_no)
        ).all()
        said = amendments.of_visits(session, chunk)
        reviewed = _reviewed(session, chunk, said)
        printed = _printed(session, chunk)
        roots = matters.roots_of_visits(session, chunk)
        for visit in visits.load_visits(session, rows):
            _write(
                session,
                visit,
                said.get(visit.visit_id, ()),
                reviewed[visit.visit_id],
                printed.get(visit.visit_id, {}),
                roots,
                zone,
            )
    session.flush()


def write_lines_of_matter(session: Session, matter_id: str) -> None:
    """Write the line anew of the visit that raised a matter, and whose matter it is for all those linked."""
    session.flush()
    row = session.get(LogMatterRow, matter_id)
    if row is None:
        return
    alike = session.scalars(select(LogMatterRow.matter_id).where(LogMatterRow.root_id == row.root_id)).all()
    for one in alike:
        session.execute(
            update(LogMatterRow)
            .where(LogMatterRow.matter_id == one)
            .values(root_id=matters.root_of(session, one))
        )
    session.expire(row)
    visit_id = session.scalars(select(LogLineRow.visit_id).where(LogLineRow.key == row.key)).one()
    write_lines(session, [visit_id])


def line_written_anew(session: Session, visit_no: str) -> None:
    """Write the line of a visit anew, by its number."""
    write_lines(
        session, session.scalars(select(VisitRow.visit_id).where(VisitRow.visit_no == visit_no)).all()
    )


def lines_version(session: Session) -> int:
    """Of which form the log's rows are; 0 while they are not whole."""
    row = session.get(SettingRow, _VERSION_NAME)
    return int(row.value["is"]) if row else 0


def set_lines_version(session: Session, version: int) -> None:
    """Say that the rows are whole and of which form they are."""
    session.merge(SettingRow(name=_VERSION_NAME, value={"is": version}))


def clear_lines(session: Session) -> None:
    """Leave no row, to begin anew."""
    set_lines_version(session, 0)
    for row in (LogMatterRow, LogTextRow, LogLineRow):
        session.execute(delete(row))


def lines_missing(session: Session, most: int) -> Sequence[str]:
    """Visits without a line, oldest first."""
    return session.scalars(
        select(VisitRow.visit_id)
        .outerjoin(LogLineRow, LogLineRow.visit_id == VisitRow.visit_id)
        .where(LogLineRow.key.is_(None))
        .order_by(VisitRow.registered_at, VisitRow.visit_no)
        .limit(most)
    ).all()


def _write(
    session: Session,
    as_registered: VisitRecord,
    said: Sequence[AmendmentRecord],
    reviewed: _Reviewed,
    printed: Mapping[str, datetime],
    roots: Mapping[str, str],
    zone: tzinfo,
) -> None:
    visit = amended(as_registered, said)
    sealed = visit.sealed
    first = next((m for m in visit.matters if not m.sealed), visit.matters[0])
    row = session.scalars(select(LogLineRow).where(LogLineRow.visit_id == visit.visit_id)).first()
    if row is None:
        row = LogLineRow(visit_id=visit.visit_id, seq=_take_seq(session, visit))
        session.add(row)
    local = visit.visited_at.astimezone(zone)
    row.visit_no, row.local_date, row.hour = visit.visit_no, visit.local_date, local.hour
    row.registered_at, row.visited_at, row.left_at = visit.registered_at, visit.visited_at, left_at(said)
    row.window, row.received_by = visit.stated.window, visit.received_by
    row.present = visit.stated.head_count
    row.representatives = sum(p.role is PersonRole.REPRESENTATIVE for p in visit.participants)
    row.sealed, row.visitors = sealed, visitors(visit)
    row.purpose, row.content_code = first.stated.purpose, "" if sealed else first.stated.content_code
    row.matters = len(visit.matters)
    row.repeat = any(m.link for m in visit.matters)
    row.competent_level = "" if sealed else first.stated.competent_level or ""
    row.outcome, row.target_unit = ("", "") if sealed else (first.outcome.value, first.target_unit)
    row.due_on = None if sealed else min((m.due_on for m in visit.matters if m.due_on), default=None)
    row.told = any(at.astimezone(zone).date() == visit.local_date for at in printed.values())
    row.confirmed = visit.stated.confirmed is not None
    row.review, row.reviewed_by, row.reviewed_at = reviewed.state, reviewed.by, reviewed.at
    row.amended = bool(said)
    session.flush()
    _write_text(session, row.key, visit, first, printed)
    _write_matters(session, row.key, visit, roots)


def _write_text(
    session: Session, key: int, visit: VisitRecord, first: MatterRecord, printed: Mapping[str, datetime]
) -> None:
    sealed = visit.sealed
    stated = first.stated
    text = session.get(LogTextRow, key)
    if text is None:
        text = LogTextRow(key=key)
        session.add(text)
    text.place = "" if sealed else stated.place or NOT_SAID.get(stated.place_code, stated.place_code)
    text.demand = SEALED_TEXT if sealed else stated.demand
    text.procedures = "" if sealed else " ".join(sorted(stated.procedures))
    text.documents = " ".join(sorted(printed, key=lambda document: printed[document]))
    text.remark = "" if sealed else visit.stated.remark
    text.names = "" if sealed else _names(visit)
    text.words = "" if sealed else _words(visit)


def _write_matters(session: Session, key: int, visit: VisitRecord, roots: Mapping[str, str]) -> None:
    for matter in visit.matters:
        stated = MatterDraft(purpose=matter.stated.purpose) if matter.sealed else matter.stated
        row = session.get(LogMatterRow, matter.matter_id)
        if row is None:
            row = LogMatterRow(matter_id=matter.matter_id)
            session.add(row)
        row.key, row.local_date, row.sealed = key, visit.local_date, matter.sealed
        row.root_id = roots.get(matter.matter_id, matter.matter_id)
        row.purpose, row.route = stated.purpose, stated.route or ""
        row.content_code, row.place_code = stated.content_code, stated.place_code
        row.outcome = "" if matter.sealed else matter.outcome
        row.target_unit = "" if matter.sealed else matter.target_unit
        row.reported_unit = stated.reported_unit
        row.competent_level = stated.competent_level or ""
        row.repeat = matter.link is not None


def _names(visit: VisitRecord) -> str:
    if visit.stated.anonymous:
        return ""
    named = (p.stated.name for p in visit.participants if not p.stated.anonymous)
    return "\n".join(named).casefold()


def _words(visit: VisitRecord) -> str:
    said = [visit.stated.remark]
    for matter in visit.matters:
        stated = matter.stated
        said += [stated.demand, stated.place, stated.reported_unit, matter.target_unit]
    return "\n".join(filter(None, said)).casefold()


def _take_seq(session: Session, visit: VisitRecord) -> int:
    """Its place in its day over all windows; one that comes late moves those registered after it."""
    later = (LogLineRow.registered_at > visit.registered_at) | (
        (LogLineRow.registered_at == visit.registered_at) & (LogLineRow.visit_no > visit.visit_no)
    )
    last = session.execute(
        select(LogLineRow.seq, LogLineRow.registered_at, LogLineRow.visit_no)
        .where(LogLineRow.local_date == visit.local_date)
        .order_by(LogLineRow.seq.desc())
        .limit(1)
    ).first()
    if last is None:
        return 1
    if (last.registered_at, last.visit_no) < (visit.registered_at, visit.visit_no):
        return int(last.seq) + 1
    after = session.scalar(
        select(func.min(LogLineRow.seq)).where(LogLineRow.local_date == visit.local_date, later)
    )
    session.execute(
        update(LogLineRow)
        .where(LogLineRow.local_date == visit.local_date, later)
        .values(seq=LogLineRow.seq + 1)
    )
    return int(after or 1)


def _reviewed(
    session: Session, visit_ids: Sequence[str], said: Mapping[str, Sequence[AmendmentRecord]]
) -> Mapping[str, _Reviewed]:
    found: dict[str, _Reviewed] = defaultdict(lambda: _Reviewed(ReviewState.OPEN, "", None))
    steps = session.scalars(
        select(LineReviewRow)
        .where(
            LineReviewRow.visit_id.in_(visit_ids),
            or_(*(LineReviewRow.kind == kind for kind in ("checked", "asked", "answered"))),
        )
        .order_by(LineReviewRow.at, LineReviewRow.review_id)
    )
    for step in steps:
        found[step.visit_id] = _Reviewed(ReviewState(step.kind), step.by, step.at)
    for visit_id, reviewed in list(found.items()):
        last = max((a.at for a in said.get(visit_id, ())), default=None)
        if reviewed.state is ReviewState.CHECKED and last and reviewed.at and last > reviewed.at:
            found[visit_id] = _Reviewed(ReviewState.CHANGED, reviewed.by, reviewed.at)
    return found


def _printed(session: Session, visit_ids: Sequence[str]) -> Mapping[str, Mapping[str, datetime]]:
    """By visit, the papers that were made and hold, each with the time of its first making."""
    found: dict[str, dict[str, datetime]] = {}
    rows = session.execute(
        select(PaperRow.visit_id, PaperRow.document_id, func.min(PrintRow.at, type_=PrintRow.at.type))
        .join(PrintRow, PrintRow.paper_id == PaperRow.paper_id)
        .where(PaperRow.visit_id.in_(visit_ids), PaperRow.voided.is_(False))
        .group_by(PaperRow.visit_id, PaperRow.document_id)
    )
    for visit_id, document_id, at in rows:
        found.setdefault(visit_id, {})[document_id] = at
    return found


def _zone(session: Session) -> tzinfo:
    office = from_json(session.scalars(select(OfficeRow)).one().data, Office)
    return ZoneInfo(Settings.of(office.settings).timezone)
