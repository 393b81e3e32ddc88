"""Sample documents drawn for tests and the demo: invented people, 样张 on every face.

The faces keep the order and labels of the real ones, not their security print. Numbers use the
unassigned area code 110199 and the synthetic series of domain reference 11.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from app.domain.mrz import check_digit
from app.paths import resource

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

CARD_PX = (1012, 638)
"""ID-1 at 300 dpi (ISO/IEC 7810: 85.60 × 53.98 mm)."""

PASSPORT_PX = (1476, 1039)
"""ID-3 at 300 dpi (125 × 88 mm)."""

_INK = "#1d1d1f"
_LABEL = "#2b5ea0"
_FAINT = "#8a8a90"


@dataclass(frozen=True)
class ResidentCard:
    """Front of a resident card, or of a residence permit when the number begins with 8."""

    name: str = "甲某"
    sex: str = "男"
    ethnicity: str = "汉"
    birth: tuple[int, int, int] = (1990, 3, 7)
    address: tuple[str, ...] = ("北京市样例区虚构街道", "1号院2号楼303室")
    number: str = "110199199003070017"


@dataclass(frozen=True)
class CardBack:
    """Back of a resident card, or of a residence permit when a permit number is given."""

    issuer: str = "北京市公安局样例分局"
    validity: str = "2020.05.06-2040.05.06"
    permit_number: str = ""


@dataclass(frozen=True)
class ForeignCard:
    """Permanent residence card; a number beginning with three letters is the layout of 2017."""

    name: str = "CESHI, JIA"
    sex: str = "男/M"
    birth: str = "1988.05.12"
    nationality: str = "乌托邦/UTO"
    validity: str = "2024.02.01-2034.02.01"
    number: str = "91190019880512001X"
    name_zh: str = ""


@dataclass(frozen=True)
class ZonePerson:
    """What a machine-readable zone says; dates as YYMMDD.

    `wrong_check` prints a number check digit that is off by one.
    """

    surname: str = "CESHI"
    given_names: str = "JIA YI"
    number: str = "E00000001"
    nationality: str = "UTO"
    birth: str = "900307"
    sex: str = "M"
    expiry: str = "350106"
    issued: str = "07 JAN 2025"
    name_zh: str = ""
    document_code: str = "I"
    title: str = "UTOPIA  IDENTITY CARD"
    optional: str = field(default="")
    wrong_check: bool = False


def resident_front(card: ResidentCard = ResidentCard()) -> "Image":
    """Face with name, sex, ethnicity, birth, address and number."""
    image, draw = _blank(CARD_PX, "#eef3f8")
    permit = card.number.startswith("8")
    _pair(draw, (54, 60), "姓名", card.name, 40)
    _pair(draw, (54, 138), "性别", card.sex, 34)
    if not permit:
        _pair(draw, (270, 138), "民族", card.ethnicity, 34)
    year, month, day = card.birth
    _pair(draw, (54, 212), "出生", f"{year} 年 {month} 月 {day} 日", 34)
    draw.text((54, 292), "住址", _LABEL, _font(30))
    for i, line in enumerate(card.address):
        draw.text((150, 288 + 48 * i), line, _INK, _font(34, line))
    draw.text((54, 532), "公民身份号码", _LABEL, _font(30))
    draw.text((330, 524), " ".join(card.number), _INK, _font(42, bold=True))
    _portrait(draw, (700, 90, 950, 430))
    _mark(draw, (850, 452))
    return image


def resident_back(back: CardBack = CardBack()) -> "Image":
    """Face with the title, the issuing authority and the validity."""
    image, draw = _blank(CARD_PX, "#f1eef4")
    draw.ellipse((60, 60, 200, 200), fill="#c8342b")
    title = "居民身份证"
    if back.permit_number:
        title = "港澳居民居住证" if back.permit_number[0] in "HM" else "台湾居民居住证"
    draw.text((320, 70), "中华人民共和国", _INK, _font(52, bold=True))
    draw.text((320, 165), title, _INK, _font(64, bold=True))
    rows = [("签发机关", back.issuer), ("有效期限", back.validity)]
    if back.permit_number:
        rows += [("通行证号码", back.permit_number), ("签发次数", "1")]
    for i, (label, value) in enumerate(rows):
        draw.text((250, 360 + 62 * i), label, _LABEL, _font(30))
        draw.text((430, 357 + 62 * i), value, _INK, _font(34))
    _mark(draw, (860, 290))
    return image


def foreign_card(card: ForeignCard = ForeignCard()) -> "Image":
    """Face of a foreigner's permanent residence card, 2017 or 2023 by its number."""
    image, draw = _blank(CARD_PX, "#f3f1e4" if card.number[0].isalpha() else "#e6ebf5")
    draw.ellipse((40, 32, 110, 102), fill="#c8342b")
    draw.text((132, 30), "中华人民共和国外国人永久居留身份证", _INK, _font(38, bold=True))
    draw.text((132, 84), "PEOPLE'S REPUBLIC OF CHINA  FOREIGN PERMANENT RESIDENT ID CARD", _INK, _font(22))
    _portrait(draw, (60, 180, 300, 500))
    names = [card.name, *([card.name_zh] if card.name_zh else [])]
    rows = [("姓名/Name", names), ("性别/Sex", [card.sex]), ("出生日期/Date of Birth", [card.birth])]
    rows += [("国籍/Nationality", [card.nationality]), ("有效期限/Period of Validity", [card.validity])]
    rows += [("证件号码/ID No.", [card.number])]
    y = 128
    for label, values in rows:
        draw.text((350, y), label, _LABEL, _font(22))
        y += 30
        for value in values:
            draw.text((350, y), value, _INK, _font(32, value, bold=True))
            y += 44
        y += 4
    _mark(draw, (860, 560))
    return image


