"""Codes drawn here, read back by both engines behind the one door."""

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from app.errors import PictureUnreadable
from app.scanning.code_engines import Reading, credible_level, payload_text
from app.scanning.code_regions import Overview, cut_out
from app.scanning.code_shapes import DATAMATRIX_SIDES, UNKNOWN, datamatrix_shape, qr_shape
from app.scanning.codes import Code, Tally, read_codes, read_codes_in, warm_up
from app.scanning.grid_fit import GridFit
from app.scanning.picture import decode_picture
from tests.unit.scanning.worn_receipts import (
    CRUMPLED,
    EASY,
    HARD,
    KINDS,
    LEVELS,
    MEDIUM,
    symbol,
    worn_receipt,
)


def png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.convert("RGB").save(data, "PNG")
    return data.getvalue()


def qr(text: str, **options) -> Image.Image:
    data = io.BytesIO()
    segno.make(text, micro=False, **options).save(data, kind="png", scale=6, border=4)
    return Image.open(io.BytesIO(data.getvalue())).convert("RGB")


def drawn(kind: zxingcpp.BarcodeFormat, text: str) -> Image.Image:
    barcode = zxingcpp.create_barcode(text, kind)
    pixels = np.array(zxingcpp.write_barcode_to_image(barcode, scale=4), dtype=np.uint8)
    picture = Image.new("RGB", (pixels.shape[1] + 160, pixels.shape[0] + 160), "white")
    picture.paste(Image.fromarray(pixels).convert("RGB"), (80, 80))
    return picture


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        (zxingcpp.BarcodeFormat.Code128, "code128", "XF-001-0000012"),
        (zxingcpp.BarcodeFormat.PDF417, "pdf417", "RECEIPT|0000012|2026-11-22"),
        (zxingcpp.BarcodeFormat.DataMatrix, "datamatrix", "LOT-0000012"),
        (zxingcpp.BarcodeFormat.EAN13, "ean13", "6900000000007"),
        (zxingcpp.BarcodeFormat.EAN8, "ean8", "69000010"),
    ],
)
def test_each_kind_is_read_and_named(kind, name, text):
    assert read_codes(png(drawn(kind, text))) == (Code(name, text),)


@pytest.mark.parametrize("options", [{}, {"encoding": "utf-8"}])
def test_chinese_in_a_qr_code_comes_back_as_written(options):
    text = "回执|云岭省雾泽县|第0000012号"
    assert read_codes(png(qr(text, **options))) == (Code("qr", text),)


@pytest.mark.parametrize("turn", [33, 90, 180])
def test_a_turned_and_blurred_code(turn):
    picture = qr("VISIT:0000012").rotate(turn, expand=True, fillcolor="white")
    picture = picture.filter(ImageFilter.GaussianBlur(1.5))
    assert read_codes(png(picture)) == (Code("qr", "VISIT:0000012"),)


def test_a_linear_code_on_the_slant():
    picture = drawn(zxingcpp.BarcodeFormat.Code128, "0000012").rotate(40, expand=True, fillcolor="white")
    assert read_codes(png(picture)) == (Code("code128", "0000012"),)


def test_two_codes_come_once_each():
    one, other = qr("A-0000001"), drawn(zxingcpp.BarcodeFormat.Code128, "B-0000002")
    picture = Image.new("RGB", (one.width + other.width + 80, 700), "white")
    picture.paste(one, (20, 100))
    picture.paste(other, (one.width + 60, 100))
    assert set(read_codes(png(picture))) == {Code("qr", "A-0000001"), Code("code128", "B-0000002")}


def test_no_code_and_no_picture():
    assert read_codes(png(Image.new("RGB", (200, 200), "white"))) == ()
    with pytest.raises(PictureUnreadable):
        read_codes(b"")


@pytest.mark.parametrize("text", ["回执|云岭省雾泽县|第12号", "信访局窗口三号", "测试", "材料50.36元·感谢"])
def test_chinese_in_gbk_comes_back_as_written(text):
    assert read_codes(png(qr(text, encoding="gbk", mode="byte"))) == (Code("qr", text),)


def test_a_right_guess_of_the_engine_stands():
    assert payload_text("Müller".encode("latin-1"), "Müller") == "Müller"
    assert payload_text("中国人民".encode("shift_jis"), "中国人民") == "中国人民"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["easy", "medium"])
def test_a_receipt_in_daily_use(level, kind):
    data, codes = worn_receipt(11, (kind,), LEVELS[level])
    assert read_codes(data) == codes


