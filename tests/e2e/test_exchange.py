"""`station exchange`: out to the municipal dictionary and in from it, read back with another library."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.domain.words import PURPOSES_ZH
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.e2e.conftest import LEAD, PASSWORD, Station, matter, person, visit

_NUMBER = "110199199003070017"


def workbook(*rows: list[object]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


def exported(station: Station, path: Path) -> list[dict[str, str]]:
    answer = station("exchange", "export", path)
    assert answer.code == 0, answer.said
    if path.suffix == ".json":
        told: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
        return told
    header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    assert all(cell is None or isinstance(cell, str) for row in rows for cell in row)
    return [{n: c for n, c in zip(header, row, strict=True) if c is not None} for row in rows]


@pytest.mark.parametrize("name", ["out.xlsx", "out.json"])
def test_what_is_registered_goes_out_under_the_columns_of_the_dictionary(
    station: Station, tmp_path: Path, name: str
) -> None:
    told = person(1, id_state="manual", id_type="prc_id", id_no=_NUMBER, name="=1+1")
    made = station.register(visit(people=[told, person(2)])).json
    (first, second) = exported(station, tmp_path / name)
    assert first["XFJBH"] == second["XFJBH"] == made["matters"][0]["reg_no"]
    assert (first["ZJHM"], first["XM"]) == (_NUMBER, "=1+1")
    assert first["ZFRBZ"] == "是"
    assert second["ZFRBZ"] == "否"
    assert first["XFMDDM"] == PURPOSES_ZH["claim"]
    assert first["SFFYYSL"] == "否"


def test_sealed_matters_stay_here_and_it_is_said(station: Station, tmp_path: Path) -> None:
    station.register(visit(matters=[matter(purpose="accusation", demand="检举某某")]))
    answer = station("exchange", "export", tmp_path / "out.json")
    assert answer.json["sealed"] == 1
    assert "检举" not in (tmp_path / "out.json").read_text("utf-8")


def test_what_goes_out_comes_in_as_forms_to_register(station: Station, tmp_path: Path) -> None:
    told = person(1, id_state="manual", id_type="prc_id", id_no=_NUMBER)
    station.register(visit(people=[told, person(2)]))
    exported(station, tmp_path / "out.xlsx")
    answer = station("exchange", "import", tmp_path / "out.xlsx", "--out", tmp_path / "forms")
    assert answer.code == 0, answer.said
    assert answer.json == {"visits": 1, "refused": [], "dropped": []}
    (form,) = (tmp_path / "forms").iterdir()
    again = json.loads(form.read_text("utf-8"))
    assert [p["name"] for p in again["people"]] == ["来访人1", "来访人2"]
    assert again["people"][0]["id_no"] == _NUMBER
    assert "outcome" not in again["matters"][0]
    assert station.register(form.read_bytes()).code in {0, 1}


def test_forbidden_and_unlisted_columns_are_dropped_and_named(station: Station, tmp_path: Path) -> None:
    book = workbook(
        ["XM", "ZJHM", "是否重点人员", "政治面貌", "扬言", "喜好", "XFRSQ"],
        ["骆青崖", _NUMBER, "是", "群众", "要去省里", "下棋", "请求修路"],
    )
    answer = station("exchange", "import", "-", "--out", tmp_path, given=book)
    assert answer.json["dropped"] == ["是否重点人员", "政治面貌", "扬言", "喜好"]
    assert "按规定不得收集" in answer.said
    kept = (tmp_path / "visit-00001.json").read_text("utf-8")
    assert "请求修路" in kept
    for word in ("群众", "省里", "下棋"):
        assert word not in kept
        assert word not in answer.said


def test_a_number_that_lost_its_last_digits_is_not_taken(station: Station) -> None:
    answer = station(
        "exchange", "import", "-", given=workbook(["XM", "ZJHM"], ["骆青崖", 110199199003070017])
    )
    assert answer.code == 2
    assert "文本" in answer.said
    assert not answer.out


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04rubbish", b"[1]", b"{}", b"\xff\xfe", b'[{"unknown": "x"}]', workbook([None], ["x"])],
)
def test_what_cannot_be_read_gets_a_sentence(station: Station, content: bytes) -> None:
    answer = station("exchange", "import", "-", given=content)
    assert answer.code == 2
    assert answer.said.strip()
    assert "Traceback" not in answer.said


def test_a_row_with_an_impossible_value_is_named(station: Station, tmp_path: Path) -> None:
    book = workbook(
        ["XM", "CSRQ", "XFRSQ"], ["骆青崖", "1990-02-31", "修路"], ["周予安", "1990-02-28", "修桥"]
    )
    answer = station("exchange", "import", "-", "--out", tmp_path, given=book)
    assert answer.code == 1
    assert [r["row"] for r in answer.json["refused"]] == [2]
    assert answer.json["visits"] == 1


def test_only_a_lead_takes_numbers_out_and_both_ways_are_audited(station: Station, tmp_path: Path) -> None:
    added = station("staff", "add", "季望舒", "--role", "receptionist", STATION_NEW_PASSWORD="y" * 12)
    assert added.code == 0, added.said
    refused = station("exchange", "export", tmp_path / "x.json", user="季望舒", STATION_PASSWORD="y" * 12)
    assert refused.code != 0
    assert not (tmp_path / "x.json").exists()
    exported(station, tmp_path / "y.json")
    station("exchange", "import", "-", given=workbook(["XM"], ["骆青崖"]))
    gate = StoreGate(station.folder, lambda _: load_rulepack(), holder="command")
    try:
        with gate.sign_in(LEAD, PASSWORD).read() as unit:
            noted = [row.action for row in unit.audit(20)]
    finally:
        gate.close()
    assert {"exchange_export", "exchange_import"} <= set(noted)
