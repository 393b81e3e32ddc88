"""What lies on desks and is no identity document: bank cards, look-alikes, covers, forms."""

import random

from tests.rendering import words
from tests.rendering.cards import Drawn
from tests.rendering.looks import CARD_PX, Look, Pen


def bank_card(dice: random.Random, look: Look) -> Drawn:
    """A bank card; in half of them 18 digits pass MOD 11-2."""
    pen = Pen(CARD_PX, look)
    pen.text((60, 50), "虚构商业银行", 44)
    pen.bar((80, 200, 200, 290), (212, 175, 80))
    number = f"62{dice.randrange(10**16):016d}0"
    if dice.random() < 0.5:
        number = words.with_check(f"62{dice.randrange(10**15):015d}")
    groups = [number[i : i + 4] for i in range(0, len(number), 4)]
    pen.text((70, 350), dice.choice((" ", "  ")).join(groups), 52, path=look.faces.number)
    pen.text((70, 450), f"VALID THRU {dice.randrange(1, 13):02d}/{dice.randrange(27, 35)}", 28)
    pen.text((70, 520), dice.choice(("SAMPLE HOLDER", "借记卡 DEBIT", "")), 32)
    pen.specimen((860, 590))
    return Drawn(pen.image, "none", tags=("bank_card",))


def lookalike(dice: random.Random, look: Look) -> Drawn:
    """A card or paper with a name and perhaps an 18-digit number, but not an identity document."""
    kind = dice.choice(("social", "licence", "badge", "library", "form", "parcel", "business"))
    pen = Pen(CARD_PX, look)
    name, born = words.hanzi_name(dice, "plain"), words.birth(dice)
    number = words.citizen_number(dice, born, True)
    address, _ = words.address(dice)
    rows: list[tuple[str, str]]
    if kind == "social":
        title = "社会保障卡"
        rows = [
            ("姓名", name),
            ("社会保障号码", number),
            ("卡号", f"A{dice.randrange(10**8):08d}"),
            ("发卡日期", "2019年5月"),
        ]
    elif kind == "licence":
        title = "中华人民共和国机动车驾驶证"
        rows = [("证号", number), ("姓名", name), ("性别", "男"), ("国籍", "中国"), ("住址", address[:18])]
        rows += [("出生日期", born.isoformat()), ("准驾车型", "C1"), ("有效期限", "2020-05-01 至 2030-05-01")]
    elif kind == "badge":
        title = "样例科技有限公司 工作证"
        rows = [
            ("姓名:", name),
            ("部门:", "综合服务部"),
            ("职务:", "接待专员"),
            ("工号:", f"{dice.randrange(10**8):08d}"),
        ]
    elif kind == "library":
        title = "样例图书馆 读者证"
        rows = [("姓名", name), ("证号", number), ("有效期", "2020.01.01-2030.01.01")]
    elif kind == "form":
        title = "来访登记表"
        rows = [
            ("姓名", name),
            ("身份证号", number),
            ("电话", f"1{dice.randrange(10**10):010d}"),
            ("事由", "咨询办理流程"),
        ]
    elif kind == "parcel":
        title = "快递单"
        rows = [
            ("单号", f"{dice.randrange(10**17, 10**18)}"),
            ("收件人", name),
            ("地址", address[:20]),
            ("重量", "0.3kg"),
        ]
    else:
        title = name
        rows = [
            ("", "客户经理"),
            ("电话", "000-0000-0000"),
            ("地址", address[:20]),
            ("编号", str(dice.randrange(10**11))),
        ]
    if kind == "badge":
        pen.bar((0, 30, CARD_PX[0] - 1, 130), (40, 90, 170))
    pen.text((90, 50), title, 44, ink=(250, 250, 250) if kind == "badge" else None)
    if kind in ("social", "badge", "library", "licence") and dice.random() < 0.7:
        pen.portrait((740, 190, 940, 450))
    step = min(74.0, 450 / len(rows))
    for i, (label, value) in enumerate(rows):
        y = 160 + step * i
        right = pen.label((80, y), label, step * 0.42) if label else 80
        pen.text((right + 30 * look.gap, y - 3), value, step * 0.44)
    pen.specimen((860, 590))
    return Drawn(pen.image, "none", tags=("lookalike", kind))


def face_down(dice: random.Random, look: Look) -> Drawn:
    """The back of some plastic card, or a passport's cover."""
    if dice.random() < 0.4:
        pen = Pen((1039, 1476), look)
        pen.bar((0, 0, 1039, 1476), dice.choice(((30, 70, 50), (90, 25, 30), (25, 35, 80))))
        gold = (226, 196, 120)
        pen.text((400, 200), "UTOPIA", 60, ink=gold)
        pen.disc((400, 500, 640, 740), gold)
        pen.text((430, 1040), "护照", 80, ink=gold)
        pen.text((390, 1160), "PASSPORT", 60, ink=gold)
        return Drawn(pen.image, "none", tags=("face_down", "passport_cover"))
    pen = Pen(CARD_PX, look)
    pen.bar((0, 60, CARD_PX[0] - 1, 170), (25, 25, 28))
    pen.bar((80, 250, 560, 320), (248, 244, 236))
    for i in range(dice.randrange(4)):
        text = "".join(dice.choices("持卡人须遵守章程办理流程如遗失请速与柜台联系", k=22))
        pen.text((80, 400 + 44 * i), text, 24)
    return Drawn(pen.image, "none", tags=("face_down",))


def keyboard(dice: random.Random, look: Look) -> Pen:
    """A piece of a keyboard: clutter with letters and digits."""
    pen = Pen((900, 340), look)
    pen.bar((0, 0, 900, 340), (44, 44, 48))
    for row, keys in enumerate(("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM<>")):
        for column, key in enumerate(keys):
            x, y = 16 + column * 86 + row * 14, 14 + row * 80
            pen.bar((x, y, x + 74, y + 68), (70, 70, 76))
            pen.text((x + 10, y + 8), key, 26, ink=(225, 225, 225))
    return pen


def paper(dice: random.Random, look: Look) -> Pen:
    """A slip with lines of words and numbers."""
    pen = Pen((700, 900), look)
    for i in range(20):
        said = "".join(
            dice.choices("样例单据编号记录表格内容说明事项日期金额备注联系方式办理窗口流程须知材料清单", k=18)
        )
        numbered = f"编号:{dice.randrange(10**11)}"
        pen.text(
            (24, 20 + 43 * i),
            dice.choice((said, said, numbered, f"2026年{dice.randrange(1, 13)}月{said[:9]}")),
            30,
        )
    return pen
