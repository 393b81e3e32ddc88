"""The only door to onnxruntime and to rapidocr's models: find lines of text, read lines of text.

The PP-OCRv6 detector and recogniser travel in rapidocr's wheel (Apache-2.0). They are run here
without rapidocr's own code: importing it costs two seconds of a cold start, its sessions spin on
every core, and it keeps only the best character of each place, while numbers and machine-readable
zones need the second best too.

Sources: Liao et al., Real-time Scene Text Detection with Differentiable Binarization (2020), for
the detector's map and the widening of its boxes; Graves et al. (2006) for the CTC decoding.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.scanning.picture import Picture
from app.scanning.text_line import Options, TextLine

Quad = NDArray[np.float32]
"""Corners in pixels, shape (4, 2): left top, right top, right bottom, left bottom of the text."""

MOST_LINES = 80
LINE_HEIGHT_PX = 48
WIDEST_LINE = 40.0
"""Longer than any printed line on a document, in line heights; beyond it memory runs away."""

_DETECTOR = "PP-OCRv6_det_small.onnx"
_RECOGNISER = "PP-OCRv6_rec_small.onnx"
_LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_OPTIONS_KEPT = 3
_OPTION_FLOOR = 0.001
_THREADS = 2
"""Of the detector inside; the recogniser reads as many lines side by side, one thread each, which
wastes neither padding nor waiting."""
_MAP_THRESHOLD = 0.3
_BOX_THRESHOLD = 0.5
_WIDENING = 1.6
_SMALLEST_SIDE_PX = 3.0
_NET_STEP_PX = 32
_ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class Said:
    """What one line says, wherever it stands; the attributes are those of `TextLine`."""

    text: str
    marks: tuple[float, ...]
    options: tuple[Options, ...]
    places: tuple[float, ...]


class OcrEngine:
    """Detector and recogniser, loaded at first use and shared; every call may come from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._detector: Any = None
        self._recogniser: Any = None
        self._alphabet: list[str] = []
        self._latin: list[int] = []

    def warm_up(self) -> None:
        """Load both models and run them once (about 1 CPU second), for an idle moment."""
        blank = np.full((96, 320, 3), 255, dtype=np.uint8)
        self.find_lines(blank, 320)
        self.read_lines(blank, [np.array([[0, 0], [320, 0], [320, 48], [0, 48]], dtype=np.float32)])

    def find_lines(self, picture: Picture, side_px: int) -> list[Quad]:
        """Outlines of the lines of text, top to bottom, at most `MOST_LINES`, the tallest ones.

        Args:
            side_px: the detector sees the picture scaled down to this longer side; its time grows
                with the square.
        """
        import cv2

        height, width = picture.shape[:2]
        scale = min(1.0, side_px / max(height, width))
        seen = [
            max(_NET_STEP_PX, round(side * scale / _NET_STEP_PX) * _NET_STEP_PX) for side in (width, height)
        ]
        small = np.asarray(cv2.resize(picture, (seen[0], seen[1])), dtype=np.float32)
        batch = np.ascontiguousarray((small / 127.5 - 1.0).transpose(2, 0, 1)[None])
        with self._lock:
            self._load()
            likely: Maps = self._detector.run(None, {self._detector.get_inputs()[0].name: batch})[0][0, 0]
        back = np.array([width / seen[0], height / seen[1]], dtype=np.float32)
        quads = [np.ascontiguousarray(box * back, dtype=np.float32) for box in _boxes(likely)]
        quads.sort(key=lambda quad: _length(quad[0], quad[3]), reverse=True)
        return sorted(quads[:MOST_LINES], key=lambda quad: float(quad[0, 1]))

    def read_lines(self, picture: Picture, quads: Sequence[Quad]) -> list[TextLine]:
        """Recognise each outlined line, in the given order; unreadable ones have an empty text."""
        return [placed(quad, said) for quad, said in zip(quads, self.say(picture, quads), strict=True)]

    def say(self, picture: Picture, quads: Sequence[Quad]) -> list[Said]:
        """The same without places."""
        strips = [strip_of(picture, quad) for quad in quads]
        # Long ones first: the hands then end together.
        order = sorted(range(len(strips)), key=lambda i: strips[i].shape[1], reverse=True)
        with self._lock:
            self._load()
            # Hands for this call only: a reader needs no closing and leaves no thread behind.
            with ThreadPoolExecutor(_THREADS, thread_name_prefix="ocr") as hands:
                said = dict(zip(order, hands.map(lambda i: self._recognised(strips[i]), order), strict=True))
        return [said[i] for i in range(len(strips))]

    def alphabet(self) -> tuple[str, ...]:
        """Every character the recogniser can name."""
        with self._lock:
            self._load()
        return tuple(self._alphabet)

    def _load(self) -> None:
        if self._recogniser is not None:
            return
        import onnxruntime

        package = find_spec("rapidocr")
        if package is None or package.origin is None:
            raise ModuleNotFoundError("rapidocr")
        models = Path(package.origin).parent / "models"
        _share_one_heap()
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        # Waiting threads sleep instead of spinning: the window and the store share these cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")

        def session(name: str, threads: int) -> Any:
            options.intra_op_num_threads = threads
            return onnxruntime.InferenceSession(
                str(models / name), sess_options=options, providers=["CPUExecutionProvider"]
            )

        self._detector = session(_DETECTOR, min(_THREADS, os.cpu_count() or 1))
        recogniser = session(_RECOGNISER, 1)
        characters = recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._alphabet = ["", *characters, " "]  # the first is CTC's blank
        self._latin = [self._alphabet.index(char) for char in _LATIN]
        self._recogniser = recogniser

    def _recognised(self, strip: Picture) -> Said:
        batch = np.ascontiguousarray((strip.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None])
        answer: Maps = self._recogniser.run(None, {self._recogniser.get_inputs()[0].name: batch})[0][0]
        return self._decode(answer)

    def _decode(self, probabilities: Maps) -> Said:
        """Best path: equal neighbours are one character, blanks none."""
        best = probabilities.argmax(axis=1)
        chars: list[str] = []
        marks: list[float] = []
        options: list[Options] = []
        places: list[float] = []
        step = 0
        while step < len(best):
            end = step
            while end + 1 < len(best) and best[end + 1] == best[step]:
                end += 1
            if best[step] != 0:
                peak = step + int(probabilities[step : end + 1, best[step]].argmax())
                chars.append(self._alphabet[best[step]])
                marks.append(round(float(probabilities[peak, best[step]]), 4))
                options.append(self._ranked(probabilities[peak]))
                places.append((step + end + 1) / 2 / len(best))
            step = end + 1
        return Said("".join(chars), tuple(marks), tuple(options), tuple(places))

    def _ranked(self, at: Maps) -> Options:
        latin = at[self._latin]
        order = latin.argsort()[::-1][:_OPTIONS_KEPT]
        return tuple((_LATIN[i], float(latin[i])) for i in order if latin[i] >= _OPTION_FLOOR)


