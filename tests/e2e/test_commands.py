"""The rules as the commands tell of them, on a real store."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.numbers import is_receipt_number
from app.domain.record import VisitRecord
from app.intake.clock import StandingClock
from app.rulepacks import load_rulepack
from db import gate
from tests.e2e.conftest import LEAD, PASSWORD, Answer, Station, crowd, found_station, matter, person, visit

GOOD, BAD = "110199199003070017", "110199199003070018"
NOW = datetime(2024, 6, 12, 10, 43, tzinfo=ZoneInfo("Asia/Shanghai"))

Found = tuple[str, str, int | None]


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "OfficeClock", lambda *_: StandingClock(NOW))


def _found(answer: Answer) -> list[Found]:
    """(rule, effect, index of the person or matter) of every finding."""
    told = answer.json["findings"]
    told = [(f["rule"], f["effect"], f["about"].get("person", f["about"].get("matter"))) for f in told]
    return sorted(told, key=str)


def _kept(station: Station, visit_no: str) -> VisitRecord:
    opened = gate.StoreGate(station.folder, lambda _: load_rulepack(), holder="command", beside=True)
    try:
        with opened.sign_in(LEAD, PASSWORD).read() as unit:
            found = unit.visit(visit_no)
    finally:
        opened.close()
    assert found is not None
    return found


def _again(answer: Answer, judged: str = "same", **more: object) -> dict[str, object]:
    """The first matter of a registered visit, raised again."""
    return matter(same_as={"reg_no": answer.json["matters"][0]["reg_no"], "facts": judged}, **more)


def test_the_smallest_visit(station: Station) -> None:
    answer = station.register(visit())
    assert (answer.code, answer.said) == (0, "")
    done = answer.json
    (made,) = done["documents"]
    assert is_receipt_number(done["visit_no"])
    assert done["matters"][0]["reg_no"] == done["visit_no"] + "-1"
    assert done["matters"][0]["outcome"] == "ACCEPT"
    assert (made["id"], made["path"], made["pages"]) == ("visit_receipt", None, 1)
    assert not list(station.folder.rglob("*.pdf"))
    assert [v["visit_no"] for v in station("list", "visits").lines] == [done["visit_no"]]
    (line,) = station("list", "matters").lines
    assert {k: line[k] for k in ("reg_no", "visit_no")} == {
        "reg_no": done["matters"][0]["reg_no"],
        "visit_no": done["visit_no"],
    }
    assert line["version"] >= 1


TWO = [matter(), matter(demand="请求修复村道", facts="村道塌方半年。", content_code="0312")]
PENDING, PENDING_TOO = ("reps_pending", "warn", 0), ("reps_pending", "warn", 1)
LARGE = ("large_group", "warn", None)
AUTHORITY = {"scope": "代为反映"}


def _beyond(first: int, count: int) -> list[Found]:
    return [("rep_limit", "block", i) for i in range(first, count)]


@pytest.mark.parametrize(
    ("given", "findings"),
    [
        pytest.param(visit(people=crowd(1)), [], id="1 person"),
        pytest.param(visit(people=crowd(5)), [], id="5 people"),
        pytest.param(visit(people=crowd(5, "representative")), [], id="5 representatives"),
        pytest.param(visit(people=crowd(6)), [PENDING], id="6 people who chose nobody"),
        pytest.param(visit(present_count=6), [PENDING], id="6 people, 1 entered"),
        pytest.param(visit(present_count=10, people=crowd(5, "representative")), [], id="10 people, 5 speak"),
        pytest.param(visit(people=crowd(6, "representative")), _beyond(5, 6), id="6th representative"),
        pytest.param(
            visit(people=crowd(50, "representative")), [LARGE, *_beyond(5, 50)], id="50 representatives"
        ),
        pytest.param(visit(people=crowd(49, "group_member")), [PENDING], id="49 members"),
        pytest.param(visit(people=crowd(50, "group_member")), [LARGE, PENDING], id="50 members"),
        pytest.param(
            visit(people=[*crowd(5, "representative"), *crowd(4, "companion", 5)]), [], id="companions"
        ),
        pytest.param(
            visit(people=[*crowd(5), person(5, "companion")], present_count=5), [], id="a companion beside 5"
        ),
        pytest.param(visit(people=[*crowd(6), person(6, "companion")]), [PENDING], id="a companion beside 6"),
        pytest.param(
            visit(
                people=[
                    *crowd(5, "representative"),
                    person(5, "agent", represents=0, authority_doc=AUTHORITY),
                ]
            ),
            [],
            id="an agent in a representative's seat",
        ),
        pytest.param(
            visit(people=[*crowd(5, "representative"), person(5, "agent", authority_doc=AUTHORITY)]),
            _beyond(5, 6),
            id="an agent of the whole group",
        ),
        pytest.param(
            visit(people=[person(), person(1, "agent", represents=0)]),
            [("authority_pending", "warn", 1)],
            id="an agent without authority",
        ),
        pytest.param(
            visit(people=[person(), person(1, "representative", concerned=False)]),
            [("rep_outsider", "warn", 1)],
            id="an outsider",
        ),
        pytest.param(
            visit(people=[person(), person(1, "representative", born_on="2015-03-07")]),
            [("rep_minor", "warn", 1)],
            id="a minor",
        ),
        pytest.param(
            visit(
                people=[
                    *crowd(5, "representative", matters=[0]),
                    *crowd(5, "representative", 5, matters=[1]),
                ],
                matters=TWO,
            ),
            [],
            id="5 for each of two matters",
        ),
        pytest.param(
            visit(people=crowd(6, "representative", matters=[1]), matters=TWO),
            _beyond(5, 6),
            id="6 for the second",
        ),
        pytest.param(
            visit(people=crowd(6, "representative"), matters=TWO), _beyond(5, 6), id="once per person"
        ),
        pytest.param(visit(people=crowd(6), matters=TWO), [PENDING, PENDING_TOO], id="once per matter"),
    ],
)
def test_representatives(
    standing_clock: None, station: Station, given: object, findings: list[Found]
) -> None:
    answer = station.check(given)
    assert _found(answer) == sorted(findings, key=str)
    assert answer.code == (1 if any(effect == "block" for _, effect, _ in findings) else 0)


def _shown(number: str, **more: object) -> dict[str, object]:
    return person(id_state="manual", id_type="prc_id", id_no=number, **more)


@pytest.mark.parametrize(
    ("people", "findings"),
    [
        pytest.param([_shown(GOOD)], [], id="holds"),
        pytest.param([_shown("１１０１９９１９９００３０７００１７")], [], id="full width"),
        pytest.param([_shown("11019919900307005x")], [], id="small x"),
        pytest.param([_shown(BAD)], [("id_check_failed", "warn", 0)], id="check digit"),
        pytest.param([_shown("110199930229001")], [], id="first generation"),
        pytest.param([_shown(GOOD, id_valid_to="2024-06-11")], [("id_expired", "warn", 0)], id="yesterday"),
        pytest.param([_shown(GOOD, id_valid_to="2024-06-12")], [], id="last day"),
        pytest.param([_shown(GOOD, id_valid_to="long")], [], id="for ever"),
        pytest.param(
            [_shown(GOOD), _shown("１１０１９９ 19900307 ００１７"), _shown(GOOD)],
            [("id_repeated", "warn", 1)],
            id="repeated, told once",
        ),
        pytest.param([person(id_no="unknown"), person(1, id_no="unknown")], [], id="unknown twice"),
        pytest.param(
            [person(id_state="manual", id_type="passport", id_no="E0")], [("id_check_failed", "warn", 0)]
        ),
        pytest.param(
            [person(id_state="manual", id_type="foreign_permanent_residence", id_no="ZZZ110190030701")], []
        ),
    ],
)
def test_identity(
    standing_clock: None, station: Station, people: list[object], findings: list[Found]
) -> None:
    answer = station.check(visit(people=people))
    assert _found(answer) == findings
    assert answer.code == 0


def test_whoever_is_beyond_the_limit_is_kept_as_a_member(station: Station) -> None:
    answer = station.register(visit(people=crowd(7, "representative")))
    assert answer.code == 1
    assert _found(answer) == _beyond(5, 7)
    kept = _kept(station, answer.json["visit_no"])
    assert [p.role for p in kept.participants] == ["representative"] * 5 + ["group_member"] * 2
    (line,) = station("list", "visits").lines
    assert [p["role"] for p in line["people"]] == [p.role for p in kept.participants]
    assert [p["name"] for p in line["people"]] == [p.stated.name for p in kept.participants]


def test_the_same_matter_again_on_the_same_day(standing_clock: None, station: Station) -> None:
    first = station.register(visit(people=crowd(3, "representative")))
    repeated, other_window = ("repeat_visit", "warn", 0), ("same_group_other_window", "warn", 0)
    split = ("group_split", "warn", 0)

    def again(people: list[dict[str, object]], facts: str = "same", **more: object) -> Answer:
        return station.check(visit(people=people, matters=[_again(first, facts)], **more))

    same, others = crowd(3, "representative"), crowd(3, "representative", 10)
    assert _found(again(same)) == [repeated]
    assert _found(again(same, window=2)) == [repeated, other_window]
    assert _found(again(others[:2])) == [repeated]
    third = again(others)
    assert (third.code, _found(third)) == (1, [split, ("rep_limit", "block", 2), repeated])
    assert _found(again(others, "new")) == []
    assert again(same).json["proposal"]["outcome"] == "CONTINUE_LINK"
    assert again(same, "new").json["proposal"]["outcome"] == "ADD_TO_FILE"
    # Nobody judged it yet: the program says what it thinks, and links nothing.
    unjudged = station.check(visit(people=others))
    assert _found(unjudged) == [split]
    assert [(c["reg_no"], c["verdict"]) for c in unjudged.json["candidates"]] == [
        (first.json["matters"][0]["reg_no"], "same_matter")
    ]


def test_the_limit_counts_the_visits_linked_before(station: Station) -> None:
    first = station.register(visit(people=crowd(3, "representative")))
    second = station.register(visit(people=crowd(4, "representative", 10), matters=[_again(first)]))
    roles = [p.role for p in _kept(station, second.json["visit_no"]).participants]
    assert roles == ["representative"] * 2 + ["group_member"] * 2
    # The blocked ones hold no seat: one of the five may come back.
    third = station.check(visit(people=[person(0, "representative")], matters=[_again(second)]))
    assert third.code == 0


DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "days", "state", "outcome"),
    [
        ("xinfang", 15, "registered_pending", "CONTINUE_LINK"),
        ("xinfang", 16, "registered_overdue", "SUPERVISE"),
        ("organ", 60, "accepted_in_time", "CONTINUE_LINK"),
        ("organ", 61, "overdue_no_reply", "SUPERVISE"),
    ],
)
def test_both_sides_of_a_boundary(
    kind: str,
    days: int,
    state: str,
    outcome: str,
    standing_clock: None,
    tmp_path: Path,
    quick_stretching: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    station = found_station(tmp_path / kind, monkeypatch, capsys, kind=kind)
    then = station.register(visit(visited_at=(NOW - days * DAYS).isoformat()))
    now = station.check(visit(matters=[_again(then)]))
    assert (now.json["proposal"]["state"], now.json["proposal"]["outcome"]) == (state, outcome)
    late = [("overdue", "warn", 0)] if outcome == "SUPERVISE" else []
    assert _found(now) == [*late, ("repeat_visit", "info", 0)]
    assert [m["state"] for m in station("list", "matters").lines] == [state]


def test_who_was_answered_at_the_window_and_comes_back_is_heard_in_the_ordinary_procedure(
    standing_clock: None, station: Station
) -> None:
    earlier = (NOW - 9 * DAYS).isoformat()
    first = station.register(visit(visited_at=earlier, matters=[matter(outcome="ANSWERED_ON_SPOT")]))
    assert station.register(visit(matters=[_again(first)])).json["matters"][0]["outcome"] == "ACCEPT"
    assert {m["state"] for m in station("list", "matters").lines} == {"accepted_in_time"}


SECRET = "反映某镇长收受红包三万元"


def test_an_accusation_beside_an_open_matter(station: Station) -> None:
    accusation = matter(purpose="accusation", demand=SECRET, facts=SECRET, reported_person="某镇长")
    answer = station.register(visit(matters=[accusation, matter()]), "--out", station.folder.parent / "out")
    assert _found(answer) == [("sealed", "info", 0)]
    sealed, open_one = answer.json["matters"]
    listed = station("list", "visits").out + station("list", "matters").out
    assert SECRET not in listed
    assert "来访人0" not in station("list", "visits").out
    assert "青苗补偿款" in listed
    # Asked in the very words of the accusation, by the very person: nobody's candidate.
    asked = station.check(visit(matters=[matter(demand=SECRET, facts=SECRET)]))
    assert sealed["reg_no"] not in asked.out
    assert [c["reg_no"] for c in station.check(visit()).json["candidates"]] == [open_one["reg_no"]]


def test_sealed_and_open_matters_are_never_joined(station: Station) -> None:
    open_one = station.register(visit())
    sealed = station.register(visit(matters=[_again(open_one, purpose="accusation", demand=SECRET)]))
    claimed = station.register(visit(matters=[_again(sealed, demand=SECRET, facts=SECRET)]))
    lines = {m["reg_no"]: m for m in station("list", "matters").lines}
    assert lines[sealed.json["matters"][0]["reg_no"]]["same_as"] is None
    assert lines[claimed.json["matters"][0]["reg_no"]]["sealed"] is True
    assert SECRET not in station("list", "matters").out


def test_nobody_need_be_named(station: Station) -> None:
    nobody = visit(people=[], anonymous=True, matters=[matter(purpose="accusation")])
    assert station.register(nobody).code == 0
    unnamed = person(name=..., address=..., anonymous=True)
    assert station.register(visit(people=[unnamed])).code == 0
    named = visit(anonymous=True)
    assert station.register(named).code == 0
    listed = station("list", "visits")
    assert [v["visitors"] for v in listed.lines] == ["●●●", "匿名", "匿名"]
    assert [[p["name"] for p in v["people"]] for v in listed.lines] == [[], ["匿名"], ["匿名"]]
    assert station("verify").json == {"ok": True, "problems": []}


def test_check_writes_nothing_but_the_audit(station: Station) -> None:
    station.register(visit())
    before = station("list", "visits").out, station("list", "matters").out
    assert station.check(visit(people=crowd(6, "representative"))).code == 1
    assert (station("list", "visits").out, station("list", "matters").out) == before
    opened = gate.StoreGate(station.folder, lambda _: load_rulepack(), holder="command")
    try:
        with opened.sign_in(LEAD, PASSWORD).read() as unit:
            assert "check" in [row.action for row in unit.audit(20)]
            assert unit.sync_figures().registered == 4  # begin, the visit, its acceptance, its receipt
    finally:
        opened.close()


def test_candidates_are_ten_at_most_best_first(station: Station) -> None:
    for i in range(12):
        station.register(
            visit(people=[person(i)], matters=[matter(facts=f"征收水田十八亩{i}分,每亩领到一千元。")])
        )
    found = station.check(
        visit(matters=[matter(), matter(demand="请求青苗补偿", facts="水田征收未补。")])
    ).json
    scores = [c["score"] for c in found["candidates"]]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)
    assert len(found["proposals"]) == 2
    assert found["proposal"] == found["proposals"][0]


def test_papers_are_made_again_as_reprints(station: Station, tmp_path: Path) -> None:
    done = station.register(visit(), "--out", tmp_path / "a" / "b").json
    (made,) = done["documents"]
    original = Path(made["path"]).read_bytes()
    assert made["sha256"] == hashlib.sha256(original).hexdigest()
    for number in (done["visit_no"], done["matters"][0]["reg_no"], done["visit_no"].lower()):
        again = station("document", number, "--id", "visit_receipt", "--out", tmp_path / "again.pdf").json
        assert again["reprint"] is True
        assert again["number"] == made["number"]
        assert again["sha256"] == hashlib.sha256((tmp_path / "again.pdf").read_bytes()).hexdigest()
    for number in ("123", done["visit_no"] + "-9"):
        assert station("document", number, "--id", "visit_receipt", "--out", tmp_path / "no.pdf").code == 2
    assert not (tmp_path / "no.pdf").exists()


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("receptionist", {"check", "register", "list", "document"}),
        ("reviewer", {"check", "list"}),
        ("reader", set()),
        ("admin", {"verify"}),
        ("accusation_handler", set()),
    ],
)
def test_roles(role: str, may: set[str], station: Station, tmp_path: Path) -> None:
    number = station.register(visit()).json["visit_no"]
    added = station("staff", "add", "林知夏", "--role", role, STATION_NEW_PASSWORD="first pass 1")
    assert added.json == {"name": "林知夏", "role": role}
    lines: Mapping[str, tuple[object, ...]] = {
        "check": ("check", "--visit", "-"),
        "register": ("register", "--visit", "-"),
        "list": ("list", "matters"),
        "document": ("document", number, "--id", "visit_receipt", "--out", tmp_path / "x.pdf"),
        "verify": ("verify",),
    }
    answers = {
        name: station(*words, given=visit(), user="林知夏", STATION_PASSWORD="first pass 1")
        for name, words in lines.items()
    }
    assert {name for name, answer in answers.items() if answer.code == 0} == may
    assert {answer.code for answer in answers.values()} <= {0, 2}
