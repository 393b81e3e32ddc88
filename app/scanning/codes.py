"""Codes in a picture: QR, Data Matrix, PDF417, Aztec and linear ones, on creased, faded, turned paper.

Effort rises only while something looks unread. First the picture as it is, and when nothing is
read its negative; then the places dense with edges are cut out upright and dark on light and looked at
enlarged and sharpened, by another engine, or module by module through a fitted grid, in order of gain
for the time. A reading that its error correction does not vouch for counts when a second, different
preparation or the other engine gives the same text; only its own kind is asked for then. Once a code is read,
another one is looked for only where edges are about as dense as in that one: on most paper nowhere.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from app.scanning.code_engines import LINEAR, Code, Grey, Reading, by_zbar, by_zxing
from app.scanning.code_regions import Overview, Region, cut_out, evenness, region_of
from app.scanning.matrix_codes import outline, read_matrix
from app.scanning.picture import MOST_PAGES, Picture, decode_grey_pages

__all__ = ["Code", "Tally", "read_codes", "read_codes_in", "warm_up"]

LONGEST_PX = 3200
_MOST_REGIONS_MORE = 5
"""When the first pass read a code: others on the same paper are as clear as that one."""
_MOST_CODES = 20
_LEAST_EVENNESS = 0.15
_EVENNESS_BESIDE = 0.35
"""Beside a code already read, which shows how clear this paper is: text lies below, stripes above."""
_MOST_EVENNESS = 0.985
"""Beyond it is the edge of a sheet."""
_LONG = 1.6
"""Length to breadth from which a place may hold a linear code."""
_QUIET = 0.12
"""Blank margin a short EAN needs, relative to its length."""
_BAND = 0.25
"""Breadth of the bars that is enough to confirm a linear code, relative to its length."""
_LEAST_BAND_PX = 24.0
_AROUND_PX = 10
"""Paper around a place, whose brightness tells whether the code is darker."""
_TOLD_AT = 0.3
"""Scale that is enough for it."""
_PAPER = 230.0
"""Grey of paper without shadow."""

_SECONDS_CLOSER = 0.15
"""Working time to confirm one reading."""

Kinds = tuple[str, ...]
Engine = Callable[[Grey, Kinds], Iterable[Reading]]
"""Reads one picture; without any kinds all that it reads at all."""


@dataclass(frozen=True)
class _Patience:
    """Working time of this thread, in seconds, from when the first pass is done.

    Attributes:
        first: while nothing is read; a look begun is finished.
        more: for further places once a code is read.
        confirm: for a sheet full of linear codes, each of which wants a second look.
        regions: how many places are looked at.
        inverted: whether light codes on dark are looked for.
    """

    first: float
    more: float
    confirm: float
    regions: int
    inverted: bool


_FILE = _Patience(0.5, 0.12, 2.0, 8, inverted=True)
_FRAME = _Patience(0.03, 0.0, 0.05, 3, inverted=False)


@dataclass(frozen=True)
class _Place:
    """Where a code may be.

    Attributes:
        page: the picture, or its negative, in which the code is dark on light.
        region: of both.
    """

    page: Grey
    region: Region


@dataclass(frozen=True)
class _Look:
    """One preparation: enlarged, with a margin, sharpened.

    Attributes:
        scale: of the cut-out to the picture.
        margin_px: of the picture around the region.
        sharpen: sigma in pixels of the cut-out, and how much of the difference is added.
        level_px: within how far paper is looked for to take shadow out, in pixels of the picture; 0 does
            not. Black areas broader than that do not survive.
        engine: that reads the result.
        linear_only: whether only places as long as a linear code are tried.
    """

    scale: float
    margin_px: float
    sharpen: tuple[float, float]
    level_px: float = 0.0
    engine: Engine = by_zxing
    linear_only: bool = False

    def at(self, place: _Place, until: float, kinds: Kinds = ()) -> Iterable[Reading]:
        """What is read there; its place is one in the cut-out, not in the picture."""
        if self.linear_only and place.region.size[0] < _LONG * place.region.size[1]:
            return ()
        cut = cut_out(place.page, place.region, self.scale, self.margin_px)
        if self.level_px:
            cut = _without_shadow(cut, round(self.level_px * self.scale))
        return self.engine(_sharpened(cut, *self.sharpen), kinds)


@dataclass(frozen=True)
class _Grid:
    """The modules of a matrix code fitted one by one: slow, and sees what no threshold shows."""

    def at(self, place: _Place, until: float) -> Iterable[Reading]:
        """What is read there."""
        return read_matrix(place.page, place.region, until)


_LOOKS: tuple[_Look | _Grid, ...] = (
    _Look(1, 24, (0.8, 2)),
    _Look(0.6, 100, (0, 0)),
    _Look(1.5, 24, (1.2, 2), level_px=25),
    _Look(1, 24, (0, 0), engine=by_zbar, linear_only=True),
    _Look(2, 24, (2.4, 2)),
    _Look(1, 24, (0, 0), level_px=15),
    _Grid(),
    _Look(2, 24, (1.6, 2), level_px=25),
    _Look(3, 12, (2.4, 2)),
    _Look(1.5, 24, (1.2, 2), engine=by_zbar, linear_only=True),
    _Look(4, 12, (0, 0)),
)
"""In order of gain for the time spent."""


@dataclass
class Tally:
    """Readings so far: those vouched for or given twice are codes.

    zbar repeats its own mistakes, from one line of a creased EAN the same wrong digits at every scale:
    it counts as one voice however often it is asked.
    """

    codes: dict[Code, None] = field(default_factory=dict)
    waiting: dict[Code, int] = field(default_factory=dict)
    heard: set[Code] = field(default_factory=set)

    def add(self, readings: Iterable[Reading]) -> bool:
        """Count the readings of one look; True when one of them is now a code."""
        settled = False
        for code, reading in {reading.code: reading for reading in readings}.items():
            if reading.by_zbar and code in self.heard:
                continue
            if reading.by_zbar:
                self.heard.add(code)
            self.waiting[code] = self.waiting.get(code, 0) + 1
            if reading.sure or self.waiting[code] > 1:
                self.codes[code] = None
                settled = True
        return settled


def read_codes(data: bytes, pages: Iterable[int] = range(MOST_PAGES)) -> tuple[Code, ...]:
    """Read every code in an image file, or on the pages of a scanned PDF.

    Args:
        pages: indices of those of a PDF that are looked at.

    Returns:
        Each code once, in the order found; empty when there is none.

    Raises:
        PictureUnreadable: the bytes are no picture.
    """
    found: dict[Code, None] = {}
    for grey in decode_grey_pages(data, LONGEST_PX, pages):
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


def warm_up() -> None:
    """Load the engines and run each once, so that the first picture takes no longer than the next."""
    blank = np.full((64, 64), 255, np.uint8)
    _read(blank, _FRAME)
    list(by_zbar(blank))


def _read(grey: Grey, patience: _Patience) -> tuple[Code, ...]:
    started = time.thread_time()
    tally = Tally()
    page, first = grey, list(by_zxing(grey))
    if not first and patience.inverted:
        page = _negative(grey)
        first = list(by_zxing(page))
    tally.add(first)
    read = [reading for reading in first if reading.code in tally.codes]
    for reading in first:
        if reading.code in tally.codes or time.thread_time() > started + patience.confirm:
            continue
        if _look_closer(_Place(page, _band(reading)), (reading.code.format,), tally):
            read.append(reading)
    if tally.codes and not patience.more:
        return tuple(tally.codes)
    overview = Overview(grey)
    for reading in read:
        overview.take_out(region_of(reading.quad), linear=reading.code.format in LINEAR)
    until = time.thread_time() + (patience.more if tally.codes else patience.first)
    most = min(patience.regions, _MOST_REGIONS_MORE) if first else patience.regions
    while overview.taken < _MOST_CODES:
        found = _look_around(_worth_looking(grey, overview, most), tally, until)
        if found is None:
            break
        overview.take_out(found[0].region, linear=found[1].format in LINEAR)
        until = min(until, time.thread_time() + patience.more)
    return tuple(tally.codes)


def _look_around(places: list[_Place], tally: Tally, until: float) -> tuple[_Place, Code] | None:
    """The first place where a code is read, every look at every place, and that code."""
    small_first = sorted(places, key=lambda place: place.region.size[1])
    for look in _LOOKS:
        for place in small_first if isinstance(look, _Grid) else places:
            if time.thread_time() > until:
                return None
            readings = list(look.at(place, until))
            if not readings:
                continue
            kinds = tuple({reading.code.format for reading in readings})
            closer = replace(place, region=_longer(place.region))
            if tally.add(readings) or _look_closer(closer, kinds, tally, but=look):
                return place, readings[0].code
    return None


def _look_closer(place: _Place, kinds: Kinds, tally: Tally, but: _Look | _Grid | None = None) -> bool:
    """Confirm what was read at a place; True when it is settled."""
    until = time.thread_time() + _SECONDS_CLOSER
    for look in _LOOKS:
        if look is but or isinstance(look, _Grid):
            continue
        if time.thread_time() > until:
            return False
        if tally.add(look.at(place, until, kinds)):
            return True
    return False


def _longer(region: Region) -> Region:
    """With the blank margin of a linear code at both ends."""
    return replace(region, size=(region.size[0] * (1 + 2 * _QUIET), region.size[1]))


def _band(reading: Reading) -> Region:
    """The place of a reading; of a linear code as much of the bars as tells enough, along its text."""
    place = region_of(reading.quad)
    if reading.code.format not in LINEAR:
        return _longer(place)
    ahead = reading.quad[1] + reading.quad[2] - reading.quad[0] - reading.quad[3]
    aside = reading.quad[3] + reading.quad[2] - reading.quad[0] - reading.quad[1]
    length, breadth = float(np.hypot(*ahead)) / 2, float(np.hypot(*aside)) / 2
    turn_deg = float(np.degrees(np.arctan2(ahead[1], ahead[0])))
    size = (length, min(max(breadth, _LEAST_BAND_PX), max(_BAND * length, _LEAST_BAND_PX)))
    return _longer(replace(place, size=size, turn_deg=turn_deg))


def _worth_looking(grey: Grey, overview: Overview, most: int) -> list[_Place]:
    """The places that may hold a code."""
    places = [_Place(_dark_on_light(grey, region), region) for region in overview.regions(most)]
    least = _EVENNESS_BESIDE if overview.taken else _LEAST_EVENNESS
    return [place for place in places if _may_be_code(place, least)]


def _dark_on_light(grey: Grey, region: Region) -> Grey:
    """The picture, or its negative when the paper around the region is darker than the region is."""
    cut = cut_out(grey, region, _TOLD_AT, _AROUND_PX)
    edge = round(_AROUND_PX * _TOLD_AT)
    around = np.concatenate([cut[:edge].ravel(), cut[-edge:].ravel()])
    return grey if np.median(around) >= cut[edge:-edge, edge:-edge].mean() else _negative(grey)


def _negative(grey: Grey) -> Grey:
    import cv2

    return np.asarray(cv2.bitwise_not(grey), np.uint8)


def _may_be_code(place: _Place, least_evenness: float) -> bool:
    """Whether the place is an even dark patch, or its edges run one way more than those of text do."""
    region = place.region
    if region.size[0] < _LONG * region.size[1] and outline(place.page, region) is not None:
        return True
    return least_evenness <= evenness(place.page, region) <= _MOST_EVENNESS


def _without_shadow(grey: Grey, reach_px: int) -> Grey:
    """Every place relative to the brightest paper within reach."""
    import cv2

    paper = cv2.dilate(grey, np.ones((reach_px, reach_px), np.uint8))
    return np.asarray(cv2.divide(grey, cv2.blur(paper, (reach_px, reach_px)), scale=_PAPER), np.uint8)


def _sharpened(grey: Grey, sigma: float, amount: float) -> Grey:
    import cv2

    if amount == 0:
        return grey
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), np.uint8)
