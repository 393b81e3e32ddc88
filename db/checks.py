"""Is the store whole: pages, journals, numbers, and every visit with its operation."""

import json
from collections.abc import Iterator

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.exceptions import InvalidTag
from sqlalchemy import exc, func, select, text
from sqlalchemy.orm import Session

from app.domain.numbers import is_receipt_number
from db.codec import unseal
from db.journal import broken_audit, broken_ops
from db.known import KEY_BYTES, index_version
from db.log_lines import lines_missing, lines_version
from db.number_gaps import FIRST_OF_ANOTHER_LIFE, left_out
from db.rows import (
    CounterRow,
    ForeignRow,
    KnownRow,
    MatterRow,
    OpRow,
    PaperRow,
    ParticipantRow,
    PostingRow,
    TermRow,
    VisitRow,
)
from db.signed_days import signature_problems
from db.sync.rows import HubEventRow


def problems(session: Session, sealing_key: bytes) -> Iterator[str]:
    """Everything found wrong, one Chinese sentence each, without personal data.

    A check that damage keeps from ending says so, and the next one goes on.
    """
    for name, check in (
        ("数据库页", _pages),
        ("表间关系", _references),
        ("审计记录", _audit),
        ("上报记录", _ops),
        ("来访", _visits),
        ("文书编号", _numbers),
        ("密件", lambda s: _sealed(s, sealing_key)),
        ("查重索引", _index),
        ("日志", _log),
        ("日志签字", signature_problems),
    ):
        try:
            yield from check(session)
        except (exc.DBAPIError, sqlcipher.Error, ValueError):
            session.rollback()
            yield f"{name}读不完整，数据库文件可能已损坏。请立即停止使用并从备份恢复。"


def _pages(session: Session) -> Iterator[str]:
    if session.execute(text("PRAGMA cipher_integrity_check")).first() is not None:
        _bring_log_home(session)
    for (said,) in session.execute(text("PRAGMA cipher_integrity_check")):
        yield f"数据库页校验不符：{said}。请立即停止使用并从备份恢复。"
    for (said,) in session.execute(text("PRAGMA quick_check")):
        if said != "ok":
            yield f"数据库结构有误：{said}。请立即停止使用并从备份恢复。"


def _bring_log_home(session: Session) -> None:
    """Write the log's pages into the file.

    The check reads the file past the log: a power cut while the log was brought home leaves half a page there
    that nobody ever reads, since the log still has it whole.
    """
    raw = session.connection().engine.raw_connection()  # works outside of transactions only
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
    finally:
        raw.close()


def _references(session: Session) -> Iterator[str]:
    for table, _, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"表 {table} 中有记录缺少对应的 {parent}。"


def _audit(session: Session) -> Iterator[str]:
    for seq in broken_audit(session):
        yield f"审计记录第 {seq} 条与前一条不相连，可能被改动或删除。"


def _ops(session: Session) -> Iterator[str]:
    for op_id in broken_ops(session):
        yield f"上报记录 {op_id} 的内容或序号与写入时不符。"


def _visits(session: Session) -> Iterator[str]:
    """Every visit has its one operation, and all the people and matters that it tells of."""
    ops: dict[str, list[tuple[str, int, int]]] = {}
    for about, body in _written(session):
        visit_id, of_people, of_matters = _told(body)
        ops.setdefault(visit_id, []).append((about, of_people, of_matters))
    people = _counted(session, ParticipantRow)
    matters = _counted(session, MatterRow)
    for visit_no, visit_id in session.execute(select(VisitRow.visit_no, VisitRow.visit_id)):
        told_of = ops.pop(visit_id, [])
        if len(told_of) != 1:
            yield f"来访 {visit_no} 与上报记录不是一一对应。"
        elif (people.get(visit_id, 0), matters.get(visit_id, 0)) != told_of[0][1:]:
            yield f"来访 {visit_no} 的来访人或信访事项不全。"
        # A number two copies of a store gave out is told apart by what the hub put after it.
        if not is_receipt_number(visit_no.partition("/")[0]):
            yield f"来访编号 {visit_no} 的校验位不符。"
    for left in ops.values():
        for about, *_ in left:
            yield f"上报记录中的来访 {about} 不在登记簿中。"


