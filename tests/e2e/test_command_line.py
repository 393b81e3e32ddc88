"""What is typed, handed in or missing: exit codes, sentences, and nothing half saved."""

import itertools
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.e2e.conftest import (
    LEAD,
    OFFICE,
    PASSWORD,
    Answer,
    Station,
    command_environment,
    matter,
    person,
    visit,
)
from ui.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


def assert_refused(answer: Answer, *words: str) -> None:
    """Exit 2, nothing on stdout, a Chinese sentence that is ours and names the trouble."""
    assert (answer.code, answer.out) == (2, "")
    assert any("\u4e00" <= c <= "\u9fff" for c in answer.said), answer.said
    assert "内部出错" not in answer.said
    for word in words:
        assert word in answer.said


WRONG = [
    pytest.param(b"", "没有读到", id="empty"),
    pytest.param(b"{", "第 1 行", id="not JSON"),
    pytest.param(b"[1]", "一组字段", id="a list"),
    pytest.param("[" * 50_000, "嵌套", id="deep"),
    pytest.param('{"present_count": ' + "9" * 5000 + "}", "数字", id="a number without end"),
    pytest.param('{"present_count": 1, "present_count": 2}', "写了两次", id="a key twice"),
    pytest.param(json.dumps(visit(), ensure_ascii=False).encode("gbk"), "UTF-8", id="GBK"),
    pytest.param(json.dumps(visit(people=[person(name="\ud800")])), "UTF-8", id="half a character"),
    pytest.param(json.dumps(visit(present_count=float("nan"))), "NaN", id="NaN"),
    pytest.param(visit(mood="x"), "mood", id="unknown field"),
    pytest.param(visit(mood=None), "mood", id="unknown field without value"),
    pytest.param(visit(people=[person(政治面貌="x")]), "people[0].政治面貌", id="forbidden field"),
    pytest.param(visit(matters=[matter(risk=1)]), "matters[0].risk", id="unknown field of a matter"),
    pytest.param(visit(people=...), "people", id="no people"),
    pytest.param(visit(people=[]), "people", id="nobody"),
    pytest.param(visit(matters=[]), "matters", id="no matter"),
    pytest.param(visit(people=[person(name=...)]), "people[0].name", id="no name"),
    pytest.param(visit(people=[person(name="　")]), "people[0].name", id="a name of spaces"),
    pytest.param(visit(people=[person(name="名" * 61)]), "people[0].name", id="name too long"),
    pytest.param(visit(matters=[matter(demand="\x00\u200b")]), "matters[0].demand", id="controls only"),
    pytest.param(visit(matters=[matter(demand="诉" * 201)]), "201", id="demand too long"),
    pytest.param(visit(matters=[matter(facts="事" * 20_001)]), "20001", id="facts too long"),
    pytest.param(visit(present_count="1"), "present_count", id="a number as text"),
    pytest.param(visit(present_count=True), "present_count", id="a truth for a number"),
    pytest.param(visit(present_count=0), "present_count", id="nobody present"),
    pytest.param(visit(present_count=10**30), "present_count", id="more than live on earth"),
    pytest.param(visit(people=[person(id_no=110199199003070017)]), "people[0].id_no", id="a text as number"),
    pytest.param(visit(people=[person(born_on="1993-02-29")]), "people[0].born_on", id="no such day"),
    pytest.param(visit(people=[person(born_on="2999-01-01")]), "people[0].born_on", id="not yet born"),
    pytest.param(visit(visited_at="0001-01-01T00:00:00"), "visited_at", id="before all time"),
    pytest.param(visit(visited_at="2999-01-01T00:00:00"), "visited_at", id="in the future"),
    pytest.param(visit(people=[person(matters=[1])]), "people[0].matters", id="no such matter"),
    pytest.param(visit(people=[person(represents=0)]), "people[0].represents", id="agent of oneself"),
    pytest.param(visit(people=[person(role="boss")]), "people[0].role", id="unknown role"),
    pytest.param(visit(matters=[matter(outcome="ACCEPT_OR_ROUTE")]), "outcome", id="never stored"),
    pytest.param(visit(matters=[matter(same_as={"reg_no": "X-1", "facts": "same"})]), "X-1", id="not ours"),
]


