"""`station import-matters` and `station match` on a real store, with input as careless as it comes."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.intake import import_matters as importing
from tests.e2e.conftest import LEAD, Answer, Station, command_environment, matter, person, visit

_USUAL = {
    "person_id": "K1",
    "place": "雾泽县柏溪镇上坞村",
    "unit": "柏溪镇水利站",
    "content_class": "水利/饮水",
    "demand": "请求修复村口的机井",
    "facts": "泵房漏水,三个月没有来修。",
    "date": "2025-03-01",
}


def lines(*matters: object) -> bytes:
    """A file of these lines; what is bytes already stands there as it is."""
    return b"\n".join(
        m if isinstance(m, bytes) else json.dumps(m, ensure_ascii=False).encode() for m in matters
    )


def told(number: object, **more: object) -> dict[str, object]:
    """A matter as known elsewhere."""
    return {"id": number, **_USUAL, **more}


def imported(station: Station, *matters: object) -> Answer:
    return station("import-matters", "-", given=lines(*matters))


def ids(answer: Answer, query: int = 0) -> list[str]:
    return [one["id"] for one in answer.lines[query]["results"]]


def asked(station: Station, matters: Iterable[object], *words: object) -> Answer:
    return station("match", "--queries", "-", *words, given=lines(*matters))


def test_what_is_imported_is_found_with_a_reason(station: Station) -> None:
    answer = imported(
        station, told("甲-1"), told("甲-2", demand="请求补发去年的低保金", facts="停了四个月。")
    )
    assert (answer.code, answer.json) == (0, {"imported": 2, "refused": []})
    found = asked(station, [told("q1", person_id="K2"), told("q2", demand="低保金要求补发", facts="停发")])
    assert found.code == 0
    assert [line["query"] for line in found.lines] == ["q1", "q2"]
    assert (ids(found)[0], ids(found, 1)[0]) == ("甲-1", "甲-2")
    for line in found.lines:
        assert line["ms"] > 0
        for one in line["results"]:
            assert 0 <= one["score"] <= 1
            assert one["verdict"] in {"same_matter", "same_matter_new_facts", "different"}
            assert one["why"]
            assert all(isinstance(why, str) and why for why in one["why"])
    assert found.lines[0]["results"][0]["verdict"] == "same_matter"
    assert len(ids(asked(station, [told("q1")], "--limit", 1))) == 1


def test_one_bad_line_never_stops_the_others(station: Station) -> None:
    answer = imported(
        station,
        b"\xef\xbb\xbf" + lines(told("1")),
        b"{not json",
        b"",
        b"[1, 2]",
        told(""),
        {k: v for k, v in told("x").items() if k != "id"},
        told("1", demand="另一件"),
        told("3", demand=" ", facts="\u3000\n"),
        told("4", demand="", facts="只有事实"),
        told("5", demand="只有诉求", facts=None, place=None, date="某年", person_id=["?"], extra={}),
        b'{"id": "6", "demand": "\xff\xfe"}',
        b'{"id": "7", "demand": "\\ud800\xe6\x9c\x89\xe5\xad\x97"}',
        told(8),
    )
    assert answer.code == 1
    assert answer.json["imported"] == 5
    refused = {r["row"]: r["why"] for r in answer.json["refused"]}
    assert list(refused) == [2, 4, 5, 6, 7, 8, 11]
    assert all(why.endswith("。") for why in refused.values())
    assert "编号" in refused[5]
    assert "空" in refused[8]
    assert "UTF-8" in refused[11]
    assert "5" in ids(asked(station, [told("q", demand="只有诉求", facts="")]))
    assert "8" in ids(asked(station, [told("q")]))


def test_texts_of_every_kind_are_taken_in_and_found(station: Station) -> None:
    story = "征收水田十八亩六分，每亩只领到一千一百元。" * 1000
    mixed = "ＡＢＣ公司 3号楼漏水，Мария反映𬱖村の水道 😀 19.5万元"
    texts = {
        "long": told("long", demand=story[:20_000], facts=story[:20_000]),
        "marks": told("marks", demand="？！……", facts="，。；"),
        "mixed": told("mixed", demand=mixed, facts="", place="", unit="", content_class=""),
    }
    answer = imported(station, *texts.values())
    assert (answer.code, answer.json["imported"]) == (0, 3)
    found = asked(station, [{**text, "id": f"q-{name}"} for name, text in texts.items()])
    assert found.code == 0
    assert ids(found)[0] == "long"
    assert "marks" in ids(found, 1)
    assert ids(found, 2)[0] == "mixed"


def test_a_file_given_again_is_refused_by_its_numbers(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_A_TRANSACTION", 3)
    monkeypatch.setattr(importing, "_AT_ONCE", 2)
    path = tmp_path / "matters.jsonl"
    path.write_bytes(lines(*(told(f"n{i}") for i in range(7))))
    first = station("import-matters", path)
    assert (first.code, first.json) == (0, {"imported": 7, "refused": []})
    assert "7 件" in first.said
    assert "100 %" in first.said
    again = station("import-matters", path)
    assert (again.code, again.json["imported"]) == (1, 0)
    assert [r["row"] for r in again.json["refused"]] == [1, 2, 3, 4, 5, 6, 7]
    assert station("verify").code == 0


_SMALL_TRANSACTIONS = """
import sys
from app.intake import import_matters
from db import keyring
from ui.__main__ import main
import_matters._A_TRANSACTION, import_matters._AT_ONCE = 20, 10
keyring._TIME_COST, keyring._MEMORY_KIB, keyring._LANES = 1, 64, 1
sys.exit(main())
"""


def test_a_killed_import_leaves_whole_transactions(station: Station) -> None:
    matters = [told(f"n{i}") for i in range(35)]
    where = ("--store", str(station.folder), "--user", LEAD)
    with subprocess.Popen(
        [sys.executable, "-c", _SMALL_TRANSACTIONS, "import-matters", "-", *where],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
        env=command_environment(),
    ) as importer:
        assert importer.stdin
        assert importer.stderr
        importer.stdin.write(lines(*matters) + b"\n")
        importer.stdin.flush()
        assert "第 20 行" in importer.stderr.readline().decode()
        importer.kill()  # in the middle of the second transaction: it waits for more lines
    assert station("verify").code == 0
    again = imported(station, *matters)
    assert again.json["imported"] == 15
    assert [r["row"] for r in again.json["refused"]] == list(range(1, 21))


def test_registered_matters_are_matched_by_their_number_and_sealed_ones_never(station: Station) -> None:
    texts = {"demand": "请求修复村口的机井", "facts": "泵房漏水,三个月没有来修。"}
    number = "110199199003070017"
    people = [person(id_type="prc_id", id_no=number, id_state="manual")]
    own = station.register(visit(people=people, matters=[matter(**texts)])).json["matters"][0]["reg_no"]
    station.register(visit(people=people, matters=[matter(**texts, purpose="accusation")]))
    station.register(visit(people=people, matters=[matter(**texts, sealed=True)]))
    imported(station, told("w1", person_id=number))
    found = asked(station, [told("q", person_id=number)])
    assert set(ids(found)) == {own, "w1"}
    checked = station.check(visit(people=people, matters=[matter(**texts)])).json["candidates"]
    assert {c["reg_no"] for c in checked} == {own, "w1"}
    assert {c["id"] for c in checked if "id" in c} == {"w1"}


def test_queries_that_cannot_be_asked_are_told(station: Station) -> None:
    imported(station, told("w1"))
    found = asked(station, [b"{", told("q", demand="", facts=""), told("q")])
    assert (found.code, len(found.lines)) == (1, 1)
    assert "第 1 行" in found.said
    assert "第 2 行" in found.said
    assert asked(station, [b"{"]).code == 2
    assert asked(station, []).code == 2
    assert asked(station, [told("q")], "--limit", 0).code == 2
    assert station("import-matters", "-", given=b"").code == 2
    assert station("import-matters", "没有这个文件.jsonl").code == 2
    assert station("match", "--queries", "没有这个文件.jsonl").code == 2


def test_for_people_the_answers_are_sentences(station: Station) -> None:
    common = ("--store", station.folder, "--user", "周予安")
    answer = station.run("import-matters", "-", *common, given=lines(told("w1"), b"{"))
    assert "导入 1 件" in answer.out
    assert "第 2 行" in answer.out
    found = station.run("match", "--queries", "-", *common, given=lines(told("q")))
    assert "w1" in found.out
    assert "same_matter" not in found.out
