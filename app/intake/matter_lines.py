"""Files of matters, one JSON object a line.

Its fields: `id person_id place unit content_class demand facts date`; others are passed over.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

import msgspec

from app.intake.json_input import cleaned

_LONGEST_LINE_BYTES = 16 << 20
_FIELDS = ("place", "unit", "content_class", "demand", "facts")


class BadLine(ValueError):
    """A line that cannot be taken; `str()` is the Chinese sentence that says why."""


class ToldMatter(msgspec.Struct, frozen=True):
    """A line as told. `id` as given; other texts without what nobody can see; `day` None if not a date."""

    id: str
    person_id: str
    place: str
    unit: str
    content_class: str
    demand: str
    facts: str
    day: date | None


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number (from 1) and bytes of every line that is not blank; of an endless one only the beginning."""
    number = 0
    while line := stream.readline(_LONGEST_LINE_BYTES):
        number += 1
        whole = line
        while len(line) == _LONGEST_LINE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(_LONGEST_LINE_BYTES)
        if number == 1:
            whole = whole.removeprefix(b"\xef\xbb\xbf")
        if whole.strip():
            yield number, whole


def told_matter(line: bytes) -> ToldMatter:
    """The matter of a line. Only what cannot be a matter is refused.

    Raises:
        BadLine: no JSON object, no id, or neither demand nor facts.
    """
    data = _object(line)
    number = data.get("id")
    if isinstance(number, int | float) and not isinstance(number, bool):
        number = str(number)
    if not isinstance(number, str) or not number.strip():
        raise BadLine("缺少编号（id）。")
    place, unit, content_class, demand, facts = (_text(data.get(name), name) for name in _FIELDS)
    if not demand and not facts:
        raise BadLine("诉求（demand）和事实（facts）都是空的。")
    return ToldMatter(
        id=_whole_characters(number),
        person_id=_text(data.get("person_id"), ""),
        place=place,
        unit=unit,
        content_class=content_class,
        demand=demand,
        facts=facts,
        day=_day(data.get("date")),
    )


def _object(line: bytes) -> dict[str, object]:
    try:
        data = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        data = _forgivingly(line)
    if not isinstance(data, dict):
        raise BadLine("不是一个 JSON 对象 {…}。")
    return data


def _forgivingly(line: bytes) -> object:
    """Halves of characters, as broken exports escape them, are no reason to lose a matter."""
    if len(line) >= _LONGEST_LINE_BYTES:
        raise BadLine("这一行过长，读不下。")
    try:
        return json.loads(line)
    except UnicodeDecodeError as error:
        raise BadLine("不是 UTF-8 编码。") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("不是有效的 JSON。") from error


def _text(value: object, field: str) -> str:
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value.strip()
        whole = _whole_characters(value)
        return whole.strip() if whole.isprintable() else str(cleaned(whole, field))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _whole_characters(text: str) -> str:
    """Without halves of characters, which no store and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
