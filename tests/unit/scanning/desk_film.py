"""A desk seen by a document camera, frame by frame: cards laid, slid, lifted, hands, glare, flicker."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.paths import resource
from app.scanning.picture import Picture

SIZE_PX = (1920, 1080)
CARD_WIDTH_PX = 460.0
"""An identity card under a camera that sees a sheet of A4."""

Pixels = NDArray[np.uint8]
_TINTS = {"dark": (40, 44, 48), "pale": (214, 220, 222), "wood": (60, 96, 140), "cluttered": (120, 140, 150)}
_WORDS = "样例单据编号记录表格内容说明事项日期"


@cache
def pixels(draw: Callable[[], Image.Image]) -> Pixels:
    """A specimen as blue, green, red, alpha."""
    rgba = np.asarray(draw().convert("RGBA"), np.uint8)
    return np.ascontiguousarray(rgba[..., [2, 1, 0, 3]])


@cache
def ground(kind: str, size: tuple[int, int] = SIZE_PX) -> Picture:
    """`dark`, `pale` (nearly the colour of a card), `wood`, or `cluttered` with papers and a keyboard."""
    width, height = size
    scene = np.empty((height, width, 3), np.float32)
    scene[:] = _TINTS[kind]
    if kind in ("wood", "cluttered"):
        grain = np.random.default_rng(5).normal(0, 7, (height // 4, 12, 1)).astype(np.float32)
        scene += cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    picture = np.clip(scene, 0, 255).astype(np.uint8)
    if kind == "cluttered":
        _paper(picture, (60, 40, 700, 520), 7)
        _paper(picture, (1300, 500, 560, 560), 9)
        _keyboard(picture, (900, 20, 980, 330))
    return picture


def _paper(picture: Picture, box: tuple[int, int, int, int], seed: int) -> None:
    x, y, width, height = box
    sheet = Image.new("RGB", (width, height), (246, 246, 242))
    draw, dice = ImageDraw.Draw(sheet), random.Random(seed)
    face = ImageFont.truetype(str(resource("fonts", "NotoSansSC_400Regular.ttf")), 20)
    for row in range(20, height - 30, 34):
        draw.text((20, row), "".join(dice.choices(_WORDS, k=25)), (60, 60, 66), face)
    part = picture[y : y + height, x : x + width]
    part[:] = np.asarray(sheet, np.uint8)[: part.shape[0], : part.shape[1]]


def _keyboard(picture: Picture, box: tuple[int, int, int, int]) -> None:
    x, y, width, height = box
    cv2.rectangle(picture, (x, y), (x + width, y + height), (30, 30, 32), -1)
    for row in range(5):
        for column in range(15):
            left, top = x + 12 + column * width // 15, y + 10 + row * height // 5
            cv2.rectangle(
                picture, (left, top), (left + width // 15 - 14, top + height // 5 - 14), (70, 70, 74), -1
            )


@dataclass
class Laid:
    """A card on the desk; place of its middle in pixels, turned by degrees."""

    card: Callable[[], Image.Image]
    at: tuple[float, float] = (960.0, 540.0)
    turn: float = 4.0
    width: float = CARD_WIDTH_PX
    lean: float = 0.0

    def corners(self) -> NDArray[np.float32]:
        """In pixels, clockwise from the card's own upper left."""
        half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) / 2
        shape = pixels(self.card).shape
        half *= np.array([self.width, self.width * shape[0] / shape[1]], np.float32)
        half *= 1 + self.lean * half[:, :1] / self.width
        angle = np.radians(self.turn)
        spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
        return np.asarray(half @ spin + np.array(self.at, np.float32), np.float32)


