"""Cards printed in Chinese: rows of text to fields, by their labels and their order.

Layouts: resident card front and back (GA 448), residence permit for Hong Kong, Macao and Taiwan
residents (2018), foreigners' permanent residence card of 2017 and of 2023; domain reference 11.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from app.domain.id_numbers import birth_in, check_digit_holds, normal_name
from app.domain.identity import DocType
from app.scanning.reading import ETHNICITIES, Reading, Value
from app.scanning.regions import before_province, same_place
from app.scanning.text_line import Glyph, TextLine, glyphs, least, rows_of, text_of

Row = tuple[Glyph, ...]

NUMBER_LABEL = re.compile(r"公民身份号码|公民身份证号|身份号码")
_FRONT_LABELS = (
    re.compile(r"^姓名(?![/／])"),
    re.compile(r"^性[别別](?![/／])"),
    re.compile(r"民族"),
    re.compile(r"^出生(?!日期)"),
    re.compile(r"^住址"),
    NUMBER_LABEL,
)
_ONLY_ON_CARDS = {_FRONT_LABELS[2], _FRONT_LABELS[3], _FRONT_LABELS[4]}
_EIGHTEEN = re.compile(r"(?<!\d)[\dOoIl]{17}[\dXxOoIl](?!\d)")
_LONG_NUMBER = re.compile(r"[\dXxOoIl]{15,20}")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[\dOI]{12}(?!\d)")
_BIRTH_ZH = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_DATE = re.compile(r"((?:19|20)\d{2})[.,。·]?(\d{2})[.,。·]?(\d{2})(?!\d)")
_VALIDITY = re.compile(
    r"((?:19|20)\d{2})[.,。·]?(\d{2})[.,。·]?(\d{2})[-—–一~至]+"
    r"(?:(长期)|((?:19|20)\d{2})[.,。·]?(\d{2})[.,。·]?(\d{2}))"
)
_ISSUER = re.compile(r"^签?发机关|^签发机?关?|^[^公安局]{0,2}机关")
_PERMIT = re.compile(r"(?:[HM]\d{8}(?:\d{2})?|\d{8}(?:\d{2})?)(?!\d)")
_TITLE_RESIDENT = re.compile(r"(?<!临时)(?<!永久)居民身份证")
_TITLE_HMT = re.compile(r"(?:港澳|台湾)居民居住证|居民居住证")
_TITLE_FOREIGN = re.compile(r"外国人永久居留身?份?证|PERMANENTRESIDENT", re.I)
NO_CARD = re.compile(
    r"驾驶证|行驶证|准驾|社会保障|保障号码|读者证|借阅证|工作证|工作牌|工号|登记表|申请表|快递|收件人|卡号|图书馆|学生证|驾照"
)
_BELOW_NUMBER = re.compile(r"^签发机关|^有效期限")
_OF_ANOTHER = (NUMBER_LABEL, _EIGHTEEN, _TITLE_RESIDENT, _TITLE_HMT, _TITLE_FOREIGN)
_LATIN_NAME = re.compile(r"[A-Z][A-Z'’\-]*(?:,?[A-Z'’\-]+)*")
_HANZI = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff·]+")
_NAME_ALONE = re.compile(rf"(?!.*(?:性[别別]|民族|出生|住址|公民)){_HANZI.pattern}")
_DOT = re.compile(r"[.,•·・。．‧]")
_SIMPLIFIED = str.maketrans("漢滿壯維爾東鄉納錫羅蘇儸畬", "汉满壮维尔东乡纳锡罗苏罗畲")
"""A few faces make the reader see the full form; cards print the simplified one."""

_SPECIMEN = "样张"
_LABEL_CHARS = 2
_WIDEST_GAP = 8.0
"""Between label and value or value and label of one row, in letters."""


def read_card(lines: Sequence[TextLine]) -> Reading | None:
    """Fields of a Chinese card; None when the text is not that of one.

    A number alone makes no card: parcels and staff cards carry 18 digits and a name too. A front
    needs its number and two of its labels, or four labels; a back its title and the validity.
    """
    inside, outside = _apart([line for line in lines if line.text.strip()])
    rows = rows_of(
        [*inside, *(line for line in outside if any(sign.search(line.text) for sign in _OF_ANOTHER))]
    )
    texts = ["".join(line.text for line in row).replace(" ", "") for row in rows]
    whole = "\n".join(texts)
    fronts = sum(len(NUMBER_LABEL.findall(text)) for text in texts)
    numbers = {match.group() for text in texts for match in _EIGHTEEN.finditer(text)}
    titles = sum(bool(t.search(whole)) for t in (_TITLE_RESIDENT, _TITLE_HMT, _TITLE_FOREIGN))
    starts = [line.text.replace(" ", "") for row in rows for line in row]
    found = [label for label in _FRONT_LABELS if any(label.search(text) for text in starts)]
    own = NUMBER_LABEL in found or len(set(found) & _ONLY_ON_CARDS) > 1
    front = (len(found) >= 4 or (len(found) >= 2 and bool(numbers))) and own
    if NO_CARD.search(whole) and (fronts == 0 or not front):
        return None
    if _TITLE_FOREIGN.search(whole) and not front:
        return _foreign(rows, fronts > 1 or len(numbers) > 1 or titles > 1)
    if front:
        reading = _front(rows, fronts > 1 or len(numbers) > 1 or titles > 1)
        if titles == 1 and not reading.others:
            return _both_sides(reading, outside or inside)
        return reading
    if _VALIDITY.search(whole) and (_TITLE_RESIDENT.search(whole) or _TITLE_HMT.search(whole)):
        return _back(rows, whole, len(numbers) > 1 or titles > 1)
    return None


def lines_of_first(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """The lines of the uppermost front among several cards; all lines when no front shows its bounds."""
    said = sorted((line for line in lines if line.text.strip()), key=lambda line: (line.middle, line.left))
    return _apart(said)[0]


def _both_sides(front: Reading, lines: Sequence[TextLine]) -> Reading:
    """Front and back of one card, copied on one sheet; another card's back makes them two documents.

    One card's back is of the same kind, and its authority that of the front's address.

    Args:
        lines: those that the back may stand on.
    """
    rows = rows_of(lines)
    back = _back(rows, "".join(text_of(_joined(row)) for row in rows), False)
    issuer, address = back.values.get("issuer"), front.values.get("address")
    one_card = (
        (back.doc_type is DocType.HMT_RESIDENCE) == (front.doc_type is DocType.HMT_RESIDENCE)
        and issuer is not None
        and address is not None
        and same_place(issuer.text, address.text)
    )
    if not one_card:
        return replace(front, others=True)
    return replace(front, values=MappingProxyType({**back.values, **front.values}))


def _apart(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """What stands inside the front that the labels span, and what on other papers in the picture.

    The labels share the card's left edge; the number ends short of its right edge, and the card
    is about 13 times as high as the number's line is tall (GA 448). Below the number a temporary
    card has authority and validity. Without a number everything counts as inside.
    """
    label = next((line for line in lines if NUMBER_LABEL.search(line.text.replace(" ", ""))), None)
    numbers = [line for line in lines if _LONG_NUMBER.search(line.text.replace(" ", ""))]
    if label is None:
        named = [
            line for line in lines if any(sign.search(line.text.replace(" ", "")) for sign in _FRONT_LABELS)
        ]
        if len(named) < 2 or len(numbers) != 1 or not _EIGHTEEN.search(numbers[0].text.replace(" ", "")):
            return lines, ()
        label = replace(numbers[0], left=min(line.left for line in named))
    beside = [line for line in numbers if abs(line.middle - label.middle) < 1.2 * label.height]
    if not beside:
        return lines, ()
    number = min(beside, key=lambda line: abs(line.left - label.left))
    left, right = label.left - label.height, number.right + 2 * number.height
    width = number.right - label.left
    top = label.middle - max(0.75 * width, 13 * number.height)
    bottom = label.middle + 2 * number.height
    column = [line for line in lines if left <= line.left and line.right <= right and line.middle >= top]
    for line in sorted(column, key=lambda each: each.middle):
        if line.middle < bottom + 2 * number.height and _BELOW_NUMBER.search(line.text.replace(" ", "")):
            bottom = line.middle + number.height
    below = (label.middle + number.height, bottom)  # an authority's name may be longer than the number
    inside = [line for line in column if line.middle <= bottom]
    inside += [line for line in lines if left <= line.left < number.left + width / 3 and line.right > right
               and below[0] < line.middle <= below[1]]  # fmt: skip
    return inside, [line for line in lines if line not in inside]


def _front(rows: Sequence[Sequence[TextLine]], others: bool) -> Reading:
    values: dict[str, Value] = {}
    flat = [_joined(_together(row)) for row in rows]
    labelled = next((i for i, row in enumerate(flat) if NUMBER_LABEL.search(text_of(row))), len(rows))
    numbered = next((i for i, row in enumerate(flat) if _LONG_NUMBER.search(text_of(row))), len(rows))
    apart = labelled < len(rows) and abs(labelled - numbered) > 1
    number_row = labelled if apart else min(labelled, numbered)  # a slant can part label and digits
    number = _number_near(flat, number_row)
    if number is not None:
        values["number"] = number
    address_from = below_birth = len(rows)
    for i, row in enumerate(flat[:number_row]):
        text = text_of(row)
        if "name" not in values and (name := _after(row, r"^姓名")):
            values["name"] = _name(name)
        if "sex" not in values and (sex := _group(row, r"(?:性.?|.?[别別])([男女])")):
            values["sex"] = sex
        if "ethnicity" not in values and (ethnic := _group(row, rf"(?:民族|族)({_HANZI.pattern})")):
            values["ethnicity"] = _ethnicity(ethnic)
        birth = _BIRTH_ZH.search(text)
        if "birth_date" not in values and birth is not None:
            parts = row[birth.start() : birth.end()]
            values["birth_date"] = _day_of(parts, _iso(*birth.groups()))
            below_birth = i + 1
        if re.search(r"^住址|^住$|^址$", text):
            address_from = min(address_from, i)
    if "name" not in values:
        sex_row = next((i for i, row in enumerate(flat) if re.search(r"性[别別]|民族", text_of(row))), 0)
        above = [row for row in flat[:sex_row] if _NAME_ALONE.fullmatch(text_of(row))]
        if above and 2 <= len(above[-1]) <= 30:
            values["name"] = _name(above[-1][_label_end(text_of(above[-1]), r"(?:.名|姓.)(?=.{2})") :])
    address = _address(rows[min(address_from, below_birth) : number_row])
    if address is not None:
        values["address"] = address
    for i in range(number_row + 1, len(rows)):  # a temporary card has everything on one face
        if (issuer := _issuer_at(flat, i)) is not None and "issuer" not in values:
            values["issuer"] = issuer
        _take_validity(flat[i], values)
    kind = DocType.PRC_ID_FRONT
    if "number" in values and values["number"].text[:1] == "8":
        kind = DocType.HMT_RESIDENCE
        values.pop("ethnicity", None)
    return Reading(kind, MappingProxyType(values), others=others)


def _back(rows: Sequence[Sequence[TextLine]], whole: str, others: bool) -> Reading:
    values: dict[str, Value] = {}
    flat = [_joined(row) for row in rows]
    hmt = _TITLE_HMT.search(whole) is not None
    for i, row in enumerate(flat):
        text = text_of(row)
        if "issuer" not in values and (issuer := _issuer_at(flat, i)) is not None:
            values["issuer"] = issuer
        _take_validity(row, values)
        if hmt and re.search(r"通行证|证号码", text) and (permit := _PERMIT.search(text)):
            values["document_number"] = Value.of(row[permit.start() : permit.end()])
    kind = DocType.HMT_RESIDENCE if hmt else DocType.PRC_ID_BACK
    return Reading(kind, MappingProxyType(values), others=others)


def _issuer_at(flat: Sequence[Row], i: int) -> Value | None:
    """The authority labelled on a row; its name may run on to the next."""
    match = _ISSUER.match(text_of(flat[i]))
    issuer = flat[i][match.end() :] if match else ()
    after = text_of(flat[i + 1]) if i + 1 < len(flat) else ""
    if issuer and re.fullmatch(r"[一-鿿]{1,8}(?:局|分局|厅)", after):
        issuer = issuer + flat[i + 1]
    return Value.of(issuer) if issuer else None


def _together(row: Sequence[TextLine]) -> Sequence[TextLine]:
    """A row as far as its parts follow one another: what stands far right is another paper's."""
    kept = [row[0]]
    for line in row[1:]:
        if line.left - kept[-1].right > _WIDEST_GAP * min(line.height, kept[-1].height):
            break
        kept.append(line)
    return kept


