"""A card under a desk camera: perspective, clutter, shadow, glare, fingers, holder, blur, noise.

Everything follows from a seed. What is drawn is the project's own; no look of any other set of
pictures is copied.
"""

import io
import random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.paths import resource

Pixels = NDArray[np.float32]
LEVELS = ("easy", "medium", "hard")
_WORDS = "样例单据编号记录表格内容说明事项日期金额备注联系方式办理窗口流程须知材料清单"


def photographed(card: Image.Image, level: str, seed: int, *, photocopy: bool = False) -> bytes:
    """The card as a JPEG file, at a level of `LEVELS`."""
    dice = random.Random(seed)
    hard = LEVELS.index(level)
    flat = np.asarray(card.convert("RGBA"), np.float32)
    if photocopy:
        flat[..., :3] = flat[..., :3].mean(axis=2, keepdims=True) * 0.9 + 20
    width = dice.randint((950, 780, 640)[hard], (1100, 950, 740)[hard])
    scene = desktop(dice, round(width * dice.uniform(1.15, 1.7)), hard)
    corners = place(dice, scene.shape, width, flat.shape[1] / flat.shape[0], hard)
    if photocopy:
        sheet(scene, dice, corners)
    if hard and dice.random() < 0.3:
        holder(scene, corners)
    lay(scene, flat, corners)
    if hard and dice.random() < 0.4:
        finger(scene, dice, corners)
    light(scene, dice, corners, hard)
    if hard == 2 and dice.random() < 0.5:
        kernel = np.zeros((5, 5), np.float32)
        kernel[2, 1:4] = 1 / 3
        scene = cv2.filter2D(scene, -1, kernel)
    soft = cv2.GaussianBlur(scene, (0, 0), dice.uniform(0.3, (0.5, 0.8, 1.1)[hard]))
    grain = np.random.default_rng(seed).normal(0, (1.5, 3, 5)[hard], soft.shape)
    picture = Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=(92, 85, 75)[hard])
    return data.getvalue()


def desktop(dice: random.Random, width: int, hard: int) -> Pixels:
    height = round(width * 0.75)
    tint = np.array([dice.uniform(40, 220) for _ in range(3)], np.float32)
    noise = np.random.default_rng(dice.randrange(2**31)).normal(0, 6, (height // 8, width // 2, 1))
    scene = tint + cv2.resize(noise.astype(np.float32), (width, height))[..., None]
    for _ in range(hard * dice.randint(1, 2)):
        _paper(scene, dice)
    return np.ascontiguousarray(scene, np.float32)


def _paper(scene: Pixels, dice: random.Random) -> None:
    """A slip with lines of made-up words, anywhere."""
    height, width = scene.shape[:2]
    slip = Image.new("RGBA", (width // 3, height // 2), (246, 246, 242, 255))
    draw = ImageDraw.Draw(slip)
    face = ImageFont.truetype(str(resource("fonts", "NotoSansSC_400Regular.ttf")), max(12, width // 60))
    for y in range(10, slip.height - 20, width // 34):
        words = "".join(dice.choices(_WORDS, k=16))
        draw.text((10, y), dice.choice((words, f"编号:{dice.randrange(10**11)}")), (60, 60, 66), face)
    turned = slip.rotate(dice.uniform(0, 360), expand=True, resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(turned, np.float32)
    x, y = dice.randint(-100, width - 60), dice.randint(-100, height - 60)
    box = np.array(
        [[x, y], [x + turned.width, y], [x + turned.width, y + turned.height], [x, y + turned.height]]
    )
    lay(scene, pixels, box.astype(np.float32))


def place(dice: random.Random, shape: tuple[int, ...], width: int, aspect: float, hard: int) -> Pixels:
    """Corners of the card: turned any way, tilted by the level, wholly in the picture."""
    turn = np.radians(dice.choice((0, 0, 90, 180, 270)) + dice.uniform(-12, 12) * (1 + hard))
    lean = (0.01, 0.05, 0.1)[hard]
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * [width / 2, width / 2 / aspect]
    x, y = half.T / width
    half = half * (1 + lean * dice.uniform(-2, 2) * x + lean * dice.uniform(-2, 2) * y)[:, None]
    turned = half @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    room = np.array([shape[1], shape[0]]) - 16
    span = turned.max(axis=0) - turned.min(axis=0)
    turned *= min(1.0, float((room / span).min()))
    low, high = 8 - turned.min(axis=0), room + 8 - turned.max(axis=0)
    return np.asarray(turned + [dice.uniform(*pair) for pair in zip(low, high, strict=True)], np.float32)


def lay(scene: Pixels, pixels: Pixels, corners: Pixels) -> None:
    height, width = pixels.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, np.asarray(corners, np.float32))
    laid = cv2.warpPerspective(pixels, matrix, (scene.shape[1], scene.shape[0]), flags=cv2.INTER_AREA)
    cover = laid[..., 3:] / 255
    shade = cv2.GaussianBlur(cover, (0, 0), 5)[..., None]
    scene *= 1 - 0.35 * np.roll(shade, (4, 4), axis=(0, 1))
    scene *= 1 - cover
    scene += laid[..., :3] * cover


def sheet(scene: Pixels, dice: random.Random, corners: Pixels) -> None:
    """A sheet of copying paper under the card."""
    middle = corners.mean(axis=0)
    sheet = middle + (corners - middle) * dice.uniform(1.15, 1.3)
    cv2.fillConvexPoly(scene, sheet.astype(np.int32), (238, 238, 236), lineType=cv2.LINE_AA)


def holder(scene: Pixels, corners: Pixels) -> None:
    middle = corners.mean(axis=0)
    clear = scene.copy()
    cv2.fillConvexPoly(clear, (middle + (corners - middle) * 1.12).astype(np.int32), (225, 228, 232))
    scene += 0.35 * (clear - scene)


def finger(scene: Pixels, dice: random.Random, corners: Pixels) -> None:
    """A fingertip on the middle of a side, short of the text."""
    k = dice.randrange(4)
    at = (corners[k] + corners[(k + 1) % 4]) / 2
    inward = corners.mean(axis=0) - at
    angle = float(np.degrees(np.arctan2(inward[1], inward[0])))
    reach = float(np.linalg.norm(corners[0] - corners[1])) * 0.05
    centre = at - inward / max(float(np.linalg.norm(inward)), 1.0) * reach * 1.4
    box = (tuple(map(float, centre)), (reach * 4, reach * 1.8), angle)
    cv2.ellipse(scene, box, (214, 164, 138), -1, cv2.LINE_AA)


def light(scene: Pixels, dice: random.Random, corners: Pixels, hard: int) -> None:
    height, width = scene.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = dice.uniform(0, 0.12 * (1 + hard))
    scene *= (1 - slope * (x / width if dice.random() < 0.5 else y / height))[..., None]
    if hard and dice.random() < 0.5:
        edge = dice.uniform(0.2, 0.8) * width + dice.uniform(-0.6, 0.6) * y
        scene *= (1 - dice.uniform(0.15, 0.45) / (1 + np.exp(np.clip((edge - x) / 6, -30, 30))))[..., None]
    if hard and dice.random() < 0.4:
        at = corners[dice.randrange(4)]
        spot = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * (0.04 * width) ** 2))
        scene += (200 * spot)[..., None]
