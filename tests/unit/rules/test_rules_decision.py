import csv
import io

import pytest

from app.config import Settings
from app.domain.decision import DecisionTable
from app.domain.matter import REFUSALS, Facts, OfficeRelation, Outcome
from app.domain.matter_state import MatterState
from app.domain.words import DOCUMENTS_ZH, OUTCOMES_ZH, STATES_ZH
from app.paths import resource
from tests.fakes.rule_cases import RULES

TEXT = resource("rulepacks", "already_accepted.csv").read_text("utf-8")
LINES = list(csv.DictReader(io.StringIO(TEXT)))
TABLE = RULES.table


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["rule_id"])
def test_every_row_is_found_as_written(line: dict[str, str]) -> None:
    decided = TABLE.decide(line["state"], OfficeRelation(line["office"]), Facts(line["facts"]))
    assert decided.rule_id == line["rule_id"]
    assert decided.outcome == line["outcome"]
    assert "+".join(decided.notices) == line["notice"]
    assert ";".join(decided.articles) == line["article"]
    assert decided.confirm_by == line["confirm_by"]
    assert decided.tell_visitor == line["tell_visitor_zh"]
    assert set(decided.notices) - {"route"} <= set(DOCUMENTS_ZH)
    assert decided.outcome in OUTCOMES_ZH
    assert decided.state in STATES_ZH


def test_refusals_need_the_lead_and_never_answer_new_facts() -> None:
    refusing = [row for row in TABLE.rows.values() if row.outcome in REFUSALS]
    assert {row.confirm_by for row in refusing} == {"lead"}
    assert {(row.state, row.outcome) for row in refusing} == {
        ("accepted_in_time", Outcome.NOT_ACCEPT_PENDING),
        ("extended", Outcome.NOT_ACCEPT_PENDING),
        ("in_review", Outcome.NOT_ACCEPT_PENDING),
        ("in_recheck", Outcome.NOT_ACCEPT_PENDING),
        ("duty_route", Outcome.NOT_ACCEPT_PENDING),
        ("final", Outcome.NO_LONGER_ACCEPT),
    }
    assert all(TABLE.rows[key].outcome not in REFUSALS for key in TABLE.rows if key[2] is Facts.NEW)


@pytest.mark.parametrize("relation", [*OfficeRelation, None])
@pytest.mark.parametrize("facts", list(Facts))
def test_an_unknown_course_is_decided_by_the_lead(relation: OfficeRelation | None, facts: Facts) -> None:
    decided = TABLE.decide(MatterState.UNSURE, relation, facts)
    assert (decided.outcome, decided.confirm_by) == (Outcome.HUMAN_DECIDE, "lead")
    assert decided.notices == ("visit_receipt",)


def test_an_unknown_relation_is_never_a_refusal() -> None:
    decided = TABLE.decide(MatterState.FINAL, None, Facts.SAME)
    assert (decided.outcome, decided.state) == (Outcome.HUMAN_DECIDE, "final")


@pytest.mark.parametrize("state", ["registered_pending", "transferred"])
def test_registration_counts_as_pending_only_where_set(state: str) -> None:
    setting = Settings(registered_counts_as_pending=True)
    plain = TABLE.decide(state, OfficeRelation.SUPERIOR, Facts.SAME)
    switched = TABLE.decide(state, OfficeRelation.SUPERIOR, Facts.SAME, setting)
    assert plain.outcome is Outcome.TRANSFER
    assert switched.outcome is Outcome.NOT_ACCEPT_PENDING
    assert switched.notices == ("visit_receipt", "non_acceptance_notice")
    assert (switched.rule_id, switched.confirm_by) == (plain.rule_id, "lead")
    for relation, facts in [
        (OfficeRelation.SAME, Facts.SAME),
        (OfficeRelation.UNRELATED, Facts.SAME),
        (OfficeRelation.SUPERIOR, Facts.NEW),
    ]:
        assert TABLE.decide(state, relation, facts, setting) == TABLE.decide(state, relation, facts)


def test_a_lapsed_review_is_declined_only_where_set() -> None:
    setting = Settings(review_lapsed="decline")
    changed = {
        (state, relation, facts)
        for (state, relation, facts) in TABLE.rows
        if TABLE.decide(state, relation, facts, setting) != TABLE.decide(state, relation, facts)
    }
    assert changed == {
        ("replied_review_lapsed", OfficeRelation.SAME, Facts.SAME),
        ("replied_review_lapsed", OfficeRelation.SUPERIOR, Facts.SAME),
        ("reviewed_recheck_lapsed", OfficeRelation.SUPERIOR, Facts.SAME),
    }
    declined = TABLE.decide("replied_review_lapsed", OfficeRelation.SUPERIOR, Facts.SAME, setting)
    # Art. 36(3) needs a recheck opinion, whatever a local rule says of late requests: the lead decides.
    assert (declined.outcome, declined.confirm_by) == (Outcome.HUMAN_DECIDE, "lead")
    assert declined.notices == ("visit_receipt",)
    assert "一般不再接收" in declined.tell_visitor


def test_a_table_with_a_gap_or_a_double_is_refused() -> None:
    lines = TEXT.splitlines(keepends=True)
    with pytest.raises(ValueError, match="missing"):
        DecisionTable.parse("".join(lines[:-1]))
    with pytest.raises(ValueError, match="twice"):
        DecisionTable.parse("".join([*lines, lines[-1]]))
    with pytest.raises(ValueError, match="SOMETHING"):
        DecisionTable.parse(TEXT.replace("ACCEPT_OR_ROUTE", "SOMETHING"))
