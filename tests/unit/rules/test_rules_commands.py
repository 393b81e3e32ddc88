"""`due` and `decide` as the outside interface writes them."""

import argparse
import io
import json
import sys

import pytest

from app.errors import BadInput
from ui.commands import decide, due
from ui.commands.decide import decide_case
from ui.commands.due import count_term
from ui.commands.world import DONE, World

CASE = {"today": "2026-11-22", "office": "same", "facts": "same", "received_on": "2026-11-10"}


def problems(data: object) -> list[str]:
    with pytest.raises(BadInput) as told:
        count_term(data)
    return told.value.problems


def wrong_case(**changed: object) -> list[str]:
    with pytest.raises(BadInput) as told:
        decide_case({**CASE, **changed})
    return told.value.problems


def test_due_answers_as_written() -> None:
    answer = count_term({"kind": "T8", "start": "2026-09-01"})
    assert {k: answer[k] for k in ("kind", "due", "rolled", "binding")} == {
        "kind": "T8",
        "due": "2026-10-01",
        "rolled": "2026-10-08",
        "binding": "2026-10-08",
    }
    assert json.loads(json.dumps(answer)) == answer


def test_a_given_calendar_replaces_the_bundled_years() -> None:
    plain = count_term({"kind": "T5", "start": "2026-09-24", "calendar": []})
    assert plain["due"] == "2026-10-01"
    own = [{"date": "2026-09-26", "kind": "work"}]
    assert count_term({"kind": "T5", "start": "2026-09-24", "calendar": own})["due"] == "2026-09-30"


@pytest.mark.parametrize(
    ("given", "due_on"),
    [
        ({"kind": "T6", "days": 20}, "2026-12-13"),
        ({"kind": "T6", "working_days": 3}, "2026-11-26"),
        ({"kind": "T12", "months": 2}, "2027-01-23"),
        ({"kind": "T12", "date": "2027-01-01"}, "2027-01-01"),
        ({"kind": "T13", "step": 1}, "2026-11-24"),
        ({"kind": "T14", "step": 3}, "2026-11-30"),
        ({"kind": "T1"}, "2026-11-23"),
    ],
)
def test_kinds_with_their_lengths(given: dict[str, object], due_on: str) -> None:
    assert count_term({"start": "2026-11-23", **given})["due"] == due_on


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "T16"}, "kind"),
        ({"kind": "t3"}, "kind"),
        ({"kind": None}, "kind"),
        ({"start": "2026-02-30"}, "start"),
        ({"start": "20261123"}, "start"),
        ({"start": 20261123}, "start"),
        ({"start": "９９９９-12-31"}, "start"),
        ({"start": "9999-12-30"}, "start"),
        ({"days": 5}, "days"),
        ({"step": 1}, "step"),
        ({"kind": "T6"}, "T6"),
        ({"kind": "T6", "days": 5, "months": 1}, "T6"),
        ({"kind": "T6", "days": 0}, "days"),
        ({"kind": "T6", "days": True}, "days"),
        ({"kind": "T6", "days": "5"}, "days"),
        ({"kind": "T6", "date": "2026-11-22"}, "date"),
        ({"kind": "T13"}, "step"),
        ({"kind": "T13", "step": 4}, "step"),
        ({"kind": "T14", "step": 0}, "step"),
        ({"calendar": {}}, "calendar"),
        ({"calendar": ["2026-11-23"]}, "calendar[0]"),
        ({"calendar": [{"date": "2026-11-23", "kind": "holiday"}]}, "calendar[0].kind"),
        ({"calendar": [{"date": "2026-11-23", "kind": "off", "x": 1}]}, "calendar[0].x"),
        (
            {"calendar": [{"date": "2026-11-23", "kind": "off"}, {"date": "2026-11-23", "kind": "work"}]},
            "calendar[1]",
        ),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_wrong_questions_are_refused_by_field(given: dict[str, object], field: str) -> None:
    (told,) = problems({"kind": "T3", "start": "2026-11-23", **given})
    assert told.startswith(f"{field}：")


@pytest.mark.parametrize("data", [None, [], "T3", 3])
def test_only_an_object_is_a_question(data: object) -> None:
    assert problems(data)
    with pytest.raises(BadInput):
        decide_case(data)


def test_decide_answers_as_written() -> None:
    answer = decide_case(CASE)
    assert {
        k: answer[k] for k in ("state", "rule_id", "outcome", "notices", "articles", "confirm_by", "dates")
    } == {
        "state": "registered_pending",
        "rule_id": "02A1",
        "outcome": "CONTINUE_LINK",
        "notices": ["visit_receipt"],
        "articles": ["22", "23(2)"],
        "confirm_by": "receptionist",
        "dates": {"T3": "2026-11-25", "T2": "2026-11-25"},
    }
    assert json.loads(json.dumps(answer)) == answer


