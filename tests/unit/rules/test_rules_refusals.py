"""The gate before the two refusals: one condition missing, no paper."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.config import Settings
from app.domain.matter import Facts, OfficeRelation, Outcome
from app.domain.matter_state import MatterDates
from app.domain.refusal import (
    MISSING_ZH,
    Ground,
    GroundsTicked,
    Missing,
    PrintGate,
    Stage,
    may_print_no_longer_accept,
    may_print_non_acceptance,
    period_end,
)
from tests.fakes.rule_cases import RULES, TODAY

ALL = GroundsTicked(
    reg_no="R-1",
    grounds=frozenset(Ground),
    organ="柏溪镇人民政府",
    stage=Stage.ACCEPTED,
    since=date(2026, 10, 1),
    until=date(2026, 11, 30),
    by="周予安",
    at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    may_sign=True,
)


def gate(ticked: GroundsTicked | None = ALL, **changes: object) -> PrintGate:
    given: dict[str, object] = {
        "today": TODAY,
        "outcome": Outcome.NOT_ACCEPT_PENDING,
        "facts": Facts.SAME,
        "relation": None,
        "calendar": RULES.calendar,
        **changes,
    }
    return may_print_non_acceptance(ticked, **given)  # type: ignore[arg-type]


def test_four_ticks_by_somebody_who_may_sign_open_the_gate() -> None:
    assert gate().allowed
    assert gate(relation=OfficeRelation.SUPERIOR).allowed


@pytest.mark.parametrize("ground", list(Ground))
def test_each_tick_alone_keeps_it_shut(ground: Ground) -> None:
    assert gate(replace(ALL, grounds=frozenset(Ground) - {ground})).missing == (Missing(ground.value),)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"outcome": Outcome.TRANSFER}, Missing.OUTCOME),
        ({"facts": Facts.NEW}, Missing.NEW_FACTS),
        ({"relation": OfficeRelation.SAME}, Missing.NOT_SUPERIOR),
        ({"relation": OfficeRelation.UNRELATED}, Missing.NOT_SUPERIOR),
        ({"today": date(2026, 12, 1)}, Missing.PERIOD_OVER),
    ],
)
def test_what_the_case_itself_lacks_is_named(changes: dict[str, object], missing: Missing) -> None:
    assert gate(**changes).missing == (missing,)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"organ": " "}, Missing.ORGAN),
        ({"since": None}, Missing.SINCE),
        ({"until": None}, Missing.UNTIL),
        ({"until": date(2026, 12, 31)}, Missing.BEYOND_TERM),
        ({"may_sign": False}, Missing.SIGNATURE),
        ({"stage": Stage.REVIEW}, Missing.BEYOND_TERM),
    ],
)
def test_what_the_notice_must_name_is_asked_for(changes: dict[str, object], missing: Missing) -> None:
    assert gate(replace(ALL, **changes)).missing == (missing,)  # type: ignore[arg-type]


def test_an_approved_extension_is_within_the_period_to_day_ninety() -> None:
    last = date(2026, 12, 30)
    assert gate(replace(ALL, until=last), today=last).allowed
    assert not gate(replace(ALL, until=last), today=date(2026, 12, 31)).allowed


def test_nobody_ticked_is_the_first_thing_missing_and_every_word_has_a_sentence() -> None:
    assert gate(None).missing == (Missing.TICKED,)
    assert set(MISSING_ZH) == {word.value for word in Missing}
    assert all(sentence.endswith("。") for sentence in gate(None, facts=Facts.NEW).sentences)


def test_the_period_of_each_stage_is_the_articles_own() -> None:
    start = date(2026, 9, 3)
    ends = {stage: period_end(stage, start, RULES.calendar, Settings()) for stage in Stage}
    assert ends == {
        Stage.ACCEPTED: date(2026, 11, 2),
        Stage.REVIEW: date(2026, 10, 3),
        Stage.RECHECK: date(2026, 10, 3),
        Stage.DUTY: None,
    }
    rolled = period_end(Stage.REVIEW, start, RULES.calendar, Settings(roll_office_terms=True))
    assert rolled == date(2026, 10, 8)


def test_no_longer_accepting_needs_a_recheck_opinion() -> None:
    final = MatterDates(received_on=TODAY, recheck_opinion_on=TODAY)

    def asked(dates: MatterDates = final, **changes: object) -> tuple[Missing, ...]:
        given: dict[str, object] = {
            "outcome": Outcome.NO_LONGER_ACCEPT,
            "facts": Facts.SAME,
            "opinion": "云岭省信访局 〔2026〕3 号",
            "signed": True,
            **changes,
        }
        return may_print_no_longer_accept(dates, "final", **given).missing  # type: ignore[arg-type]

    assert asked() == ()
    assert asked(MatterDates(received_on=TODAY)) == (Missing.RECHECK_OPINION,)
    assert asked(facts=Facts.NEW) == (Missing.NEW_FACTS,)
    assert asked(opinion="") == (Missing.OPINION_NUMBER,)
    assert asked(signed=False) == (Missing.SIGNATURE,)
    assert asked(outcome=Outcome.TRANSFER) == (Missing.OUTCOME,)