def _foreign(rows: Sequence[Sequence[TextLine]], others: bool) -> Reading:
    values: dict[str, Value] = {}
    flat = [_joined(row) for row in rows]
    naming = False
    for source, row in zip(rows, flat, strict=True):
        text, value = text_of(row), row
        if re.search(r"姓名|/Name", text):
            naming = True
            value = row[_label_end(text, r"(?:姓名)?[/／]?(?:Name)?") :]
        elif re.search(r"性[别別]|/Sex", text):
            naming = False
        if naming and value:
            _take_name(source, value, values)
        if "sex" not in values and (sex := _group(row, r"[男女][/／Il1]?([MF])(?![A-Z])")):
            values["sex"] = sex
        country = _group(row, r"[一-鿿][/／Il1]([A-Z]{3})(?![A-Za-z])")
        if "nationality" not in values and country:
            values["nationality"] = country
        validity = _take_validity(row, values)
        if "birth_date" not in values and not validity and (day := _DATE.search(text)):
            values["birth_date"] = _day_of(row[day.start() : day.end()], _iso(*day.groups()))
        for pattern in (_EIGHTEEN, _FOREIGN_OLD):
            if "number" not in values and (found := pattern.search(text)):
                run = row[found.start() : found.end()]
                values["number"] = _as_number(run, letters=3 if pattern is _FOREIGN_OLD else 0)
    if "name" not in values:  # its label was lost in a shadow or under a thumb
        above = next(
            (i for i, row in enumerate(flat) if re.search(r"性别|/Sex|[男女][/／][MF]", text_of(row))), 0
        )
        for source, row in zip(rows[:above], flat[:above], strict=True):
            if not _TITLE_FOREIGN.search(text_of(row)) and not re.search(r"REPUBLIC|CARD", text_of(row)):
                _take_name(source, row, values)
    return Reading(DocType.FOREIGN_PERMANENT_RESIDENCE, MappingProxyType(values), others=others)