def travel_document(person: ZonePerson = ZonePerson()) -> "Image":
    """Card with a zone of 3 × 30; with document codes and numbers of permits, the back of a permit."""
    image, draw = _blank(CARD_PX, "#eef1ea")
    draw.text((60, 50), person.title, _INK, _font(32, person.title, bold=True))
    draw.text((60, 130), "Address / Adresse", _FAINT, _font(20))
    draw.text((60, 158), "1 SAMPLE LANE", _INK, _font(28))
    _mark(draw, (860, 230))
    _zone(draw, (52, 410), td1_lines(person), 30.3, 76)
    return image


def passport(person: ZonePerson = ZonePerson()) -> "Image":
    """Data page with a zone of 2 × 44."""
    image, draw = _blank(PASSPORT_PX, "#f2ecf0")
    draw.text((470, 40), "UTOPIA", _INK, _font(40, bold=True))
    draw.text((60, 40), "PASSPORT", _INK, _font(30))
    _portrait(draw, (70, 160, 420, 640))
    surname, given = person.surname, person.given_names
    rows = [("Passport No.", person.number), ("Surname", surname), ("Given names", given)]
    if person.name_zh:
        rows = [("Passport No.", person.number), ("", person.name_zh), ("", f"{surname}, {given}")]
    rows += [("Sex", person.sex), ("Date of issue", person.issued), ("Authority", "PASSPORT OFFICE")]
    for i, (label, value) in enumerate(rows):
        draw.text((480, 120 + 102 * i), label, _FAINT, _font(22))
        draw.text((480, 150 + 102 * i), value, _INK, _font(34, value, bold=True))
    _mark(draw, (1300, 640))
    _zone(draw, (54, 890), td3_lines(person), 31.2, 84)
    return image


def td3_lines(person: ZonePerson) -> tuple[str, str]:
    """Zone of a passport [ICAO Doc 9303-4]."""
    first = f"P<{person.nationality:<<3}{_names(person)}"[:44].ljust(44, "<")
    number = person.number.ljust(9, "<")
    body = f"{number}{_number_check(person)}{person.nationality:<<3}"
    body += f"{person.birth}{check_digit(person.birth)}{person.sex}"
    body += f"{person.expiry}{check_digit(person.expiry)}{person.optional:<<14}"
    body += str(check_digit(person.optional.ljust(14, "<"))) if person.optional else "<"
    return first, body + str(check_digit(body[:10] + body[13:20] + body[21:43]))


def td1_lines(person: ZonePerson) -> tuple[str, str, str]:
    """Zone of a card [ICAO Doc 9303-5]."""
    number = person.number.ljust(9, "<")
    head = f"{person.document_code:<<2}{person.nationality:<<3}{number}{_number_check(person)}"
    first = (head + person.optional).ljust(30, "<")
    second = f"{person.birth}{check_digit(person.birth)}{person.sex}"
    second += f"{person.expiry}{check_digit(person.expiry)}{person.nationality:<<3}".ljust(21, "<")
    composite = check_digit(first[5:30] + second[:7] + second[8:15] + second[18:29])
    return first, second + str(composite), _names(person)[:30].ljust(30, "<")


