"""Faces under a desk camera or on a flatbed: one or several, among papers and keyboards, in any light."""

import io
import random
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from tests.rendering import others
from tests.rendering.capture import LEVELS, Pixels, desktop, finger, holder, lay, light, place, sheet
from tests.rendering.looks import Look


def flatbed(faces: Sequence[Image.Image], level: str, dice: random.Random) -> Pixels:
    """Scanned on white or black, straight but for a few degrees, or a quarter turn; RGB."""
    scale = dice.uniform(0.62, 0.75) if len(faces) > 1 else dice.uniform(0.8, 1.05)
    flats = [_pixels(face, scale) for face in faces]
    width = max(flat.shape[1] for flat in flats) + dice.randint(80, 260)
    height = sum(flat.shape[0] for flat in flats) + dice.randint(30, 90) * (len(flats) + 1) + 40
    shade = dice.choice((252, 244, 238, 60))
    scene = np.full((height, width, 3), shade, np.float32)
    y = 40.0
    for flat in flats:
        x = dice.uniform(30, width - flat.shape[1] - 30)
        lay(scene, flat, _turned_box(x, y, flat, dice.uniform(-2, 2)))
        y += flat.shape[0] + dice.uniform(24, 80)
    return np.ascontiguousarray(np.rot90(scene, dice.choice((0, 0, 1, 2, 3))))


def on_desk(
    faces: Sequence[Image.Image], level: str, dice: random.Random, look: Look, *, copied: bool
) -> Pixels:
    """Photographed on a desk: each face in its own part of the picture; RGB."""
    hard = LEVELS.index(level)
    width = dice.randint((930, 780, 640)[hard], (1100, 930, 740)[hard])
    flats = [_pixels(face, 1.0) for face in faces]
    tall = max(flat.shape[0] / flat.shape[1] for flat in flats)
    wide = width * dice.uniform(1.15, 1.6) * (1 + 0.35 * (tall > 1)) * len(flats) ** 0.75
    scene = desktop(dice, round(min(wide, 1800)), 0)
    for _ in range(dice.randint(*((0, 1), (1, 3), (2, 5))[hard])):
        _clutter(scene, dice, look)
    sides = np.array_split(np.arange(scene.shape[1]), len(flats))
    boxes = []
    for flat, side in zip(flats, sides, strict=True):
        room = (scene.shape[0], len(side), 3)
        corners = place(dice, room, min(width, len(side) * 1.2), flat.shape[1] / flat.shape[0], hard)
        corners[:, 0] += side[0]
        boxes.append(corners)
        if copied:
            sheet(scene, dice, corners)
        if hard and dice.random() < 0.25:
            holder(scene, corners)
        lay(scene, flat, corners)
    if hard and dice.random() < 0.4:
        finger(scene, dice, dice.choice(boxes))
    light(scene, dice, dice.choice(boxes), hard)
    if hard == 2 and dice.random() < 0.4:
        scene = _moved(scene, dice)
    return scene


def jpeg(scene: Pixels, level: str, dice: random.Random) -> bytes:
    """Softened and grained as the level has it, as a JPEG file."""
    hard = LEVELS.index(level)
    soft = cv2.GaussianBlur(scene, (0, 0), dice.uniform(0.3, (0.5, 0.8, 1.1)[hard]))
    grain = np.random.default_rng(dice.randrange(2**31)).normal(0, (1.5, 3, 5)[hard], soft.shape)
    picture = Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=dice.randint(*((88, 95), (78, 90), (62, 85))[hard]))
    return data.getvalue()


def copied_face(face: Image.Image, dice: random.Random) -> Image.Image:
    """A black-and-white copy: grey, harder, with specks."""
    flat = np.asarray(face.convert("RGBA"), np.float32).copy()
    grey = flat[..., :3].mean(axis=2)
    middle, gain = dice.uniform(100, 140), dice.uniform(1.1, 1.7)
    grey = np.clip((grey - middle) * gain + middle + 40, 0, 255)
    specks = np.random.default_rng(dice.randrange(2**31)).random(grey.shape) < 0.0006
    grey[specks] = 30
    flat[..., :3] = grey[..., None]
    return Image.fromarray(flat.astype(np.uint8), "RGBA")


def _pixels(face: Image.Image, scale: float) -> Pixels:
    sized = face.resize((round(face.width * scale), round(face.height * scale)), Image.Resampling.LANCZOS)
    return np.asarray(sized.convert("RGBA"), np.float32)


def _turned_box(x: float, y: float, flat: Pixels, degrees: float) -> Pixels:
    height, width = flat.shape[:2]
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * [width / 2, height / 2]
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.asarray(half @ matrix + [x + width / 2, y + height / 2], np.float32)


def _clutter(scene: Pixels, dice: random.Random, look: Look) -> None:
    thing = others.keyboard(dice, look) if dice.random() < 0.3 else others.paper(dice, look)
    size = scene.shape[1] * dice.uniform(0.3, 0.55) / thing.image.width
    flat = _pixels(
        thing.image.rotate(dice.uniform(0, 360), expand=True, resample=Image.Resampling.BICUBIC), size
    )
    x = dice.uniform(-0.3, 0.9) * scene.shape[1]
    y = dice.uniform(-0.3, 0.9) * scene.shape[0]
    lay(scene, flat, _turned_box(x, y, flat, 0.0))


def _moved(scene: Pixels, dice: random.Random) -> Pixels:
    """A camera that moved while it looked, by about three pixels in any direction."""
    kernel = np.zeros((5, 5), np.float32)
    angle = dice.uniform(0, np.pi)
    ends = [(round(2 + s * 1.5 * np.cos(angle)), round(2 + s * 1.5 * np.sin(angle))) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,))
    return np.asarray(cv2.filter2D(scene, -1, kernel / kernel.sum()), np.float32)
