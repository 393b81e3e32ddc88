"""Codes drawn here, read back by both engines behind the one door."""

import io

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image, ImageFilter

from app.errors import PictureUnreadable
from app.scanning.codes import Code, read_codes


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