def desk(
    cards: Sequence["Image"], *, turn: float = 0.0, tilt: float = 0.0, size: tuple[int, int] = (1600, 1200)
) -> "Image":
    """A desk seen from above with cards side by side; none gives a blank desk.

    Args:
        turn: degrees counter-clockwise for every card.
        tilt: share 0…0.2 by which the far side of the desk is narrower.
    """
    from PIL import Image

    wood = Image.new("RGB", size, "#6b4a32")
    slot = size[0] // max(len(cards), 1)
    for i, card in enumerate(cards):
        turned = card.convert("RGBA").rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
        turned.thumbnail((int(slot * 0.92), int(size[1] * 0.92)), Image.Resampling.LANCZOS)
        at = (slot * i + (slot - turned.width) // 2, (size[1] - turned.height) // 2)
        wood.paste(turned, at, turned)
    if not tilt:
        return wood
    inset = tilt * size[0] / 2
    corners = ((0, 0), (size[0], 0), size, (0, size[1]))
    onto = ((inset, tilt * size[1] / 2), (size[0] - inset, tilt * size[1] / 2), size, (0, size[1]))
    return wood.transform(
        size,
        Image.Transform.PERSPECTIVE,
        _perspective(onto, corners),
        Image.Resampling.BICUBIC,
        fillcolor="#6b4a32",
    )


def png(image: "Image") -> bytes:
    """The picture as a PNG file."""
    data = io.BytesIO()
    image.convert("RGB").save(data, "PNG")
    return data.getvalue()


SAMPLES: dict[str, Callable[[], "Image"]] = {
    "居民身份证_正面": resident_front,
    "居民身份证_背面": resident_back,
    "港澳居民居住证_正面": lambda: resident_front(
        ResidentCard("乙某", "男", birth=(1988, 5, 12), number="810000198805120032")
    ),
    "港澳居民居住证_背面": lambda: resident_back(
        CardBack(validity="2024.03.01-2029.03.01", permit_number="H00000001")
    ),
    "外国人永久居留身份证_2017": lambda: foreign_card(
        ForeignCard("PANGXIE, YI", "女/F", "1985.11.22", "乌托邦/UTO", number="UTO110185112202")
    ),
    "外国人永久居留身份证_2023": foreign_card,
    "护照": passport,
    "身份卡_TD1": lambda: travel_document(ZonePerson(number="Z9A000002", optional="AB1")),
}
"""Ready-made samples by a file-name stem."""


def _number_check(person: ZonePerson) -> int:
    right = check_digit(person.number.ljust(9, "<"))
    return (right + 1) % 10 if person.wrong_check else right


def _names(person: ZonePerson) -> str:
    plain = f"{person.surname}<<{person.given_names}".replace(" ", "<").replace("-", "<")
    return plain.replace("'", "").upper()


def _blank(size: tuple[int, int], colour: str) -> "tuple[Image, ImageDraw]":
    """A card with rounded corners, transparent outside."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=37, fill=colour)
    return image, draw


def _pair(draw: "ImageDraw", at: tuple[int, int], label: str, value: str, size: int) -> None:
    draw.text(at, label, _LABEL, _font(30))
    draw.text((at[0] + 96, at[1] - 4), value, _INK, _font(size, value))


def _portrait(draw: "ImageDraw", box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    width, middle = right - left, (left + right) // 2
    draw.ellipse((middle - width // 4, top, middle + width // 4, top + width * 2 // 3), fill="#9a9aa0")
    draw.pieslice((left, top + width // 2, right, bottom + width // 2), 180, 360, fill="#9a9aa0")


def _mark(draw: "ImageDraw", at: tuple[int, int]) -> None:
    draw.text(at, "样张", _FAINT, _font(26))


def _zone(draw: "ImageDraw", at: tuple[int, int], lines: Sequence[str], pitch: float, leading: int) -> None:
    """Letters on a fixed pitch, as OCR-B has it."""
    font = _font(round(pitch * 1.3), bold=True)
    for row, line in enumerate(lines):
        for column, char in enumerate(line):
            x = at[0] + pitch * (column + 0.5)
            draw.text((x, at[1] + leading * row), char, _INK, font, anchor="ms")


@cache
def _face(name: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(
        str(resource("fonts", name)), size, layout_engine=ImageFont.Layout.BASIC
    )  # the same picture with and without libraqm


def _font(size: int, text: str = "", *, bold: bool = False) -> "FreeTypeFont":
    """The bundled face; HanaMinB for text with ideographs beyond the basic plane that it lacks."""
    usual = _face("NotoSansSC_700Bold.ttf" if bold else "NotoSansSC_400Regular.ttf", size)
    missing = bytes(usual.getmask("\U000e0fff"))
    if any(ord(char) > 0xFFFF and bytes(usual.getmask(char)) == missing for char in text):
        return _face("HanaMinB.ttf", size)
    return usual


def _perspective(
    source: Sequence[tuple[float, float]], target: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    """Pillow's eight coefficients, which lead from the output back to the input."""
    import numpy as np

    rows, right = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return tuple(np.linalg.solve(np.array(rows, float), np.array(right, float)).tolist())
