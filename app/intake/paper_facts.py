"""What the store already knows of the facts a paper cites, and which of them are still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.deadlines import DeadlineKind, due_date
from app.domain.elsewhere import limits_elsewhere
from app.domain.matter import LEGAL_ROUTES, Outcome, Route
from app.domain.matter_step import ASSIGNED, SIMPLE
from app.domain.paper_facts import FACTS, YES, FactKind, FactQuestion, question_of
from app.domain.papers import allowed_choices, needed_facts
from app.domain.person import PersonRole
from app.domain.record import MatterEventRecord, MatterFile
from app.domain.refusal import GROUNDS_ZH, Ground, Stage, period_end
from app.domain.routing import is_stand_in
from app.intake.refusals import check_in
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.receipts.phrases import date_zh

_ACCEPTING = frozenset({"accepted_on", SIMPLE})
_BRING: Mapping[str, str] = {
    "31.1": "身份证件、起诉状或者申请书、有关证据材料",
    "31.2": "身份证件、仲裁申请书、劳动合同或者承包合同等有关证据材料",
    "31.3": "身份证件、申诉书、有关决定和证明材料",
    "31.4": "身份证件、申请书、行政行为的文书和有关证据材料",
}


_CHOSEN = ("target_unit", "handling_unit")
"""Named when the visit was registered; who makes the paper may name another."""


@dataclass(frozen=True)
class KnownFacts:
    """Facts of one paper.

    Attributes:
        values: known, as `app.domain.paper_facts` writes them.
        recorded: names of those that stand in the matter's record or course: they are changed there.
        proposed: what a person may take over for those not known.
    """

    values: Mapping[str, str]
    recorded: frozenset[str]
    proposed: Mapping[str, str]

    def missing(self, paper: str) -> tuple[FactQuestion, ...]:
        """Questions for what the paper must cite and nobody has stated; empty = nothing is missing.

        Where something is asked, units and their addresses are shown beside it to be put right.
        """
        needed = needed_facts(paper, self.values)
        if all(self.values.get(name) for name in needed):
            return ()
        unit = self.values.get("target_unit", "")
        return tuple(
            question_of(
                name,
                unit=unit,
                proposed=value or self.proposed.get(name, ""),
                known=bool(value),
                allowed=allowed_choices(paper, name),
            )
            for name in needed
            if not (value := self.values.get(name, "")) or name in _CHOSEN or FACTS[name].of_unit
        )


def matter_key(reg_no: str, paper: str) -> str:
    """Under which facts stated for one paper of a matter are kept: another paper cites other ones."""
    return f"{reg_no}/{paper}"


def unit_key(unit: str) -> str:
    """Under which a unit's facts are kept."""
    return f"unit/{unit}"


def known_facts(
    unit: ReadUnit, file: MatterFile, paper: str, session: DeskSession, given: Mapping[str, str]
) -> KnownFacts:
    """Gather what is known; what stands in the record goes before what is stated now.

    What was stated for an earlier making is only proposed: that one was taken back.

    Args:
        given: stated just now.
    """
    recorded = {name: value for name, value in _recorded(unit, file, paper, session).items() if value}
    named = {name: recorded.pop(name) for name in _CHOSEN if name in recorded}
    earlier = unit.facts(matter_key(file.record.reg_no, paper))
    proposed = {**_proposed(unit, file, paper, session), **earlier}
    values = {**named, **given, **recorded}
    if target := values.get("target_unit", ""):
        values = {**unit.facts(unit_key(target)), **values}
    allowed = allowed_choices(paper, "route")
    if allowed is not None and values.get("route") not in allowed:
        values.pop("route", None)
        recorded.pop("route", None)
    return KnownFacts(values, frozenset(recorded), proposed)


def accepted_route(unit: ReadUnit, file: MatterFile) -> str:
    """The item of Art. 31 by which the matter was accepted, where it was stated for that paper alone."""
    return unit.facts(matter_key(file.record.reg_no, "acceptance_notice")).get("route", "")


