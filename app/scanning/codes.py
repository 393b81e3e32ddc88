"""Codes in a picture: QR, Data Matrix, PDF417, Aztec and linear ones, on creased, faded, turned paper.

Effort rises only while something looks unread. First the picture as it is; then the places dense with
edges are cut out upright and looked at enlarged and sharpened, by another engine, or module by module
through a fitted grid, in order of gain for the time. A reading that its error correction does not
vouch for counts when a second, different preparation or engine gives the same text.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from app.scanning.code_engines import LINEAR, Code, Grey, Reading, by_zbar, by_zxing
from app.scanning.code_regions import Overview, Region, cut_out, evenness, region_of
from app.scanning.matrix_codes import outline, read_matrix
from app.scanning.picture import Picture, decode_grey_pages

__all__ = ["Code", "read_codes", "read_codes_in"]

LONGEST_PX = 3200
_MOST_REGIONS_MORE = 5
"""When the first pass read a code: others on the same paper are as clear as that one."""
_MOST_CODES = 20
_LIKE_A_CODE = 0.65
"""Edge density, relative to that of a code already read, from which another place is tried too."""
_LEAST_BREADTH_PX = 26.0
_LEAST_EVENNESS = 0.15
_MOST_EVENNESS = 0.985
"""Beyond it is the edge of a sheet."""
_LONG = 1.6
"""Length to breadth from which a place may hold a linear code."""
_QUIET = 0.12
"""Blank margin a short EAN needs, relative to its length."""

_SECONDS_CLOSER = 0.15
"""Working time to confirm one reading."""

Engine = Callable[[Grey], Iterable[Reading]]


@dataclass(frozen=True)
class _Patience:
    """Working time of this thread, in seconds, from when the first pass is done.

    Attributes:
        first: while nothing is read; a look begun is finished.
        more: for further places once a code is read.
        confirm: for a sheet full of linear codes, each of which wants a second look.
        regions: how many places are looked at.
        inverted: whether light codes on dark are looked for at last.
    """

    first: float
    more: float
    confirm: float
    regions: int
    inverted: bool


_FILE = _Patience(0.5, 0.1, 2.0, 8, inverted=True)
_FRAME = _Patience(0.03, 0.0, 0.05, 3, inverted=False)


@dataclass(frozen=True)
class _Look:
    """One preparation: enlarged, with a margin, sharpened.

    Attributes:
        scale: of the cut-out to the picture.
        margin_px: of the picture around the region.
        sharpen: sigma in pixels of the cut-out, and how much of the difference is added.
        engine: that reads the result.
        linear_only: whether only places as long as a linear code are tried.
    """

    scale: float
    margin_px: float
    sharpen: tuple[float, float]
    engine: Engine = by_zxing
    linear_only: bool = False

    def at(self, grey: Grey, region: Region, until: float, more_margin_px: float = 0.0) -> Iterable[Reading]:
        """What is read in the region; places are those of the cut-out, not of the picture."""
        if self.linear_only and region.size[0] < _LONG * region.size[1]:
            return ()
        cut = cut_out(grey, region, self.scale, self.margin_px + more_margin_px)
        return self.engine(_sharpened(cut, *self.sharpen))


@dataclass(frozen=True)
class _Grid:
    """The modules of a matrix code fitted one by one: slow, and sees what no threshold shows."""

    def at(self, grey: Grey, region: Region, until: float, more_margin_px: float = 0.0) -> Iterable[Reading]:
        """What is read in the region."""
        return read_matrix(grey, region, until)


_LOOKS: tuple[_Look | _Grid, ...] = (
    _Look(1.5, 12, (1.2, 2)),
    _Look(2, 24, (2.4, 2)),
    _Look(1.5, 24, (1.2, 2), by_zbar, linear_only=True),
    _Grid(),
    _Look(3, 12, (2.4, 2)),
    _Look(2, 24, (0, 0), by_zbar, linear_only=True),
    _Look(4, 12, (0, 0)),
    _Look(1, 24, (0, 0)),
    _Look(1, 24, (0, 0), by_zbar, linear_only=True),
)
"""In order of gain for the time spent."""
_LOOKS_MORE = _LOOKS[:2]
"""For further places once a code is read."""


@dataclass
class _Tally:
    """Readings so far: those vouched for or given twice are codes."""

    codes: dict[Code, None] = field(default_factory=dict)
    waiting: dict[Code, int] = field(default_factory=dict)

    def add(self, readings: Iterable[Reading]) -> bool:
        """Count the readings of one look; True when one of them is now a code."""
        settled = False
        sure = {reading.code: reading.sure for reading in readings}
        for code, vouched in sure.items():
            self.waiting[code] = self.waiting.get(code, 0) + 1
            if vouched or self.waiting[code] > 1:
                self.codes[code] = None
                settled = True
        return settled


def read_codes(data: bytes) -> tuple[Code, ...]:
    """Read every code in an image file, or on the pages of a scanned PDF.

    Returns:
        Each code once, in the order found; empty when there is none.

    Raises:
        PictureUnreadable: the bytes are no picture.
    """
    found: dict[Code, None] = {}
    for grey in decode_grey_pages(data, LONGEST_PX):
        found.update(dict.fromkeys(_read(grey, _FILE)))
    return tuple(found)


def read_codes_in(picture: Picture, *, live: bool = True) -> tuple[Code, ...]:
    """Read the codes in one frame of a camera.

    Args:
        picture: blue, green, red.
        live: one of many, so that some 60 ms are enough: what is hard waits for the next. False: the only
            one, which gets as much effort as a file.
    """
    import cv2

    return _read(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8), _FRAME if live else _FILE)


def _read(grey: Grey, patience: _Patience) -> tuple[Code, ...]:
    started = time.thread_time()
    tally = _Tally()
    first = list(by_zxing(grey))
    tally.add(first)
    read = [reading for reading in first if reading.code in tally.codes]
    for reading in first:
        if reading.code in tally.codes or time.thread_time() > started + patience.confirm:
            continue
        if _look_closer(grey, region_of(reading.quad), tally):
            read.append(reading)
    if tally.codes and not patience.more:
        return tuple(tally.codes)
    overview = Overview(grey)
    for reading in read:
        overview.take_out(region_of(reading.quad), linear=reading.code.format in LINEAR)
    until = time.thread_time() + (patience.more if tally.codes else patience.first)
    most = min(patience.regions, _MOST_REGIONS_MORE) if first else patience.regions
    while overview.taken < _MOST_CODES:
        looks = _LOOKS_MORE if tally.codes else _LOOKS
        place = _look_around(grey, _worth_looking(grey, overview, most), looks, tally, until)
        if place is None:
            break
        overview.take_out(place[0], linear=place[1].format in LINEAR)
        until = min(until, time.thread_time() + patience.more)
    if patience.inverted and not tally.codes and time.thread_time() < until:
        tally.add(by_zxing(grey, inverted=True))
    return tuple(tally.codes)


def _look_around(
    grey: Grey, regions: list[Region], looks: Iterable[_Look | _Grid], tally: _Tally, until: float
) -> tuple[Region, Code] | None:
    """The first place where a code is read, every look at every place, and that code."""
    small_first = sorted(regions, key=lambda region: region.size[1])
    for look in looks:
        for region in small_first if isinstance(look, _Grid) else regions:
            if time.thread_time() > until:
                return None
            readings = list(look.at(grey, region, until))
            if readings and (tally.add(readings) or _look_closer(grey, region, tally, but=look)):
                return region, readings[0].code
    return None


def _look_closer(grey: Grey, region: Region, tally: _Tally, but: _Look | _Grid | None = None) -> bool:
    """Confirm what was read at a place; True when it is settled."""
    quiet_px = _QUIET * region.size[0]
    until = time.thread_time() + _SECONDS_CLOSER
    for look in _LOOKS:
        if look is but or isinstance(look, _Grid):
            continue
        if time.thread_time() > until:
            return False
        if tally.add(look.at(grey, region, until, quiet_px)):
            return True
    return False


def _worth_looking(grey: Grey, overview: Overview, most: int) -> list[Region]:
    """The places that may hold a code; beside one already read only those nearly as dense."""
    return [
        region
        for region in overview.regions(most)
        if (not overview.densest or region.size[1] >= _LEAST_BREADTH_PX)
        and region.density >= _LIKE_A_CODE * overview.densest
        and _may_be_code(grey, region)
    ]


def _may_be_code(grey: Grey, region: Region) -> bool:
    """Whether the place is an even dark patch, or its edges run one way more than those of text do."""
    if region.size[0] < _LONG * region.size[1] and outline(grey, region) is not None:
        return True
    return _LEAST_EVENNESS <= evenness(grey, region) <= _MOST_EVENNESS


def _sharpened(grey: Grey, sigma: float, amount: float) -> Grey:
    import cv2

    if amount == 0:
        return grey
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), np.uint8)