def _take_name(source: Sequence[TextLine], row: Row, values: dict[str, Value]) -> None:
    """One line of a foreigner's name, Latin or Chinese; Latin words may stand on two lines."""
    for line in source:
        words = " ".join(re.split(r"[\s,，]+", line.text.strip())).upper()
        compact = "".join(words.split())
        if line.text.upper() == line.text and _LATIN_NAME.fullmatch(compact):
            name = Value.of(glyphs(line)).with_text(words.replace("’", "'"))
            known = values.get("name")
            values["name"] = (
                name
                if known is None
                else Value(f"{known.text} {name.text}", min(known.certainty, name.certainty))
            )
    text = text_of(row)
    if _HANZI.fullmatch(text) and len(text) >= 2 and text != _SPECIMEN and "name_zh" not in values:
        values["name_zh"] = _name(row)


def _take_validity(row: Row, values: dict[str, Value]) -> bool:
    match = _VALIDITY.search(text_of(row))
    if match is None or "valid_from" in values:
        return match is not None
    first, last = row[match.start() : match.end(3)], row[match.end(3) : match.end()]
    values["valid_from"] = _day_of(first, _iso(*match.groups()[:3]))
    values["valid_to"] = _day_of(last, "long" if match.group(4) else _iso(*match.groups()[4:]))
    return True


