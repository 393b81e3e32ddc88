"""Faces of travel permits: title, number, validity, birth and names, by labels or by form alone.

来往内地通行证 of residents of Hong Kong and Macao (2013; for others than Chinese citizens 2024) and
来往大陆通行证 of residents of Taiwan (2015), also with their old, longer numbers; domain reference 11.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType

from app.domain.id_numbers import normal_name
from app.domain.identity import DocType
from app.scanning.reading import Reading, Value
from app.scanning.text_line import Glyph, TextLine, glyphs, least, rows_of, text_of

MAINLAND_NUMBER = re.compile(r"[HM]\d{8}(?:\d{2})?|[HM]A\d{7}")
TAIWAN_NUMBER = re.compile(r"\d{8}(?:\d{2}(?:[(（][A-Z][)）])?)?")
_MAINLAND_TITLE = re.compile(r"来往内地通行证")
_TAIWAN_TITLE = re.compile(r"来往大陆通行证")
_ENGLISH_TITLE = re.compile(r"MAINLAND|TRAVEL|PERMIT|RESIDENTS")
"""Any part of it: its beginning may be under a finger or in another line."""

_NUMBER_LABEL = re.compile(r"^(?:证件|通行证)?号码?[:：]?(?:/?No\.?)?")
_DAY = re.compile(r"((?:19|20)\d{2})[.,。](\d{2})[.,。](\d{2})")
_LATIN_NAME = re.compile(r"[A-Z][A-Z'’\-]*, ?[A-Z'’ \-]+|[A-Z][A-Z'’\-]+(?: [A-Z'’\-]+)+")
_HANZI = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff·]{2,20}")
_NAMED = re.compile(r"^姓?名(?:[/／]?Name)?[:：]?(?=[^\x00-\x7f])")
_LABELS = re.compile(r"姓名|性别|出生|有效|期限|签发|机关|证件|号码|次数|通行证|居民|样张|身份")
_ISSUER = re.compile(r"^签?发机关[:：]?(?=.{4})")


def kind_by_title(whole: str) -> DocType | None:
    """Which permit's title stands in a text without spaces."""
    if _MAINLAND_TITLE.search(whole):
        return DocType.MAINLAND_TRAVEL_PERMIT
    if _TAIWAN_TITLE.search(whole):
        return DocType.TAIWAN_TRAVEL_PERMIT
    return None


def read_permit_front(lines: Sequence[TextLine]) -> Reading | None:
    """A permit's face; None without its title."""
    rows = rows_of(lines)
    texts = ["".join(line.text for line in row).replace(" ", "") for row in rows]
    kind = kind_by_title("".join(texts))
    if kind is None:
        return None
    values: dict[str, Value] = {}
    for row in rows:
        for line in row:
            _take_line(kind, line, values)
        whole = tuple(glyph for line in row for glyph in glyphs(line))
        _take_row(whole, values)
    if "name_zh" not in values and (above := _hanzi_above_latin(lines)) is not None:
        values["name_zh"] = above
    return Reading(kind, MappingProxyType(values))


def _take_line(kind: DocType, line: TextLine, values: dict[str, Value]) -> None:
    said = line.text.strip()
    run = glyphs(line)
    compact = text_of(run)
    label = _NUMBER_LABEL.match(compact)
    rest = run[label.end() :] if label else run
    pattern = MAINLAND_NUMBER if kind is DocType.MAINLAND_TRAVEL_PERMIT else TAIWAN_NUMBER
    number = text_of(rest).upper()
    if pattern.fullmatch(number) and "document_number" not in values:
        values["document_number"] = Value.of(rest).with_text(number.replace("（", "(").replace("）", ")"))
    elif _LATIN_NAME.fullmatch(said) and "name" not in values and not _ENGLISH_TITLE.search(said):
        values["name"] = Value.of(run).with_text(" ".join(re.split(r"[, ]+", said)).replace("’", "'"))


def _take_row(run: tuple[Glyph, ...], values: dict[str, Value]) -> None:
    text = text_of(run)
    if "name_zh" not in values and (match := _NAMED.match(text)):
        name = _HANZI.match(text, match.end())
        if name is not None:
            values["name_zh"] = _named(run[name.start() : name.end()])
    days = list(_DAY.finditer(text))
    certain = min((least(run[day.start() : day.end()]) for day in days), default=0.0)
    if len(days) == 2 and "valid_from" not in values:
        values["valid_from"], values["valid_to"] = (Value("-".join(day.groups()), certain) for day in days)
    elif len(days) == 1 and "birth_date" not in values:
        values["birth_date"] = Value("-".join(days[0].groups()), certain)
    if "sex" not in values and (sex := re.search(r"(?:性?[别別](?:[/／]?Sex)?[:：]?|^)([男女])", text)):
        values["sex"] = Value.of(run[sex.start(1) : sex.end(1)])
    if "issuer" not in values and (match := _ISSUER.match(text)):
        values["issuer"] = Value.of(run[match.end() :])


def _hanzi_above_latin(lines: Sequence[TextLine]) -> Value | None:
    """A name in ideographs stands on the line right above the Latin one."""
    for latin in lines:
        if not _LATIN_NAME.fullmatch(latin.text.strip()) or _ENGLISH_TITLE.search(latin.text):
            continue
        above = [
            line
            for line in lines
            if 0 < latin.middle - line.middle < 3 * latin.height
            and line.left < latin.right
            and latin.left < line.right
            and _HANZI.fullmatch(text_of(glyphs(line)))
            and not _LABELS.search(text_of(glyphs(line)))
        ]
        if above:
            return _named(glyphs(max(above, key=lambda line: line.middle)))
    return None


def _named(run: tuple[Glyph, ...]) -> Value:
    return Value.of(run).with_text(normal_name(text_of(run)))
