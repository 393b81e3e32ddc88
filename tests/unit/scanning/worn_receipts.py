"""Draws pictures of receipts with codes lying on a desk: turned, tilted, creased, faded, in shadow.

Everything is invented and decided by the seed. One call gives the JPEG bytes and what is printed.
"""

import io
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import segno
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from app.scanning.codes import Code

KINDS = ("qr", "code128", "pdf417", "datamatrix")
_FONT = str(Path(__file__).resolve().parents[3] / "resources/fonts/NotoSansSC_400Regular.ttf")
_MODULE = 6  # pixels per module on the paper before it is photographed
_FORMATS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "pdf417": zxingcpp.BarcodeFormat.PDF417,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
    "ean13": zxingcpp.BarcodeFormat.EAN13,
    "ean8": zxingcpp.BarcodeFormat.EAN8,
}
_WORDS = "登记窗口来访事项材料收讫经办日期备注合计序号数量金额请妥善保管此联办理结果查询"
_ALNUM = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True)
class Wear:
    """How bad a picture is; ranges are drawn from uniformly.

    Attributes:
        module_px: size of a module in the picture.
        turn_deg: rotation either way, beyond any quarter turn.
        quarter_turns: whether the paper may lie on its side or head.
        tilt: strength of perspective.
        bend: greatest displacement by crumpling, in modules.
        blur: sigma in pixels.
        ink: grey of the ink, paper being about 235.
        shadow: brightness left in the shadow.
        noise: sigma in grey levels.
        clutter: other papers on the desk.
        creases: lines rubbed through the print.
        quality: of the JPEG.
        fold_px: reach of one wrinkle in the picture.
    """

    module_px: tuple[float, float]
    turn_deg: float
    quarter_turns: bool
    tilt: float
    bend: tuple[float, float]
    blur: tuple[float, float]
    ink: tuple[float, float]
    shadow: tuple[float, float]
    noise: float
    clutter: int
    creases: int
    quality: tuple[int, int]
    fold_px: tuple[float, float] = (18, 45)


EASY = Wear((3.8, 5.0), 5, False, 0.01, (0, 0.15), (0.4, 0.8), (20, 60), (1, 1), 2, 0, 0, (85, 95))
MEDIUM = Wear((2.8, 3.6), 25, True, 0.04, (0.3, 0.7), (0.6, 0.95), (30, 80), (0.6, 0.9), 3, 2, 1, (75, 92))
HARD = Wear((2.0, 2.7), 45, True, 0.06, (0.5, 1.2), (0.75, 1.1), (40, 110), (0.4, 0.75), 4, 3, 2, (65, 88))
CRUMPLED = replace(HARD, bend=(0.8, 1.8), fold_px=(11, 24))
"""Small print on paper that was in a pocket: harder than the harder pictures of daily use."""
LEVELS = {"easy": EASY, "medium": MEDIUM, "hard": HARD}


def worn_receipt(seed: int, kinds: tuple[str, ...], wear: Wear) -> tuple[bytes, tuple[Code, ...]]:
    """A JPEG of one receipt carrying one code of each kind, and those codes."""
    rng = np.random.default_rng(seed)
    codes = tuple(Code(kind, _payload(rng, kind)) for kind in kinds)
    paper = _paper(rng, codes, wear)
    picture = _photographed(rng, paper, wear)
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=int(rng.integers(*wear.quality)))
    return data.getvalue(), codes


def symbol(code: Code, module: int = _MODULE) -> np.ndarray:
    """The printed code without margin; grey, ink 0, paper 255."""
    if code.format == "qr":
        rows = np.array([list(row) for row in segno.make(code.text, micro=False, error="m").matrix])
        return np.kron(np.where(rows, 0, 255), np.ones((module, module))).astype(np.uint8)
    kind = {
        "code128": "Code128",
        "pdf417": "PDF417",
        "datamatrix": "DataMatrix",
        "ean13": "EAN13",
        "ean8": "EAN8",
    }
    square = {"force_square": True} if code.format == "datamatrix" else {}
    barcode = zxingcpp.create_barcode(code.text, getattr(zxingcpp.BarcodeFormat, kind[code.format]), **square)
    image = zxingcpp.write_barcode_to_image(barcode, scale=module, add_quiet_zones=False)
    return np.array(image, dtype=np.uint8)