@pytest.mark.parametrize(("given", "word"), WRONG)
def test_wrong_input_is_told_and_saves_nothing(given: bytes | str, word: str, station: Station) -> None:
    assert_refused(station.check(given), word)
    assert_refused(station.register(given), word)
    assert station("list", "visits").out == ""


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("\ufeff" + json.dumps(visit()), id="byte order mark"),
        pytest.param(visit(present_count=1.0), id="a whole number as 1.0"),
        pytest.param(visit(matters=[matter(facts="事实与理由" * 1000)]), id="5,000 characters"),
        pytest.param(visit(people=[person(name="䶮㛃𬱖𠮷𪚥·😀")]), id="rare names and emoji"),
        pytest.param(
            visit(matters=[matter(demand="a\x00b\x1b[31m", place_code="１１０１９９")]), id="controls"
        ),
        pytest.param(
            visit(
                **dict.fromkeys(("visited_at", "window", "received_by", "confirmed", "affected_count")),
                people=[person(id_no=None, sex=None, represents=None, matters=None)],
                matters=[matter(route=None, same_as=None, outcome=None, competent_level=None)],
            ),
            id="null is not given",
        ),
        *(
            pytest.param(
                visit(
                    **dict.fromkeys(
                        ("present_count", "visited_at", "notify_by", "is_group", "confirmed"), word
                    ),
                    people=[person(**dict.fromkeys(("name", "role", "id_state", "address"), word))],
                    matters=[
                        matter(**dict.fromkeys(matter(), word)),
                        matter(**dict.fromkeys(("first_here", "outcome", "target_unit", "due_on"), word)),
                    ],
                ),
                id=word,
            )
            for word in ("unknown", "declined")
        ),
    ],
)
def test_what_can_be_understood_is_registered(given: object, station: Station) -> None:
    assert station.check(given).code == 0
    assert station.register(given).code == 0
    assert station("verify").json == {"ok": True, "problems": []}


def test_names_come_back_letter_for_letter(station: Station) -> None:
    name = "兀﨩𠮷䶮㛃𬱖𪚥"
    station.register(visit(people=[person(name=name)]))
    assert [v["visitors"] for v in station("list", "visits").lines] == [name]


def test_common_options_stand_anywhere(station: Station, tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(visit()), "utf-8")
    own, common = ("--visit", file), [("--json",), ("--store", station.folder), ("--user", LEAD)]
    for order in itertools.permutations([*common, own]):
        answer = station.run("check", *itertools.chain(*order))
        assert answer.json["findings"] == []
    everything = list(itertools.chain(*common))
    for words in (
        ("list", "visits", *everything),
        ("list", *everything, "visits"),
        (*everything, "list", "visits"),
    ):
        assert station.run(*words).code == 0
    station("staff", "add", "林知夏", "--role", "reader", STATION_NEW_PASSWORD="first pass 1")
    assert station.run("check", f"--visit={file}", f"--store={station.folder}", f"--user= {LEAD} ").code == 0


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("fly",), "fly"),
        (("--fly",), "--fly"),
        (("check",), "--visit"),
        (("check", "--vis", "x"), "--visit"),
        (("check", "--visit"), "--visit"),
        (("check", "--visit", "x", "--fly"), "--fly"),
        (("check", "--visit", "no-such-file"), "no-such-file"),
        (("check", "--visit", "/"), "/"),
        (("list",), "visits"),
        (("list", "people"), "people"),
        (("staff",), "操作"),
        (("staff", "add", "林"), "--role"),
        (("staff", "add", "林", "--role", "boss"), "boss"),
        (("register", "--visit", "-", "--paper", "a3"), "a3"),
        (("document", "1", "--id", "poem", "--out", "x.pdf"), "poem"),
        (("schema", "poem"), "poem"),
        (("due", "now"), "now"),
        (("due",), "JSON"),
        (("decide",), "JSON"),
        (("init", "--office", "no-such-file"), "no-such-file"),
    ],
)
def test_a_wrong_line_is_told(words: tuple[str, ...], word: str, station: Station) -> None:
    assert_refused(station(*words), word)


