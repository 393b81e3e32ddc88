"""Rendered specimens through the real models, and the two commands that read pictures."""

import io
import json
import random
from datetime import date

import pytest
from PIL import Image

from app.domain.identity import DocType
from app.scanning.deadline import Deadline
from app.scanning.id_reader import UNREADABLE, IdReader
from app.scanning.ocr import OcrEngine
from app.scanning.picture import decode_picture
from app.scanning.specimens import (
    CardBack,
    ForeignCard,
    ResidentCard,
    ZonePerson,
    desk,
    foreign_card,
    passport,
    png,
    resident_back,
    resident_front,
    travel_document,
)
from tests.rendering.capture import photographed
from tests.rendering.people import invented
from ui.__main__ import main
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT

FRONT = {
    "name": "甲某",
    "sex": "male",
    "ethnicity": "汉",
    "birth_date": "1990-03-07",
    "address": "北京市样例区虚构街道1号院2号楼303室",
    "number": "110199199003070017",
}


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return OcrEngine()


@pytest.fixture(scope="module")
def reader(engine) -> IdReader:
    return IdReader(engine, today=lambda: date(2026, 11, 22))


@pytest.mark.parametrize(("turn", "tilt"), [(0, 0), (90, 0), (180, 0), (9, 0.1)])
def test_a_resident_card_on_the_desk_whichever_way_it_lies(reader, turn, tilt):
    found = reader.read(png(desk([resident_front()], turn=turn, tilt=tilt)))
    assert found.doc_type is DocType.PRC_ID_FRONT
    assert found.fields.present() == FRONT
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("level", "seed", "photocopy"),
    [("easy", 3, False), ("medium", 1, False), ("hard", 5, False), ("hard", 11, True)],
)
def test_a_card_photographed_on_a_desk(reader, level, seed, photocopy):
    person = invented(random.Random(seed))
    found = reader.read(photographed(resident_front(person.card), level, seed, photocopy=photocopy))
    assert found.fields.present() == person.fields
    assert set(found.warnings) <= ({"name_uncertain"} if person.rare else set())


def test_a_wrong_check_digit_among_clutter_is_told(reader):
    person = invented(random.Random(7), wrong_check=True)
    found = reader.read(photographed(resident_front(person.card), "medium", 7))
    assert found.fields.number == person.fields["number"]
    assert "number_check_failed" in found.warnings


def sheets(kind: str, *cards) -> bytes:
    """A page for each card."""
    first, *more = (desk([card]).convert("RGB") for card in cards)
    data = io.BytesIO()
    first.save(
        data, kind, save_all=True, append_images=more, **({"resolution": 200} if kind == "PDF" else {})
    )
    return data.getvalue()


BACK = {"issuer": "北京市公安局样例分局", "valid_from": "2016-05-06", "valid_to": "2036-05-06"}


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_two_sides_of_a_card_on_two_pages_are_one_document(reader, kind):
    own = CardBack(validity="2016.05.06-2036.05.06")
    for cards in ((resident_front(), resident_back(own)), (resident_back(own), resident_front())):
        found = reader.read(sheets(kind, *cards))
        assert found.doc_type is DocType.PRC_ID_FRONT
        assert found.fields.present() == FRONT | BACK
        assert found.warnings == ()


def test_the_same_page_twice_is_one_document(reader):
    found = reader.read(sheets("PDF", resident_front(), resident_front()))
    assert found.fields.present() == FRONT
    assert found.warnings == ()


@pytest.mark.parametrize(
    "other",
    [
        resident_front(ResidentCard("乙某", number="11019919900307005X")),
        resident_back(CardBack(validity="2016.05.06-2021.05.06")),  # no term for a holder of 26
    ],
)
def test_pages_of_two_cards_are_told(reader, other):
    found = reader.read(sheets("PDF", resident_front(), other))
    assert found.fields.present() == FRONT
    assert found.warnings == ("multiple",)


@pytest.mark.parametrize("name", ["严𬭎", "甲芳𬭎", "乙𫖯"])
def test_a_name_with_a_rare_character_is_right_or_marked(reader, name):
    found = reader.read(png(desk([resident_front(ResidentCard(name))])))
    assert found.fields.name == name or "name_uncertain" in found.warnings
    assert found.fields.number == FRONT["number"]