def test_decide_keeps_the_tables_word() -> None:
    answer = decide_case({"today": "2026-11-22", "office": "superior", "facts": "same"})
    assert (answer["state"], answer["outcome"]) == ("none", "ACCEPT_OR_ROUTE")
    assert decide_case({**CASE, "received_on": None})["notices"] == ["visit_receipt", "route"]


def test_decide_knows_every_key() -> None:
    answer = decide_case(
        {
            "today": "2026-11-22",
            "office": "superior",
            "facts": "same",
            "route": "31.6",
            "purpose": "claim",
            "kind": "ordinary",
            "received_on": "2026-01-05",
            "transferred_on": "2026-01-06",
            "accepted_on": "2026-01-07",
            "extended_to": "2026-04-01",
            "replied_on": "2026-03-20",
            "review_received_on": "2026-04-01",
            "review_opinion_on": "2026-04-20",
            "recheck_received_on": "2026-05-06",
            "recheck_opinion_on": "2026-06-01",
            "withdrawn_on": None,
            "agreement_on": None,
            "refused_on": None,
            "supported": True,
            "executed_on": "2026-03-25",
            "route_ended_on": None,
            "settings": {"registered_counts_as_pending": True},
        }
    )
    assert (answer["state"], answer["outcome"]) == ("final", "NO_LONGER_ACCEPT")
    assert answer["articles"] == ["36(3)", "37(3)"]


def test_settings_of_a_case_are_honoured() -> None:
    case = {**CASE, "office": "superior"}
    assert decide_case(case)["outcome"] == "TRANSFER"
    pending = decide_case({**case, "settings": {"registered_counts_as_pending": True}})
    assert pending["outcome"] == "NOT_ACCEPT_PENDING"


def test_steps_without_a_provable_day() -> None:
    assert decide_case({**CASE, "replied_on": "unknown"})["state"] == "replied_review_open"
    unsure = decide_case({**CASE, "recheck_opinion_on": "unknown", "office": "superior"})
    assert (unsure["state"], unsure["outcome"], unsure["confirm_by"]) == ("unsure", "HUMAN_DECIDE", "lead")
    assert unsure["notices"] == ["visit_receipt"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"today": None}, "today"),
        ({"today": "yesterday"}, "today"),
        ({"office": "higher"}, "office"),
        ({"facts": True}, "facts"),
        ({"route": "31(1)"}, "route"),
        ({"route": 31.1}, "route"),
        ({"purpose": "complaint"}, "purpose"),
        ({"kind": "fast"}, "kind"),
        ({"supported": "yes"}, "supported"),
        ({"withdrawn_on": "unknown"}, "withdrawn_on"),
        ({"accepted_on": "2026-11-31"}, "accepted_on"),
        ({"settings": []}, "settings"),
        ({"settings": {"rep_limit": 9}}, "settings.rep_limit"),
        ({"settings": {"nothing": 9}}, "settings.nothing"),
        ({"closed_on": "2026-11-20"}, "closed_on"),
    ],
)
def test_wrong_cases_are_refused_by_field(changed: dict[str, object], field: str) -> None:
    (told,) = wrong_case(**changed)
    assert told.startswith(f"{field}：")


def test_every_problem_is_told_at_once() -> None:
    assert len(wrong_case(today="x", office="y", facts="z", more=1)) == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"received_on": "2026-11-23"},
        {"accepted_on": "2026-11-09"},
        {"replied_on": "2026-11-23"},
        {"extended_to": "2026-12-30"},
        {"received_on": "9999-12-31", "today": "9999-12-31"},
    ],
)
def test_impossible_cases_are_refused(changed: dict[str, object]) -> None:
    (told,) = wrong_case(**changed)
    assert told.endswith("。")


def world(*, as_json: bool) -> World:
    def never(*_: object) -> None:
        pytest.fail("this command needs no store")

    return World(as_json, *[never] * 9)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("command", "question", "word"),
    [
        (due, {"kind": "T3", "start": "2026-11-23"}, "2026-12-08"),
        (decide, CASE, "已登记"),
    ],
)
def test_commands_answer_on_stdout_alone(
    command: object,
    question: dict[str, str],
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for as_json in (True, False):
        text = io.TextIOWrapper(io.BytesIO(json.dumps(question).encode()))
        monkeypatch.setattr(sys, "stdin", text)
        command.configure(argparse.ArgumentParser())  # type: ignore[attr-defined]
        assert command.run(argparse.Namespace(), world(as_json=as_json)) == DONE  # type: ignore[attr-defined]
        said = capsys.readouterr()
        assert said.err == ""
        if as_json:
            assert isinstance(json.loads(said.out), dict)
        else:
            assert word in said.out
