"""The commands `decide` and `due` against cases read from the reference alone."""

from typing import Any

import pytest

from app.errors import BadInput
from tests.fakes.law_cases import DECIDE, DUE, REFUSED
from ui.commands.decide import decide_case
from ui.commands.due import count_term


@pytest.mark.parametrize(("article", "case", "expected"), DECIDE)
def test_what_follows_is_what_the_reference_says(
    article: str, case: dict[str, Any], expected: dict[str, Any]
) -> None:
    answer = decide_case(case)
    assert {name: answer[name] for name in expected} == expected, article
    assert answer["articles"], "no outcome without an article"
    assert answer["notices"][0].startswith("visit_receipt"), "the visit is registered in every case"


@pytest.mark.parametrize(("article", "case", "expected"), DUE)
def test_a_term_ends_when_the_reference_says(
    article: str, case: dict[str, Any], expected: dict[str, Any]
) -> None:
    answer = count_term(case)
    assert {name: answer[name] for name in expected} == expected, article
    assert str(case["start"]) in str(answer["how"])


@pytest.mark.parametrize(("what", "course"), REFUSED)
def test_a_course_that_cannot_be_is_a_sentence(what: str, course: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        decide_case({"today": "2026-11-23", "office": "same", "facts": "same", **course})
    assert all(sentence.endswith("。") for sentence in caught.value.problems), what


def test_a_year_without_holidays_is_counted_by_weekends_and_says_so() -> None:
    answer = count_term({"kind": "T5", "start": "2027-09-30"})
    assert answer["due"] == "2027-10-07"
    assert "2027" in str(answer["how"])
    assert "只按周末" in str(answer["how"])


def test_a_refusal_needs_a_running_period_above_the_holder_and_a_lead() -> None:
    """Art. 19(3) and Art. 36(3): wherever the answer is a refusal, its conditions hold."""
    for _, case, _ in DECIDE:
        answer = decide_case(case)
        if answer["outcome"] == "NOT_ACCEPT_PENDING":
            assert case["office"] == "superior"
            assert case["facts"] == "same"
            assert answer["confirm_by"] == "lead"
            assert "overdue" not in answer["state"]
        if answer["outcome"] == "NO_LONGER_ACCEPT":
            assert "recheck_opinion_on" in case
            assert case["facts"] == "same"
            assert answer["confirm_by"] == "lead"
