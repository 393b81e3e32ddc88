"""Which quadrilateral in a cluttered picture is the document: sides and printed text must agree.

Edges alone cannot tell a card from a sheet, a shadow or a keyboard. On a document the lines of
text run parallel to its sides once it is laid flat, and none of them crosses a side. So quads are
built from straight segments along and across a direction of text (pale cards under shadow, fingers
on the edge and glare leave enough of each side for that) and ranked by how well edges support
their sides and how well the text fits.

Source: ISO/IEC 7810 for the shapes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from app.scanning.page import (
    ASPECTS,
    SMALLEST_SHARE,
    Corners,
    Outline,
    ordered,
    overlap,
    text_directions,
)
from app.scanning.page_edges import Borne, Edges, Points, straight_lines

MOST_FOUND = 4
LEAST_TEXT = 2
"""Lines of text a document must show to be looked for at all."""

_ALONG, _ACROSS = 12.0, 26.0  # degrees that tilt may turn a side against the text
_LEAST_SUPPORT = 0.42
_RANKED = 64
_TWINS_PX = 12.0
_STRAIGHT_DEGREES = 4.5
_WHOLE = 0.85
_SAME_IOU = 0.7
_LONGEST_LIKE = 2.2  # a line this much longer than tall tells its direction


@dataclass(frozen=True)
class Found:
    """A quadrilateral that text and edges support.

    Attributes:
        support: mean share of the sides that stand on edges of their own direction, 0…1.
        text: share of the text touching it that lies inside and parallel to its sides, 0…1.
        score: rank; only its order means anything.
        inside: indices of the lines of text inside.
        upright: whether the text runs along the longer side.
    """

    outline: Outline
    support: float
    text: float
    score: float
    inside: tuple[int, ...]
    upright: bool


def search_pages(edges: Edges, lines: Sequence[Corners]) -> tuple[Found, ...]:
    """Likely documents in a picture, best first, at most `MOST_FOUND`.

    Args:
        edges: of the whole picture.
        lines: outlines of the lines of text anywhere in the picture, in its pixels.
    """
    if len(lines) < LEAST_TEXT:
        return ()
    text = np.stack(lines).astype(np.float32) * np.float32(edges.scale)
    sets = [_quads(edges, direction) for direction in text_directions(list(text))]
    stack = np.concatenate([quads for quads, _ in sets] or [np.zeros((0, 4, 2), np.float32)])
    if not len(stack):
        return ()
    support = np.concatenate([each for _, each in sets])
    frame = float(edges.shape[0] * edges.shape[1])
    best = _various(stack, support)
    found = _fitted(stack[best], support[best], text, frame)
    kept: list[Found] = []
    for each in sorted(found, key=lambda f: f.score, reverse=True):
        if all(overlap(each.outline, other.outline) < _SAME_IOU for other in kept):
            kept.append(each)
        if len(kept) == MOST_FOUND:
            break
    return tuple(_enlarged(each, edges.scale) for each in kept)


def fit_page(shape: tuple[int, int], corners: Corners, lines: Sequence[Corners]) -> Found | None:
    """A quadrilateral known from elsewhere, with the text in it; None when there is none or when it is
    too small to be a document.

    Args:
        shape: height and width of the picture.
        corners: in any order, in its pixels, as are `lines`.
    """
    if not lines:
        return None
    text = np.stack(lines).astype(np.float32)
    one = np.asarray(corners, np.float32).reshape(1, 4, 2)
    frame = float(shape[0] * shape[1])
    if _outline(ordered(one[0])).area < SMALLEST_SHARE * frame:
        return None
    found = _fitted(one, np.ones(1, np.float32), text, frame)
    return found[0] if found else None


def _various(quads: Points, support: Points) -> list[int]:
    """Indices of the best supported quads, larger ones first among equals, near twins once."""
    size = np.linalg.norm(quads[:, 0] - quads[:, 2], axis=1)
    places = np.rint(quads / _TWINS_PX).astype(np.int16)
    seen: set[bytes] = set()
    chosen: list[int] = []
    for i in np.argsort(-support * size**0.5):
        place = places[i].tobytes()
        if support[i] >= _LEAST_SUPPORT and place not in seen:
            seen.add(place)
            chosen.append(int(i))
        if len(chosen) == _RANKED:
            break
    return chosen


def _quads(edges: Edges, direction: float) -> tuple[Points, Points]:
    """Quadrilaterals of document shape with two sides along a direction of text, and their support."""
    along = straight_lines(edges.segments, direction, _ALONG)
    across = straight_lines(edges.segments, direction + 90, _ACROSS)
    if len(along) < 2 or len(across) < 2:
        return np.zeros((0, 4, 2), np.float32), np.zeros(0, np.float32)
    pairs_a = np.array(list(combinations(range(len(along)), 2)))
    pairs_b = np.array(list(combinations(range(len(across)), 2)))
    meet = _meetings(along, across)
    a, b = (grid.ravel() for grid in np.meshgrid(np.arange(len(pairs_a)), np.arange(len(pairs_b))))
    (i, j), (k, m) = pairs_a[a].T, pairs_b[b].T
    quads = np.stack([meet[i, k], meet[i, m], meet[j, m], meet[j, k]], axis=1)
    height, width = edges.shape
    room = 0.02 * max(edges.shape)
    inside = ((quads > -room) & (quads < np.array([width, height]) + room)).all(axis=(1, 2))
    quads, i, j, k, m = quads[inside], i[inside], j[inside], k[inside], m[inside]
    sides = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    one, other = sides[:, 0] + sides[:, 2], sides[:, 1] + sides[:, 3]
    aspect = np.maximum(one, other) / np.maximum(np.minimum(one, other), 1.0)
    x, y = quads[..., 0], quads[..., 1]
    area = 0.5 * np.abs((x * np.roll(y, -1, 1) - np.roll(x, -1, 1) * y).sum(axis=1))
    like = (aspect >= ASPECTS[0]) & (aspect <= ASPECTS[1])
    like &= (area >= SMALLEST_SHARE * height * width) & (area <= 0.99 * height * width)
    like &= area > 0.8 * one * other / 4  # neither crossed nor a kite
    quads, i, j, k, m = quads[like], i[like], j[like], k[like], m[like]
    rows, columns = Borne.of(edges, along), Borne.of(edges, across)
    shares = [
        rows.share(i, quads[:, 0], quads[:, 1]),
        columns.share(m, quads[:, 1], quads[:, 2]),
        rows.share(j, quads[:, 2], quads[:, 3]),
        columns.share(k, quads[:, 3], quads[:, 0]),
    ]
    each = np.sort(np.stack(shares, axis=1), axis=1)
    support = (0.5 * each[:, 0] + each[:, 1:].sum(axis=1)) / 3.5  # the weakest side counts half
    return np.asarray(quads, np.float32), np.asarray(support, np.float32)


def _meetings(one: Points, other: Points) -> Points:
    """Where every line of one set meets every line of the other; shape (n, m, 2)."""
    p, u = one[:, None, 0], one[:, None, 1]
    q, v = other[None, :, 0], other[None, :, 1]
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    cross = np.where(np.abs(cross) < 0.2, np.nan, cross)
    gap = q - p
    reach = (gap[..., 0] * v[..., 1] - gap[..., 1] * v[..., 0]) / cross
    return np.asarray(np.nan_to_num(p + reach[..., None] * u, nan=-1e6), np.float32)


def _fitted(quads: Points, support: Points, text: Points, frame: float) -> list[Found]:
    """How the text fits each quad once it is laid flat; quads without any text are left out."""
    import cv2

    outlines = [_outline(ordered(corners)) for corners in quads]
    if not outlines:
        return []
    matrices = np.stack(
        [
            cv2.getPerspectiveTransform(
                each.corners,
                np.array([[0, 0], [each.aspect, 0], [each.aspect, 1], [0, 1]], np.float32),
            )
            for each in outlines
        ]
    ).astype(np.float32)
    sizes = np.array([[each.aspect, 1.0] for each in outlines], np.float32)
    spots = _laid((_SPOTS @ text).reshape(-1, 2), matrices).reshape(len(quads), len(text), -1, 2)
    inside = ((spots > 0) & (spots < sizes[:, None, None])).all(axis=3).mean(axis=2)
    laid = _laid(text.reshape(-1, 2), matrices).reshape(len(quads), len(text), 4, 2)
    across, down = laid[:, :, 1] - laid[:, :, 0], laid[:, :, 3] - laid[:, :, 0]
    length, tall = np.hypot(*np.moveaxis(across, 2, 0)), np.hypot(*np.moveaxis(down, 2, 0))
    longer = np.where((length >= tall)[..., None], across, down)
    angle = np.degrees(np.arctan2(longer[..., 1], longer[..., 0]))
    level = np.abs((angle + 90) % 180 - 90) < _STRAIGHT_DEGREES
    plumb = np.abs(angle % 180 - 90) < _STRAIGHT_DEGREES
    told = np.maximum(length, tall) > _LONGEST_LIKE * np.minimum(length, tall)
    weight = np.linalg.norm(text[:, 1] - text[:, 0], axis=1) * np.linalg.norm(text[:, 3] - text[:, 0], axis=1)
    whole = inside >= _WHOLE
    upright = ((whole & told & level) @ weight) >= ((whole & told & plumb) @ weight)
    straight = whole & (~told | np.where(upright[:, None], level, plumb))
    # A line that the page covers, or that is found a little too long, ends near a side and is not cut by it.
    cut = np.where(whole | (inside <= 1 - _WHOLE), 0.0, 1 - np.abs(2 * inside - 1))
    good, bad = straight @ weight, ((whole & ~straight) + cut) @ weight
    found = []
    for k in np.flatnonzero(good > 0):
        share = float(good[k] / (good[k] + bad[k]))
        bonus = (outlines[k].area / frame) ** 0.25
        found.append(
            Found(
                outline=outlines[k],
                support=float(support[k]),
                text=share,
                score=float(support[k]) ** 3 * share**0.75 * float(good[k]) ** 0.75 * bonus,
                inside=tuple(int(i) for i in np.flatnonzero(straight[k])),
                upright=bool(upright[k]),
            )
        )
    return found


def _spots() -> Points:
    """Weights of a line's four corners at points spread over it; shape (points, 4)."""
    u, v = (grid.ravel() for grid in np.meshgrid(np.linspace(0.05, 0.95, 9), (0.15, 0.5, 0.85)))
    return np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], axis=1).astype(np.float32)


_SPOTS = _spots()


def _laid(points: Points, matrices: Points) -> Points:
    """Points of shape (n, 2) led through each of k matrices; shape (k, n, 2)."""
    flat = np.concatenate([points, np.ones((len(points), 1), np.float32)], axis=1) @ matrices.transpose(
        0, 2, 1
    )
    depth = flat[..., 2:]
    return np.asarray(flat[..., :2] / np.where(np.abs(depth) < 1e-6, 1e-6, depth), np.float32)


def _outline(corners: Corners) -> Outline:
    import cv2

    area = float(cv2.contourArea(corners))
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return Outline(corners, area, float(sides[0] + sides[2]) / max(float(sides[1] + sides[3]), 1.0))


def _enlarged(found: Found, scale: float) -> Found:
    outline = found.outline
    corners = (outline.corners / np.float32(scale)).astype(np.float32)
    return replace(found, outline=Outline(corners, outline.area / scale**2, outline.aspect))
