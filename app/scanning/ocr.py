"""The only door to rapidocr and onnxruntime: find lines of text, read lines of text.

The PP-OCRv6 detector and recogniser travel in rapidocr's wheel (Apache-2.0). The recogniser's raw
probabilities are decoded here and not by the library, because numbers and machine-readable zones
need the second-best characters too.
"""

import logging
import os
import threading
from collections.abc import Sequence
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

_LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_OPTIONS_KEPT = 3
_OPTION_FLOOR = 0.001
_BATCH = 6
_THREADS = 2


class OcrEngine:
    """Detector and recogniser, loaded at first use and shared; every call may come from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._detector: Any = None
        self._recogniser: Any = None
        self._alphabet: list[str] = []
        self._latin: list[int] = []

    def warm_up(self) -> None:
        """Load both models and run them once (about 3 CPU seconds), for an idle moment."""
        blank = np.full((96, 320, 3), 255, dtype=np.uint8)
        self.find_lines(blank, 320)
        self.read_lines(blank, [np.array([[0, 0], [320, 0], [320, 48], [0, 48]], dtype=np.float32)])

    def find_lines(self, picture: Picture, side_px: int) -> list[Quad]:
        """Outlines of the lines of text, top to bottom.

        Args:
            side_px: the detector sees the picture scaled down to this longer side; its time grows
                with the square.
        """
        with self._lock:
            self._load()
            self._detector.limit_side_len = side_px
            found = self._detector(picture)
        if found.boxes is None:
            return []
        return [np.asarray(box, dtype=np.float32) for box in found.boxes[:MOST_LINES]]

    def read_lines(self, picture: Picture, quads: Sequence[Quad]) -> list[TextLine]:
        """Recognise each outlined line, in the given order; unreadable ones have an empty text."""
        strips = [_strip(picture, quad) for quad in quads]
        texts: list[tuple[str, tuple[float, ...], tuple[Options, ...]]] = [("", (), ())] * len(strips)
        by_width = sorted(range(len(strips)), key=lambda i: strips[i].shape[1])
        with self._lock:
            self._load()
            for start in range(0, len(by_width), _BATCH):
                chosen = by_width[start : start + _BATCH]
                for i, probabilities in zip(chosen, self._run([strips[i] for i in chosen]), strict=True):
                    texts[i] = self._decode(probabilities)
        return [_line(quad, *text) for quad, text in zip(quads, texts, strict=True)]

    def _load(self) -> None:
        if self._recogniser is not None:
            return
        import cv2
        import rapidocr

        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        threads = min(_THREADS, os.cpu_count() or 1)
        cv2.setNumThreads(threads)
        engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_type": "max",
            }
        )
        self._detector = engine._load_det_model()
        recogniser = engine._load_rec_model()
        self._alphabet = list(recogniser.postprocess_op.character)
        self._latin = [self._alphabet.index(char) for char in _LATIN]
        self._recogniser = recogniser

    def _run(self, strips: list[Picture]) -> NDArray[np.float32]:
        widest = max(strip.shape[1] for strip in strips)
        batch = np.zeros((len(strips), 3, LINE_HEIGHT_PX, widest), dtype=np.float32)
        for i, strip in enumerate(strips):
            batch[i, :, :, : strip.shape[1]] = strip.transpose(2, 0, 1) / 127.5 - 1.0
        answer: NDArray[np.float32] = self._recogniser.session(batch)
        return answer

    def _decode(
        self, probabilities: NDArray[np.float32]
    ) -> tuple[str, tuple[float, ...], tuple[Options, ...]]:
        best = probabilities.argmax(axis=1)
        chars: list[str] = []
        marks: list[float] = []
        options: list[Options] = []
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
            step = end + 1
        return "".join(chars), tuple(marks), tuple(options)

    def _ranked(self, at: NDArray[np.float32]) -> Options:
        latin = at[self._latin]
        order = latin.argsort()[::-1][:_OPTIONS_KEPT]
        return tuple((_LATIN[i], float(latin[i])) for i in order if latin[i] >= _OPTION_FLOOR)


def _length(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(one - other))


def _strip(picture: Picture, quad: Quad) -> Picture:
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


def _line(quad: Quad, text: str, marks: tuple[float, ...], options: tuple[Options, ...]) -> TextLine:
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    tall = (_length(quad[0], quad[3]) + _length(quad[1], quad[2])) / 2
    middle = float(top + bottom) / 2
    return TextLine(
        text=text,
        left=float(left),
        right=float(right),
        top=middle - tall / 2,
        bottom=middle + tall / 2,
        marks=marks,
        options=options,
    )
