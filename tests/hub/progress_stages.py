"""A hub with a matter in every stage that a visitor can meet, and how each is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.hub import wire
from app.intake.upstream import UpstreamStep
from db.hub.office import SqlHubOffice
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub

_ACCEPTED = ("accepted_on", 40)
_REPLIED = ("replied_on", 35)
_REVIEW = ("review_received_on", 33)
STAGES: Mapping[str, tuple[int, tuple[tuple[Any, ...], ...], dict[str, Any]]] = {
    "已经登记": (0, (), {}),
    "已经登记，还没有书面告知": (20, (), {}),
    "已经转给责任单位": (3, (("transferred_on", 1),), {}),
    "已经受理，正在办理": (3, (("accepted_on", 2),), {}),
    "正在办理，期限已经延长": (70, (("accepted_on", 65), ("extended_to", 6, -20)), {}),
    "办理期限已过，还没有答复": (75, (("accepted_on", 70),), {}),
    "已经答复": (5, (("simple_accepted_on", 4), ("replied_on", 2)), {}),
    "已经书面答复": (45, (_ACCEPTED, ("replied_on", 5)), {}),
    "请求复查的期限已过": (95, (("accepted_on", 90), ("replied_on", 60)), {}),
    "已经书面答复，支持您的请求": (95, (("accepted_on", 90), ("replied_on", 60, None, True)), {}),
    "正在复查": (45, (_ACCEPTED, ("replied_on", 20), ("review_received_on", 5)), {}),
    "复查期限已过，还没有意见": (45, (_ACCEPTED, _REPLIED, _REVIEW), {}),
    "已有复查意见": (45, (_ACCEPTED, _REPLIED, _REVIEW, ("review_opinion_on", 3)), {}),
    "请求复核的期限已过": (
        200,
        (
            ("accepted_on", 190),
            ("replied_on", 150),
            ("review_received_on", 140),
            ("review_opinion_on", 120),
        ),
        {},
    ),
    "正在复核": (
        45,
        (_ACCEPTED, _REPLIED, _REVIEW, ("review_opinion_on", 20), ("recheck_received_on", 4)),
        {},
    ),
    "复核期限已过，还没有意见": (
        90,
        (
            ("accepted_on", 88),
            ("replied_on", 80),
            ("review_received_on", 78),
            ("review_opinion_on", 60),
            ("recheck_received_on", 50),
        ),
        {},
    ),
    "已有复核意见，信访程序已经结束": (
        90,
        (
            ("accepted_on", 88),
            ("replied_on", 80),
            ("review_received_on", 78),
            ("review_opinion_on", 60),
            ("recheck_received_on", 50),
            ("recheck_opinion_on", 10),
        ),
        {},
    ),
    "您已经撤回": (9, (("withdrawn_on", 2),), {}),
    "已经达成调解或者和解协议": (30, (("accepted_on", 25), ("agreement_on", 2)), {}),
    "这件事通过法定程序处理": (4, (), {"stated": {"route": "31.1"}}),
    "法定程序已经结束": (40, (("route_ended_on", 3),), {"stated": {"route": "31.1"}}),
    "有关单位正在依职责办理": (4, (("accepted_on", 3),), {"stated": {"route": "31.5"}}),
    "已经告知不予受理": (9, (("refused_on", 2),), {}),
    "您的建议已经收到": (4, (), {"stated": {"purpose": "suggestion"}}),
    "已经登记，依法保密": (
        4,
        (),
        {"sealed": "c2VhbGVk", "target_unit": "县纪委监委", "stated": {"purpose": "accusation"}},
    ),
}
"""Words of the page → registered so many days ago, steps (kind, days ago, until, supported), the matter."""


@dataclass(frozen=True)
class Told:
    """How a matter is asked for, as on the receipt."""

    number: str
    code: str
    visit_no: str
    qr: str


def fill_stages(hub: LiveHub) -> dict[str, Told]:
    """By the words its page shows."""
    contact = {
        "address": "雾泽县府前街1号",
        "phone": "0100-5550199",
        "hours": "工作日 9:00—12:00,14:00—17:00",
    }
    replica = Replica(replace(office(), name="雾泽县人民来访接待中心", **contact))
    today, told, ops, decided = _today(), {}, [], []
    person = {"name": "骆青崖", "role": "petitioner", "id_no": "110199199003070017", "phone": "13900002210"}
    for stage, (ago, steps, changed) in STAGES.items():
        body = replica.visit(people=[person], day=today - timedelta(days=ago), **dict(changed))
        body["receipt_check"] = "ABCDEFGHIJKLMNOP"
        ops.append(replica.write("visit", body))
        matter, visit_no = body["matters"][0], body["visit_no"]
        qr = f"JF1:{visit_no}:2026-01-0001:ABCDEFGHIJKLMNOP"
        told[stage] = Told(matter["reg_no"], matter["query_code"], visit_no, qr)
        decided += [(matter["reg_no"], _step(today, *step)) for step in steps]
    with replica.enrolled(hub.engine, hub.address) as line:
        line.push(wire.Push(ops))
    hub.settle()
    book = SqlHubOffice(hub.store)
    for number, step in decided:
        book.decide(number, step, datetime.now(UTC))
    return told


def _today() -> date:
    return (datetime.now(UTC) + timedelta(hours=8)).date()


def _step(
    today: date, kind: str, ago: int, until: int | None = None, supported: bool | None = None
) -> UpstreamStep:
    extended = today - timedelta(days=until) if until is not None else None
    return UpstreamStep(
        kind, today - timedelta(days=ago), "上级", "内部批示", extended_to=extended, supported=supported
    )
