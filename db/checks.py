"""Is the store whole: pages, journals, numbers, and every visit with its operation."""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.numbers import is_receipt_number
from db.codec import unseal
from db.journal import broken_audit, broken_ops
from db.rows import MatterRow, OpRow, PaperRow, ParticipantRow, VisitRow


def problems(session: Session, sealing_key: bytes) -> Iterator[str]:
    """Everything found wrong, one Chinese sentence each, without personal data."""
    for (said,) in session.execute(text("PRAGMA cipher_integrity_check")):
        yield f"数据库页校验不符:{said}。请立即停止使用并从备份恢复。"
    for (said,) in session.execute(text("PRAGMA quick_check")):
        if said != "ok":
            yield f"数据库结构有误:{said}。请立即停止使用并从备份恢复。"
    for table, _, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"表 {table} 中有记录缺少对应的 {parent}。"
    for seq in broken_audit(session):
        yield f"审计记录第 {seq} 条与前一条不相连,可能被改动或删除。"
    for op_id in broken_ops(session):
        yield f"上报记录 {op_id} 的内容或序号与写入时不符。"
    yield from _visits(session)
    yield from _numbers(session)
    yield from _sealed(session, sealing_key)


def _visits(session: Session) -> Iterator[str]:
    ops = dict(
        session.execute(
            select(OpRow.about, func.count()).where(OpRow.kind == "visit").group_by(OpRow.about)
        ).all()
    )
    people = dict(
        session.execute(select(ParticipantRow.visit_id, func.count()).group_by(ParticipantRow.visit_id)).all()
    )
    matters = dict(
        session.execute(select(MatterRow.visit_id, func.count()).group_by(MatterRow.visit_id)).all()
    )
    for visit_no, visit_id in session.execute(select(VisitRow.visit_no, VisitRow.visit_id)):
        if ops.pop(visit_no, 0) != 1:
            yield f"来访 {visit_no} 与上报记录不是一一对应。"
        if not people.get(visit_id) or not matters.get(visit_id):
            yield f"来访 {visit_no} 缺少来访人或信访事项。"
        if not is_receipt_number(visit_no):
            yield f"来访编号 {visit_no} 的校验位不符。"
    for visit_no in ops:
        yield f"上报记录中的来访 {visit_no} 不在登记簿中。"


def _numbers(session: Session) -> Iterator[str]:
    seen: dict[str, list[int]] = {}
    for (number,) in session.execute(select(PaperRow.number)):
        series, _, serial = number.rpartition("-")
        seen.setdefault(series, []).append(int(serial))
    for series, serials in sorted(seen.items()):
        missing = sorted(set(range(1, max(serials) + 1)) - set(serials))
        if missing:
            yield f"文书编号 {series} 缺号:{'、'.join(map(str, missing[:10]))}。"


def _sealed(session: Session, key: bytes) -> Iterator[str]:
    for reg_no, matter_id, sealed in session.execute(
        select(MatterRow.reg_no, MatterRow.matter_id, MatterRow.sealed_content).where(MatterRow.sealed)
    ):
        try:
            unseal(key, sealed or b"", matter_id)
        except (InvalidTag, ValueError):
            yield f"密件 {reg_no} 的内容无法解开。"
