"""What making a paper adds to the store besides it: facts stated for it, and the step it tells of."""

from collections.abc import Mapping
from datetime import date

import uuid_utils

from app.domain.matter_step import ASSIGNED, LONGEST_STEP_TEXT, SIMPLE, MatterStep
from app.domain.paper_facts import FACTS
from app.domain.record import FactRecord
from app.domain.refusal import Ground, Stage
from app.intake.events import add_step
from app.intake.paper_facts import KnownFacts, matter_key, unit_key
from app.intake.refusals import add_grounds
from app.intake.session import DeskSession
from app.ports import WriteUnit


def keep_facts(
    unit: WriteUnit,
    paper: str,
    reg_no: str,
    known: KnownFacts,
    given: Mapping[str, str],
    session: DeskSession,
) -> None:
    """Keep what was stated just now: of a unit for every matter, all else for this one."""
    target = known.values.get("target_unit", "")
    for name, value in given.items():
        if name in known.recorded:
            continue
        about = unit_key(target) if FACTS[name].of_unit and target else matter_key(reg_no, paper)
        if unit.facts(about).get(name) == value:
            continue
        unit.add_fact(
            FactRecord(
                fact_id=str(uuid_utils.uuid7()),
                about=about,
                name=name,
                value=value,
                by=session.user.name,
                at=session.clock.now_utc(),
            )
        )


def record_step(unit: WriteUnit, paper: str, reg_no: str, known: KnownFacts, session: DeskSession) -> None:
    """A paper says that something happened: the matter's course must say so too."""
    facts, recorded = known.values, known.recorded

    def day(name: str) -> date | None:
        return date.fromisoformat(facts[name]) if facts.get(name) else None

    def step(kind: str, name: str, *, text: str = "", second: date | None = None) -> None:
        on = day(name)
        if on is not None and name not in recorded:
            add_step(unit, reg_no, MatterStep(kind, on, text, second), session)

    if paper == "acceptance_notice":
        simple = facts.get("procedure") == "simple"
        step(SIMPLE if simple else "accepted_on", "accepted_on", second=day("act_by"))
    elif paper == "transfer_notice":
        assigned = facts["manner"] == "assign"
        second = day("report_by") if assigned else None
        step(ASSIGNED if assigned else "transferred_on", "transferred_on", second=second)
    elif paper == "extension_notice":
        if "accepted_on" not in recorded:
            step("accepted_on", "accepted_on")
        if "extended_to" not in recorded:
            step(
                "extended_to",
                "approved_on",
                text=facts["extended_reason"][:LONGEST_STEP_TEXT],
                second=day("extended_to"),
            )
    elif paper == "review_request_receipt":
        step("review_received_on", "received_on")
    elif paper == "recheck_request_receipt":
        step("recheck_received_on", "received_on")
    elif paper == "no_longer_accept_notice":
        opinion = f"{facts['recheck_organ']} {facts['recheck_number']}"
        step("recheck_opinion_on", "recheck_on", text=opinion)
    elif paper == "non_acceptance_notice" and not {ground.value for ground in Ground} <= recorded:
        add_grounds(
            unit,
            reg_no,
            tuple(Ground),
            session,
            organ=facts["organ"],
            stage=Stage(facts["stage"]),
            since=date.fromisoformat(facts["since"]),
            until=day("until"),
        )
