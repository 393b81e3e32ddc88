"""The JSON Schemas of the inputs, and what is wrong with an input in Chinese sentences."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from app.errors import BadInput
from app.paths import resource

SCHEMAS = ("visit", "office", "event")
_MOST_PROBLEMS = 20


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and date.fromisoformat(value)
    )


def _is_time(value: object) -> bool:
    # The years between which a time can be told in any zone, and in which anybody can have come.
    return not isinstance(value, str) or 1900 <= datetime.fromisoformat(value).year <= 9000


_FORMATS = FormatChecker(formats=())
_FORMATS.checks("date", raises=ValueError)(_is_date)
_FORMATS.checks("date-time-local", raises=ValueError)(_is_time)


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema as data; `name` is one of `SCHEMAS`."""
    loaded: dict[str, Any] = json.loads(resource("schemas", f"{name}.json").read_text("utf-8"))
    return loaded


def require(data: object, name: str) -> None:
    """Check data against a schema.

    Raises:
        BadInput: one sentence per problem, fields named as in the file.
    """
    errors = sorted(_validator(name).iter_errors(data), key=lambda e: [str(p) for p in e.absolute_path])
    if errors:
        raise BadInput(list(dict.fromkeys(s for e in errors[:_MOST_PROBLEMS] for s in _sentences(e))))


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=_FORMATS)


def _sentences(error: ValidationError) -> list[str]:
    if error.validator == "anyOf" and error.context:
        # Tell what is wrong with the first, ordinary form; the others are 'unknown' and 'declined'.
        first = [e for e in error.context if e.schema_path[0] == 0]
        inner = [s for e in first for s in _sentences(e)]
        accepts_unknown = "unknown" in json.dumps(error.validator_value)
        tail = _SAY_SO if accepts_unknown else ""
        return [s if s.endswith(tail) else s + tail for s in inner]
    where = _path(error)
    if error.validator == "additionalProperties":
        known = set(error.schema.get("properties", {}))
        extra = [k for k in error.instance if k not in known]
        return [f"{_inside(where, k)}：没有这个字段，请改正名称或删去。" for k in extra]
    if error.validator == "required":
        missing = [k for k in error.validator_value if k not in error.instance]
        return [f"{_inside(where, k)}：缺少此项。" for k in missing]
    make = _WORDS.get(str(error.validator))
    return [f"{where}：{make(error) if make else '内容不合规定。'}"]


def _path(error: ValidationError) -> str:
    text = ""
    for part in error.absolute_path:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text or "整个文件"


def _inside(where: str, key: str) -> str:
    return key if where == "整个文件" else f"{where}.{key}"


_PATTERNS: Mapping[str, str] = {
    "^[0-9]{4}$": "内容分类代码应为 4 位数字。",
    "^[0-9]{6}$": "行政区划代码应为 6 位数字。",
    "^[0-9]{6}([0-9]{3})?$": "问题属地代码应为 6 位数字（到乡镇为 9 位）。",
    "^[0-9A-Z]{3}$": "应为 3 位数字或大写字母。",
}

_TYPES = {
    "object": "一组字段 {…}",
    "array": "列表 […]",
    "string": "文字",
    "integer": "整数",
    "boolean": "true 或 false",
    "null": "null",
    "number": "数字",
}

_SAY_SO = "确实不详或不愿提供的，可填 unknown 或 declined。"

_WORDS: Mapping[str, Callable[[ValidationError], str]] = {
    "type": lambda e: f"应为{_TYPES.get(str(e.validator_value), '其他类型')}。",
    "enum": lambda e: f"只能是 {'、'.join(map(str, e.validator_value))} 之一。",
    "const": lambda e: f"只能是 {e.validator_value}。",
    "maxLength": lambda e: f"最多 {e.validator_value} 字，现有 {len(e.instance)} 字。请精简，内容没有丢失。",
    "minLength": lambda e: "不能为空。" + (_SAY_SO if set(e.absolute_path) & {"people", "matters"} else ""),
    "minimum": lambda e: f"不能小于 {e.validator_value}。",
    "maximum": lambda e: f"不能大于 {e.validator_value}。",
    "minItems": lambda e: f"至少要有 {e.validator_value} 项。",
    "maxItems": lambda e: f"最多 {e.validator_value} 项。",
    "pattern": lambda e: _PATTERNS.get(str(e.validator_value), "格式不对。"),
    "format": lambda e: (
        "不是存在的日期，应写成 2026-11-23 的样子。"
        if e.validator_value == "date"
        else "不是有效的时间，应写成 2026-11-23T10:43:00 的样子。"
    ),
}