def _day_of(run: Row, text: str) -> Value:
    """A date is as certain as its figures and `长期`, whatever was read for points and dashes."""
    return Value(text, least([glyph for glyph in run if glyph.char.isdigit() or glyph.char in "长期"]), run)


def _address(rows: Sequence[Sequence[TextLine]]) -> Value | None:
    """Lines from the label to the number, those of one column only: the photograph stands right."""
    run: list[Glyph] = []
    column: tuple[float, float] | None = None
    for row in rows:
        for line in row:
            row_glyphs = glyphs(line)
            text = text_of(row_glyphs)
            if re.fullmatch("住.?|.?址", text) or text == _SPECIMEN:
                continue
            labelled = re.match(r"住址|住.(?=.{5})|.址(?=.{5})", text)
            label = labelled.end() if labelled else before_province(text, _LABEL_CHARS) if not run else 0
            row_glyphs = row_glyphs[label:]
            if column is None:
                reach = (-1.5, 6.0) if label else (-1.5, 2.0)
                column = (line.left + reach[0] * line.height, line.left + reach[1] * line.height)
            elif not column[0] <= line.left <= column[1]:
                continue
            run.extend(row_glyphs)
    return Value.of(run) if run else None


def _number_near(flat: Sequence[Row], at: int) -> Value | None:
    """The number on the labelled row, or on one beside it when label and digits were split."""
    for i in (at, at + 1, at - 1):
        if 0 <= i < len(flat):
            row = flat[i]
            label = NUMBER_LABEL.search(text_of(row))
            rest = row[label.end() :] if label else row
            match = _LONG_NUMBER.search(text_of(rest))
            if match is not None:
                return _eighteen(_as_number(rest[match.start() : match.end()], letters=0))
    return None


