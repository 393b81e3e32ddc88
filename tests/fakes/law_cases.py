"""Cases written from the text of the reference alone: its articles, tables and test values.

Each is a question as `station decide` or `station due` takes it, what the reference answers, and the
article or section it was read from. No value here was computed by the program.
"""

from typing import Any

Case = tuple[str, dict[str, Any], dict[str, Any]]


def decide(article: str, today: str, office: str, facts: str, expected: str, **dates: Any) -> Case:
    """`expected` is `state/outcome`, with `/confirm_by` where the reference names who confirms."""
    state, outcome, *who = expected.split("/")
    answer = {"state": state, "outcome": outcome, **({"confirm_by": who[0]} if who else {})}
    return article, {"today": today, "office": office, "facts": facts, **dates}, answer


R, A = "received_on", "accepted_on"

# A matter received on Monday 2026-03-02 and accepted on 2026-03-10 (day 60 = 2026-05-09); replied
# 2026-05-06 (30 days = 2026-06-05, a Friday); review received 2026-06-01 (30 days = 2026-07-01);
# opinion served 2026-06-25 (30 days = 2026-07-25, a Saturday, so the right lasts to Monday 27 July);
# recheck received 2026-07-20 (30 days = 2026-08-19); recheck opinion 2026-08-17.
RECEIVED = {R: "2026-03-02"}
ACCEPTED = {**RECEIVED, A: "2026-03-10"}
REPLIED = {**ACCEPTED, "replied_on": "2026-05-06"}
IN_REVIEW = {**REPLIED, "review_received_on": "2026-06-01"}
REVIEWED = {**IN_REVIEW, "review_opinion_on": "2026-06-25"}
IN_RECHECK = {**REVIEWED, "recheck_received_on": "2026-07-20"}
FINAL = {**IN_RECHECK, "recheck_opinion_on": "2026-08-17"}
TRANSFERRED = {**RECEIVED, "transferred_on": "2026-03-05"}
EXTENDED = {**ACCEPTED, "extended_to": "2026-06-08"}
SUPPORTED = {**REPLIED, "supported": True}


def _three(
    article: str, today: str, facts: str, same: str, superior: str, other: str, **dates: Any
) -> list[Case]:
    offices = zip(("same", "superior", "unrelated"), (same, superior, other), strict=True)
    return [decide(article, today, office, facts, expected, **dates) for office, expected in offices]


def _state(state: str, same: str, superior: str, other: str = "REFER") -> tuple[str, str, str]:
    return f"{state}/{same}", f"{state}/{superior}", f"{state}/{other}"


