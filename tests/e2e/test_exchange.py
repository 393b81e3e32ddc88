"""`station exchange`: out to the municipal dictionary and in from it, read back with another library."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.domain.words import PURPOSES_ZH
from app.intake.exchange_sheet import read_table, write_json, write_workbook
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


def merged(cells: str, *rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


_MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


def packed_again(sheet: bytes) -> bytes:
    """A workbook whose sheet is this instead."""
    made = io.BytesIO()
    head, body = (sheet[: len(_ENTITIES)], sheet[len(_ENTITIES) :]) if sheet[:2] == b"<!" else (b"", sheet)
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["XM"]))) as good,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for part in good.infolist():
            ours = part.filename == "xl/worksheets/sheet1.xml"
            content = head + _MAIN + body + b"</sheetData></worksheet>" if ours else good.read(part)
            packed.writestr(part.filename, content)
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
    ("content", "word"),
    [
        (b"", "空的"),
        (b"PK\x03\x04rubbish", "损坏"),
        (b"[1]", "数组"),
        (b"{}", "数组"),
        (b"\xff\xfe", "既不是"),
        (b'[{"unknown": "x"}]', "列名"),
        (workbook([None], ["x"]), "列名"),
        ("XM,XFRSQ\n骆青崖,修路\n".encode(), "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "旧格式"),
        (b'[{"XM": NaN}]', "不是文字"),
        (b'[{"XM": 1e400}]', "不是文字"),
        (b'[{"XM": {"a": "b"}}]', "不是文字"),
        (b"[" * 100_000, "既不是"),
        (workbook(["XM", "XFRSQ", "XM"], ["骆青崖", "修路", "周予安"]), "不止一次"),
        (merged("A3:A4", ["XFJBH", "XM"], ["1", "骆青崖"], ["2", "周予安"], [None, "季望舒"]), "合并"),
        (packed_again(b"<row>" + b"<c><v>1</v></c>" * 2_000_000 + b"</row>"), "展开后过大"),
        (packed_again(_ENTITIES + b"<row><c><v>&j;</v></c></row>"), "损坏"),
    ],
    ids=[f"odd{n}" for n in range(17)],
)
def test_what_cannot_be_read_gets_a_sentence(station: Station, content: bytes, word: str) -> None:
    answer = station("exchange", "import", "-", given=content)
    assert answer.code == 2
    assert word in answer.said
    assert not answer.out
    assert "Traceback" not in answer.said


def test_a_title_above_the_column_names_is_passed_over(station: Station, tmp_path: Path) -> None:
    book = merged("A1:B1", ["信访件导出表", None], [None, None], ["XM", "XFRSQ"], ["骆青崖", "修路"])
    answer = station("exchange", "import", "-", "--out", tmp_path, given=book)
    assert answer.json == {"visits": 1, "refused": [], "dropped": []}


def test_blanks_around_a_name_of_json_lose_nothing(station: Station, tmp_path: Path) -> None:
    answer = station(
        "exchange", "import", "-", "--out", tmp_path / "forms", given=b'[{" XM ": "a", "XFRSQ": "b"}]'
    )
    assert answer.code == 0, answer.said
    (form,) = (tmp_path / "forms").iterdir()
    assert json.loads(form.read_text("utf-8"))["people"][0]["name"] == "a"


_CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40).map(
    str.strip
) | st.sampled_from(
    ["=1+1", '=HYPERLINK("http://x")', "+86", "-1", "@SUM(A1)", "{=1}", "0110199", "_x0041_", "1e5", "TRUE"]
)


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=5))
def test_every_text_comes_back_as_it_went_out_and_none_is_a_formula(rows: list[tuple[str, str]]) -> None:
    rows = [row for row in rows if any(row)] or [("a", "b")]
    book = write_workbook(("XM", "XFRSQ"), rows)
    for cells in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2):
        assert all(
            cell.data_type in {"s", "n"} and not isinstance(cell.value, (int, float)) for cell in cells
        )
    for content in (book, write_json(("XM", "XFRSQ"), rows)):
        header, back = read_table(content, {"XM", "XFRSQ"})
        told = [dict(zip(header, line, strict=True)) for _, line in back]
        assert [(one.get("XM", ""), one.get("XFRSQ", "")) for one in told] == rows


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
