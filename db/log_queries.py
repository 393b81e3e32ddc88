"""Questions to the log: which lines, in which order, and the lines themselves."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.domain.log_filter import (
    UNCHECKED,
    LogFilter,
    LogLine,
    LogSort,
    LogTotals,
    Raising,
    ReviewState,
    SearchWord,
)
from db.log_tables import LineReviewRow, LogLineRow, LogMatterRow, LogTextRow
from db.rows import OpRow
from db.sync.rows import BindingRow

_ORDER: Mapping[LogSort, tuple[InstrumentedAttribute[object], ...]] = {
    LogSort.SEQ: (),
    LogSort.TIME: (LogLineRow.visited_at,),
    LogSort.WINDOW: (LogLineRow.window,),
    LogSort.VISITORS: (LogLineRow.visitors,),
    LogSort.PRESENT: (LogLineRow.present,),
    LogSort.PURPOSE: (LogLineRow.purpose,),
    LogSort.CLASS: (LogLineRow.content_code,),
    LogSort.PLACE: (LogTextRow.place,),
    LogSort.RAISING: (LogLineRow.repeats,),
    LogSort.OUTCOME: (LogLineRow.outcome,),
    LogSort.UNIT: (LogLineRow.target_unit,),
    LogSort.DUE: (LogLineRow.due_on,),
    LogSort.RECEPTIONIST: (LogLineRow.received_by,),
    LogSort.REVIEW: (LogLineRow.review,),
}
_LINES = select(
    LogLineRow.key,
    LogLineRow.visit_id,
    LogLineRow.visit_no,
    LogLineRow.seq,
    LogLineRow.local_date,
    LogLineRow.registered_at,
    LogLineRow.visited_at,
    LogLineRow.left_at,
    LogLineRow.window,
    LogLineRow.received_by,
    LogLineRow.present,
    LogLineRow.representatives,
    LogLineRow.sealed,
    LogLineRow.visitors,
    LogLineRow.purpose,
    LogLineRow.content_code,
    LogLineRow.matters,
    LogLineRow.repeats,
    LogLineRow.competent_level,
    LogLineRow.outcome,
    LogLineRow.target_unit,
    LogLineRow.due_on,
    LogLineRow.told,
    LogLineRow.confirmed,
    LogLineRow.reviewed_by,
    LogLineRow.reviewed_at,
    LogLineRow.amended,
    LogTextRow.place,
    LogTextRow.demand,
    LogTextRow.remark,
    LogTextRow.procedures,
    LogTextRow.documents,
    LogLineRow.review,
).join(LogTextRow, LogTextRow.key == LogLineRow.key)
"""In the order of the fields of `LogLine`."""
_AT_ONCE = 500


def log_keys(
    session: Session, wanted: LogFilter, sort: LogSort = LogSort.SEQ, *, descending: bool = False
) -> "array[int]":
    """Keys of the lines that pass, in order: four bytes a line, so that a year of them can be held."""
    ordered = [*_ORDER[sort], LogLineRow.local_date, LogLineRow.seq]
    statement = _lines(select(LogLineRow.key), session, wanted)
    if sort is LogSort.PLACE and not wanted.words:
        statement = statement.join(LogTextRow, LogTextRow.key == LogLineRow.key)
    statement = statement.order_by(*(c.desc() if descending else c for c in ordered))
    return array("q", session.scalars(statement))


def count_lines(session: Session, wanted: LogFilter) -> int:
    """How many lines pass."""
    return session.scalar(_lines(select(func.count(LogLineRow.key)), session, wanted)) or 0


def count_matters(session: Session, wanted: LogFilter) -> int:
    """How many matter-times (件次) pass, of the lines that pass."""
    return session.scalar(_matters(select(func.count(LogMatterRow.matter_id)), session, wanted)) or 0


def totals(session: Session, wanted: LogFilter, most_classes: int) -> LogTotals:
    """Counts over the lines that pass, each group of them in one reading of the narrow rows."""
    group = LogLineRow.present >= wanted.group_from
    unchecked = LogLineRow.review.in_([s.value for s in UNCHECKED])
    counted = session.execute(
        _lines(
            select(
                func.count(LogLineRow.key),
                func.sum(LogLineRow.present),
                func.sum(LogLineRow.matters),
                func.sum(LogLineRow.repeats),
                func.count().filter(group),
                func.sum(LogLineRow.present).filter(group),
                func.count().filter(LogLineRow.told),
                func.count().filter(LogLineRow.sealed),
                func.count().filter(unchecked),
            ),
            session,
            wanted,
        )
    ).one()
    visits, persons, matters, repeat, groups, group_persons, told, sealed, open_lines = (
        n or 0 for n in counted
    )
    if _conditions(
        LogLineRow, wanted, LogLineRow.repeats > 0
    ):  # of a visit with several matters not all need be meant
        matters = count_matters(session, wanted)
        repeat = count_matters(session, replace(wanted, raising=Raising.REPEAT))
    hours = _lines(select(LogLineRow.hour, func.sum(LogLineRow.present)), session, wanted)
    return LogTotals(
        visits=visits,
        persons=persons,
        matters=matters,
        first=matters - repeat,
        repeat=repeat,
        group_visits=groups,
        group_persons=group_persons,
        told=told,
        sealed=sealed,
        unchecked=open_lines,
        per_hour=tuple(
            (hour, heads) for hour, heads in session.execute(hours.group_by(LogLineRow.hour).order_by("hour"))
        ),
        per_class=_classes(session, wanted, most_classes),
    )


def _classes(session: Session, wanted: LogFilter, most: int) -> tuple[tuple[str, int], ...]:
    number = func.count(LogMatterRow.matter_id)
    statement = select(LogMatterRow.content_code, number)
    if wanted == LogFilter(wanted.start, wanted.end, group_from=wanted.group_from):
        statement = statement.where(LogMatterRow.local_date.between(wanted.start, wanted.end))
    else:
        statement = _matters(statement, session, wanted)
    open_ones = statement.where(LogMatterRow.sealed.is_(False), LogMatterRow.content_code != "")
    ordered = open_ones.group_by(LogMatterRow.content_code).order_by(number.desc(), LogMatterRow.content_code)
    return tuple((code, count) for code, count in session.execute(ordered.limit(most)))


def asked_visits(session: Session, received_by: str) -> Sequence[str]:
    """Numbers of visits about which a question waits; of one receptionist, or of all where none is named."""
    asked = select(LineReviewRow.visit_id).where(LineReviewRow.kind == "asked")
    statement = select(LogLineRow.visit_no).where(
        LogLineRow.visit_id.in_(asked), LogLineRow.review == ReviewState.ASKED.value
    )
    if received_by:
        statement = statement.where(LogLineRow.received_by == received_by)
    return session.scalars(statement.order_by(LogLineRow.registered_at)).all()


def review_state(session: Session, visit_id: str) -> ReviewState:
    """How far the lead is with the line of a visit."""
    found = session.scalars(select(LogLineRow.review).where(LogLineRow.visit_id == visit_id)).first()
    return ReviewState(found or ReviewState.OPEN)


def log_lines(session: Session, keys: Sequence[int]) -> Iterator[LogLine]:
    """The lines of these keys in their order; keys of lines that are no more are left out."""
    bound, waiting = is_bound(session), unsent_visits(session)
    for start in range(0, len(keys), _AT_ONCE):
        chunk = list(keys[start : start + _AT_ONCE])
        rows = session.execute(_LINES.where(LogLineRow.key.in_(chunk)))
        found = {row[0]: row for row in rows}
        for row in filter(None, map(found.get, chunk)):
            *plain, procedures, documents, review = row
            synced = bound and row.visit_no not in waiting
            fields = (
                *plain,
                tuple(procedures.split()),
                tuple(documents.split()),
                ReviewState(review),
                synced,
            )
            yield LogLine(*fields)


def log_choices(session: Session, start: date, end: date) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Windows and receptionists that occur in a span of days."""
    inside = LogLineRow.local_date.between(start, end)
    windows = session.scalars(select(LogLineRow.window).where(inside).distinct().order_by(LogLineRow.window))
    people = session.scalars(
        select(LogLineRow.received_by).where(inside).distinct().order_by(LogLineRow.received_by)
    )
    return tuple(windows), tuple(people)