def _eighteen(number: Value) -> Value:
    """Of a longer run the one part of 18 that holds: a neighbour's edge is read as a digit."""
    text = number.text
    parts = [i for i in range(len(text) - 17) if _holds(text[i : i + 18])] if len(text) > 18 else []
    if len(parts) != 1:
        return number
    at = parts[0]
    return Value(text[at : at + 18], least(number.glyphs[at : at + 18]), number.glyphs[at : at + 18])


def _holds(number: str) -> bool:
    return number[:17].isdigit() and check_digit_holds(number) and birth_in(number) is not None


def _as_number(run: Row, letters: int) -> Value:
    """Digits where only digits can stand: the letters a reader mistakes them for, put back."""
    text = text_of(run)
    head = text[:letters].translate(str.maketrans("01", "OI"))
    tail = text[letters:].translate(str.maketrans("OoIlx", "0011X"))
    return Value.of(run).with_text(head + tail)


def _name(run: Row) -> Value:
    """The name with its dots; whichever sign the reader took for a dot, no other can be meant."""
    text = normal_name(re.sub(r"[.,•·・。]", "·", text_of(run)).strip("·"))
    return Value(text, least([glyph for glyph in run if not _DOT.fullmatch(glyph.char)]), run)


def _ethnicity(value: Value) -> Value:
    """The word of the closed list the text begins with, when other text runs into it."""
    text = value.text.translate(_SIMPLIFIED)
    known = [word for word in ETHNICITIES if text.startswith(word)]
    if not known:
        return value
    word = max(known, key=len)
    run = value.glyphs[: len(word)]
    plain = [glyph for glyph in run if glyph.char in word]  # a full form can mean nothing else
    return Value(word, least(plain), run)


def _joined(row: Sequence[TextLine]) -> Row:
    return tuple(glyph for line in row if line.text.replace(" ", "") != _SPECIMEN for glyph in glyphs(line))


def _after(row: Row, label: str) -> Row:
    match = re.search(label, text_of(row))
    return row[match.end() :] if match else ()


def _group(row: Row, pattern: str) -> Value | None:
    match = re.search(pattern, text_of(row))
    return Value.of(row[match.start(1) : match.end(1)]) if match else None


def _label_end(text: str, label: str) -> int:
    match = re.match(label, text)
    return match.end() if match else 0


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02d}-{int(day):02d}"
