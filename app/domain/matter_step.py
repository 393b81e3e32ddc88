"""A step in a matter's course as somebody writes it down, and the kinds of steps there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ANSWERED = "answered_on_spot"
REGISTERED = "registered"
RECEIVED = "received_on"
SIMPLE = "simple_accepted_on"
TRANSFER_RECEIVED = "transfer_received_on"
ASSIGNMENT_RECEIVED = "assignment_received_on"
OBJECTED = "objected_on"
RETURN_AGREED = "return_agreed_on"
RETURNED = "returned_on"
ASSIGNED = "assigned_on"
DISPUTED = "disputed_on"
CONFERENCE = "conference_on"
SETTLED = "settled_on"
SUCCEEDED = "succeeded_on"
HEARING = "hearing_on"
SUPERVISED = "supervised_on"
RATED_OFFICE = "rated_office_on"
RATED_UNIT = "rated_unit_on"
GROUNDS = "grounds_19_3"
FIRST_CONTACT = "first_contact"
LEADER_CASE = "leader_case"

STEP_KINDS = (
    "accepted_on",
    SIMPLE,
    "transferred_on",
    ASSIGNED,
    "extended_to",
    "replied_on",
    "review_received_on",
    "review_opinion_on",
    "recheck_received_on",
    HEARING,
    "recheck_opinion_on",
    TRANSFER_RECEIVED,
    ASSIGNMENT_RECEIVED,
    OBJECTED,
    RETURN_AGREED,
    RETURNED,
    DISPUTED,
    CONFERENCE,
    SETTLED,
    SUCCEEDED,
    "agreement_on",
    "withdrawn_on",
    "refused_on",
    "executed_on",
    "route_ended_on",
    SUPERVISED,
    RATED_OFFICE,
    RATED_UNIT,
    RECEIVED,
)
"""What a person may record, in the order of a list to choose from; others come by registering."""

NEEDS_SECOND_DATE: Mapping[str, str] = {
    "extended_to": "请填写延期后的期限。",
    ASSIGNED: "请填写交办要求反馈结果的日期。",
    ASSIGNMENT_RECEIVED: "请填写交办要求反馈结果的日期。",
    HEARING: "请填写听证结束的日期。",
}
"""Kinds with a second date, and the sentence where it is missing."""

NEEDS_TEXT: Mapping[str, str] = {
    OBJECTED: "请在说明里写明异议的理由（第二十三条第三款：详细阐明）。",
    SETTLED: "请在说明里写明确定由哪个单位受理、主办（第二十四条第一款）。",
    SUCCEEDED: "请在说明里写明继续行使职权的单位（第二十四条第二款）。",
    RATED_OFFICE: "请在说明里写明评价：满意、基本满意或不满意。",
    RATED_UNIT: "请在说明里写明评价：满意、基本满意或不满意。",
}
"""Kinds that say nothing without words, and the sentence where they are missing."""

UNIT_IN_TEXT = frozenset({SETTLED, SUCCEEDED})
"""Kinds whose words are the name of the unit that handles the matter from then on."""

EACH_COUNTS = frozenset({SUPERVISED, HEARING, ASSIGNED, TRANSFER_RECEIVED, ASSIGNMENT_RECEIVED})
"""Kinds of which a second one is no correction of the first."""

OPINIONS = frozenset({"replied_on", "review_opinion_on", "recheck_opinion_on"})
"""Kinds of which it is asked whether the visitor was supported."""

RATED = frozenset({RATED_OFFICE, RATED_UNIT})
"""How content the visitor is, with the petition office and with the responsible unit [Art. 21]."""

RATINGS: Mapping[str, str] = {"满意": "satisfied", "基本满意": "mostly", "不满意": "not"}
"""What a visitor may say, and the word for it [满意度评价工作办法]."""

SOURCES_ZH: Mapping[str, str] = {
    "own": "本单位",
    "handler": "承办单位告知",
    "upstream": "上级单位告知",
    "visitor": "来访人出示文书",
}
"""Whose step it is, or by whom it became known here."""

LONGEST_STEP_TEXT = 200


@dataclass(frozen=True)
class MatterStep:
    """One step; field names as in EVENT.json of the outside interface.

    Attributes:
        kind: one of `STEP_KINDS`.
        on: the local day it happened.
        text: document number, unit, grounds; what the kind asks for.
        extended_to: second date of an extension, an assignment, a hearing, or of the acceptance of an
            Art. 31(5) matter for which a special law sets the day.
        supported: of an opinion: whether it supports the visitor; None = not said.
        source: a key of `SOURCES_ZH`.
    """

    kind: str
    on: date
    text: str = ""
    extended_to: date | None = None
    supported: bool | None = None
    source: str = "own"


def words_without_source(text: str) -> str:
    """What was said in a kept step, without by whom it became known."""
    for told in SOURCES_ZH.values():
        if text == told:
            return ""
        if text.startswith(f"{told}："):
            return text.removeprefix(f"{told}：")
    return text