def is_bound(session: Session) -> bool:
    """Whether this store belongs to a hub: without one nothing is ever upstream."""
    return session.get(BindingRow, 1) is not None


def unsent_visits(session: Session) -> frozenset[str]:
    """What operations tell of that the hub has not acknowledged; empty where there is no hub."""
    if not is_bound(session):
        return frozenset()
    return frozenset(session.scalars(select(OpRow.about).where(OpRow.acked_at.is_(None))))


def passes(session: Session, wanted: LogFilter) -> ColumnElement[bool]:
    """The condition on `LogLineRow` that a filter means; words need `LogTextRow` joined."""
    held: list[ColumnElement[bool]] = [LogLineRow.local_date.between(wanted.start, wanted.end)]
    for column, values in (
        (LogLineRow.window, wanted.windows),
        (LogLineRow.received_by, wanted.received_by),
        (LogLineRow.hour, wanted.hours),
        (LogLineRow.visit_no, wanted.visit_nos),
        (LogLineRow.review, wanted.reviews),
    ):
        if values:
            held.append(column.in_(sorted(values)))
    for flag, asked in (
        (LogLineRow.sealed, wanted.sealed),
        (LogLineRow.told, wanted.told),
        (LogLineRow.confirmed, wanted.confirmed),
        (LogLineRow.amended, wanted.amended),
        (LogLineRow.present >= wanted.group_from, wanted.group),
    ):
        if asked is not None:
            held.append(flag.is_(asked))
    if wanted.weekdays:
        sunday_first = sorted(str((day + 1) % 7) for day in wanted.weekdays)
        held.append(func.strftime("%w", LogLineRow.local_date).in_(sunday_first))
    if wanted.registered_after is not None:
        held.append(LogLineRow.registered_at > wanted.registered_after)
    if wanted.synced is not None:
        held.append(_synced(session, wanted.synced))
    if wanted.reported_units:
        complained = select(LogMatterRow.key).where(
            LogMatterRow.reported_unit.in_(sorted(wanted.reported_units)), LogMatterRow.sealed.is_(False)
        )
        held.append(LogLineRow.key.in_(complained))
    if (of_matter := _of_matter(wanted)) is not None:
        held.append(of_matter)
    held += [_word(word, names=not wanted.names_hidden) for word in wanted.words]
    return and_(*held)


