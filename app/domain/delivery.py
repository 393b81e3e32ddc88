"""How a paper was handed over: in what way, on which day, and what the visitor did (domain reference 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.papers import PAPERS, Close

LONGEST_NOTE = 100
LONGEST_NAME = 60
WITNESSES = 2


class How(StrEnum):
    """The way a paper went."""

    IN_PERSON = "in_person"
    POST = "post"
    OTHER = "other"


class Received(StrEnum):
    """What the visitor did about the receipt of it. Declining does not undo the service."""

    SIGNED = "signed"
    THUMB = "thumb"
    DECLINED = "declined"


HOW_ZH = {How.IN_PERSON: "当面", How.POST: "邮寄", How.OTHER: "其他方式"}
RECEIVED_ZH = {Received.SIGNED: "已签收", Received.THUMB: "按手印签收", Received.DECLINED: "拒绝签收"}


@dataclass(frozen=True)
class Delivery:
    """What is written down of one service.

    Attributes:
        on: the local day the paper was served.
        received: None = nothing came back, as with a letter.
        witnesses: two names where receipt was declined, else none.
        note: other way in words, or why an earlier record is corrected.
    """

    how: How
    on: date
    received: Received | None = None
    witnesses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class DeliveryRecord:
    """One service as kept; a later one of the same paper corrects it and takes its place.

    Attributes:
        signature: SHA-256 of the strokes given on a pad, hexadecimal; empty = none.
    """

    delivery_id: str
    paper_id: str
    delivery: Delivery
    signature: str
    at: datetime
    by: str


def is_served(paper: str) -> bool:
    """Whether this kind of paper is handed to the visitor; forms and letters of the visitors are not."""
    kind = PAPERS[paper]
    return kind.close is Close.SEAL or paper == "materials_receipt"


def delivery_problems(
    delivery: Delivery, *, issued_on: date, today: date, corrects: bool, on_pad: bool
) -> tuple[str, ...]:
    """Chinese sentences: what must be put right before it can be kept.

    Args:
        corrects: the paper has a record already.
        on_pad: the visitor signed on the pad.
    """
    found = []
    if delivery.on > today:
        found.append("送达日期在将来，请核对。")
    if delivery.on < issued_on:
        found.append(f"送达日期早于文书出具的日期（{issued_on}），请核对。")
    if delivery.how is How.IN_PERSON and delivery.received is None:
        found.append("当面送达的，请选择签收、按手印或者拒绝签收。")
    if on_pad and delivery.received is not Received.SIGNED:
        found.append("有手写签名的，应当选择“签收”。")
    if delivery.received is Received.DECLINED:
        found += _witness_problems(delivery.witnesses)
    elif delivery.witnesses:
        found.append("见证人只在拒绝签收时填写。")
    if len(delivery.note) > LONGEST_NOTE:
        found.append(f"说明最多 {LONGEST_NOTE} 字。")
    if corrects and not delivery.note:
        found.append("这份文书已经记录过送达。要更正，请写明更正的原因；原来的记录会保留。")
    return tuple(found)


def _witness_problems(names: Sequence[str]) -> list[str]:
    if len(names) != WITNESSES or not all(names):
        return ["拒绝签收的，请填写两名见证人的姓名。"]
    if len(set(names)) < WITNESSES:
        return ["两名见证人不能是同一个人。"]
    if any(len(name) > LONGEST_NAME for name in names):
        return [f"见证人姓名最多 {LONGEST_NAME} 字。"]
    return []


def delivery_text(delivery: Delivery) -> str:
    """One line: when, how, received or declined."""
    text = f"{delivery.on} {HOW_ZH[delivery.how]}送达"
    if delivery.received is not None:
        text += f"，{RECEIVED_ZH[delivery.received]}"
    if delivery.witnesses:
        text += f"（见证人：{'、'.join(delivery.witnesses)}）"
    return text