def test_a_wrong_check_digit_is_not_stated_as_valid(reader):
    found = reader.read(png(resident_front(ResidentCard(number="110199199003070011"))))
    assert found.fields.number == "110199199003070011"
    assert "number_check_failed" in found.warnings


def test_an_expired_back(reader):
    found = reader.read(png(desk([resident_back(CardBack(validity="2006.05.06-2026.05.06"))])))
    assert found.doc_type is DocType.PRC_ID_BACK
    assert found.fields.valid_to == "2026-05-06"
    assert found.warnings == ("expired",)


def test_a_permit_back(reader):
    card = CardBack(validity="2024.03.01-2029.03.01", permit_number="H00000001")
    found = reader.read(png(desk([resident_back(card)])))
    assert found.doc_type is DocType.HMT_RESIDENCE
    assert found.fields.document_number == "H00000001"


def test_a_foreign_card(reader):
    found = reader.read(png(desk([foreign_card(ForeignCard())])))
    assert found.doc_type is DocType.FOREIGN_PERMANENT_RESIDENCE
    assert found.fields.number == "91190019880512001X"
    assert found.fields.name == "CESHI JIA"
    assert found.warnings == ()


def test_a_passport(reader):
    found = reader.read(png(desk([passport()], turn=180)))
    assert found.doc_type is DocType.PASSPORT
    assert found.fields.document_number == "E00000001"
    assert found.fields.valid_from == "2025-01-07"
    assert "mrz_check_failed" not in found.warnings


def test_a_card_with_a_wrong_zone(reader):
    found = reader.read(png(desk([travel_document(ZonePerson(wrong_check=True))])))
    assert found.doc_type is DocType.TD1
    assert {"mrz_check_failed", "number_check_failed"} <= set(found.warnings)


def test_two_cards_are_told(reader):
    found = reader.read(png(desk([resident_front(), resident_back()])))
    assert "multiple" in found.warnings


def test_a_blank_desk_is_no_document(reader):
    found = reader.read(png(desk([])))
    assert found.doc_type is DocType.NONE
    assert found.warnings == ("not_a_document",)


