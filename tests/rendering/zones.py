"""Documents with a machine-readable zone, in any look: passports, cards of other states, travel permits."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PIL import Image

from app.scanning.specimens import PASSPORT_PX, ZonePerson, td1_lines, td3_lines
from tests.rendering import words
from tests.rendering.cards import Drawn
from tests.rendering.looks import CARD_PX, Look, Pen, curved

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FRENCH = ("JAN", "FÉV", "MAR", "AVR", "MAI", "JUN", "JUL", "AOÛ", "SEP", "OCT", "NOV", "DÉC")
_LANGUAGES: Mapping[str, Sequence[str]] = {
    "en": ("Passport No.", "Surname", "Given names", "Nationality", "Date of birth", "Sex", "Place of birth",
           "Date of issue", "Date of expiry", "Authority"),
    "fr": ("Passport No. / N° de passeport", "Surname / Nom", "Given names / Prénoms",
           "Nationality / Nationalité",
           "Date of birth / Date de naissance", "Sex / Sexe", "Place of birth / Lieu de naissance",
           "Date of issue / Date de délivrance", "Date of expiry / Date d'expiration",
           "Authority / Autorité"),
    "es": ("Pasaporte No.", "Apellidos", "Nombres", "Nacionalidad", "Fecha de nacimiento", "Sexo",
           "Lugar de nacimiento", "Fecha de expedición", "Fecha de caducidad", "Autoridad"),
    "de": ("Pass-Nr.", "Name", "Vornamen", "Staatsangehörigkeit", "Geburtstag", "Geschlecht", "Geburtsort",
           "Ausstellungsdatum", "Gültig bis", "Behörde"),
    "ru": ("Номер паспорта", "Фамилия", "Имя", "Гражданство", "Дата рождения", "Пол", "Место рождения",
           "Дата выдачи", "Действителен до", "Орган"),
    "zh": ("护照号码/Passport No.", "姓名/Name", "", "国籍/Nationality", "出生日期/Date of birth",
           "性别/Sex", "出生地点/Place of birth", "签发日期/Date of issue", "有效期至/Date of expiry",
           "签发机关/Authority"),
}  # fmt: skip


def passport(
    dice: random.Random, look: Look, *, fault: bool = False, over: bool = False, opened: str = ""
) -> Drawn:
    """Data page; `opened` is empty, `spread` (the page above it shows) or `curved`."""
    language = dice.choice(tuple(_LANGUAGES))
    person, fields = _zone_person(dice, over=over, chinese=language == "zh", fault=fault)
    born = date.fromisoformat(fields["birth_date"]) if "birth_date" in fields else None
    start, end = words.validity(dice, 10, over=over)
    fields["valid_to"], fields["valid_from"] = end.isoformat(), start.isoformat()
    person = replace(person, expiry=f"{end:%y%m%d}")
    style = "zh" if language == "zh" else dice.choice(("en", "en", "fr", "dots", "spaces"))
    pen = Pen(PASSPORT_PX, look)
    labels = _LANGUAGES[language]
    country = words.COUNTRIES.get(person.nationality, "")
    pen.text((60, 36), "护照 PASSPORT" if language == "zh" else "PASSPORT / PASSEPORT", 28)
    pen.text((560, 30), f"{country} {person.nationality}" if language == "zh" else person.nationality, 36)
    pen.portrait((60, 150, 400, 640))
    printed = fields["name"]
    parts = [person.surname, person.given_names]
    if language == "zh":
        printed = f"{parts[0]}, {parts[1]}" if parts[1] else parts[0]
    name_rows = [(labels[1], parts[0])] + ([(labels[2], parts[1])] if parts[1] else [])
    if language == "zh":
        name_rows = [(labels[1], fields["name_zh"]), ("", printed)]
    number = fields["document_number"]
    sex = {"M": "男/M", "F": "女/F"}[person.sex] if language == "zh" else person.sex
    grid = [
        [("Type", "P"), ("Code", person.nationality), (labels[0], number)],
        *[[row] for row in name_rows],
        [
            (labels[5], sex),
            (labels[3], person.nationality if language != "zh" else f"{country}/{person.nationality}"),
        ],
        [
            (labels[4], _printed(born, style) if born else f"00 00 {person.birth[:2]}"),
            (labels[6], "SAMPLETOWN"),
        ],
        [(labels[7], _printed(start, style)), (labels[8], _printed(end, style))],
        [(labels[9], "国家移民管理局/NIA" if language == "zh" else "MINISTRY OF SAMPLES")],
    ]
    step = 700 / len(grid) * look.pitch
    for i, row in enumerate(grid):
        for k, (label, value) in enumerate(row):
            x = 450 + k * (960 / max(2, len(row)))
            y = 88 + step * i
            pen.label((x, y), label, 17)
            pen.text((x, y + 22), value, min(32.0, step * 0.42))
    pen.specimen((1330, 770))
    lines = td3_lines(person)
    pen.zone((54, 868), lines, 31.2, 74)
    image = pen.image
    if opened == "spread":
        whole = Pen((PASSPORT_PX[0], PASSPORT_PX[1] * 2), look)
        whole.text((560, 900), "SIGNATURE OF BEARER", 24)
        for i in range(dice.randrange(3)):
            whole.text((200, 200 + 90 * i), "This page is reserved for observations", 24)
        whole.image.paste(image, (0, PASSPORT_PX[1]))
        whole.bar((0, PASSPORT_PX[1] - 3, PASSPORT_PX[0], PASSPORT_PX[1] + 3), (150, 150, 150))
        image = whole.image
    elif opened == "curved":
        image = curved(image, dice.uniform(0.02, 0.05))
    tags = [opened] if opened else []
    tags += (
        (["cn"] if language == "zh" else [])
        + (["bad_check"] if fault else [])
        + (["expired"] if over else [])
    )
    return Drawn(image, "passport", fields, tags, "data")


def td1(dice: random.Random, look: Look, *, fault: bool = False, over: bool = False) -> Drawn:
    """Back of another state's identity card."""
    person, fields = _zone_person(dice, over=over, fault=fault)
    end = words.validity(dice, 10, over=over)[1]
    fields["valid_to"] = end.isoformat()
    person = replace(person, expiry=f"{end:%y%m%d}", document_code=dice.choice(("I", "ID", "IR", "AC")))
    pen = Pen(CARD_PX, look)
    pen.text(
        (60, 44), dice.choice(("IDENTITY CARD", "CARTE NATIONALE", "PERSONALAUSWEIS", "RESIDENCE PERMIT")), 30
    )
    pen.label((60, 120), dice.choice(("Address / Adresse", "Anschrift", "Domicilio")), 19)
    pen.text((60, 146), f"{dice.randrange(1, 400)} SAMPLE LANE", 28)
    if dice.random() < 0.5:
        pen.label((60, 210), "Place of birth", 19)
        pen.text((60, 236), "NOWHERE", 28)
        pen.label((460, 210), "Height", 19)
        pen.text((460, 236), "1.70 m", 28)
    if dice.random() < 0.3:
        pen.bar((800, 220, 930, 310), (212, 175, 80))
    pen.specimen((860, 140))
    pen.zone((50, 396), td1_lines(person), 30.2, dice.uniform(64, 76))
    tags = (["bad_check"] if fault else []) + (["expired"] if over else [])
    fields["name"] = _in_zone(person)
    return Drawn(pen.image, "td1", fields, tags, "mrz")


