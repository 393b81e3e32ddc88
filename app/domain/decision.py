"""The decision table of domain reference 4.3: state, office and facts give the outcome."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.config import Settings
from app.domain.matter import Facts, OfficeRelation, Outcome
from app.domain.matter_state import MatterState


@dataclass(frozen=True)
class Decision:
    """One row of the table, or what a setting made of it.

    Attributes:
        notices: document ids of domain 8; `route` stands for whichever notice fits section 6.
        articles: as the table writes them, `19(3)`.
        basis: regulation, rule, or practice_unverified, possibly joined by `+`.
        confirm_by: receptionist or lead.
        tell_visitor: Chinese sentence; 所示 stands for a value that the paper prints.
    """

    rule_id: str
    state: str
    outcome: Outcome
    notices: tuple[str, ...]
    articles: tuple[str, ...]
    basis: str
    confirm_by: str
    tell_visitor: str
    right_remaining: str
    state_zh: str = ""


Key = tuple[str, OfficeRelation, Facts]

_PENDING_IF_REGISTERED = frozenset({MatterState.REGISTERED_PENDING, MatterState.TRANSFERRED})
_DECLINED_IF_LAPSED = frozenset(
    {
        (MatterState.REPLIED_REVIEW_LAPSED, OfficeRelation.SAME),
        (MatterState.REPLIED_REVIEW_LAPSED, OfficeRelation.SUPERIOR),
        (MatterState.REVIEWED_RECHECK_LAPSED, OfficeRelation.SUPERIOR),
    }
)
"""Where the table leaves a missed request to local rule; never without a review opinion above it."""

_LAPSED = (
    "您的来访已登记。法定期限内没有申请复查（复核）的，依本地规定一般不再接收申请；有正当理由或者新的事实、理由的，"
    "请说明，由负责人研究后15日内书面告知。"
)
"""A local rule may turn the late request away; no 不再受理, for want of a recheck opinion [Art. 36(3)]."""

UNSURE = Decision(
    rule_id="unsure",
    state=MatterState.UNSURE,
    outcome=Outcome.HUMAN_DECIDE,
    notices=("visit_receipt",),
    articles=("22", "23(2)"),
    basis="regulation",
    confirm_by="lead",
    tell_visitor="您的来访已登记，该事项以往的办理情况需要核实，由负责人研究后15日内书面告知。",
    right_remaining="书面告知权(23)；查询、评价权(21)",
    state_zh="以往办理情况不明",
)
"""A course that is not known is never a ground to refuse."""


@dataclass(frozen=True)
class DecisionTable:
    """Every combination of state, office relation and facts, once."""

    rows: Mapping[Key, Decision]

    @classmethod
    def parse(cls, text: str) -> "DecisionTable":
        """Table from CSV text with the columns of domain reference 4.3.

        Raises:
            ValueError: an unknown word, a repeated or a missing combination.
        """
        rows: dict[Key, Decision] = {}
        for line in csv.DictReader(io.StringIO(text)):
            key = (MatterState(line["state"]).value, OfficeRelation(line["office"]), Facts(line["facts"]))
            if key in rows:
                raise ValueError(f"{line['rule_id']}: combination twice")
            rows[key] = Decision(
                rule_id=line["rule_id"],
                state=line["state"],
                outcome=Outcome(line["outcome"]),
                notices=tuple(line["notice"].split("+")),
                articles=tuple(line["article"].split(";")),
                basis=line["basis"],
                confirm_by=line["confirm_by"],
                tell_visitor=line["tell_visitor_zh"],
                right_remaining=line["right_remaining_zh"],
                state_zh=line["state_zh"],
            )
        missing = [
            (state.value, office.value, facts.value)
            for state in MatterState
            if state is not MatterState.UNSURE
            for office in OfficeRelation
            for facts in Facts
            if (state.value, office, facts) not in rows
        ]
        if missing:
            raise ValueError(f"missing: {missing}")
        return cls(MappingProxyType(rows))

    def decide(
        self,
        state: str,
        relation: OfficeRelation | None,
        facts: Facts,
        settings: Settings | None = None,
    ) -> Decision:
        """The row for a case, after the office's settings; an unknown relation is asked, not guessed."""
        if relation is None or state == MatterState.UNSURE:
            return replace(UNSURE, state=str(state))
        row = self.rows[(str(state), relation, facts)]
        chosen = settings or Settings()
        if facts is Facts.NEW:
            return row
        if (
            chosen.registered_counts_as_pending
            and relation is OfficeRelation.SUPERIOR
            and state in _PENDING_IF_REGISTERED
        ):
            return self._pending(row)
        if chosen.review_lapsed == "decline" and (state, relation) in _DECLINED_IF_LAPSED:
            return replace(row, basis="rule", tell_visitor=_LAPSED)
        return row

    def _pending(self, row: Decision) -> Decision:
        accepted = self.rows[(MatterState.ACCEPTED_IN_TIME.value, OfficeRelation.SUPERIOR, Facts.SAME)]
        return replace(
            row,
            outcome=accepted.outcome,
            notices=accepted.notices,
            confirm_by=accepted.confirm_by,
            basis="rule",
            tell_visitor="该事项已由所示单位登记并在规定期限内，依本地规定本处不予受理；请等待书面告知。",
        )
