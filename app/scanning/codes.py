"""Codes in a picture: QR, Data Matrix, PDF417, Aztec and linear ones, on creased, faded, turned paper.

Effort rises only while something looks unread. First the picture as it is; then the places dense with
edges are cut out upright and looked at enlarged, sharpened or freed of blur, in order of gain for
the time. A reading that its error correction does not vouch for counts when a second, different
preparation or engine gives the same text.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from app.scanning.code_engines import Code, Grey, Reading, by_zbar, by_zxing
from app.scanning.code_regions import Region, cut_out, find_regions, region_of
from app.scanning.picture import decode_picture

__all__ = ["Code", "read_codes"]

LONGEST_PX = 3200
_MOST_REGIONS = 8
_SECONDS = 0.4
"""Working time of this thread after the first pass while nothing is read; a look begun is finished."""
_SECONDS_MORE = 0.1
"""The same for further places once a code is read."""
_SECONDS_TO_CONFIRM = 2.0
"""The same for a sheet full of linear codes, each of which wants a second look."""
_LIKE_A_CODE = 0.65
"""Edge density, relative to that of a code already read, from which another place is tried too."""
_LEAST_BREADTH_PX = 26.0
_LONG = 1.6
"""Length to breadth from which a place may hold a linear code."""
_MOST_DEBLURRED_PX = 160.0
_QUIET = 0.12
"""Blank margin a short EAN needs, relative to its length."""

Engine = Callable[[Grey], Iterable[Reading]]


@dataclass(frozen=True)
class _Look:
    """One preparation: enlarged, with a margin, sharpened or freed of an assumed blur.

    Attributes:
        scale: of the cut-out to the picture.
        margin_px: of the picture around the region.
        sharpen: sigma in pixels of the cut-out, and how much of the difference is added.
        engine: that reads the result.
        linear_only: whether only places as long as a linear code are tried.
        rounds: of deblurring with the same sigma, for places that are not long.
    """

    scale: float
    margin_px: float
    sharpen: tuple[float, float]
    engine: Engine = by_zxing
    linear_only: bool = False
    rounds: int = 0

    def at(self, grey: Grey, region: Region, more_margin_px: float = 0.0) -> Iterable[Reading]:
        """What is read in the region; places are those of the cut-out, not of the picture."""
        long = region.size[0] >= _LONG * region.size[1]
        if (self.linear_only and not long) or (self.rounds and (long or region.size[0] > _MOST_DEBLURRED_PX)):
            return ()
        sigma, amount = self.sharpen
        cut = cut_out(grey, region, self.scale, self.margin_px + more_margin_px)
        if self.rounds:
            return self.engine(_deblurred(cut, sigma, self.rounds))
        return self.engine(_sharpened(cut, sigma, amount))


_LOOKS = (
    _Look(1.5, 12, (1.2, 2)),
    _Look(2, 24, (2.4, 2)),
    _Look(1.5, 24, (1.2, 2), by_zbar, linear_only=True),
    _Look(3, 12, (3.3, 0), rounds=20),
    _Look(3, 12, (2.4, 2)),
    _Look(2, 24, (0, 0), by_zbar, linear_only=True),
    _Look(4, 12, (3.6, 0), rounds=15),
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
    """Read every code in an image file.

    Returns:
        Each code once, in the order found; empty when there is none.

    Raises:
        PictureUnreadable: the bytes are no picture.
    """
    import cv2

    grey = np.asarray(cv2.cvtColor(decode_picture(data, LONGEST_PX), cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    started = time.thread_time()
    tally = _Tally()
    first = list(by_zxing(grey))
    tally.add(first)
    read = [region_of(reading.quad) for reading in first if reading.code in tally.codes]
    for reading in first:
        if reading.code not in tally.codes and time.thread_time() < started + _SECONDS_TO_CONFIRM:
            place = region_of(reading.quad)
            if _look_closer(grey, place, tally):
                read.append(place)
    regions = _unread(find_regions(grey, _MOST_REGIONS), read)
    until = time.thread_time() + (_SECONDS_MORE if tally.codes else _SECONDS)
    for look in _LOOKS:
        if tally.codes and look not in _LOOKS_MORE:
            break
        for region in list(regions):
            if time.thread_time() > until:
                return tuple(tally.codes)
            readings = list(look.at(grey, region))
            if not readings:
                continue
            if tally.add(readings) or _look_closer(grey, region, tally, but=look):
                until = min(until, time.thread_time() + _SECONDS_MORE)
                read.append(region)
                regions = _unread(regions, read)
    return tuple(tally.codes)


def _look_closer(grey: Grey, region: Region, tally: _Tally, but: _Look | None = None) -> bool:
    """Confirm what was read at a place; True when it is settled."""
    quiet_px = _QUIET * region.size[0]
    return any(tally.add(look.at(grey, region, quiet_px)) for look in _LOOKS if look is not but)


def _unread(regions: Iterable[Region], read: list[Region]) -> list[Region]:
    """The regions that are worth a further look beside the codes already read."""
    regions = list(regions)
    if not read:
        return regions
    over = [r for r in regions if any(r.holds(known.quad) or known.holds(r.quad) for known in read)]
    dense = max((region.density for region in over), default=0.0)
    return [
        region
        for region in regions
        if region not in over
        and region.density >= _LIKE_A_CODE * dense
        and region.size[1] >= _LEAST_BREADTH_PX
    ]


def _sharpened(grey: Grey, sigma: float, amount: float) -> Grey:
    import cv2

    if amount == 0:
        return grey
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), np.uint8)


def _deblurred(grey: Grey, sigma: float, rounds: int) -> Grey:
    """Richardson-Lucy deconvolution with a Gaussian: rebuilds what unsharp masking only stresses."""
    import cv2

    seen = grey.astype(np.float32) + 1
    guess = seen.copy()
    reach = 2 * int(2.5 * sigma) + 1
    for _ in range(rounds):
        again = cv2.GaussianBlur(guess, (reach, reach), sigma)
        guess *= cv2.GaussianBlur(seen / again, (reach, reach), sigma)
    return np.asarray(np.clip(guess - 1, 0, 255), np.uint8)