@dataclass
class Film:
    """What the camera sees, a frame at a time; noise follows from the seed."""

    kind: str = "wood"
    size: tuple[int, int] = SIZE_PX
    noise: float = 2.0
    seed: int = 1
    laid: list[Laid] = field(default_factory=list)
    hand_at: tuple[float, float] | None = None
    fingers_on: int = 0
    gain: float = 1.0
    blur: float = 0.0
    glare_at: tuple[float, float] | None = None
    sleeve: bool = False

    def __post_init__(self) -> None:
        self._dice = np.random.default_rng(self.seed)
        grain = self._dice.normal(128, 30, (self.size[1] + 64, self.size[0] + 64))
        self._grain = cv2.merge([np.clip(grain, 0, 255).astype(np.uint8)] * 3)
        self._drawn: tuple[str, Picture] | None = None

    def frame(self) -> Picture:
        """The next frame."""
        looks = repr(self)
        if self._drawn is None or self._drawn[0] != looks:
            self._drawn = (looks, self._scene())
        y, x = self._dice.integers(0, 64, 2)
        grain = self._grain[y : y + self.size[1], x : x + self.size[0]]
        strength = self.noise / 30
        return np.asarray(
            cv2.addWeighted(self._drawn[1], self.gain, grain, strength, -128 * strength), np.uint8
        )

    def _scene(self) -> Picture:
        scene = ground(self.kind, self.size).copy()
        for each in self.laid:
            if self.sleeve:
                _sleeve(scene, each.corners())
            lay(scene, pixels(each.card), each.corners())
            for finger in range(self.fingers_on):
                _finger(scene, each.corners(), finger)
        if self.hand_at is not None:
            _hand(scene, self.hand_at)
        if self.glare_at is not None:
            _glare(scene, self.glare_at)
        return np.asarray(cv2.GaussianBlur(scene, (0, 0), self.blur), np.uint8) if self.blur else scene


def lay(scene: Picture, card: Pixels, corners: NDArray[np.float32]) -> None:
    """Draw a card with its shadow."""
    height, width = card.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 12, 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 12, (scene.shape[1], scene.shape[0]))
    if (high <= low).any():
        return
    shrunk = cv2.resize(card, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    matrix = cv2.getPerspectiveTransform(flat / 2, (corners - low).astype(np.float32))
    box = (int(high[0] - low[0]), int(high[1] - low[1]))
    warped = cv2.warpPerspective(shrunk, matrix, box).astype(np.float32)
    part = scene[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    cover = warped[..., 3:] / 255
    shade = cv2.GaussianBlur(cover, (0, 0), 3)[..., None]
    part *= 1 - 0.3 * np.roll(shade, (3, 3), axis=(0, 1))
    part = part * (1 - cover) + warped[..., :3] * cover
    scene[low[1] : high[1], low[0] : high[0]] = np.clip(part, 0, 255).astype(np.uint8)


def _sleeve(scene: Picture, corners: NDArray[np.float32]) -> None:
    middle = corners.mean(axis=0)
    clear = scene.copy()
    cv2.fillConvexPoly(clear, (middle + (corners - middle) * 1.13).astype(np.int32), (232, 230, 226))
    scene[:] = cv2.addWeighted(scene, 0.7, clear, 0.3, 0)


def _finger(scene: Picture, corners: NDArray[np.float32], side: int) -> None:
    at = (corners[side % 4] + corners[(side + 1) % 4]) / 2
    inward = corners.mean(axis=0) - at
    angle = float(np.degrees(np.arctan2(inward[1], inward[0])))
    centre = at - inward * 0.5
    reach = float(np.linalg.norm(corners[0] - corners[1]))
    cv2.ellipse(scene, (tuple(map(float, centre)), (reach * 0.5, reach * 0.16), angle), (138, 164, 214), -1)


def _hand(scene: Picture, at: tuple[float, float]) -> None:
    x, y = at
    cv2.ellipse(scene, ((x, y), (330, 260), 20), (130, 158, 208), -1)
    for finger in range(4):
        cv2.ellipse(scene, ((x - 190, y - 105 + 62 * finger), (260, 52), 8), (138, 164, 214), -1)
    cv2.ellipse(scene, ((x + 420, y + 130), (820, 220), 17), (122, 92, 60), -1)


def _glare(scene: Picture, at: tuple[float, float]) -> None:
    cv2.ellipse(scene, (at, (150, 90), 30), (252, 252, 252), -1)
