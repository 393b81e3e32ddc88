"""The demo's store: an invented office with staff, earlier visits and matters in every state."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.domain.matter_step import MatterStep
from app.domain.office import Office, StaffRole
from app.intake.clock import StandingClock
from app.intake.events import record_event
from app.intake.office import parse_office
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.sign_in import StationGate
from app.intake.staff import add_staff
from app.intake.visit_form import parse_visit
from app.paths import resource

LEAD = "周予安"
RECEPTIONIST = "林知夏"


@dataclass(frozen=True)
class DemoOffice:
    """Where the demo lives and how to sign in; the password is made anew for each run."""

    store: Path
    user: str
    lead: str
    password: str
    recovery_code: str


def make_office(
    store: Path,
    create: Callable[[Path, Office, str, str], tuple[str, str]],
    gate: Callable[[Path], StationGate],
    tell: Callable[[str], None],
) -> DemoOffice:
    """Make the store and register what happened before today.

    Args:
        create, gate: from the wiring.
        tell: takes a Chinese sentence about the progress.
    """
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    tell("正在建立演示机构…")
    _, code = create(store, parse_office(_data("office.json")), LEAD, password)
    opened = gate(store)
    try:
        session = opened.sign_in(LEAD, password)
        add_staff(RECEPTIONIST, StaffRole.RECEPTIONIST, password, session)
        for entry in sorted(_data("visits.json"), key=lambda e: (-e["days_ago"], e["at"])):
            _register(entry, session)
    finally:
        opened.close()
    return DemoOffice(store, RECEPTIONIST, LEAD, password, code)


def _register(entry: Mapping[str, Any], session: DeskSession) -> None:
    now = session.clock.now_local()
    hour, minute = (int(part) for part in entry["at"].split(":"))
    moment = datetime.combine(
        now.date() - timedelta(days=entry["days_ago"]), time(hour, minute), tzinfo=now.tzinfo
    )
    # Early in the morning today's sample visits must not lie in the future.
    moment = min(moment, now - timedelta(minutes=5))
    then = replace(session, clock=StandingClock(moment))
    visit = {**entry["visit"], "received_by": RECEPTIONIST, "visited_at": moment.isoformat()}
    done = register_visit(parse_visit(visit, now=now), then)
    issue_receipt(done.visit_no, then)
    for event in entry["events"]:
        on: date = now.date() - timedelta(days=event["days_ago"])
        at = datetime.combine(on, time(15, 0), tzinfo=now.tzinfo)
        record_event(
            done.matters[0].reg_no,
            MatterStep(event["kind"], on, event["text"]),
            replace(session, clock=StandingClock(at)),
        )


def _data(name: str) -> Any:
    return json.loads(resource("demo", name).read_text("utf-8"))
