"""How a rendered document looks: faces, colours, spacing, paper; every choice follows from a seed.

The bundled faces are enough; others may be handed in to see whether a figure hangs on a look. What a
face lacks is drawn in the bundled ones, character by character.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.paths import resource

CARD_PX = (1012, 638)
"""ID-1 at 300 dpi."""

REGULAR, BOLD = (str(resource("fonts", f"NotoSansSC_{name}.ttf")) for name in ("400Regular", "700Bold"))
_WIDE = str(resource("fonts", "HanaMinB.ttf"))
_UNASSIGNED = "\U000e0fff"


@dataclass(frozen=True)
class Faces:
    """Paths of fonts: for values, for labels, for numbers and for the machine-readable zone."""

    value: str = REGULAR
    label: str = REGULAR
    number: str = BOLD
    zone: str = BOLD


BUNDLED = (Faces(), Faces(value=BOLD), Faces(label=BOLD, number=REGULAR, zone=REGULAR))


@dataclass(frozen=True)
class Look:
    """One way of printing.

    Attributes:
        size: factor on every letter.
        narrow: width of the letters, 1 as the face has them.
        gap: room between label and value in letters; 0 glues them.
        label_space: room inside a label of two characters, in letters.
        pitch: factor on the distance of rows.
        spread: room between the digits of a number, in letters.
    """

    faces: Faces
    ink: tuple[int, int, int]
    label_ink: tuple[int, int, int]
    paper: tuple[int, int, int]
    size: float
    narrow: float
    gap: float
    label_space: float
    pitch: float
    spread: float
    columns: int
    waves: float
    portrait_right: bool
    seed: int


def invented_look(dice: random.Random, faces: Sequence[Faces] = BUNDLED) -> Look:
    """A look put together at random, within what real prints do."""
    dark = dice.randint(15, 60)
    label = dice.choice(((43, 94, 160), (60, 60, 70), (90, 110, 150), (20, 70, 120), (110, 80, 60)))
    return Look(
        faces=dice.choice(list(faces)),
        ink=(dark, dark, dark + dice.randint(0, 12)),
        label_ink=label,
        paper=tuple(dice.randint(205, 250) for _ in range(3)),  # type: ignore[arg-type]
        size=dice.uniform(0.94, 1.08),
        narrow=dice.uniform(0.9, 1.06),
        gap=dice.choice((0.0, 0.12, 0.4, 0.8, 1.0)),
        label_space=dice.choice((0.0, 0.0, 0.3, 1.0)),
        pitch=dice.uniform(0.94, 1.06),
        spread=dice.choice((0.0, 0.06, 0.12, 0.25)),
        columns=dice.choice((11, 11, 12, 13)),
        waves=dice.uniform(0, 0.5),
        portrait_right=dice.random() < 0.5,
        seed=dice.randrange(2**31),
    )


@cache
def face(path: str, size: int) -> ImageFont.FreeTypeFont:
    """A font, drawn the same with and without libraqm."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has(path: str, char: str) -> bool:
    probe = face(path, 24)
    return char.isspace() or bytes(probe.getmask(char)) != bytes(probe.getmask(_UNASSIGNED))


def _path(wanted: str, char: str) -> str:
    chain = [wanted, BOLD if wanted == BOLD else REGULAR, _WIDE]
    return next((path for path in chain if Path(path).exists() and _has(path, char)), wanted)