def _payload(rng: np.random.Generator, kind: str) -> str:
    letters = "".join(rng.choice(list(_ALNUM), 10))
    digits = "".join(map(str, rng.integers(0, 10, 14)))
    choices = {
        "qr": (
            f"https://reception.example.org/v?id={digits}&s={letters[:5]}",
            f"QUEUE:{letters};W={digits[:2]}",
            f"示例窗口|号{digits[:8]}|材料{digits[:2]}份|请保管好本联",
            f"XF{digits}",
        ),
        "code128": (digits, f"XF-{letters[:8]}", f"KD{digits}"),
        "pdf417": (
            f"RECEIPT|{digits}|2026-11-22|{letters}",
            f"TICKET {letters} SPECIMEN {digits} WINDOW {letters[:3]}",
        ),
        "datamatrix": (f"BOX{digits[:6]}{letters[:6]}", f"01{digits}21{letters[:8]}", digits + digits[:6]),
        "ean13": ("6900000000007", "6912345678902"),
        "ean8": ("69000010", "69123450"),
    }[kind]
    return str(rng.choice(list(choices)))


def _paper(rng: np.random.Generator, codes: tuple[Code, ...], wear: Wear) -> np.ndarray:
    symbols = [symbol(code) for code in codes]
    small = ImageFont.truetype(_FONT, int(_MODULE * 6.5))
    big = ImageFont.truetype(_FONT, int(_MODULE * 9))
    width = max((image.shape[1] for image in symbols), default=0) + _MODULE * int(rng.integers(24, 50))
    width = max(width, _MODULE * 90)
    lines = int(rng.integers(3, 6))
    line = int(_MODULE * 9.5)
    height = _MODULE * 34 + lines * line + sum(image.shape[0] + _MODULE * 26 for image in symbols)
    sheet = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(sheet)
    draw.text((width // 2, _MODULE * 12), "接待回执样张", 0, big, "mm")
    at = _MODULE * 22
    for _ in range(lines):
        draw.text((_MODULE * 8, at), "".join(rng.choice(list(_WORDS), 6)), 0, small)
        draw.text((width - _MODULE * 8, at), f"{rng.integers(100, 99999) / 100:.2f}", 0, small, "ra")
        at += line
    for code, image in zip(codes, symbols, strict=True):
        at += _MODULE * 11
        left = int(rng.integers(_MODULE * 11, width - image.shape[1] - _MODULE * 11 + 1))
        sheet.paste(Image.fromarray(image), (left, at))
        at += image.shape[0]
        if code.format == "code128":
            draw.text((left + image.shape[1] // 2, at + _MODULE * 6), code.text, 0, small, "mm")
        at += _MODULE * 15
    draw.text((width // 2, height - _MODULE * 6), "请妥善保管", 0, small, "mm")
    ink = np.asarray(sheet, np.float32) / 255
    for _ in range(int(rng.integers(0, wear.creases + 1))):
        ink = np.maximum(ink, _crease(rng, ink.shape))
    fade = rng.uniform(*wear.ink)
    return fade + ink * (rng.uniform(215, 245) - fade)


def _crease(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """A rubbed line across the sheet: 0 untouched, 1 no ink left."""
    rows, cols = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle = rng.uniform(0, np.pi)
    offset = (cols - rng.uniform(0, shape[1])) * np.cos(angle) + (rows - rng.uniform(0, shape[0])) * np.sin(
        angle
    )
    return np.exp(-((offset / (_MODULE * rng.uniform(0.3, 0.7))) ** 2)) * float(rng.uniform(0.2, 0.6))


def _photographed(rng: np.random.Generator, paper: np.ndarray, wear: Wear) -> np.ndarray:
    scale = rng.uniform(*wear.module_px) / _MODULE
    height, width = paper.shape
    turn = np.deg2rad(
        rng.uniform(-wear.turn_deg, wear.turn_deg) + (90 * int(rng.integers(4)) if wear.quarter_turns else 0)
    )
    reach_x = (abs(np.cos(turn)) * width + abs(np.sin(turn)) * height) * scale
    reach_y = (abs(np.sin(turn)) * width + abs(np.cos(turn)) * height) * scale
    out_w = max(int(rng.choice([960, 1024, 1120])), int(reach_x * 1.15))
    out_h = max(int(out_w * 0.75), int(reach_y * 1.15))
    desk = np.full((out_h, out_w, 3), rng.uniform(40, 200, 3), np.float32)
    desk += _smooth(rng, (out_h, out_w), 3)[:, :, None] * 6
    for _ in range(wear.clutter):
        _lay_clutter(rng, desk)
    centre = np.array(
        [
            out_w / 2 + rng.uniform(-1, 1) * (out_w - reach_x) * 0.4,
            out_h / 2 + rng.uniform(-1, 1) * (out_h - reach_y) * 0.4,
        ]
    )
    corners = (np.array([[0, 0], [width, 0], [width, height], [0, height]]) - [width / 2, height / 2]) * scale
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    placed = corners @ spin.T + rng.uniform(-1, 1, (4, 2)) * wear.tilt * min(reach_x, reach_y) + centre
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    back = cv2.getPerspectiveTransform(placed.astype(np.float32), source)
    fine = 2
    rows, cols = np.mgrid[: out_h * fine, : out_w * fine].astype(np.float32) / fine
    depth = back[2, 0] * cols + back[2, 1] * rows + back[2, 2]
    bend = rng.uniform(*wear.bend) * _MODULE
    shift_x, shift_y = (
        cv2.resize(_smooth(rng, (out_h, out_w), rng.uniform(*wear.fold_px)), (out_w * fine, out_h * fine))
        * bend
        for _ in range(2)
    )
    map_x = ((back[0, 0] * cols + back[0, 1] * rows + back[0, 2]) / depth + shift_x).astype(np.float32)
    map_y = ((back[1, 0] * cols + back[1, 1] * rows + back[1, 2]) / depth + shift_y).astype(np.float32)
    softened = cv2.GaussianBlur(paper.astype(np.float32), (0, 0), max(0.3, 0.35 / scale / fine))
    shot = cv2.remap(softened, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=-1)
    there = cv2.remap(
        np.ones_like(softened), map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0
    )
    shot, there = (cv2.resize(each, (out_w, out_h), interpolation=cv2.INTER_AREA) for each in (shot, there))
    folds = 1 + _smooth(rng, (out_h, out_w), 22) * 0.06 * max(wear.bend)
    tint = np.array([1, 1, rng.uniform(0.94, 1)])
    desk = np.where(there[:, :, None] > 0.98, (shot * folds)[:, :, None] * tint, desk)
    light = _shadow(rng, (out_h, out_w), rng.uniform(*wear.shadow))
    lit = cv2.GaussianBlur(desk * light[:, :, None], (0, 0), rng.uniform(*wear.blur))
    noisy = lit + rng.normal(0, wear.noise, lit.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _smooth(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> np.ndarray:
    """Random field whose greatest value is 1 either way."""
    step = max(1, int(sigma / 3))
    rough = rng.normal(size=(shape[0] // step + 2, shape[1] // step + 2)).astype(np.float32)
    field = cv2.resize(cv2.GaussianBlur(rough, (0, 0), sigma / step), (shape[1], shape[0]))
    return field / np.abs(field).max()


def _shadow(rng: np.random.Generator, shape: tuple[int, int], left: float) -> np.ndarray:
    rows, cols = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    beyond = (cols - shape[1] * rng.uniform(0.3, 0.7)) * np.cos(angle)
    beyond += (rows - shape[0] * rng.uniform(0.3, 0.7)) * np.sin(angle)
    edge = np.clip(beyond / rng.uniform(2, 40) + 0.5, 0, 1)
    return (left + (1 - left) * edge) * rng.uniform(0.85, 1)


def _lay_clutter(rng: np.random.Generator, desk: np.ndarray) -> None:
    """Another sheet full of text, or a dark thing, somewhere on the desk."""
    tall, wide = int(rng.integers(160, 420)), int(rng.integers(160, 420))
    if rng.random() < 0.3:
        sheet = Image.new("RGB", (wide, tall), tuple(int(v) for v in rng.integers(10, 60, 3)))
    else:
        sheet = Image.new("RGB", (wide, tall), tuple(int(v) for v in rng.integers(200, 245, 3)))
        draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(_FONT, int(rng.integers(11, 17)))
        for at in range(8, tall - 20, 22):
            text = "".join(rng.choice(list(_WORDS + "0123456789"), wide // 16))
            draw.text((8, at), text, (30, 30, 30), font)
    turned = sheet.convert("RGBA").rotate(rng.uniform(0, 360), Image.Resampling.BICUBIC, expand=True)
    left, top = int(rng.integers(-100, desk.shape[1] - 100)), int(rng.integers(-100, desk.shape[0] - 100))
    layer = Image.fromarray(np.clip(desk, 0, 255).astype(np.uint8))
    layer.paste(turned.convert("RGB"), (left, top), turned.getchannel("A"))
    desk[:] = np.asarray(layer, np.float32)
