"""Outlines and directions on drawn pictures."""

import numpy as np
import pytest

from app.errors import PictureUnreadable
from app.scanning.page import apart, find_outlines, straighten, text_directions
from app.scanning.picture import decode_picture
from app.scanning.specimens import desk, png, resident_back, resident_front


def seen(image):
    return decode_picture(png(image), 2200)


def test_a_tilted_card_is_found_and_laid_straight():
    picture = seen(desk([resident_front()], turn=12, tilt=0.1))
    best = find_outlines(picture)[0]
    assert 1.4 < best.aspect < 1.75
    page = straighten(picture, best)
    assert page.shape[1] > page.shape[0]
    assert page[40:-40, 40:-40].mean() > 150


def test_two_cards_are_two_outlines_apart():
    first, second = find_outlines(seen(desk([resident_front(), resident_back()])))[:2]
    assert apart(first, second)
    assert not apart(first, first)


def test_a_blank_desk_has_no_outline():
    assert find_outlines(seen(desk([]))) == ()


def test_the_direction_with_most_text_comes_first():
    def quad(angle: float, length: float) -> np.ndarray:
        along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * length
        down = np.array([-along[1], along[0]]) / length * 20
        return np.array([[0, 0], along, along + down, down], dtype=np.float32)

    found = text_directions([quad(30, 300), quad(31, 280), quad(-70, 200), quad(0, 30)])
    assert found == pytest.approx((30.5, -70), abs=1)


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture" * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 60, b"\xff\xd8\xff\xe0" + b"\0" * 400],
)
def test_no_picture_is_refused(data):
    with pytest.raises(PictureUnreadable):
        decode_picture(data, 1000)


def test_a_cut_off_file_is_refused():
    data = png(resident_front())
    with pytest.raises(PictureUnreadable):
        decode_picture(data[: len(data) // 2], 1000)
