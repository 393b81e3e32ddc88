"""Documents as patches of what is new on the desk, where their sides cannot be followed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.scanning.page import Outline, ordered
from app.scanning.picture import Picture

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]
"""Shape of the picture; 255 where something is new, 0 elsewhere."""

Floats = NDArray[np.float32]

SMALLEST_SHARE = 0.018
"""Of the picture's area: an identity card under a camera that sees more than a sheet of A3."""

ASPECTS = (1.0, 2.4)
_FILLED, _SPANNED = 0.84, 0.25


def patches(new: Mask, grey: Grey, was: Picture) -> list[Outline]:
    """New patches that fill a rectangle, largest first.

    Args:
        grey: the desk now.
        was: the empty desk; what shows less than it was taken away, not laid down.
    """
    return [each for each in _blobs(new) if _laid_not_lifted(each, grey, was)]


def outline_of(quad: Floats) -> Outline:
    """The outline with these four corners, in any order."""
    corners = ordered(quad)
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    aspect = float((sides[0] + sides[2]) / max(sides[1] + sides[3], 1e-3))
    diagonal, other = corners[2] - corners[0], corners[3] - corners[1]
    area = abs(float(diagonal[0] * other[1] - diagonal[1] * other[0])) / 2
    return Outline(corners, area, aspect)


def _blobs(new: Mask) -> list[Outline]:
    """New patches that fill a rectangle: documents whose sides are too weak or too bent to follow.

    First as they are, without fingers; then by what they span, as a white card on white paper is new
    here and there only.
    """
    import cv2

    reach = max(3, round(new.shape[1] * 0.05)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    whole = cv2.morphologyEx(new, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    solid = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel), np.uint8)
    found = _rectangles(solid, list(_contours(solid)))
    if found:
        return found
    spread = cv2.morphologyEx(new, cv2.MORPH_CLOSE, kernel)
    return _rectangles(new, [cv2.convexHull(each) for each in _contours(spread)])


def _contours(mask: Any) -> Any:
    import cv2

    return cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def _rectangles(new: Mask, contours: list[Any]) -> list[Outline]:
    """Of shapes that nearly fill a rectangle, the rectangle; none that reaches the picture's border."""
    import cv2

    height, width = new.shape[:2]
    found = []
    for contour in contours:
        area = cv2.contourArea(contour)
        left, top, across, down = cv2.boundingRect(contour)
        inside = left > 0 and top > 0 and left + across < width and top + down < height
        if area < SMALLEST_SHARE * new.size or not inside:
            continue
        box = cv2.minAreaRect(contour)
        sides = sorted(box[1])
        mask = np.zeros_like(new)
        cv2.drawContours(mask, [contour], -1, 255, -1)
        if (
            area >= _FILLED * sides[0] * sides[1]
            and ASPECTS[0] <= sides[1] / max(sides[0], 1.0) <= ASPECTS[1]
            and cv2.mean(new, mask)[0] >= 255 * _SPANNED
        ):
            found.append(outline_of(np.asarray(cv2.boxPoints(box), np.float32)))
    return sorted(found, key=lambda outline: outline.area, reverse=True)


def _laid_not_lifted(outline: Outline, grey: Grey, was: Picture) -> bool:
    """Whether more is to be seen within it than before: print came, rather than went."""
    import cv2

    mask = np.zeros_like(grey)
    cv2.fillConvexPoly(mask, np.rint(outline.corners).astype(np.int32), 255)
    before = cv2.cvtColor(was, cv2.COLOR_BGR2GRAY)
    now, then = (
        cv2.mean(np.abs(cv2.Laplacian(cv2.GaussianBlur(each, (3, 3), 0), cv2.CV_32F)), mask)[0]
        for each in (grey, before)
    )
    return bool(now > then)