def test_help_is_an_answer_in_chinese(station: Station) -> None:
    for words in (("--help",), ("register", "--help"), ("staff", "add", "-h")):
        answer = station.run(*words)
        assert (answer.code, answer.said) == (0, "")
        assert "写法" in answer.out
        assert "usage" not in answer.out


def test_who_may_not_come_in(station: Station, tmp_path: Path) -> None:
    line = ("check", "--visit", "-", "--store", station.folder)
    assert_refused(station.run(*line, given=visit()), "--user")
    assert_refused(station.run(*line, "--user", LEAD, given=visit(), STATION_PASSWORD=""), "STATION_PASSWORD")
    for user, password in ((LEAD, "wrong"), ("无此人", PASSWORD), (LEAD, "\udcff"), ("\udcff", PASSWORD)):
        assert_refused(
            station("check", "--visit", "-", given=visit(), user=user, STATION_PASSWORD=password), "密码"
        )
    file = tmp_path / "file"
    file.write_text("x", "ascii")
    for folder in (tmp_path / "none", file, file / "below"):
        assert_refused(station.run("list", "visits", "--store", folder, "--user", LEAD), "station init")
    assert not (tmp_path / "none").exists()


def test_no_store_is_made_where_none_can_be(station: Station, tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps(OFFICE), "utf-8")
    keys = (station.folder / "keys.json").read_bytes()
    for folder in (station.folder, good, good / "below", "/proc/store"):
        assert_refused(station.run("init", "--office", good, "--store", folder, "--user", LEAD))
    assert (station.folder / "keys.json").read_bytes() == keys
    new = tmp_path / "new"
    for wrong in (
        {"kind": "court"},
        {"name": " "},
        {"division_code": "11"},
        {"mood": 1},
        {"settings": {"rep_limit": 6}},
        {"settings": {"timezone": "Mars/Olympus"}},
    ):
        bad = tmp_path / "bad.json"
        bad.write_text(json.dumps({**OFFICE, **wrong}), "utf-8")
        assert_refused(
            station.run("init", "--office", bad, "--store", new, "--user", LEAD), next(iter(wrong))
        )
    for user in ("", " ", "a\nb", "长" * 31):
        assert_refused(station.run("init", "--office", good, "--store", new, "--user", user))
    assert not new.exists()


