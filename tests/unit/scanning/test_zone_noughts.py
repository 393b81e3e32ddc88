"""O and 0 of drawn zones, misread as their reader likes, told by their size."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.paths import resource
from app.scanning.id_evidence import judge
from app.scanning.id_text import read_document
from app.scanning.page_text import PageText
from app.scanning.specimens import ZonePerson, td3_lines
from app.scanning.text_line import TextLine
from app.scanning.zone_noughts import with_noughts
from tests.unit.scanning.printed_lines import level_quad

TODAY = date(2026, 11, 22)
PITCH, HIGH = 30, 60


def page(
    lines: tuple[str, ...], read: tuple[str, ...], *, blur: float = 0.8, face: str = "700Bold"
) -> PageText:
    """A zone in a proportional face on a fixed pitch, and what its reader says of it with certainty."""
    font = ImageFont.truetype(str(resource("fonts", f"NotoSansSC_{face}.ttf")), 40)
    image = Image.new("RGB", (PITCH * len(lines[0]) + 20, HIGH * len(lines)), (226, 230, 236))
    draw = ImageDraw.Draw(image)
    for row, text in enumerate(lines):
        for i, char in enumerate(text):
            draw.text((10 + PITCH * (i + 0.5), HIGH * (row + 0.78)), char, (40, 42, 50), font, anchor="ms")
    width = image.width
    places = tuple((10 + PITCH * (i + 0.5)) / width for i in range(len(lines[0])))
    said = [
        TextLine(text, 0, HIGH * row, width, HIGH * (row + 1), (0.99,) * len(text),
                 tuple(((char, 0.99),) for char in text), places)
        for row, text in enumerate(read)
    ]  # fmt: skip
    quads = [level_quad(0, HIGH * row, width, HIGH) for row in range(len(lines))]
    return PageText(np.asarray(image.filter(ImageFilter.GaussianBlur(blur)), np.uint8), quads, said)


def as_figures(lines: tuple[str, str], number: str) -> tuple[str, str]:
    return lines[0], lines[1].replace(number, number.replace("O", "0"))


@pytest.mark.parametrize("face", ["400Regular", "700Bold"])
@pytest.mark.parametrize("number", ["OO7790325", "KO4O12233", "120034560", "OO00OO121"])
def test_noughts_of_a_zone_are_what_their_size_says(number, face):
    printed = td3_lines(ZonePerson(number=number, nationality="GBR"))
    told = with_noughts(page(printed, as_figures(printed, number), face=face))
    assert told.lines[1].text[:9] == number
    for char, options in zip(number, told.lines[1].options, strict=False):
        if char in "O0":
            assert dict(options)[char] > 0.95
            assert set(dict(options)) == {"O", "0"}


@pytest.mark.parametrize("number", ["E00000001", "EO00O0001", "111000111"])
def test_where_capitals_are_few_the_dates_and_the_nationality_tell(number):
    printed = td3_lines(ZonePerson(number=number, nationality="UTO"))
    told = with_noughts(page(printed[1:], as_figures(printed, number)[1:]))
    assert told.lines[0].text[:9] == number
    assert all(mark > 0.95 for char, mark in zip(number, told.lines[0].marks, strict=False) if char in "O0")


def test_two_noughts_that_cancel_out_are_no_longer_stated_as_read():
    # 24 × 7 + 24 × 3 is a full ten: the check digit holds for both numbers.
    printed = td3_lines(ZonePerson(number="OO7790325", nationality="GBR"))
    misread = page(printed, as_figures(printed, "OO7790325"))
    assert read_document(misread.lines, TODAY).values["document_number"].text == "007790325"
    reading = read_document(with_noughts(misread).lines, TODAY)
    assert reading.values["document_number"].text == "OO7790325"
    assert not reading.zone_ambiguous


def test_what_cannot_be_measured_is_left_to_a_person():
    printed = td3_lines(ZonePerson(number="007790325", nationality="GBR"))
    told = with_noughts(page(printed, printed, blur=5))
    assert told.lines[1].text == printed[1]
    assert all(0.02 < dict(told.lines[1].options[i])["O"] < 0.5 for i in (0, 1))
    assert read_document(told.lines, TODAY).zone_ambiguous


@pytest.mark.parametrize("number", ["100200300", "007790320", "120000003", "A00500600"])
def test_a_wrong_check_digit_is_not_mended_into_a_number_with_an_o(number):
    printed = td3_lines(ZonePerson(number=number, nationality="GBR", wrong_check=True))
    for blur in (0.8, 5):
        reading = read_document(with_noughts(page(printed, printed, blur=blur)).lines, TODAY)
        assert "mrz_check_failed" in judge(reading, TODAY).warnings


def test_other_lines_stay_as_they_are():
    text = "90070 3100O"
    line = TextLine(text, 0, 0, 400, 60, (0.99,) * len(text), ((),) * len(text),
                    tuple(a / len(text) for a, _ in pairwise(range(len(text) + 1))))  # fmt: skip
    text_page = PageText(np.full((60, 400, 3), 220, np.uint8), [level_quad(0, 0, 400, 60)], [line])
    assert with_noughts(text_page) is text_page