DECIDE: list[Case] = [
    # the table of same facts, row by row
    *_three("20(1) 22 23", "2026-03-02", "same", *_state("none", "ACCEPT_OR_ROUTE", "ACCEPT_OR_ROUTE")),
    *_three(
        "22 23", "2026-03-10", "same", *_state("registered_pending", "CONTINUE_LINK", "TRANSFER"), **RECEIVED
    ),
    *_three(
        "22 23(3)", "2026-03-12", "same", *_state("transferred", "CONTINUE_LINK", "TRANSFER"), **TRANSFERRED
    ),
    *_three(
        "19(3) 34",
        "2026-04-01",
        "same",
        *_state("accepted_in_time", "CONTINUE_LINK", "NOT_ACCEPT_PENDING"),
        **ACCEPTED,
    ),
    *_three(
        "19(3) 34",
        "2026-05-20",
        "same",
        *_state("extended", "CONTINUE_LINK", "NOT_ACCEPT_PENDING"),
        **EXTENDED,
    ),
    *_three(
        "19(3) 35",
        "2026-06-10",
        "same",
        *_state("in_review", "CONTINUE_LINK", "NOT_ACCEPT_PENDING"),
        **IN_REVIEW,
    ),
    *_three(
        "19(3) 36",
        "2026-07-25",
        "same",
        *_state("in_recheck", "CONTINUE_LINK", "NOT_ACCEPT_PENDING"),
        **IN_RECHECK,
    ),
    *_three(
        "19(3) 31(5)",
        "2026-04-01",
        "same",
        *_state("duty_route", "CONTINUE_LINK", "NOT_ACCEPT_PENDING"),
        route="31.5",
        **ACCEPTED,
    ),
    *_three(
        "44(3) 40", "2026-03-20", "same", *_state("registered_overdue", "SUPERVISE", "SUPERVISE"), **RECEIVED
    ),
    *_three(
        "34 45(1)", "2026-05-11", "same", *_state("overdue_no_reply", "SUPERVISE", "SUPERVISE"), **ACCEPTED
    ),
    *_three("35 40", "2026-07-03", "same", *_state("review_overdue", "SUPERVISE", "SUPERVISE"), **IN_REVIEW),
    *_three(
        "36 40", "2026-08-21", "same", *_state("recheck_overdue", "SUPERVISE", "SUPERVISE"), **IN_RECHECK
    ),
    *_three(
        "32(2)",
        "2026-05-20",
        "same",
        *_state("supported_not_executed", "SUPERVISE", "SUPERVISE"),
        **SUPPORTED,
    ),
    *_three(
        "35",
        "2026-05-20",
        "same",
        *_state("replied_review_open", "GUIDE_REVIEW", "RECEIVE_REVIEW", "GUIDE_REVIEW"),
        **REPLIED,
    ),
    *_three(
        "36(1)",
        "2026-07-10",
        "same",
        *_state("reviewed_recheck_open", "GUIDE_RECHECK", "RECEIVE_RECHECK", "GUIDE_RECHECK"),
        **REVIEWED,
    ),
    *_three(
        "35 silent",
        "2026-06-20",
        "same",
        *_state("replied_review_lapsed", "HUMAN_DECIDE", "HUMAN_DECIDE"),
        **REPLIED,
    ),
    *_three(
        "36 silent",
        "2026-08-10",
        "same",
        *_state("reviewed_recheck_lapsed", "HUMAN_DECIDE", "HUMAN_DECIDE"),
        **REVIEWED,
    ),
    *_three(
        "33 silent",
        "2026-04-20",
        "same",
        *_state("mediated_closed", "HUMAN_DECIDE", "HUMAN_DECIDE"),
        agreement_on="2026-04-10",
        **ACCEPTED,
    ),
    *_three(
        "44(2) silent",
        "2026-03-20",
        "same",
        *_state("refused_earlier", "HUMAN_DECIDE", "HUMAN_DECIDE"),
        refused_on="2026-03-09",
        **RECEIVED,
    ),
    *_three(
        "withdrawn",
        "2026-04-20",
        "same",
        *_state("withdrawn", "ACCEPT_OR_ROUTE", "TRANSFER"),
        withdrawn_on="2026-04-10",
        **ACCEPTED,
    ),
    *_three(
        "simple handling",
        "2026-03-20",
        "same",
        *_state("simple_handled", "ACCEPT_OR_ROUTE", "TRANSFER"),
        kind="simple",
        received_on="2026-03-02",
        accepted_on="2026-03-04",
        replied_on="2026-03-12",
    ),
    *_three(
        "36(3)",
        "2026-09-01",
        "same",
        *_state("final", "NO_LONGER_ACCEPT", "NO_LONGER_ACCEPT", "NO_LONGER_ACCEPT"),
        **FINAL,
    ),
    *_three(
        "31(1)",
        "2026-03-05",
        "same",
        *_state("legal_route", "GUIDE_LEGAL_ROUTE", "GUIDE_LEGAL_ROUTE", "GUIDE_LEGAL_ROUTE"),
        route="31.1",
        **RECEIVED,
    ),
    *_three(
        "37(3)",
        "2026-06-05",
        "same",
        *_state("legal_route_ended", "GUIDE_LEGAL_ROUTE", "GUIDE_LEGAL_ROUTE", "GUIDE_LEGAL_ROUTE"),
        route="31.4",
        route_ended_on="2026-05-20",
        **RECEIVED,
    ),
    *_three(
        "29",
        "2026-03-05",
        "same",
        *_state("suggestion", "CONTINUE_LINK", "TRANSFER"),
        purpose="suggestion",
        **RECEIVED,
    ),
    *_three(
        "30",
        "2026-03-05",
        "same",
        *_state("accusation_forwarded", "CONTINUE_LINK", "TRANSFER"),
        purpose="accusation",
        **RECEIVED,
    ),
    # new facts: running stages
    *_three(
        "new facts", "2026-03-10", "new", *_state("registered_pending", "ADD_TO_FILE", "TRANSFER"), **RECEIVED
    ),
    *_three(
        "new facts", "2026-04-01", "new", *_state("accepted_in_time", "ADD_TO_FILE", "TRANSFER"), **ACCEPTED
    ),
    *_three("new facts", "2026-06-10", "new", *_state("in_review", "ADD_TO_FILE", "TRANSFER"), **IN_REVIEW),
    *_three("new facts", "2026-07-25", "new", *_state("in_recheck", "ADD_TO_FILE", "TRANSFER"), **IN_RECHECK),
    *_three(
        "new facts", "2026-05-11", "new", *_state("overdue_no_reply", "ADD_TO_FILE", "TRANSFER"), **ACCEPTED
    ),
    # new facts: ended states are new linked matters
    *_three("36(3) new facts", "2026-09-01", "new", *_state("final", "ACCEPT_OR_ROUTE", "TRANSFER"), **FINAL),
    *_three(
        "new facts",
        "2026-06-20",
        "new",
        *_state("replied_review_lapsed", "ACCEPT_OR_ROUTE", "TRANSFER"),
        **REPLIED,
    ),
    # days at the edge: the day of the event is not counted, the last day belongs to the term
    decide("23(2) T3", "2026-03-17", "same", "same", "registered_pending/CONTINUE_LINK", **RECEIVED),
    decide("23(2) T3", "2026-03-18", "same", "same", "registered_overdue/SUPERVISE/lead", **RECEIVED),
    decide("34 T7", "2026-05-09", "superior", "same", "accepted_in_time/NOT_ACCEPT_PENDING/lead", **ACCEPTED),
    decide("34 T7", "2026-05-10", "superior", "same", "overdue_no_reply/SUPERVISE/lead", **ACCEPTED),
    decide("34 extended", "2026-05-10", "superior", "same", "extended/NOT_ACCEPT_PENDING/lead", **EXTENDED),
    decide("34 extended", "2026-06-08", "superior", "same", "extended/NOT_ACCEPT_PENDING/lead", **EXTENDED),
    decide("34 extended", "2026-06-09", "superior", "same", "overdue_no_reply/SUPERVISE/lead", **EXTENDED),
    decide(
        "34 at most 30 days",
        "2026-06-09",
        "same",
        "same",
        "overdue_no_reply/SUPERVISE/lead",
        extended_to="2026-07-31",
        **ACCEPTED,
    ),
    decide("35 T8", "2026-06-05", "same", "same", "replied_review_open/GUIDE_REVIEW", **REPLIED),
    decide("35 T8", "2026-06-06", "same", "same", "replied_review_lapsed/HUMAN_DECIDE/lead", **REPLIED),
    decide("35 T9", "2026-07-01", "superior", "same", "in_review/NOT_ACCEPT_PENDING/lead", **IN_REVIEW),
    decide("35 T9", "2026-07-02", "superior", "same", "review_overdue/SUPERVISE/lead", **IN_REVIEW),
    decide(
        "36(1) T10 rolled",
        "2026-07-27",
        "superior",
        "same",
        "reviewed_recheck_open/RECEIVE_RECHECK",
        **REVIEWED,
    ),
    decide(
        "36(1) T10 rolled",
        "2026-07-28",
        "superior",
        "same",
        "reviewed_recheck_lapsed/HUMAN_DECIDE/lead",
        **REVIEWED,
    ),
    decide("36(1) T11", "2026-08-19", "superior", "same", "in_recheck/NOT_ACCEPT_PENDING/lead", **IN_RECHECK),
    decide("36(1) T11", "2026-08-20", "superior", "same", "recheck_overdue/SUPERVISE/lead", **IN_RECHECK),
    decide("23(3) T4", "2026-03-20", "same", "same", "transferred/CONTINUE_LINK", **TRANSFERRED),
    decide("23(3) T4", "2026-03-21", "same", "same", "registered_overdue/SUPERVISE/lead", **TRANSFERRED),
    decide(
        "T8 holidays",
        "2026-10-08",
        "same",
        "same",
        "replied_review_open/GUIDE_REVIEW",
        received_on="2026-07-01",
        accepted_on="2026-07-06",
        replied_on="2026-09-01",
    ),
    decide(
        "T8 holidays",
        "2026-10-09",
        "same",
        "same",
        "replied_review_lapsed/HUMAN_DECIDE/lead",
        received_on="2026-07-01",
        accepted_on="2026-07-06",
        replied_on="2026-09-01",
    ),
    # endings, execution, order of precedence
    decide(
        "32(2) executed",
        "2026-05-20",
        "same",
        "same",
        "replied_review_open/GUIDE_REVIEW",
        executed_on="2026-05-15",
        **SUPPORTED,
    ),
    decide(
        "withdrawn before acceptance",
        "2026-04-01",
        "same",
        "same",
        "accepted_in_time/CONTINUE_LINK",
        withdrawn_on="2026-03-05",
        **ACCEPTED,
    ),
    decide(
        "29 over dates",
        "2026-09-01",
        "same",
        "same",
        "suggestion/CONTINUE_LINK",
        purpose="suggestion",
        **FINAL,
    ),
    # not known is never a ground to refuse
    decide(
        "4.4 unknown",
        "2026-04-01",
        "superior",
        "same",
        "unsure/HUMAN_DECIDE/lead",
        received_on="2026-03-02",
        accepted_on="unknown",
    ),
    decide(
        "4.4 no proof of service",
        "2026-12-01",
        "same",
        "same",
        "replied_review_open/GUIDE_REVIEW",
        received_on="2026-03-02",
        accepted_on="2026-03-10",
        replied_on="unknown",
    ),
    # settings
    decide(
        "19(3) setting",
        "2026-03-10",
        "superior",
        "same",
        "registered_pending/NOT_ACCEPT_PENDING/lead",
        settings={"registered_counts_as_pending": True},
        **RECEIVED,
    ),
    decide(
        "36(3) setting is no recheck opinion",
        "2026-08-10",
        "same",
        "same",
        "reviewed_recheck_lapsed/HUMAN_DECIDE/lead",
        settings={"review_lapsed": "decline"},
        **REVIEWED,
    ),
]