def said(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts in the words of a paper: dates and choices written out."""
    words: dict[str, str] = {}
    for name, value in facts.items():
        fact = FACTS[name]
        if fact.kind is FactKind.DATE:
            words[name] = date_zh(date.fromisoformat(value)) if value else ""
        elif fact.kind is FactKind.TEXT:
            words[name] = value
        else:
            words[name] = fact.choices.get(value, "")
    words["route_key"] = facts.get("route", "")
    return words


def counted(paper: str, facts: Mapping[str, str], unit: ReadUnit, session: DeskSession) -> dict[str, str]:
    """What follows from the facts: last days, ticked grounds, limits of other procedures."""
    settings = session.rules.settings_of(unit.office())
    calendar = session.rules.calendar

    def day(name: str) -> date | None:
        return date.fromisoformat(facts[name]) if facts.get(name) else None

    def end(stage: Stage, since: date | None) -> str:
        last = period_end(stage, since, calendar, settings) if since else None
        return date_zh(last) if last else ""

    accepted = day("accepted_on")
    if paper == "acceptance_notice":
        act_by = day("act_by")
        if facts.get("route") != Route.OTHER and act_by:
            return {"due_on": date_zh(act_by), "procedure": "依照有关法律、法规和程序办理"}
        if facts.get("procedure") == "simple" and accepted:
            due = due_date(DeadlineKind.T13, accepted, calendar, step=3)
            return {"due_on": date_zh(due.rolled if settings.roll_office_terms else due.due)}
        note = (
            "情况复杂的，经本机关、单位负责人批准，可以适当延长办理期限，但延长期限不得超过三十日，"
            "并告知您延长的理由（第三十四条）。"
        )
        return {"due_on": end(Stage.ACCEPTED, accepted), "extension_note": note}
    if paper == "transfer_notice" and (moved := day("transferred_on")):
        due = due_date(DeadlineKind.T4, moved, calendar)
        return {"told_by": date_zh(due.rolled if settings.roll_office_terms else due.due)}
    if paper == "extension_notice":
        return {"old_due": end(Stage.ACCEPTED, accepted)}
    if paper == "review_request_receipt":
        return {"due_on": end(Stage.REVIEW, day("received_on"))}
    if paper == "recheck_request_receipt":
        return {"due_on": end(Stage.RECHECK, day("received_on"))}
    if paper == "non_acceptance_notice":
        ticks = [f"√ {GROUNDS_ZH[ground]}" for ground in Ground if facts.get(ground.value) == YES]
        since = day("since")
        until = day("until")
        made = {"ticked": "；".join(ticks)}
        if until is None and since and facts.get("stage"):
            made["until"] = end(Stage(facts["stage"]), since)
        return made
    if paper == "legal_route_notice" and facts.get("route"):
        limits = limits_elsewhere(Route(facts["route"]), session.rules.local)
        told = "".join(limit.sentence for limit in limits)
        return {
            "limits": f"下列法定期限不因来访停止计算：{told}"
            if told
            else "有关法律、法规和党内法规规定的期限不因来访停止计算，请尽早提出。"
        }
    return {}


def _recorded(unit: ReadUnit, file: MatterFile, paper: str, session: DeskSession) -> dict[str, str]:
    record = file.record
    target = "" if is_stand_in(record.target_unit) else record.target_unit
    if paper in ("transfer_notice", "referral_notice", "legal_route_notice") and target == unit.office().name:
        target = ""  # proposed while the matter was to stay here
    if paper == "acceptance_notice":
        event = latest_acceptance(file)
        by = event.extended_to if event else None
        return {
            "accepted_on": str(event.on) if event else "",
            "procedure": ("simple" if event.kind == SIMPLE else "ordinary") if event else "",
            "act_by": str(by) if by else "",
            "route": record.stated.route.value if record.stated.route else "",
            "handling_unit": target,
        }
    if paper == "transfer_notice":
        event = _latest(file, "transferred_on", ASSIGNED)
        chosen = {Outcome.TRANSFER: "transfer", Outcome.ASSIGN: "assign"}.get(record.outcome, "")
        return {
            "manner": ("assign" if event.kind == ASSIGNED else "transfer") if event else chosen,
            "transferred_on": str(event.on) if event else "",
            "report_by": str(event.extended_to) if event and event.extended_to else "",
            "target_unit": target,
            "route": record.stated.route.value if record.stated.route else "",
        }
    if paper == "legal_route_notice":
        route = record.stated.route
        return {"route": route.value if route in LEGAL_ROUTES else "", "target_unit": target}
    if paper == "referral_notice":
        return {"target_unit": target}
    if paper == "extension_notice":
        accepted, extended = latest_acceptance(file), _latest(file, "extended_to")
        return {
            "accepted_on": str(accepted.on) if accepted else "",
            "extended_to": str(extended.extended_to) if extended else "",
            "approved_on": str(extended.on) if extended else "",
            "route": record.stated.route.value if record.stated.route else accepted_route(unit, file),
            "handling_unit": target,
        }
    if paper in ("review_request_receipt", "recheck_request_receipt"):
        first, second = (
            ("review_received_on", "replied_on")
            if paper.startswith("review")
            else ("recheck_received_on", "review_opinion_on")
        )
        received, served = _latest(file, first), _latest(file, second)
        return {
            "received_on": str(received.on) if received else "",
            "served_on": str(served.on) if served else "",
        }
    if paper == "no_longer_accept_notice":
        event = _latest(file, "recheck_opinion_on")
        return {"recheck_on": str(event.on) if event else ""}
    if paper == "non_acceptance_notice":
        return _ticked(unit, file, session)
    if paper == "agent_authority":
        return _authority(file)
    return {}


def _ticked(unit: ReadUnit, file: MatterFile, session: DeskSession) -> dict[str, str]:
    ticked = check_in(unit, file, session).ticked
    if ticked is None:
        return {}
    return {
        **{ground.value: YES for ground in ticked.grounds},
        "organ": ticked.organ,
        "stage": ticked.stage.value,
        "since": str(ticked.since or ""),
        "until": str(ticked.until or ""),
    }


def _authority(file: MatterFile) -> dict[str, str]:
    agent = next((p for p in file.people if p.role is PersonRole.AGENT), None)
    if agent is None:
        return {}
    members = [p for p in file.people if p.role in (PersonRole.PETITIONER, PersonRole.REPRESENTATIVE)]
    held = agent.authority_doc
    return {
        "agent": agent.name,
        "principal": members[0].name if members else "",
        "scope": held.scope if held else "",
        "valid_from": str(held.valid_from) if held and held.valid_from else "",
        "valid_to": str(held.valid_to) if held and held.valid_to else "",
    }


def _proposed(unit: ReadUnit, file: MatterFile, paper: str, session: DeskSession) -> dict[str, str]:
    stated = file.record.stated
    today = str(session.clock.today())
    event = _latest(file, "extended_to")
    return {
        "target_unit": file.record.target_unit,
        "handling_unit": unit.office().name,
        "transferred_on": today,
        "accepted_on": str(file.local_date),
        "received_on": today,
        "approved_on": today,
        "procedure": "ordinary",
        "review_organ": "原办理机关、单位的上一级机关、单位",
        "why": f"您反映的问题属于{file.record.target_unit}的职权范围。"
        if not is_stand_in(file.record.target_unit)
        else "",
        "forwarded": "no",
        "bring": _BRING.get(stated.route.value if stated.route else "", ""),
        "request": stated.demand,
        "grounds": stated.facts[: FACTS["grounds"].longest],
        "extended_reason": event.text if event else "",
        "scope": "代为提出信访事项、提交材料、接收文书",
        "valid_from": today,
    }


def latest_acceptance(file: MatterFile) -> MatterEventRecord | None:
    """The step by which the matter was taken on, in the ordinary or the simple procedure."""
    return _latest(file, *_ACCEPTING)


def _latest(file: MatterFile, *kinds: str) -> MatterEventRecord | None:
    return next((event for event in reversed(file.events) if event.kind in kinds), None)
