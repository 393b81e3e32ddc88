"""The strips shown beside doubted fields."""

import cv2
import numpy as np
import pytest

from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.crops import CROP_HEIGHT_PX, doubted_fields, with_crops
from app.scanning.ocr import placed
from app.scanning.page_text import PageText
from app.scanning.quads import upside_down
from tests.unit.scanning.printed_lines import level_quad, said

TEXTS = {
    "姓名 甲某": 60,
    "住址 北京市样例区虚构街道": 140,
    "1号院2号楼303室": 220,
    "公民身份号码 110199199003070017": 380,
}
FIELDS = IdFields(name="甲某", address="北京市样例区虚构街道1号院2号楼303室", number="110199199003070017")


def page(texts=TEXTS) -> PageText:
    """Each line on a grey of its own, by which its crop is known."""
    picture = np.full((600, 1200, 3), 255, np.uint8)
    quads = []
    for k, (text, top) in enumerate(texts.items()):
        quads.append(level_quad(50, top, 30 * len(text)))
        picture[top - 14 : top + 54, 30 : 70 + 30 * len(text)] = 20 + 40 * k
    lines = [placed(quad, said(text)) for quad, text in zip(quads, texts, strict=True)]
    return PageText(picture, quads, lines)


def shown(data: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)


def crops(*warnings, fields=FIELDS, text=None, kind=DocType.PRC_ID_FRONT):
    return with_crops(IdDocument(kind, fields, warnings=warnings), text or page()).crops


def test_nothing_doubted_nothing_cut():
    found = IdDocument(DocType.PRC_ID_FRONT, FIELDS, warnings=("expired",))
    assert with_crops(found, page()) is found


@pytest.mark.parametrize(
    ("warning", "field", "grey"),
    [
        ("name_uncertain", "name", 20),
        ("number_check_failed", "number", 140),
        ("number_uncertain", "number", 140),
    ],
)
def test_a_doubted_field_has_the_strip_it_was_read_from(warning, field, grey):
    found = crops(warning)
    assert set(found) == {field}
    strip = shown(found[field])
    assert strip.shape[0] <= CROP_HEIGHT_PX
    assert np.median(strip) == grey
    assert strip.shape[1] > 2.5 * strip.shape[0]


def test_an_address_on_two_lines_is_stacked_in_order():
    strip = shown(crops("address_uncertain")["address"])
    assert strip.shape[0] <= CROP_HEIGHT_PX
    upper, lower = np.array_split(strip, 2)
    assert (np.median(upper), np.median(lower[:, : strip.shape[1] // 3])) == (60, 100)


def test_a_strip_of_an_overturned_page_is_upright():
    text = page()
    turned = PageText(text.picture, [upside_down(quad) for quad in text.quads], text.lines)
    text.picture[60:100, 50:80] = 250  # the first character
    as_lying, upright = (shown(crops("name_uncertain", text=each)["name"]) for each in (turned, text))
    assert upright[:, : upright.shape[1] // 3].max() > 200 > upright[:, -20:].max()
    assert as_lying[:, -as_lying.shape[1] // 3 :].max() > 200 > as_lying[:, :20].max()


def test_a_field_that_was_not_read_shows_the_room_behind_its_label():
    text = page({"姓名": 60, "公民身份号码 110199199003070017": 380})
    strip = shown(crops("name_uncertain", fields=IdFields(number=FIELDS.number), text=text)["name"])
    assert strip.shape[1] > 4 * strip.shape[0]


def test_a_field_nobody_knows_the_place_of_has_no_crop():
    text = page({"公民身份号码 110199199003070017": 380})
    assert crops("field_uncertain:issuer", text=text) == {}


def test_a_failing_zone_is_shown_whole():
    zone = {
        "I<UTOZ9A0000029AB1<<<<<<<<<<<<": 60,
        "9003074M3501066UTO<<<<<<<<<<<1": 120,
        "CESHI<<JIA<<<<": 180,
    }
    fields = IdFields(name="CESHI JIA", document_number="Z9A000002")
    found = crops("mrz_check_failed", "name_uncertain", fields=fields, text=page(zone), kind=DocType.TD1)
    strip = shown(found["document_number"])
    thirds = [np.median(part[:, : strip.shape[1] // 3]) for part in np.array_split(strip, 3)]
    assert thirds == sorted(thirds)
    assert len(set(thirds)) == 3
    assert strip.shape[0] == CROP_HEIGHT_PX


@pytest.mark.parametrize(
    ("warnings", "fields"),
    [
        (("name_uncertain", "name_uncertain", "expired"), ("name",)),
        (("field_uncertain:sex", "address_uncertain"), ("sex", "address")),
        (("number_uncertain", "number_check_failed"), ("number",)),
    ],
)
def test_which_fields_a_person_looks_at(warnings, fields):
    assert doubted_fields(IdDocument(DocType.PRC_ID_FRONT, FIELDS, warnings=warnings)) == fields
    assert doubted_fields(IdDocument(DocType.NONE, warnings=warnings)) == ()


def test_a_latin_name_that_stands_nowhere_as_read_shows_the_values_under_its_labels():
    texts = {"Surname": 60, "CESHI": 110, "Given names": 180, "JIA YI": 230, "PASSPORT OFFICE": 400}
    fields = IdFields(name="CESHI JIA XI", document_number="E00000001")
    strip = shown(crops("name_uncertain", fields=fields, text=page(texts), kind=DocType.PASSPORT)["name"])
    halves = [int(np.median(part[:, : strip.shape[1] // 3])) for part in np.array_split(strip, 2)]
    assert halves == [60, 140]