def _share_one_heap() -> None:
    """Keep glibc from giving every thread a heap of its own: what one frees, another could not use.

    Saves a fifth of the process's memory; elsewhere the system's allocator does so already.
    """
    if sys.platform.startswith("linux"):
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt is not None:
            mallopt(_ARENA_MAX, 1)


def _boxes(likely: Maps) -> list[Quad]:
    """Rectangles around the parts of the map that are text, widened to the full letters."""
    import cv2

    mask = cv2.dilate((likely > _MAP_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    shapes, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for shape in shapes:
        (x, y), (width, height), angle = cv2.minAreaRect(shape)
        if min(width, height) < _SMALLEST_SIDE_PX:
            continue
        inside = np.zeros_like(mask)
        cv2.fillPoly(inside, [cv2.boxPoints(((x, y), (width, height), angle)).astype(np.int32)], (1,))
        if cv2.mean(likely, inside)[0] < _BOX_THRESHOLD:
            continue
        grown = width * height * _WIDENING / (width + height)  # twice area × ratio ÷ perimeter
        corners = cv2.boxPoints(((x, y), (width + grown, height + grown), angle))
        boxes.append(from_left_top(np.asarray(corners, dtype=np.float32)))
    return boxes


def from_left_top(corners: Quad) -> Quad:
    """The corners of a level line in the order of `Quad`."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.stack([left[0], right[0], right[1], left[1]])


def _length(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(one - other))


def strip_of(picture: Picture, quad: Quad) -> Picture:
    """One line cut out level, `LINE_HEIGHT_PX` high."""
    import cv2

    width = max(_length(quad[0], quad[1]), _length(quad[2], quad[3]), 1.0)
    height = max(_length(quad[0], quad[3]), _length(quad[1], quad[2]), 1.0)
    wide = max(8, round(LINE_HEIGHT_PX * min(width / height, WIDEST_LINE)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    flat = cv2.warpPerspective(
        picture,
        matrix,
        (max(1, round(width)), max(1, round(height))),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cv2.resize(flat, (wide, LINE_HEIGHT_PX)), dtype=np.uint8)


def placed(quad: Quad, said: Said) -> TextLine:
    """A line that was read, where it stands on its page."""
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    tall = (_length(quad[0], quad[3]) + _length(quad[1], quad[2])) / 2
    middle = float(top + bottom) / 2
    return TextLine(
        text=said.text,
        left=float(left),
        right=float(right),
        top=middle - tall / 2,
        bottom=middle + tall / 2,
        marks=said.marks,
        options=said.options,
        places=said.places,
    )