def test_a_doubted_name_is_shown_as_it_is_printed(reader):
    found = reader.read(png(desk([resident_front(ResidentCard("严䬅"))], turn=180)))  # no reader knows it
    assert "name_uncertain" in found.warnings
    strip = decode_picture(found.crops["name"], 2000)
    assert strip.shape[0] <= 96
    assert strip.shape[1] > 2 * strip.shape[0]
    left, right = strip[:, : strip.shape[1] // 2], strip[:, strip.shape[1] // 2 :]
    assert min(left.min(), right.min()) < 90 < strip.max()


def test_nothing_is_cut_out_of_a_document_without_doubts(reader):
    assert reader.read(png(desk([resident_front()]))).crops == {}


@pytest.mark.parametrize("askew", [0.0, 12.0])
def test_corners_known_from_the_camera_are_enough(reader, askew):
    frame = decode_picture(png(desk([resident_front()], turn=90)), 2000)
    corners = [(481.0 + askew, 94.0), (1118.0, 94.0), (1118.0, 1105.0 - askew), (481.0, 1105.0)]
    found = reader.read_picture(frame, corners)
    assert found.fields.present() == FRONT
    assert found.warnings == ()


def test_wrong_corners_do_no_harm(reader):
    frame = decode_picture(png(desk([resident_front()])), 2000)
    found = reader.read_picture(frame, [(0, 0), (300, 0), (300, 200), (0, 200)])
    assert found.fields.present() == FRONT


def test_two_documents_are_told_also_when_the_corners_of_one_are_known(reader):
    other = resident_back(CardBack(issuer="上海市公安局样例分局"))  # not the front's own back
    frame = decode_picture(png(desk([resident_front(), other])), 2000)
    found = reader.read_picture(frame, [(32, 368), (768, 368), (768, 832), (32, 832)])
    assert "multiple" in found.warnings


def test_when_time_runs_out_nothing_is_claimed(engine):
    hurried = IdReader(engine, deadline=lambda: Deadline(0))
    assert hurried.read(png(desk([resident_front()]))) == UNREADABLE


def test_a_picture_that_took_too_long_is_told_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("ui.commands.read_id.IdReader", lambda: IdReader(deadline=lambda: Deadline(0)))
    file = tmp_path / "正面.png"
    file.write_bytes(png(resident_front()))
    _, rows, _ = answers("read-id", capsys, file)
    assert (rows[0]["doc_type"], rows[0]["warnings"]) == ("none", ["unreadable"])
    assert main(["read-id", str(file)]) == DONE
    assert "限定时间" in capsys.readouterr().out


class SlowEngine(OcrEngine):
    """Every search for text takes six seconds of a clock of its own."""

    now = 0.0

    def find_lines(self, picture, side_px):
        self.now += 6
        return super().find_lines(picture, side_px)


def test_when_time_runs_out_half_way_the_first_look_is_told_with_its_doubts():
    slow = SlowEngine()
    data = png(desk([travel_document(ZonePerson(wrong_check=True))]))
    patient = IdReader(slow, deadline=lambda: Deadline(600, clock=lambda: slow.now)).read(data)
    taken, slow.now = slow.now, 0.0
    hurried = IdReader(slow, deadline=lambda: Deadline(10, clock=lambda: slow.now)).read(data)
    assert slow.now == 12 < taken
    assert hurried.fields == patient.fields
    assert {"mrz_check_failed", "number_check_failed"} <= set(hurried.warnings)


def answers(command, capsys, *files) -> tuple[int, list[dict], str]:
    code = main([command, *map(str, files), "--json"])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.fixture
def broken(tmp_path):
    files = {
        "空.jpg": b"",
        "文字.jpg": "不是图片".encode(),
        "半张.png": png(resident_front())[:4000],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in files] + [tmp_path / "没有.jpg", tmp_path]


def test_read_id_gives_one_row_a_file_also_for_broken_ones(tmp_path, capsys, broken):
    good = tmp_path / "样张 正面.png"
    good.write_bytes(png(resident_front()))
    code, rows, err = answers("read-id", capsys, good, *broken)
    assert code == NEEDS_A_PERSON
    assert len(err.splitlines()) == len(broken)
    assert rows[0]["doc_type"] == "prc_id_front"
    assert rows[0]["fields"] == FRONT
    assert set(rows[0]) == {"file", "doc_type", "fields", "confidence", "warnings", "ms"}
    for row, file in zip(rows[1:], broken, strict=True):
        assert (row["file"], row["doc_type"], row["fields"]) == (str(file), "none", {})
        assert row["warnings"] == ["unreadable"]


def test_read_id_speaks_chinese_to_people(tmp_path, capsys):
    file = tmp_path / "桌面.png"
    file.write_bytes(png(desk([])))
    assert main(["read-id", str(file)]) == DONE
    out, err = capsys.readouterr()
    assert "没有认出证件" in out
    assert err == ""


@pytest.mark.parametrize("command", ["read-id", "read-code"])
def test_nothing_but_broken_files_is_wrong_input(command, capsys, broken):
    code, rows, err = answers(command, capsys, *broken)
    assert code == WRONG_INPUT
    assert len(rows) == len(broken)
    assert err.strip()


def test_of_two_cards_one_below_the_other_on_a_sheet_the_first_is_given_whole_with_a_warning(reader):
    sheet = Image.new("RGB", (1100, 1400), "white")
    other = ResidentCard("乙某", "女", "回", (1988, 5, 12), number="110199198805129020")
    for k, card in enumerate((resident_front(), resident_front(other))):
        sheet.paste(card, (40, 30 + 690 * k))
    for kind in ("PDF", "JPEG"):
        written = io.BytesIO()
        sheet.save(written, kind)
        found = reader.read(written.getvalue())
        assert found.fields.present() == FRONT, kind
        assert found.warnings == ("multiple",), kind


def test_what_is_no_document_is_said_once(tmp_path, capsys):
    blank, broken = tmp_path / "空.png", tmp_path / "坏.jpg"
    blank.write_bytes(png(desk([])))
    broken.write_bytes(b"x")
    assert main(["read-id", str(blank), str(broken)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(blank), "没有认出证件"]
    assert (said.out + said.err).count(broken.name) == 1
