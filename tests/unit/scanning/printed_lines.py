"""A reading engine without models: it knows which lines are printed where, and which way up."""

from collections.abc import Sequence

import numpy as np

from app.scanning.ocr import OcrEngine, Quad, Said
from app.scanning.picture import Picture


def level_quad(left: float, top: float, width: float, height: float = 40.0) -> Quad:
    """A level line, read from left to right."""
    right, bottom = left + width, top + height
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def said(text: str, mark: float = 0.99) -> Said:
    """A line as recognised, all characters equally certain."""
    places = tuple((i + 0.5) / len(text) for i in range(len(text)))
    return Said(text, (mark,) * len(text), ((),) * len(text), places)


class PrintedLines(OcrEngine):
    """Lines given by their outlines in reading direction; each call of `say` is counted."""

    def __init__(self, lines: Sequence[tuple[Quad, str]], mark: float = 0.99) -> None:
        super().__init__()
        self._lines = lines
        self._mark = mark
        self.read: list[str] = []

    def find_lines(self, picture: Picture, side_px: int) -> list[Quad]:
        """Every line, whatever the picture, the same way whichever way it is read."""
        return [np.roll(quad, 2, axis=0) if quad[0, 0] > quad[1, 0] else quad for quad, _ in self._lines]

    def say(self, picture: Picture, quads: Sequence[Quad]) -> list[Said]:
        """The nearest line from its beginning; headlong it is gibberish."""
        answers = []
        for asked in quads:
            middles = [
                float(np.linalg.norm(quad.mean(axis=0) - asked.mean(axis=0))) for quad, _ in self._lines
            ]
            quad, text = self._lines[int(np.argmin(middles))]
            upright = float((quad[1] - quad[0]) @ (asked[1] - asked[0])) > 0
            self.read.append(text if upright else "?" + text)
            answers.append(said(text, self._mark) if upright else said("口" * len(text), 0.4))
        return answers