def _written(session: Session) -> Iterator[tuple[str, bytes]]:
    """Number and body of every operation that made a visit: our own, and those other windows told of."""
    own = select(OpRow.about, OpRow.body).where(OpRow.kind == "visit")
    for about, body in session.execute(own.execution_options(yield_per=200)):
        yield about, body
    told = select(HubEventRow.origin, HubEventRow.body).where(
        HubEventRow.kind == "op", HubEventRow.state == "applied", HubEventRow.body.is_not(None)
    )
    known = select(OpRow.op_id)
    for origin, body in session.execute(
        told.where(HubEventRow.ref.not_in(known)).execution_options(yield_per=200)
    ):
        if origin["kind"] == "visit":
            yield origin["about"], body


def _told(body: bytes) -> tuple[str, int, int]:
    """Which visit an operation made, with how many people and matters; ("", -1, -1) if it cannot be read."""
    try:
        told = json.loads(body)
        return told["visit_id"], len(told["participants"]), len(told["matters"])
    except (ValueError, KeyError, TypeError):
        return "", -1, -1


def _counted(session: Session, row: type[ParticipantRow | MatterRow]) -> dict[str, int]:
    return dict(session.execute(select(row.visit_id, func.count()).group_by(row.visit_id)).all())


def _numbers(session: Session) -> Iterator[str]:
    """Document numbers run from 1 to the last one given out; the office's short name may change between."""
    seen: dict[str, set[int]] = {}
    own = select(OpRow.about).where(OpRow.kind == "document")
    for (number,) in session.execute(select(PaperRow.number).where(PaperRow.number.in_(own))):
        series, _, serial = number.rpartition("〔")[2].rpartition("-")
        seen.setdefault(series, set()).add(int(serial.partition("/")[0]))
    for name, last in session.execute(select(CounterRow.series, CounterRow.last).order_by(CounterRow.series)):
        kind, *parts = name.split("/")
        if kind != "document":
            continue
        year, window = parts
        serials = seen.pop(f"{year}〕{int(window):02d}", set())
        missing = sorted(set(range(1, last + 1)) - serials - left_out(session, name))
        if missing:
            yield f"文书编号〔{year}〕{int(window):02d} 缺号：{'、'.join(map(str, missing[:10]))}。"
        # Beyond our last number stand those another life of this store gave out, all from far ahead.
        if any(last < serial <= FIRST_OF_ANOTHER_LIFE for serial in serials):
            yield f"文书编号〔{year}〕{int(window):02d} 超出已发出的最后一号 {last}。"
    for series in sorted(seen):
        yield f"文书编号〔{series} 没有发号记录。"


def _index(session: Session) -> Iterator[str]:
    """What can be found is whole, and nothing of it is sealed."""
    sealed = select(func.count()).select_from(KnownRow).join(MatterRow, MatterRow.key == KnownRow.matter_key)
    if session.scalar(sealed.where(MatterRow.sealed)):
        yield "查重索引中有保密事项。请立即停止查重并联系系统管理员。"
    if not index_version(session):
        return  # broken off while it was made: it is made anew at the next sign-in
    foreign = session.scalar(select(func.count()).select_from(ForeignRow))
    found = session.scalar(select(func.count()).where(KnownRow.foreign_key.is_not(None)))
    held = session.scalar(select(func.sum(TermRow.held))) or 0
    kept = session.scalar(select(func.sum(func.length(PostingRow.keys)))) or 0
    if foreign != found or kept != held * KEY_BYTES:
        yield "查重索引不全，可能漏报疑似同一事项。请从备份恢复或联系系统管理员重建。"


def _log(session: Session) -> Iterator[str]:
    """Every visit has its line in the log, once the lines of an older store are made."""
    if lines_version(session) and lines_missing(session):
        yield "日志缺少来访的记录。请从备份恢复或联系系统管理员重建。"


def _sealed(session: Session, key: bytes) -> Iterator[str]:
    for reg_no, matter_id, sealed in session.execute(
        select(MatterRow.reg_no, MatterRow.matter_id, MatterRow.sealed_content).where(MatterRow.sealed)
    ):
        try:
            unseal(key, sealed or b"", matter_id)
        except (InvalidTag, ValueError):
            yield f"密件 {reg_no} 的内容无法解开。"