def permit_front(dice: random.Random, look: Look, *, kind: str, over: bool = False) -> Drawn:
    """Face of a travel permit: `mainland_travel_permit` or `taiwan_travel_permit`."""
    mainland = kind == "mainland_travel_permit"
    born, male = words.birth(dice), dice.random() < 0.5
    begin, end = words.validity(dice, dice.choice((5, 10)), over=over)
    name_zh = words.hanzi_name(dice, "plain")
    surname, given = words.latin_name(dice)
    surname, given = surname[:20].strip(), given[:20].strip() or "YI"
    number, title, english = _permit_number(dice, mainland)
    pen = Pen(CARD_PX, look)
    pen.disc((40, 26, 100, 86), (200, 52, 43))
    pen.text((120, 22), title, 38)
    pen.text((120, 72), english, 16)
    x = 60 if look.portrait_right else 360
    pen.portrait((700, 170, 940, 480) if look.portrait_right else (50, 170, 300, 480))
    rows = [
        ("姓名", name_zh), ("", f"{surname}, {given}"),
        ("出生日期", f"{born:%Y.%m.%d}"), ("性别", "男" if male else "女"),
        ("有效期限", f"{begin:%Y.%m.%d}-{end:%Y.%m.%d}"),
        ("签发机关", dice.choice(("公安部出入境管理局", "中华人民共和国出入境管理局"))),
        ("证件号码", number), ("签发次数", f"{dice.randrange(1, 9):02d}"),
    ]  # fmt: skip
    for i, (label, value) in enumerate(rows):
        y = 112 + 60 * i
        right = pen.label((x, y + 3), label, 24) if label else x
        pen.text((max(right + 30 * look.gap, x + 118 if look.gap else x), y), value, 30)
    pen.specimen((870, 596))
    fields = {
        "name": f"{surname} {given}", "name_zh": name_zh, "sex": "男" if male else "女",
        "birth_date": born.isoformat(), "valid_from": begin.isoformat(), "valid_to": end.isoformat(),
        "document_number": number,
    }  # fmt: skip
    return Drawn(pen.image, kind, fields, ["expired"] if over else [])