def test_where_papers_cannot_lie_nothing_is_registered(station: Station, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", "ascii")
    for out in (file, file / "below", "/proc/out"):
        assert_refused(station.register(visit(), "--out", out), str(out))
    assert station("list", "visits").out == ""


def test_a_missing_printer_loses_neither_visit_nor_paper(station: Station, tmp_path: Path) -> None:
    answer = station.register(visit(), "--out", tmp_path / "out", "--print", "没有这台打印机")
    assert answer.code == 1
    number = answer.json["visit_no"]
    assert number in answer.said
    assert "打印机" in answer.said
    assert Path(answer.json["documents"][0]["path"]).read_bytes().startswith(b"%PDF")
    assert [v["visit_no"] for v in station("list", "visits").lines] == [number]


def test_beside_a_window_commands_look_and_do_not_write(station: Station) -> None:
    number = station.register(visit()).json["visit_no"]
    window = StoreGate(station.folder, lambda _: load_rulepack(), holder="window")
    session = window.sign_in(LEAD, PASSWORD)
    try:
        for line in (
            ("register", "--visit", "-"),
            ("document", number, "--id", "visit_receipt", "--out", station.folder.parent / "x.pdf"),
            ("staff", "add", "林", "--role", "reader"),
        ):
            assert_refused(station(*line, given=visit(), STATION_NEW_PASSWORD="first pass 1"), "另一个程序")
        assert station.check(visit()).code == 0
        assert [v["visit_no"] for v in station("list", "visits").lines] == [number]
        assert station("list", "matters").code == 0
        assert station("verify").json == {"ok": True, "problems": []}
        session.note("look", "", "")
        with session.read() as unit:
            told = [row.action for row in unit.audit(30)]
        assert {"check", "list_visits", "view_matters", "verify"} <= set(told)
        assert told.count("sign_in") == 1 + 1 + 4  # register, the window, and those who looked
    finally:
        window.close()
    assert station("verify").json == {"ok": True, "problems": []}


def test_a_damaged_store_is_told_of(station: Station) -> None:
    for serial in range(3):
        station.register(visit(people=[person(serial)]))
    path = station.folder / "station.db"
    whole = path.read_bytes()
    page, answers = 4096, []
    for start in range(0, len(whole), 8 * page):
        path.write_bytes(whole[: start + 200] + b"\0" * 64 + whole[start + 264 :])
        answer = station("verify")
        answers.append(answer)
        if answer.code == 1:
            assert answer.json["ok"] is False
        else:
            assert_refused(answer)
    assert {answer.code for answer in answers} == {1, 2}
    path.write_bytes(whole)
    assert station("verify").json == {"ok": True, "problems": []}


def _real(*words: object, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**command_environment(), **environment},
        cwd=ROOT,
        check=False,
    )


def test_the_real_command_in_another_time_zone_and_locale(station: Station) -> None:
    def today() -> str:
        return datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%y%m%d")

    line = ("-m", "ui", "register", "--visit", "-", "--store", station.folder, "--user", LEAD, "--json")
    before = today()
    done = _real(*line, given=json.dumps(visit()), TZ="Pacific/Kiritimati", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["visit_no"][9:15] in (before, today())
    refused = _real(*line, given="{", LC_ALL="C")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "JSON" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_answer_nobody_hears_is_told_and_undoes_nothing(station: Station) -> None:
    line = [sys.executable, "-m", "ui", "register", "--visit", "-", "--store", station.folder, "--user", LEAD]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            line,
            input=json.dumps(visit()).encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            env=command_environment(),
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 1
    assert "已经完成" in done.stderr.decode()
    assert len(station("list", "visits").lines) == 1


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("due", '{"kind": "T3", "start": "2026-11-23"}'),
        ("decide", '{"today": "2026-11-23", "office": "same", "facts": "same", "received_on": "2026-11-23"}'),
    ],
)
def test_counting_days_loads_neither_window_nor_store_nor_pictures(command: str, given: str) -> None:
    heavy = "{'PySide6', 'sqlalchemy', 'sqlcipher3', 'rapidocr', 'onnxruntime', 'cv2', 'numpy', 'reportlab'}"
    program = (
        "import sys; from ui.__main__ import main;"
        f"code = main(['{command}', '--json']);"
        f"sys.exit(code or ' '.join({heavy} & set(sys.modules)) or 0)"
    )
    done = _real("-c", program, given=given)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)


def test_an_unexpected_error_says_where_its_details_are_and_those_hold_no_text_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("甲某")

    monkeypatch.setattr("platformdirs.user_log_dir", lambda *_, **__: str(tmp_path / "log"))
    monkeypatch.setattr("ui.commands.demo.run", broken)
    assert main(["demo"]) == 2
    said = capsys.readouterr().err
    (kept,) = (tmp_path / "log").iterdir()
    assert str(kept) in said
    assert "RuntimeError" in kept.read_text("utf-8")
    assert "甲某" not in said + kept.read_text("utf-8")
