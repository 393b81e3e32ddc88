"""Outlines and directions on drawn pictures."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from app.errors import PictureUnreadable
from app.scanning.page import Outline, apart, overlap, page_frame, text_directions, text_frame, within
from app.scanning.page_edges import Edges
from app.scanning.page_search import fit_page, search_pages
from app.scanning.picture import MOST_PAGES, decode_pages, decode_picture
from app.scanning.specimens import png, resident_front


def laid(place, size=(1200, 900), ink=(40, 30, 20), paper=(225, 235, 240)):
    """A desk with blank cards at the given corners, and where lines of text would stand on them."""
    picture = np.full((size[1], size[0], 3), (60, 80, 110), np.uint8)
    lines = []
    for corners in place:
        cv2.fillConvexPoly(picture, np.array(corners, np.int32), paper, lineType=cv2.LINE_AA)
        flat = np.array([[0, 0], [856, 0], [856, 540], [0, 540]], np.float32)
        matrix = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
        for row in range(5):
            top = 60 + 90 * row
            printed = np.array([[[60, top], [480, top], [480, top + 30], [60, top + 30]]], np.float32)
            line = cv2.perspectiveTransform(printed, matrix)[0]
            cv2.polylines(picture, [line.astype(np.int32)], True, ink, 1, cv2.LINE_AA)
            lines.append(line)
    return picture, lines


CARD = [[260, 180], [900, 250], [850, 660], [210, 600]]


def searched(picture, lines):
    return search_pages(Edges.of(picture), lines)


def farthest(outline, corners):
    ways = [np.roll(np.array(corners, np.float32), k, axis=0) for k in range(4)]
    return min(np.abs(outline.corners - way).max() for way in ways)


def test_a_tilted_card_is_found_by_its_sides_and_its_text():
    picture, lines = laid([CARD])
    best = searched(picture, lines)[0]
    assert farthest(best.outline, CARD) < 8
    assert best.upright
    assert best.inside == tuple(range(5))
    frame = page_frame(best.outline)
    page = frame.cut(picture)
    assert page.shape[1] > page.shape[0]
    assert page[40:-40, 40:-40].mean() > 150
    corners = frame.onto(best.outline.corners)
    assert (np.abs(corners - [0, 0]).max(axis=1) < 30).sum() == 1
    assert np.abs(frame.back(corners) - best.outline.corners).max() < 0.1
    upended = page_frame(best.outline, quarter=True).cut(picture)
    assert upended.shape[:2] == page.shape[1::-1]
    assert np.array_equal(upended[50, 60], np.rot90(page)[50, 60])
    overhead = frame.headlong().cut(picture)
    assert np.abs(overhead[51, 61].astype(int) - page[::-1, ::-1][50, 60]).max() < 12


def test_text_across_the_short_side_is_told():
    turned_card = [[230, 100], [620, 90], [650, 690], [260, 700]]
    best = searched(*laid([turned_card]))[0]
    assert farthest(best.outline, turned_card) < 8
    assert not best.upright


def test_a_finger_and_a_shadow_on_the_sides_do_not_hide_a_card():
    picture, lines = laid([CARD])
    cv2.ellipse(picture, (560, 225), (70, 110), 0, 0, 360, (120, 150, 200), -1)
    picture[:, 700:] //= 2
    assert farthest(searched(picture, lines)[0].outline, CARD) < 12


def test_a_sheet_whose_text_runs_askew_is_not_the_document():
    picture, lines = laid([CARD])
    sheet = [[30, 620], [200, 640], [160, 880], [20, 860]]
    cv2.fillConvexPoly(picture, np.array(sheet, np.int32), (250, 250, 250))
    askew = [
        np.array([[60, 700 + k], [140, 760 + k], [132, 772 + k], [52, 712 + k]], np.float32) for k in (0, 40)
    ]
    assert farthest(searched(picture, [*lines, *askew])[0].outline, CARD) < 8


def test_papers_that_a_card_lies_on_do_not_hide_it():
    picture, lines = laid([CARD])
    under = []
    for row in range(5):
        # Lines of a sheet under the card, found a little into it, as searches for text do.
        left, top = 700 + 8 * row, 668 + 34 * row
        under.append(
            np.array([[[left, top - 30], [1100, top], [1098, top + 26], [left, top - 4]]], np.float32)[0]
        )
    assert farthest(searched(picture, [*lines, *under])[0].outline, CARD) < 8


def test_known_corners_tell_which_text_is_inside():
    picture, lines = laid([CARD])
    beside = np.array([[950, 700], [1150, 700], [1150, 730], [950, 730]], np.float32)
    found = fit_page(picture.shape[:2], np.array(CARD, np.float32)[[2, 0, 3, 1]], [beside, *lines])
    assert found is not None
    assert farthest(found.outline, CARD) < 0.01
    assert found.inside == (1, 2, 3, 4, 5)
    assert found.upright
    assert fit_page(picture.shape[:2], np.array(CARD, np.float32), [beside]) is None


def test_text_without_an_outline_is_laid_level_with_room_around():
    turn = np.radians(30)
    along, down = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    at = np.array([500, 300])
    quads = [
        np.array(
            [
                corner + k * 40 * down
                for corner in (at, at + 300 * along, at + 300 * along + 20 * down, at + 20 * down)
            ],
            np.float32,
        )
        for k in range(4)
    ]
    frame = text_frame(np.zeros((900, 1200, 3), np.uint8), quads, 30)
    level = frame.onto(quads[1])
    assert np.ptp(level[:2, 1]) < 0.1
    assert level[1, 0] - level[0, 0] == pytest.approx(300, abs=0.1)
    assert level.min() > 40
    assert frame.size[0] < 600


def test_two_cards_are_two_pages_apart():
    other = [[640, 520], [1180, 540], [1170, 870], [630, 860]]
    first = [[40, 40], [600, 60], [590, 410], [30, 400]]
    found = searched(*laid([first, other]))[:2]
    assert apart(found[0].outline, found[1].outline)
    assert not apart(found[0].outline, found[0].outline)


def test_without_text_nothing_is_looked_for():
    picture, _ = laid([CARD])
    assert searched(picture, []) == ()


def test_a_point_is_within_an_outline_that_grew():
    outline = Outline(np.array([[0, 0], [100, 0], [100, 50], [0, 50]], np.float32), 5000.0, 2.0)
    assert within(np.array([50.0, 25.0], np.float32), outline)
    assert not within(np.array([103.0, 25.0], np.float32), outline)
    assert within(np.array([103.0, 25.0], np.float32), outline, 1.1)


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


def pdf(*images) -> bytes:
    data = io.BytesIO()
    images[0].save(data, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return data.getvalue()


def test_a_scanned_pdf_gives_its_pages():
    pages = list(
        decode_pages(pdf(Image.new("RGB", (600, 400), "red"), Image.new("RGB", (400, 600), "blue")), 1000)
    )
    assert [page.shape[1] > page.shape[0] for page in pages] == [True, False]
    assert pages[0][50, 50].argmax() == 2
    assert pages[1][50, 50].argmax() == 0


def test_a_pdf_of_many_pages_is_read_as_far_as_the_limit():
    sheet = Image.new("RGB", (60, 40))
    assert len(list(decode_pages(pdf(*[sheet] * 9), 1000))) == MOST_PAGES


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%%EOF", b"%PDF-1.7" + b"\0" * 300])
def test_a_pdf_without_pages_is_refused(data):
    with pytest.raises(PictureUnreadable):
        next(decode_pages(data, 1000))


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("I;16", "PNG"), ("LA", "PNG"), ("P", "GIF"), ("1", "TIFF")]
)
def test_unusual_pixels_become_colours(mode, kind):
    data = io.BytesIO()
    Image.new(mode, (64, 48)).save(data, kind)
    assert decode_picture(data.getvalue(), 1000).shape == (48, 64, 3)


def test_a_moving_image_gives_its_first_frame():
    data = io.BytesIO()
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("white", "black")]
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    assert decode_picture(data.getvalue(), 1000).min() > 200


def test_a_picture_of_200_megapixels_is_refused_before_it_is_unpacked():
    data = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(data, "PNG")
    with pytest.raises(PictureUnreadable):
        decode_picture(data.getvalue(), 1000)


def quad(*corners):
    """An outline by its corners."""
    laid = np.array(corners, np.float32)
    return Outline(laid, float(cv2.contourArea(laid)), 1.6)


def test_outlines_with_corners_in_common_share_what_they_cover():
    whole = quad(
        (319.13269, 86.894539), (507.85443, 301.01151), (363.49802, 446.15414), (172.20285, 224.28539)
    )
    moved = whole.corners.copy()
    moved[0, 1] += 1.5e-5
    assert overlap(whole, quad(*moved)) == pytest.approx(1.0, abs=0.01)
    assert not apart(whole, quad(*moved))
    inner = quad(*(whole.corners[0] + (whole.corners - whole.corners[0]) / 2))
    assert overlap(whole, inner) == pytest.approx(0.25, abs=0.01)
    assert overlap(inner, whole) == pytest.approx(0.25, abs=0.01)
    across = whole.corners[1] - whole.corners[0]
    assert apart(whole, quad(*(whole.corners + across)))