def _lines(statement: Any, session: Session, wanted: LogFilter) -> Any:
    if wanted.words:
        statement = statement.join(LogTextRow, LogTextRow.key == LogLineRow.key)
    return statement.where(passes(session, wanted))


def _matters(statement: Any, session: Session, wanted: LogFilter) -> Any:
    statement = statement.join(LogLineRow, LogLineRow.key == LogMatterRow.key)
    return _lines(statement, session, wanted).where(
        *_conditions(LogMatterRow, wanted, LogMatterRow.repeat.is_(True))
    )


def _of_matter(wanted: LogFilter) -> ColumnElement[bool] | None:
    """One matter is asked of the line itself; only visits with several are looked up, narrow as they are."""
    mine = _conditions(LogLineRow, wanted, LogLineRow.repeats > 0)
    if not mine:
        return None
    one = aliased(LogMatterRow)
    several = (
        exists()
        .where(one.key == LogLineRow.key, *_conditions(one, wanted, one.repeat.is_(True)))
        .correlate(LogLineRow)
    )
    return or_(and_(LogLineRow.matters == 1, *mine), and_(LogLineRow.matters > 1, several))


def _conditions(
    row: type[LogLineRow | LogMatterRow], wanted: LogFilter, again: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = []
    for column, values in (
        (row.purpose, wanted.purposes),
        (row.outcome, wanted.outcomes),
        (row.target_unit, wanted.units),
        (row.competent_level, wanted.competent_levels),
    ):
        if values:
            held.append(column.in_(sorted(values)))
    if wanted.classes:
        first_level = sorted(code for code in wanted.classes if len(code) == 2)
        held.append(
            or_(
                row.content_code.in_(sorted(wanted.classes)),
                func.substr(row.content_code, 1, 2).in_(first_level),
            )
        )
    if wanted.raising is not None:
        held.append(again if wanted.raising is Raising.REPEAT else not_(again))
    return held


def _word(word: SearchWord, *, names: bool) -> ColumnElement[bool]:
    sought = word.text.casefold()
    found = [func.instr(LogTextRow.words, sought) > 0]
    if names:
        found.append(func.instr(LogTextRow.names, sought) > 0)
    if sought.isascii():
        found.append(func.instr(LogLineRow.visit_no, word.text.upper()) > 0)
    for column, codes in (
        (LogLineRow.content_code, word.classes),
        (LogLineRow.outcome, word.outcomes),
        (LogLineRow.purpose, word.purposes),
    ):
        if codes:
            found.append(column.in_(sorted(codes)))
    return or_(*found)


def _synced(session: Session, asked: bool) -> ColumnElement[bool]:
    if not is_bound(session):
        return false() if asked else true()
    waiting = exists().where(OpRow.about == LogLineRow.visit_no, OpRow.acked_at.is_(None))
    return not_(waiting) if asked else waiting
