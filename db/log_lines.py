"""Writes the log's rows of visits anew whenever something was said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, func, literal, select, tuple_, update
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
from db.bulk import insert_rows
from db.codec import from_json
from db.log_tables import LineReviewRow, LogLineRow, LogMatterRow, LogTextRow
from db.rows import OfficeRow, PaperRow, PrintRow, SettingRow, VisitRow

_VERSION_NAME = "log_lines"
_STATES = frozenset(ReviewState)
_AT_ONCE = 500


@dataclass(frozen=True)
class _Reviewed:
    state: ReviewState = ReviewState.OPEN
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class _Known:
    """What is known of visits besides themselves, by visit, and the roots of their matters."""

    said: Mapping[str, Sequence[AmendmentRecord]] = field(default_factory=dict)
    reviewed: Mapping[str, _Reviewed] = field(default_factory=dict)
    printed: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    roots: Mapping[str, str] = field(default_factory=dict)


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
        known = _Known(
            said,
            _reviewed(session, chunk, said),
            _printed(session, chunk),
            matters.roots_of_visits(session, chunk),
        )
        _write(session, visits.load_visits(session, rows), known, zone)


def add_lines(session: Session, fresh: Sequence[VisitRecord]) -> None:
    """Write the lines of visits that have just come: nothing else was said of them yet."""
    linked = [visit.visit_id for visit in fresh if any(m.link for m in visit.matters)]
    roots = matters.roots_of_visits(session, linked) if linked else {}
    _write(session, fresh, _Known(roots=roots), _zone(session))


def _write(session: Session, loaded: Sequence[VisitRecord], known: _Known, zone: tzinfo) -> None:
    places = _Places(session, [visit.visit_id for visit in loaded])
    lines: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    raised: list[dict[str, Any]] = []
    for registered in loaded:
        said = known.said.get(registered.visit_id, ())
        visit = amended(registered, said)
        key, seq = places.of(visit)
        papers = known.printed.get(visit.visit_id, {})
        reviewed = known.reviewed.get(visit.visit_id, _Reviewed())
        lines.append({"key": key, "seq": seq, **_line(visit, said, reviewed, papers, zone)})
        texts.append({"key": key, **_text(visit, papers)})
        raised += [{"key": key, **_matter(visit, m, known.roots)} for m in visit.matters]
    for row in (LogMatterRow, LogTextRow, LogLineRow) if places.taken else ():
        session.execute(delete(row).where(row.key.in_(places.taken)))
    for row, values in ((LogLineRow, lines), (LogTextRow, texts), (LogMatterRow, raised)):
        insert_rows(session, row, values)


def write_lines_of_matter(session: Session, matter_id: str) -> None:
    """Write the line anew of the visit that raised a matter, and whose matter it is for all those linked."""
    session.flush()
    found = session.execute(
        select(LogMatterRow.root_id, LogLineRow.visit_id)
        .join(LogLineRow, LogLineRow.key == LogMatterRow.key)
        .where(LogMatterRow.matter_id == matter_id)
    ).first()
    if found is None:
        return
    root_id, visit_id = found
    alike = session.scalars(select(LogMatterRow.matter_id).where(LogMatterRow.root_id == root_id)).all()
    for one in alike:
        root = matters.root_of(session, one)
        session.execute(update(LogMatterRow).where(LogMatterRow.matter_id == one).values(root_id=root))
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


def renew_lines(session: Session, most: int) -> int:
    """Write lines of visits that have none, the newest days first and each day from its morning on.

    Returns:
        About how many are left; 0: every visit has its line.
    """
    day = _down_to(session)
    missing = (
        select(VisitRow.visit_id, VisitRow.local_date)
        .where(VisitRow.local_date <= day, ~exists().where(LogLineRow.visit_id == VisitRow.visit_id))
        .order_by(VisitRow.local_date.desc(), VisitRow.registered_at, VisitRow.visit_no)
        .limit(most)
    )
    found = session.execute(missing).all()
    write_lines(session, [visit_id for visit_id, _ in found])
    if len(found) < most:
        return 0
    left = max(1, lines_left(session) - len(found))
    reached = {"is": 0, "down_to": found[-1].local_date.isoformat(), "left": left}
    session.merge(SettingRow(name=_VERSION_NAME, value=reached))
    session.flush()
    return left


def lines_left(session: Session, since: date | None = None) -> int:
    """About how many visits, of a day or later, may have no line yet; 0: all of them have theirs.

    Args:
        since: None = of any day.
    """
    row = session.get(SettingRow, _VERSION_NAME)
    if row and row.value["is"]:
        return 0
    if since is not None and since > _down_to(session):
        return 0
    if row and "left" in row.value:
        return int(row.value["left"])
    return session.scalar(select(func.count()).select_from(VisitRow)) or 0


def lines_missing(session: Session) -> bool:
    """Whether any visit has no line."""
    missing = (
        select(VisitRow.visit_id).where(~exists().where(LogLineRow.visit_id == VisitRow.visit_id)).limit(1)
    )
    return session.scalar(missing) is not None


def _down_to(session: Session) -> date:
    """The day down to which lines are made; the day itself may be made in part."""
    row = session.get(SettingRow, _VERSION_NAME)
    return date.fromisoformat(row.value["down_to"]) if row and "down_to" in row.value else date.max


def _line(
    visit: VisitRecord,
    said: Sequence[AmendmentRecord],
    reviewed: _Reviewed,
    printed: Mapping[str, datetime],
    zone: tzinfo,
) -> dict[str, Any]:
    sealed = visit.sealed
    first = _first(visit)
    return {
        "visit_id": visit.visit_id,
        "visit_no": visit.visit_no,
        "local_date": visit.local_date,
        "hour": visit.visited_at.astimezone(zone).hour,
        "registered_at": visit.registered_at,
        "visited_at": visit.visited_at,
        "left_at": left_at(said),
        "window": visit.stated.window,
        "received_by": visit.received_by,
        "present": visit.stated.head_count,
        "representatives": sum(p.role is PersonRole.REPRESENTATIVE for p in visit.participants),
        "sealed": sealed,
        "visitors": visitors(visit),
        "purpose": first.stated.purpose.value,
        "content_code": "" if sealed else first.stated.content_code,
        "matters": len(visit.matters),
        "repeats": sum(m.link is not None for m in visit.matters),
        "competent_level": "" if sealed else first.stated.competent_level or "",
        "outcome": "" if sealed else first.outcome.value,
        "target_unit": "" if sealed else first.target_unit,
        "due_on": None if sealed else min((m.due_on for m in visit.matters if m.due_on), default=None),
        "told": any(at.astimezone(zone).date() == visit.local_date for at in printed.values()),
        "confirmed": visit.stated.confirmed is not None,
        "review": reviewed.state.value,
        "reviewed_by": reviewed.by,
        "reviewed_at": reviewed.at,
        "amended": bool(said),
    }


def _text(visit: VisitRecord, printed: Mapping[str, datetime]) -> dict[str, Any]:
    documents = " ".join(sorted(printed, key=lambda document: printed[document]))
    shown = ("place", "procedures", "remark", "names", "words")
    if visit.sealed:
        return {**dict.fromkeys(shown, ""), "demand": SEALED_TEXT, "documents": documents}
    stated = _first(visit).stated
    return {
        "place": stated.place or NOT_SAID.get(stated.place_code, stated.place_code),
        "demand": stated.demand,
        "procedures": " ".join(sorted(stated.procedures)),
        "documents": documents,
        "remark": visit.stated.remark,
        "names": _names(visit),
        "words": _words(visit),
    }


def _matter(visit: VisitRecord, matter: MatterRecord, roots: Mapping[str, str]) -> dict[str, Any]:
    stated = MatterDraft(purpose=matter.stated.purpose) if matter.sealed else matter.stated
    return {
        "matter_id": matter.matter_id,
        "local_date": visit.local_date,
        "root_id": roots.get(matter.matter_id, matter.matter_id),
        "sealed": matter.sealed,
        "purpose": stated.purpose.value,
        "route": stated.route or "",
        "content_code": stated.content_code,
        "place_code": stated.place_code,
        "outcome": "" if matter.sealed else matter.outcome.value,
        "target_unit": "" if matter.sealed else matter.target_unit,
        "reported_unit": stated.reported_unit,
        "competent_level": stated.competent_level or "",
        "repeat": matter.link is not None,
    }


def _first(visit: VisitRecord) -> MatterRecord:
    return next((m for m in visit.matters if not m.sealed), visit.matters[0])


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


class _Places:
    """Keys and numbers of lines: those they have, or the next ones."""

    def __init__(self, session: Session, visit_ids: Sequence[str]) -> None:
        self._session = session
        self._ids = visit_ids
        self._held = self._read()
        self.taken = [key for key, _ in self._held.values()]
        self._key = session.scalar(select(func.max(LogLineRow.key))) or 0
        self._last: dict[date, tuple[int, datetime, str]] = {}

    def of(self, visit: VisitRecord) -> tuple[int, int]:
        """Key, and place in its day over all windows; a visit that comes late moves those after it."""
        if visit.visit_id in self._held:
            return self._held[visit.visit_id]
        self._key += 1
        day, mine = visit.local_date, (visit.registered_at, visit.visit_no)
        last = self._last.get(day) or self._last_of(day)
        if last is None or last[1:] < mine:
            seq = last[0] + 1 if last else 1
            self._last[day] = (seq, *mine)
            return self._key, seq
        later = tuple_(LogLineRow.registered_at, LogLineRow.visit_no) > tuple_(
            *(literal(value, column.type) for value, column in zip(mine, _MOMENT, strict=True))
        )
        inside = (LogLineRow.local_date == day, later)
        seq = self._session.scalar(select(func.min(LogLineRow.seq)).where(*inside)) or 1
        self._session.execute(update(LogLineRow).where(*inside).values(seq=LogLineRow.seq + 1))
        self._last.pop(day, None)
        self._held = self._read()
        return self._key, seq

    def _read(self) -> dict[str, tuple[int, int]]:
        held = self._session.execute(
            select(LogLineRow.visit_id, LogLineRow.key, LogLineRow.seq).where(
                LogLineRow.visit_id.in_(self._ids)
            )
        )
        return {visit_id: (key, seq) for visit_id, key, seq in held}

    def _last_of(self, day: date) -> tuple[int, datetime, str] | None:
        found = self._session.execute(
            select(LogLineRow.seq, LogLineRow.registered_at, LogLineRow.visit_no)
            .where(LogLineRow.local_date == day)
            .order_by(LogLineRow.seq.desc())
            .limit(1)
        ).first()
        return None if found is None else (found.seq, found.registered_at, found.visit_no)


_MOMENT = (LogLineRow.registered_at, LogLineRow.visit_no)


def _reviewed(
    session: Session, visit_ids: Sequence[str], said: Mapping[str, Sequence[AmendmentRecord]]
) -> Mapping[str, _Reviewed]:
    found: dict[str, _Reviewed] = {}
    steps = session.scalars(
        select(LineReviewRow)
        .where(LineReviewRow.visit_id.in_(visit_ids))
        .order_by(LineReviewRow.at, LineReviewRow.review_id)
    )
    for step in steps:
        if step.kind in _STATES:
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
