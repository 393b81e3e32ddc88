"""All rules together: findings and proposals for a visit as it stands at the window.

A draft may be incomplete; nothing here refuses a visit. The clock and the store stay outside: what
they know comes in `Known`.
"""

from dataclasses import replace

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.decision import DecisionTable
from app.domain.finding import Effect, Finding, Proposal
from app.domain.group_rules import group_findings
from app.domain.known import Known
from app.domain.matter_rules import Desk, judge, matter_findings, propose
from app.domain.office import Office
from app.domain.person_rules import only_pending_agents, person_findings
from app.domain.representatives import (
    blocked_representatives,
    blocked_seats,
    person_key,
    seat_keys,
)
from app.domain.visit import VisitDraft

__all__ = [
    "blocked_representatives",
    "blocked_seats",
    "find_all",
    "person_key",
    "propose_all",
    "seat_keys",
]

_ORDER = list(Effect)
_WITHOUT_AUTHORITY = frozenset({"visit_receipt", "visit_receipt_sealed", "materials_receipt"})
"""What may be handed to an agent who has shown no authority (domain reference 2.2)."""


def find_all(
    draft: VisitDraft,
    known: Known,
    office: Office,
    settings: Settings,
    table: DecisionTable,
    calendar: WorkCalendar,
) -> tuple[Finding, ...]:
    """Every finding, blocks first, then warnings, then notes.

    One per person and rule; `reps_pending` and the rules on matters once per matter.
    """
    desk = Desk(known, office, settings, table, calendar)
    found = [*group_findings(draft, known, settings), *person_findings(draft, known.today, settings)]
    for index, matter in enumerate(draft.matters):
        found += matter_findings(judge(index, matter, desk), desk)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.effect)))


def propose_all(
    draft: VisitDraft,
    known: Known,
    office: Office,
    settings: Settings,
    table: DecisionTable,
    calendar: WorkCalendar,
) -> tuple[Proposal, ...]:
    """One proposal per matter, in the draft's order; without authority shown only the receipt is given."""
    desk = Desk(known, office, settings, table, calendar)
    made = (propose(judge(index, matter, desk), desk) for index, matter in enumerate(draft.matters))
    return tuple(
        replace(proposal, notices=tuple(n for n in proposal.notices if n in _WITHOUT_AUTHORITY))
        if only_pending_agents(draft, proposal.matter, known.today)
        else proposal
        for proposal in made
    )