class Pen:
    """Writes on one face of a document in one look."""

    def __init__(self, size: tuple[int, int], look: Look) -> None:
        self.look = look
        self.image = Image.new("RGBA", size, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        radius = 37 if size == CARD_PX else 20
        self._draw.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=radius, fill=look.paper)
        self._waves(radius)

    def _waves(self, radius: int) -> None:
        """The fine curves of security print, faint."""
        if self.look.waves < 0.1:
            return
        dice = random.Random(self.look.seed)
        width, height = self.image.size
        tint = tuple(max(0, shade - round(60 * self.look.waves)) for shade in self.look.paper)
        step, swing, length = dice.randint(9, 18), dice.uniform(4, 16), dice.uniform(60, 220)
        xs = np.arange(radius // 2, width - radius // 2, 6)
        for y0 in range(radius, height - radius, step):
            ys = y0 + swing * np.sin(xs / length * 6.28 + y0 / 40)
            self._draw.line(
                [tuple(point) for point in np.stack([xs, ys], axis=1).tolist()], fill=tint, width=1
            )

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        *,
        path: str = "",
        ink: tuple[int, int, int] | None = None,
        space: float = 0.0,
        fixed: float = 0.0,
    ) -> float:
        """Write with the left end of the base line's row at a place; gives the right end.

        Args:
            space: additional room after each character, in letters.
            fixed: distance of characters in pixels, as a zone has it; 0 as the face has it.
        """
        px = max(8, round(size * self.look.size))
        path = path or self.look.faces.value
        x = 0.0
        strip = Image.new(
            "L", (max(8, round(len(text) * px * (1.4 + space) + px + len(text) * fixed)), px * 2), 0
        )
        draw = ImageDraw.Draw(strip)
        for char in text:
            font = face(_path(path, char), px)
            if fixed:
                draw.text((x + fixed / 2, px * 1.3), char, 255, font, anchor="ms")
                x += fixed
            else:
                draw.text((x, px * 1.3), char, 255, font, anchor="ls")
                x += font.getlength(char) + space * px
        narrow = 1.0 if fixed else self.look.narrow
        if narrow != 1.0:
            strip = strip.resize(
                (max(1, round(strip.width * narrow)), strip.height), Image.Resampling.BICUBIC
            )
        left, top = round(at[0]), round(at[1] - px * 0.3)
        self._draw.bitmap((left, top), strip, fill=ink or self.look.ink)
        return float(at[0] + x * narrow)

    def label(self, at: tuple[float, float], text: str, size: float, *, spaced: bool = False) -> float:
        """A label in its own face and colour."""
        space = self.look.label_space if spaced and len(text) == 2 else 0.0
        right = self.text(at, text, size, path=self.look.faces.label, ink=self.look.label_ink, space=space)
        return right - space * size * self.look.size * self.look.narrow

    def disc(self, box: tuple[int, int, int, int], ink: tuple[int, int, int]) -> None:
        """A filled ellipse: emblem or seal."""
        self._draw.ellipse(box, fill=ink)

    def bar(self, box: tuple[int, int, int, int], ink: tuple[int, int, int]) -> None:
        """A filled rectangle."""
        self._draw.rectangle(box, fill=ink)

    def portrait(self, box: tuple[int, int, int, int]) -> None:
        """A grey silhouette."""
        left, top, right, bottom = box
        width, middle = right - left, (left + right) // 2
        self._draw.ellipse(
            (middle - width // 4, top, middle + width // 4, top + width * 2 // 3), fill="#9a9aa0"
        )
        self._draw.pieslice((left, top + width // 2, right, bottom + width // 2), 180, 360, fill="#9a9aa0")

    def specimen(self, at: tuple[float, float]) -> None:
        """The words that mark every face as a sample."""
        self.text(at, "样张", 24, ink=(138, 138, 144))

    def zone(self, at: tuple[float, float], lines: Sequence[str], pitch: float, leading: float) -> None:
        """Letters on a fixed pitch, as OCR-B has it."""
        for row, line in enumerate(lines):
            self.text(
                (at[0], at[1] + leading * row), line, pitch * 1.45 / self.look.size,
                path=self.look.faces.zone, fixed=pitch,
            )  # fmt: skip


def curved(image: Image.Image, rise: float) -> Image.Image:
    """A page of a booklet that does not lie flat: the side at the spine stands higher.

    Args:
        rise: share of the height by which the left end is bent.
    """
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = (1 - x / width) ** 2.5
    bent = cv2.remap(
        pixels,
        x,
        y - rise * height * bend * (1 - y / height),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    ).astype(np.float32)
    bent[..., :3] *= (1 - 0.35 * bend)[..., None]
    return Image.fromarray(bent.astype(np.uint8))