def permit_back(dice: random.Random, look: Look, *, kind: str) -> Drawn:
    """Back of a travel permit, with a zone of 3 × 30."""
    mainland = kind == "mainland_travel_permit"
    person, fields = _zone_person(dice)
    number, title, _ = _permit_number(dice, mainland, zone=True)
    end = words.validity(dice, 10)[1]
    fields["valid_to"], fields["document_number"] = end.isoformat(), number
    fields["nationality"] = "CHN"
    person = replace(
        person, expiry=f"{end:%y%m%d}", number=number, nationality="CHN",
        document_code="CR" if mainland else "CT",
    )  # fmt: skip
    pen = Pen(CARD_PX, look)
    pen.text((60, 40), title, 34)
    pen.text((60, 120), "持证人须妥善保管本证件", 26)
    pen.text((60, 170), "遗失本证件应当及时报告", 26)
    pen.specimen((860, 230))
    pen.zone((50, 396), td1_lines(person), 30.2, 72)
    fields["name"] = _in_zone(person)
    return Drawn(pen.image, kind, fields, (), "mrz")


def _zone_person(
    dice: random.Random, *, over: bool = False, chinese: bool = False, fault: bool = False
) -> tuple[ZonePerson, dict[str, str]]:
    surname, given = words.latin_name(dice)
    born, sex = words.birth(dice), dice.choice("MF")
    country = "CHN" if chinese else dice.choice(sorted({*words.COUNTRIES, "D"} - {"CHN"}))
    number = _number(dice, chinese)
    fields = {
        "name": f"{surname} {given}".strip(), "sex": sex, "birth_date": born.isoformat(),
        "nationality": country, "document_number": number,
    }  # fmt: skip
    if chinese:
        fields["name_zh"] = words.hanzi_name(dice, "plain")
    day = f"{born:%y%m%d}"
    if not chinese and not fault and dice.random() < 0.04:
        day = day[:4] + "<<"
        del fields["birth_date"]
    optional = f"{dice.randrange(10 ** dice.choice((6, 9, 11)))}" if dice.random() < 0.4 else ""
    person = ZonePerson(
        surname=surname, given_names=given, number=number, nationality=country, birth=day, sex=sex,
        optional=optional, wrong_check=fault,
    )  # fmt: skip
    return person, fields


def _number(dice: random.Random, chinese: bool) -> str:
    if chinese:
        return f"E{dice.choice('ABCDEFGHJKLMNP0123')}{dice.randrange(10**7):07d}"
    style = dice.choice(("digits", "letter", "mixed", "two"))
    if style == "digits":
        return f"{dice.randrange(10**9):09d}"
    if style == "letter":
        return dice.choice("ABCDEFGHKLMNPRSTXZ") + f"{dice.randrange(10**8):08d}"
    if style == "two":
        return "".join(dice.choices("ABCGKLOXYZ", k=2)) + f"{dice.randrange(10**7):07d}"
    return "".join(dice.choices("0123456789CDGOKXZB", k=9))


def _permit_number(dice: random.Random, mainland: bool, *, zone: bool = False) -> tuple[str, str, str]:
    """Number, title and English title; old numbers of ten characters and more stand on faces."""
    if mainland:
        kind = dice.choice(("HM", "HM", "A", "long"))
        title, english = "港澳居民来往内地通行证", "MAINLAND TRAVEL PERMIT FOR HONG KONG AND MACAO RESIDENTS"
        if kind == "A":
            title = "港澳居民来往内地通行证（非中国籍）"
            return f"{dice.choice(('HA', 'MA'))}{dice.randrange(10**7):07d}", title, english
        tail = f"{dice.randrange(1, 20):02d}" if kind == "long" and not zone else ""
        return f"{dice.choice('HM')}{dice.randrange(10**8):08d}{tail}", title, english
    title, english = "台湾居民来往大陆通行证", "MAINLAND TRAVEL PERMIT FOR TAIWAN RESIDENTS"
    old = dice.random() < 0.3 and not zone
    number = f"{dice.randrange(10**8):08d}"
    return (f"{number}{dice.randrange(1, 9):02d}({dice.choice('ABCDE')})" if old else number), title, english


def _in_zone(person: ZonePerson) -> str:
    """The name as far as the zone of a card has room for it."""
    return " ".join(td1_lines(person)[2].replace("<", " ").split())


def _printed(day: date, style: str) -> str:
    if style == "zh":
        return f"{day.day:02d} {day.month}月/{_MONTHS[day.month - 1]} {day.year}"
    if style == "fr":
        return f"{day.day:02d} {_MONTHS[day.month - 1]}/{_FRENCH[day.month - 1]} {day.year}"
    if style == "dots":
        return f"{day:%d.%m.%Y}"
    if style == "spaces":
        return f"{day:%d %m %Y}"
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year}"


def side_by_side(faces: Sequence[Image.Image]) -> Image.Image:
    """Faces one above the other on a white sheet, as a photocopy has them."""
    width = max(face.width for face in faces) + 240
    height = sum(face.height for face in faces) + 120 * (len(faces) + 1)
    sheet = Image.new("RGBA", (width, height), (250, 250, 248, 255))
    y = 120
    for face in faces:
        sheet.paste(face, ((width - face.width) // 2, y), face)
        y += face.height + 120
    return sheet