def due(
    article: str, kind: str, start: str, day: str, rolled: str = "", binding: str = "", **more: Any
) -> Case:
    """`rolled` and `binding` default to the day itself."""
    answer = {"kind": kind, "due": day, "rolled": rolled or day, "binding": binding or day}
    return article, {"kind": kind, "start": start, **more}, answer


DUE: list[Case] = [
    # the reference's own test values
    due("T3", "T3", "2026-11-23", "2026-12-08"),
    due("T3 holidays", "T3", "2026-09-20", "2026-10-05", "2026-10-08"),
    due("T8", "T8", "2026-09-01", "2026-10-01", "2026-10-08", "2026-10-08"),
    due("T5", "T5", "2026-09-24", "2026-10-09"),
    due("T5 make-up Saturday", "T5", "2026-02-12", "2026-02-26"),
    due("T5 from a Sunday", "T5", "2026-09-27", "2026-10-09"),
    due("T7", "T7", "2026-11-23", "2027-01-22"),
    # by the table
    due("22", "T1", "2026-11-23", "2026-11-23"),
    due("22", "T2", "2026-11-02", "2026-11-17"),
    due("23(3)", "T4", "2026-11-03", "2026-11-18"),
    due("23(3)", "T4", "2026-11-07", "2026-11-22", "2026-11-23"),
    due("35", "T9", "2026-11-04", "2026-12-04"),
    due("35 office duty is not rolled", "T9", "2026-10-23", "2026-11-22", "2026-11-23"),
    due("36(1)", "T10", "2026-10-23", "2026-11-22", "2026-11-23", "2026-11-23"),
    due("36(1)", "T11", "2026-10-23", "2026-11-22", "2026-11-23"),
    due("22 set day", "T6", "2026-11-02", "2026-11-29", "2026-11-30", date="2026-11-29"),
    due("22 days", "T6", "2026-11-02", "2026-11-12", days=10),
    due("31(5) two months", "T12", "2026-09-30", "2026-11-30", months=2),
    due("31(5) month's last day", "T12", "2026-01-31", "2026-02-28", "2026-02-28", months=1),
    due("simple: pass-on", "T13", "2026-11-20", "2026-11-23", step=1),
    due("simple: acceptance", "T13", "2026-11-20", "2026-11-25", step=2),
    due("simple: opinion", "T13", "2026-11-20", "2026-12-04", step=3),
    due("simple over the holidays", "T13", "2026-09-30", "2026-10-08", step=1),
    due("local target", "T14", "2026-11-20", "2026-11-21", "2026-11-23", step=1),
    due("local target", "T14", "2026-11-20", "2026-11-22", "2026-11-23", step=2),
    due("local target", "T14", "2026-11-20", "2026-11-27", step=3),
    due("local rule", "T15", "2026-11-20", "2026-11-25"),
    due("half-days work", "T5", "2026-03-05", "2026-03-12"),
    due(
        "half-day 4 May is in the holidays or worked as announced",
        "T3",
        "2026-04-20",
        "2026-05-05",
        "2026-05-06",
    ),
    due("leap day", "T7", "2027-12-31", "2028-02-29"),
    due("year's end", "T3", "2026-12-20", "2027-01-04"),
    due("own calendar", "T5", "2026-11-20", "2026-11-30", calendar=[{"date": "2026-11-25", "kind": "off"}]),
    due(
        "own calendar, worked Saturday",
        "T5",
        "2026-11-20",
        "2026-11-26",
        calendar=[{"date": "2026-11-21", "kind": "work"}],
    ),
    due(
        "own calendar rolls over it",
        "T8",
        "2026-10-24",
        "2026-11-23",
        "2026-11-24",
        "2026-11-24",
        calendar=[{"date": "2026-11-23", "kind": "off"}],
    ),
]

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("replied before received", {**RECEIVED, "replied_on": "2026-03-01"}),
    ("accepted before received", {**RECEIVED, A: "2026-02-27"}),
    ("review before the reply", {**REPLIED, "review_received_on": "2026-05-05"}),
    ("review opinion before the request", {**IN_REVIEW, "review_opinion_on": "2026-05-31"}),
    ("recheck before the review opinion", {**REVIEWED, "recheck_received_on": "2026-06-24"}),
    ("recheck opinion before the request", {**IN_RECHECK, "recheck_opinion_on": "2026-07-19"}),
    ("an event ahead of today", {**RECEIVED, A: "2026-12-24"}),
    ("an extension without acceptance", {**RECEIVED, "extended_to": "2026-06-08"}),
    ("an extension before the acceptance", {**ACCEPTED, "extended_to": "2026-03-01"}),
    ("withdrawn before received", {**RECEIVED, "withdrawn_on": "2026-03-01"}),
    ("two endings on one day", {**ACCEPTED, "withdrawn_on": "2026-04-01", "agreement_on": "2026-04-01"}),
    ("accepted and refused on one day", {**ACCEPTED, "refused_on": "2026-03-10"}),
]
"""Courses that cannot be: a sentence, never a guess (CASE.json, and what the issue calls bad input)."""
