"""A picture file or a scanned PDF as pages to look at, small enough for a window."""

from contextlib import closing
from dataclasses import dataclass

from app.scanning.picture import decode_pages

LONGEST_PX = 1600


@dataclass(frozen=True)
class ViewedPage:
    """One page.

    Attributes:
        pixels: red, green, blue, a byte each, row after row without gaps.
        width, height: in pixels, at most `LONGEST_PX`.
    """

    pixels: bytes
    width: int
    height: int


def pages_to_view(data: bytes) -> tuple[ViewedPage, ...]:
    """Every page of what was attached, at most `picture.MOST_PAGES`. Nothing is written anywhere.

    Raises:
        PictureUnreadable: the bytes are no picture.
    """
    with closing(decode_pages(data, LONGEST_PX)) as pages:
        return tuple(ViewedPage(page[:, :, ::-1].tobytes(), page.shape[1], page.shape[0]) for page in pages)
