"""What a picture file may cost, which decoders it reaches, and what is closed behind it."""

import io
import struct

import pypdfium2
import pytest
from PIL import Image

from app.errors import PictureFault, PictureUnreadable
from app.scanning.picture import MOST_PAGES, decode_frame, decode_pages, decode_picture
from app.scanning.picture_jpeg import scans


def saved(image: Image.Image, kind: str, **options) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


SHEET = Image.new("RGB", (60, 40), "white")


def tiff(*after: int) -> bytes:
    """Pages of one strip each; behind them links to the places given, the last one to nothing."""
    places = [8 + 1024 + 114 * i for i in range(len(after) + 1)]
    data = bytearray(b"II*\0" + struct.pack("<I", places[0]) + bytes(1024))
    tags = ((256, 32), (257, 32), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 32), (279, 1024))
    for link in (*after, 0):
        data += struct.pack("<H", len(tags))
        for tag, value in tags:
            data += struct.pack("<HHIHH", tag, 3, 1, value, 0)
        data += struct.pack("<I", link)
    return bytes(data)


def chain(pages: int) -> tuple[int, ...]:
    return tuple(8 + 1024 + 114 * i for i in range(1, pages))


@pytest.mark.parametrize(("pages", "read"), [(1, 1), (2, 2), (MOST_PAGES, MOST_PAGES), (9, MOST_PAGES)])
def test_pages_of_a_tiff_up_to_the_limit(pages, read):
    assert len(list(decode_pages(tiff(*chain(pages)), 1000))) == read


def test_a_tiff_is_not_followed_beyond_the_pages_that_are_read():
    nowhere = 0xFFFFFF
    data = tiff(*chain(MOST_PAGES + 2), nowhere)
    assert len(list(decode_pages(data, 1000))) == MOST_PAGES


def progressive(side_px: int, passes: int) -> bytes:
    jpeg = saved(Image.new("L", (side_px, side_px)), "JPEG", progressive=True)
    table, start = jpeg.rindex(b"\xff\xc4"), jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[min(table, start) : -2] * (passes - scans(jpeg)) + jpeg[-2:]


def test_scans_are_bounded_by_the_pixels_each_runs_over():
    assert decode_picture(progressive(100, 150), 1000).shape == (100, 100, 3)
    with pytest.raises(PictureUnreadable) as refused:
        decode_picture(progressive(4000, 150), 1000)
    assert refused.value.fault is PictureFault.TOO_LARGE


def test_a_film_behind_a_photograph_is_none_of_its_scans():
    photograph = saved(SHEET, "JPEG")
    assert scans(photograph) == 1
    assert decode_picture(photograph + b"\xff\xda\0\x02film" * 500, 1000).shape == (40, 60, 3)


def test_an_endless_row_of_segments_counts_as_too_many_scans():
    jpeg = saved(SHEET, "JPEG")
    with pytest.raises(PictureUnreadable):
        decode_picture(jpeg[:-2] + b"\xff\xfe\0\x02" * 30_000 + jpeg[-2:], 1000)


@pytest.fixture
def closings(monkeypatch) -> list[str]:
    """Kinds of what of a PDF is closed by its user, not by the collector, in their order."""
    done: list[str] = []
    for kind in (pypdfium2.PdfDocument, pypdfium2.PdfPage, pypdfium2.PdfBitmap):

        def close(self, *args, _close=kind.close, _name=kind.__name__, **kwargs):
            if self.raw:
                done.append(_name)
            _close(self, *args, **kwargs)

        monkeypatch.setattr(kind, "close", close)
    return done


def pdf(pages: int) -> bytes:
    return saved(SHEET, "PDF", save_all=True, append_images=[SHEET] * (pages - 1))


def test_a_pdf_is_closed_also_when_only_its_first_page_is_wanted(closings):
    decode_picture(pdf(3), 1000)
    assert closings == ["PdfBitmap", "PdfPage", "PdfDocument"]


def test_every_page_of_a_pdf_is_closed_before_the_next_one_is_drawn(closings):
    assert len(list(decode_pages(pdf(3), 1000))) == 3
    assert closings == ["PdfBitmap", "PdfPage"] * 3 + ["PdfDocument"]


def test_pages_that_are_refused_are_closed_too(closings, monkeypatch):
    monkeypatch.setattr("app.scanning.picture.MOST_PIXELS", 100)
    with pytest.raises(PictureUnreadable) as refused:
        list(decode_pages(pdf(2), 1000))
    assert refused.value.fault is PictureFault.TOO_LARGE
    assert closings == ["PdfPage", "PdfPage", "PdfDocument"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_frame_of_a_network_camera(kind):
    assert decode_frame(saved(SHEET, kind), 1000).shape == (40, 60, 3)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "WEBP", "GIF", "PDF"])
def test_a_network_camera_reaches_no_other_decoder(kind):
    data = saved(SHEET, kind)
    assert decode_picture(data, 1000).shape[2] == 3
    with pytest.raises(PictureUnreadable):
        decode_frame(data, 1000)


def test_a_network_camera_that_sends_nothing_is_refused():
    with pytest.raises(PictureUnreadable) as refused:
        decode_frame(b"", 1000)
    assert refused.value.fault is PictureFault.EMPTY