def test_worn_receipts_are_read_mostly_and_never_wrongly():
    read, printed = 0, 0
    for seed in range(3):
        for kind in KINDS:
            data, codes = worn_receipt(500 + seed, (kind,), HARD)
            found = set(read_codes(data))
            assert found <= set(codes)
            read, printed = read + len(found), printed + len(codes)
    assert read >= 0.7 * printed


@pytest.mark.parametrize("kinds", [("qr", "code128"), ("pdf417", "datamatrix")])
def test_both_codes_of_a_worn_receipt(kinds):
    data, codes = worn_receipt(21, kinds, MEDIUM)
    assert set(read_codes(data)) == set(codes)


@pytest.mark.parametrize("seed", range(3))
def test_text_is_no_code(seed):
    data, none = worn_receipt(31 + seed, (), HARD)
    assert read_codes(data) == none == ()


def test_a_code_in_a_large_photograph():
    picture = Image.new("RGB", (6000, 4500), (180, 170, 160))
    code = Image.fromarray(symbol(Code("datamatrix", "LOT-0000012"), 12))
    paper = Image.new("RGB", (code.width + 200, code.height + 200), "white")
    paper.paste(code, (100, 100))
    picture.paste(paper.rotate(20, expand=True, fillcolor=(180, 170, 160)), (3500, 2500))
    assert read_codes(png(picture)) == (Code("datamatrix", "LOT-0000012"),)


@pytest.mark.parametrize("size", [(16, 16), (2000, 17), (17, 2000)])
def test_odd_shapes(size):
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0]), dtype=np.uint8)
    assert read_codes(png(Image.fromarray(noise))) == ()


@pytest.mark.parametrize(("kind", "seed"), [("qr", 33017), ("qr", 33085), ("datamatrix", 33051)])
def test_a_small_code_on_crumpled_paper_is_read_through_a_fitted_grid(kind, seed):
    data, codes = worn_receipt(seed, (kind,), CRUMPLED)
    assert read_codes(data) == codes


@pytest.mark.parametrize("side", DATAMATRIX_SIDES)
def test_the_fixed_modules_of_a_data_matrix_are_where_the_engine_draws_them(side):
    drawn = next(each for length in range(1, 200, 4) if (each := _datamatrix(length)).shape[0] >= side)
    shape = datamatrix_shape(drawn.shape[0])
    assert (shape == drawn)[shape != UNKNOWN].all()


@pytest.mark.parametrize("version", range(1, 11))
def test_the_fixed_modules_of_a_qr_code_are_where_the_encoder_draws_them(version):
    drawn = np.array([list(row) for row in segno.make("A1", version=version, micro=False).matrix])
    shape = qr_shape(drawn.shape[0])
    assert (shape == drawn)[shape != UNKNOWN].all()
    assert (shape != UNKNOWN).sum() > 3 * 64


def test_a_bent_grid_is_followed_module_by_module():
    code = Code("qr", "QUEUE:A0000012")
    modules = symbol(code, 1) < 128
    rows, columns = np.mgrid[:240, :240].astype(np.float32)
    bend = 4 * np.sin(rows / 35).astype(np.float32)
    page = np.full((240, 240), 230, np.uint8)
    small = Image.fromarray(symbol(code, 1)).resize((96, 96), Image.Resampling.BOX)
    page[72:168, 72:168] = np.maximum(np.array(small), 40)
    bent = cv2.GaussianBlur(cv2.remap(page, columns + bend, rows, cv2.INTER_LINEAR), (0, 0), 1.6)
    corners = [[72, 72], [168, 72], [168, 168], [72, 168]]
    quad = np.array([(x - 4 * np.sin(y / 35), y) for x, y in corners], np.float32)
    fit = GridFit(bent, quad, qr_shape(modules.shape[0]), 1.6)
    fit.hold(7)
    found = [fit.settle(window) for window in (6, 6, 6, 5, 4, 3, 3, 3)]
    assert (found[-1] == modules).mean() > 0.99
    assert fit.misfit < 0.15


@pytest.mark.parametrize("kinds", [("ean13", "datamatrix"), ("code128", "qr")])
def test_a_code_beside_bars_is_found_though_the_bars_stand_out(kinds):
    data, codes = worn_receipt(77, kinds, MEDIUM)
    assert set(read_codes(data)) == set(codes)


