"""Faces of cards printed in Chinese, in any look: resident, temporary, residence permits, foreigners'."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from PIL import Image

from tests.rendering import words
from tests.rendering.looks import CARD_PX, Look, Pen


@dataclass(frozen=True)
class Drawn:
    """One face as drawn, and what a reader has to give back: `fields` in the labels' forms."""

    image: Image.Image
    doc_type: str
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: Sequence[str] = ()
    side: str = "front"


def resident_front(
    dice: random.Random, look: Look, *, name_kind: str = "plain", fault: bool = False
) -> Drawn:
    """Front of a resident card; `fault` prints a check digit that does not hold."""
    return _front(dice, look, "prc_id_front", name_kind, fault)


def hmt_front(dice: random.Random, look: Look, *, name_kind: str = "plain", fault: bool = False) -> Drawn:
    """Front of a residence permit for residents of Hong Kong, Macao and Taiwan."""
    return _front(dice, look, "hmt_residence", name_kind, fault)


def temporary(dice: random.Random, look: Look, *, name_kind: str = "plain", over: bool = False) -> Drawn:
    """Temporary card: everything on one face, the title above in half of them."""
    person = _person(dice, "prc_id_front", name_kind, False)
    pen, start = Pen(CARD_PX, look), 0
    if dice.random() < 0.5:
        pen.text((250, 18), "中华人民共和国临时居民身份证", 34)
        start = 52
    rows = [("公民身份号码", person["number"])]
    issuer = dice.choice((person["office"], person["office"]))
    begin, end = words.validity(dice, 0, over=over)
    rows += [("签发机关", issuer), ("有效期限", f"{begin:%Y.%m.%d}-{end:%Y.%m.%d}")]
    _person_rows(pen, person, start + 26, 64 - start // 8, address_step=42, portrait=(730, 110, 950, 390))
    for i, (label, value) in enumerate(rows):
        y = 448 + 58 * i
        right = pen.label((54, y), label, 28)
        pen.text((max(right + 30 * look.gap, 250 if look.gap else 0), y - 3), value, 32, space=0)
    pen.specimen((840, 400))
    fields = {**_fields(person), "issuer": issuer, **_days(begin, end)}
    return Drawn(pen.image, "prc_id_front", fields, ("temporary", *_tags(name_kind, over=over)))


def resident_back(dice: random.Random, look: Look, *, office: str = "", over: bool = False) -> Drawn:
    """Back of a resident card."""
    years = dice.choice((5, 10, 20, 0))
    begin, end = words.validity(dice, years or 10, over=over and years > 0)
    long = years == 0 and not over
    return _back(dice, look, "prc_id_back", office, begin, None if long else end)


def hmt_back(dice: random.Random, look: Look, *, over: bool = False) -> Drawn:
    """Back of a residence permit: also the travel permit's number and times issued."""
    begin, end = words.validity(dice, 5, over=over)
    return _back(dice, look, "hmt_residence", "", begin, end)


def foreign_card(
    dice: random.Random, look: Look, *, old: bool, fault: bool = False, over: bool = False
) -> Drawn:
    """Permanent residence card of 2017 or of 2023, fields in one or two columns."""
    surname, given = words.latin_name(dice)
    surname, given = surname[:24].strip(), given[:24].strip()
    born, male = words.birth(dice), dice.random() < 0.5
    country = dice.choice(sorted(words.COUNTRIES))
    begin, end = words.validity(dice, dice.choice((5, 10)), over=over)
    if old:
        number = f"{country}{dice.randrange(1100, 6599)}{born:%y%m%d}{dice.randrange(100):02d}"
    else:
        body = f"9{dice.choice((11, 31, 44, 51))}{dice.choice((900, 901))}{born:%Y%m%d}"
        body += f"{dice.randrange(1, 99):03d}"
        number = words.with_check(body)
        number = words.another_check(dice, number) if fault else number
    name = f"{surname}{dice.choice((', ', ' '))}{given}" if given else surname
    name_zh = words.hanzi_name(dice, "plain") if dice.random() < 0.3 else ""
    pen = Pen(CARD_PX, look)
    pen.disc((40, 30, 112, 102), (200, 52, 43))
    title = "中华人民共和国外国人永久居留身份证" if dice.random() < 0.7 else "外国人永久居留身份证"
    pen.text((136, 24), title, 38)
    pen.text((136, 80), "PEOPLE'S REPUBLIC OF CHINA  FOREIGN PERMANENT RESIDENT ID CARD", 20)
    x = 60 if look.portrait_right else 350
    pen.portrait((690, 170, 940, 480) if look.portrait_right else (50, 170, 300, 480))
    slash = dice.choice(("/", " / "))
    sex = f"{'男' if male else '女'}{slash}{'M' if male else 'F'}"
    rows: list[list[tuple[str, Sequence[str]]]] = [[("姓名/Name", (name, *([name_zh] if name_zh else [])))]]
    two = dice.random() < 0.5
    sexes, births = ("性别/Sex", (sex,)), ("出生日期/Date of Birth", (f"{born:%Y.%m.%d}",))
    rows += [[sexes, births]] if two else [[sexes], [births]]
    rows += [[("国籍/Nationality", (f"{words.COUNTRIES[country]}{slash}{country}",))]]
    rows += [[("有效期限/Period of Validity", (f"{begin:%Y.%m.%d}-{end:%Y.%m.%d}",))]]
    rows += [[(dice.choice(("证件号码/ID No.", "证件号码/Card No.")), (number,))]]
    lines = sum(1 + max(len(values) for _, values in row) for row in rows)
    step = min(42.0, 500 / lines)
    y = 120.0
    for row in rows:
        for column, (label, values) in enumerate(row):
            left = x + column * 300
            pen.label((left, y + 0.25 * step), label, step * 0.54)
            for i, value in enumerate(values):
                room = 30 / (1 + (len(row) > 1))
                pen.text((left, y + step * (1 + i) - 4), value, step * 0.8 * min(1.0, room / len(value)))
        y += step * (1 + max(len(values) for _, values in row))
    pen.specimen((620 if look.portrait_right else 880, 590))
    fields = {
        "name": f"{surname} {given}".strip(), "sex": "M" if male else "F", "birth_date": born.isoformat(),
        "nationality": country, "number": number, **_days(begin, end),
    }  # fmt: skip
    if name_zh:
        fields["name_zh"] = name_zh
    tags = ["old_layout" if old else "new_layout", *_tags("", over=over)]
    return Drawn(pen.image, "foreign_permanent_residence", fields, tags)


def _person(dice: random.Random, kind: str, name_kind: str, fault: bool) -> dict[str, str]:
    born, male = words.birth(dice), dice.random() < 0.5
    name = words.hanzi_name(dice, name_kind)
    address, office = words.address(dice)
    if kind == "hmt_residence":
        series = dice.choice(("810000", "820000", "830000"))
        number = words.with_check(f"{series}{born:%Y%m%d}{dice.randrange(5) * 2 + male:03d}")
    else:
        number = words.citizen_number(dice, born, male)
    return {
        "name": name, "sex": "男" if male else "女", "ethnicity": words.ethnicity(dice),
        "birth_date": born.isoformat(), "address": address, "office": office,
        "number": words.another_check(dice, number) if fault else number,
    }  # fmt: skip


def _front(dice: random.Random, look: Look, kind: str, name_kind: str, fault: bool) -> Drawn:
    person = _person(dice, kind, name_kind, fault)
    if kind == "hmt_residence":
        del person["ethnicity"]
    pen = Pen(CARD_PX, look)
    _person_rows(pen, person, 56, 76 * look.pitch, address_step=46, portrait=(700, 90, 950, 430))
    number = person["number"]
    label = pen.label((54, 536), "公民身份号码", 29)
    x = max(label + 30 * look.gap, 300 if look.gap else 0)
    pen.text((x, 530), number, 40, path=look.faces.number, space=look.spread)
    pen.specimen((850, 460))
    tags = _tags(name_kind) + (("long_address",) if len(person["address"]) > 2 * look.columns else ())
    tags += ("bad_check",) if fault else ()
    return Drawn(pen.image, kind, _fields(person), tags)


def _person_rows(
    pen: Pen,
    person: Mapping[str, str],
    top: float,
    step: float,
    *,
    address_step: float,
    portrait: tuple[int, int, int, int],
) -> None:
    look = pen.look

    def pair(x: float, y: float, label: str, value: str, size: float = 34) -> float:
        right = pen.label((x, y), label, 29, spaced=True)
        return pen.text((right + 30 * look.gap, y - 3), value, size)

    pair(54, top, "姓名", person["name"], 38)
    right = pair(54, top + step, "性别", person["sex"])
    if "ethnicity" in person:
        pair(max(right + 30, 250) if look.gap else right + 26, top + step, "民族", person["ethnicity"])
    year, month, day = person["birth_date"].split("-")
    y = top + 2 * step
    x = pen.label((54, y), "出生", 29, spaced=True) + 30 * look.gap
    for value, sign in ((year, "年"), (str(int(month)), "月"), (str(int(day)), "日")):
        x = pen.text((x, y - 3), value, 34) + 8 * look.gap
        x = pen.label((x, y), sign, 29) + 8 * look.gap
    y = top + 3 * step
    x = pen.label((54, y), "住址", 29, spaced=True) + 30 * look.gap
    text = person["address"]
    size, columns = 33.0, look.columns
    if len(text) > 3 * columns:
        size, columns = 28.0, -(-len(text) // 3)
    for i in range(0, len(text), columns):
        pen.text((x, y - 3 + i / columns * address_step), text[i : i + columns], size)
    pen.portrait(portrait)


def _back(dice: random.Random, look: Look, kind: str, office: str, begin: date, end: date | None) -> Drawn:
    office = office or words.address(dice)[1]
    pen = Pen(CARD_PX, look)
    pen.disc((60, 60, 200, 200), (200, 52, 43))
    title, fields = "居民身份证", {"issuer": office, **_days(begin, end)}
    dash = dice.choice(("-", "-", "—"))
    rows = [
        ("签发机关", office),
        ("有效期限", f"{begin:%Y.%m.%d}{dash}{f'{end:%Y.%m.%d}' if end else '长期'}"),
    ]
    if kind == "hmt_residence":
        taiwan = dice.random() < 0.4
        title = "台湾居民居住证" if taiwan else "港澳居民居住证"
        permit = (
            f"{dice.randrange(10**8):08d}" if taiwan else f"{dice.choice('HM')}{dice.randrange(10**8):08d}"
        )
        rows += [(dice.choice(("通行证号码", "通行证号码")), permit), ("签发次数", str(dice.randrange(1, 4)))]
        fields["document_number"] = permit
    pen.text((300, 58), "中华人民共和国", 52, space=dice.choice((0.0, 0.15)))
    pen.text((300, 150), title, 62, space=dice.choice((0.0, 0.15)))
    for i, (label, value) in enumerate(rows):
        y = 350 + 64 * look.pitch * i
        right = pen.label((190, y), label, 30)
        pen.text((right + 30 * look.gap, y - 3), value, 33 if len(value) < 18 else 28)
    pen.specimen((860, 290))
    return Drawn(pen.image, kind, fields, side="back")


def _fields(person: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in person.items() if name != "office"}


def _days(begin: date, end: date | None) -> dict[str, str]:
    return {"valid_from": begin.isoformat(), "valid_to": end.isoformat() if end else "long"}


def _tags(name_kind: str, *, over: bool = False) -> tuple[str, ...]:
    named = {"listed": ("rare_char",), "rare": ("rare_char", "very_rare"), "dotted": ("middle_dot",)}
    return (*named.get(name_kind, ()), *(("expired",) if over else ()))