def test_codes_in_a_frame_of_the_camera():
    picture = np.array(qr("VISIT:0000012"))[:, :, ::-1]
    frame = np.full((1080, 1920, 3), 120, np.uint8)
    frame[300 : 300 + picture.shape[0], 800 : 800 + picture.shape[1]] = picture
    assert read_codes_in(frame) == (Code("qr", "VISIT:0000012"),)
    assert read_codes_in(np.full((1080, 1920, 3), 120, np.uint8)) == ()


def test_a_frame_that_is_the_only_one_gets_the_effort_of_a_file():
    data, codes = worn_receipt(33017, ("qr",), CRUMPLED)
    frame = decode_picture(data, 3200)
    assert read_codes_in(frame) == ()
    assert read_codes_in(frame, live=False) == codes


def test_a_light_code_on_dark_paper():
    assert read_codes(png(ImageOps.invert(qr("VISIT:0000012")))) == (Code("qr", "VISIT:0000012"),)


@pytest.mark.parametrize(
    ("kind", "level"), [("code128", EASY), ("pdf417", EASY), ("qr", MEDIUM), ("ean13", MEDIUM)]
)
def test_a_worn_receipt_printed_light_on_dark(kind, level):
    data, codes = worn_receipt(610042, (kind,), level)
    negative = ImageOps.invert(Image.open(io.BytesIO(data)).convert("RGB"))
    assert read_codes(png(negative)) == codes


@pytest.mark.parametrize(
    ("kinds", "seed"), [(("datamatrix", "pdf417"), 22), (("qr", "ean13"), 5), (("qr", "pdf417"), 22)]
)
def test_a_second_code_harder_than_the_first(kinds, seed):
    data, codes = worn_receipt(930000 + seed, kinds, MEDIUM)
    assert set(read_codes(data)) == set(codes)


def test_a_large_code_whose_thick_bars_stand_outside_the_dense_place():
    picture = symbol(Code("pdf417", "TICKET 0000012 SPECIMEN WINDOW 3"), 6)
    page = Image.new("L", (1200, 900), 225)
    page.paste(Image.fromarray(picture).rotate(1.6, expand=True, fillcolor=225).convert("L"), (80, 300))
    assert Code("pdf417", "TICKET 0000012 SPECIMEN WINDOW 3") in read_codes(png(page))


def test_a_shadow_across_a_bar_code():
    data, codes = worn_receipt(11, ("code128",), replace(HARD, shadow=(0.3, 0.3), creases=0))
    assert read_codes(data) == codes


def test_one_engine_repeating_itself_is_one_voice():
    quad = np.zeros((4, 2), np.float32)
    twice = Reading(Code("ean13", "7911347678902"), quad, sure=False, by_zbar=True)
    tally = Tally()
    assert not tally.add([twice])
    assert not tally.add([twice])
    assert tally.add([Reading(twice.code, quad, sure=False)])


def test_a_reading_wants_a_second_one():
    quad = np.zeros((4, 2), np.float32)
    tally = Tally()
    assert not tally.add([Reading(Code("code128", "A1"), quad, sure=False)])
    assert not tally.add([Reading(Code("code128", "A2"), quad, sure=False)])
    assert tally.add([Reading(Code("code128", "A1"), quad, sure=False)])
    assert tuple(tally.codes) == (Code("code128", "A1"),)


@pytest.mark.parametrize(
    ("kind", "level", "credible"), [("pdf417", "8%", False), ("pdf417", "32%", True), ("qr", "L", True)]
)
def test_a_pdf417_with_hardly_any_correction_is_a_misread_level(kind, level, credible):
    assert credible_level(kind, level) == credible


def test_engines_are_warm_before_the_first_picture():
    warm_up()
    assert read_codes(png(qr("VISIT:0000012"))) == (Code("qr", "VISIT:0000012"),)


def _datamatrix(length: int) -> np.ndarray:
    return (symbol(Code("datamatrix", "A" * length), 1) < 128).astype(np.int8)


def test_a_place_is_found_and_cut_out_upright():
    page = Image.new("L", (900, 700), 230)
    tilted = Image.fromarray(symbol(Code("pdf417", "RECEIPT|0000012"), 3)).rotate(
        25, expand=True, fillcolor=230
    )
    page.paste(tilted, (400, 200))
    best = Overview(np.array(page)).regions(4)[0]
    middle = (400 + tilted.width / 2, 200 + tilted.height / 2)
    assert np.hypot(best.centre[0] - middle[0], best.centre[1] - middle[1]) < 15
    assert abs((best.turn_deg + 25 + 90) % 180 - 90) < 4
    cut = cut_out(np.array(page), best, 2, 10)
    assert cut.shape[1] == pytest.approx(2 * (best.size[0] + 20), abs=1)
