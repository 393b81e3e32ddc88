"""Wording of the papers as TOML that an office may adapt; what the law requires stays on the paper.

A template has a title and parts, top down::

    version = "1"
    title = "信访事项引导告知书"

    [[part]]
    text = "您于{visited_on}来访提出的“{demand}”…"

    [[part]]
    rows = [["有权单位", "{target_unit}"]]

    [[part]]
    table = "materials"

`{name}` stands for a fact. A text or row in which a fact is empty is left out. The box of rights,
number, seal and service slip belong to every paper and stand in no template.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.domain.paper_facts import FACTS
from app.domain.papers import PAPERS
from app.errors import BadInput
from app.paths import resource

LETTERHEAD = "letterhead"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")
_HEAD_KEYS = ("letterhead", "address", "phone", "hours")
_LONGEST = 2000
_LONGEST_FILE = 40_000

TABLES = frozenset(
    {"materials", "representatives", "replacements", "signatures", "particulars", "visitors", "matters"}
)
PLACEHOLDERS: Mapping[str, str] = {
    **{name: fact.label for name, fact in FACTS.items()},
    "visited_on": "来访日期",
    "demand": "诉求",
    "reg_no": "登记编号",
    "visit_no": "来访编号",
    "query_code": "查询码",
    "addressee": "来访人",
    "office": "本单位",
    "issued_on": "出具日期",
    "article": "依据的条款（完整写法）",
    "due_on": "办理、答复期限",
    "told_by": "十五日告知期限",
    "old_due": "原定期限",
    "ticked": "核对的四个条件",
    "limits": "仍在计算的法定期限",
    "legal_aid": "法律援助",
    "registered": "已经登记",
    "extension_note": "延长期限的规定",
    "originals": "原件当场退还",
    "people": "共同信访人数",
    "powers": "代表的权限",
    "period": "委托期限",
    "confirmation": "来访人确认",
    "taken_at": "取号时间",
}
"""Every placeholder and what it stands for."""


@dataclass(frozen=True)
class TemplatePart:
    """One part: exactly one of the three is set."""

    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    table: str = ""


@dataclass(frozen=True)
class Template:
    """The wording of one paper."""

    version: str
    title: str
    parts: tuple[TemplatePart, ...]


@dataclass(frozen=True)
class Letterhead:
    """What an office puts in place of its own data; empty = as they are."""

    version: str
    letterhead: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""


def templated() -> tuple[str, ...]:
    """Ids whose wording an office may adapt; the receipt's is fixed."""
    return (LETTERHEAD, *(id_ for id_ in PAPERS if resource("papers", f"{id_}.toml").exists()))


def bundled_text(id_: str) -> str:
    """The TOML that travels with the program."""
    return resource("papers", f"{id_}.toml").read_text("utf-8")


@cache
def bundled(id_: str) -> Template:
    """The wording that travels with the program."""
    return read_template(id_, bundled_text(id_))


def read_template(id_: str, text: str) -> Template:
    """Understand a paper's template and check that the law's words stay in it.

    Raises:
        BadInput: one sentence each, naming the line: not TOML, an unknown key or placeholder, a
            placeholder left out that the paper must carry.
    """
    data = _loaded(text)
    lines = text.splitlines()
    problems = [
        f"第{_line_with(lines, key)}行：没有“{key}”这一项，只能有 version、title、part。"
        for key in data
        if key not in {"version", "title", "part"}
    ]
    for key in ("version", "title"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            problems.append(f"缺少 {key}（一段文字）。")
    raw = data.get("part", [])
    if not isinstance(raw, list) or not all(isinstance(part, dict) for part in raw):
        raise BadInput([*problems, "part 应当写成 [[part]]，一段一个。"])
    parts = []
    for number, part in enumerate(raw, start=1):
        made, wrong = _part(part, number)
        problems += wrong
        if made is not None:
            parts.append(made)
    if problems:
        raise BadInput(problems)
    template = Template(data["version"].strip(), data["title"].strip(), tuple(parts))
    problems += _unknown(template, lines)
    problems += _left_out(id_, template)
    if problems:
        raise BadInput(problems)
    return template


def read_letterhead(text: str) -> Letterhead:
    """Understand the letterhead's TOML.

    Raises:
        BadInput: not TOML, or an unknown key.
    """
    data = _loaded(text)
    lines = text.splitlines()
    problems = [
        f"第{_line_with(lines, key)}行：没有“{key}”这一项，只能有 version、{'、'.join(_HEAD_KEYS)}。"
        for key in data
        if key not in {"version", *_HEAD_KEYS}
    ]
    problems += [
        f"第{_line_with(lines, key)}行：{key} 应是一段文字，最多 120 字。"
        for key, value in data.items()
        if not isinstance(value, str) or len(value) > 120
    ]
    if not data.get("version"):
        problems.append("缺少 version（一段文字）。")
    if problems:
        raise BadInput(problems)
    return Letterhead(data["version"], **{k: data.get(k, "").strip() for k in _HEAD_KEYS})


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its facts in place; empty when one of them is empty."""
    names = _PLACEHOLDER.findall(text)
    if any(not values.get(name, "") for name in names):
        return ""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _loaded(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST_FILE:
        raise BadInput(["模板太长，没有采用。"])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = f"第{where[1] if where else len(text.splitlines())}行"
        raise BadInput([f"{line}：模板不是正确的 TOML，没有采用。请核对引号、括号和等号。"]) from error


def _part(part: Mapping[str, Any], number: int) -> tuple[TemplatePart | None, list[str]]:
    kinds = [key for key in ("text", "rows", "table") if key in part]
    if len(kinds) != 1 or len(part) != 1:
        return None, [f"第{number}段：每段只写 text、rows、table 中的一项。"]
    (kind,) = kinds
    value = part[kind]
    if kind == "text":
        good = isinstance(value, str) and 0 < len(value) <= _LONGEST
        return (TemplatePart(text=value), []) if good else (None, [f"第{number}段：text 应是一段文字。"])
    if kind == "table":
        if value not in TABLES:
            return None, [f"第{number}段：没有名为“{value}”的表，可用的有：{'、'.join(sorted(TABLES))}。"]
        return TemplatePart(table=value), []
    rows = value if isinstance(value, list) else []
    good = bool(rows) and all(
        isinstance(row, list) and len(row) == 2 and all(isinstance(cell, str) for cell in row) for row in rows
    )
    if not good:
        return None, [f'第{number}段：rows 应写成 [["名称", "内容"], …]。']
    return TemplatePart(rows=tuple((label, words) for label, words in rows)), []


def _texts(template: Template) -> Iterator[str]:
    yield template.title
    for part in template.parts:
        yield part.text
        for row in part.rows:
            yield from row


def _unknown(template: Template, lines: list[str]) -> list[str]:
    problems = []
    used = dict.fromkeys(name for text in _texts(template) for name in _PLACEHOLDER.findall(text))
    for name in (name for name in used if name not in PLACEHOLDERS):
        where = "、".join(str(n) for n, line in enumerate(lines, start=1) if f"{{{name}}}" in line)
        problems.append(f"第{where or 1}行：没有名为 {{{name}}} 的占位符，模板没有采用。")
    for text in _texts(template):
        if _STRAY.search(_PLACEHOLDER.sub("", text)):
            line = _line_with(lines, text[:20])
            problems.append(f"第{line}行：花括号没有成对，占位符应写成 {{demand}} 的样子。")
    return problems


def _left_out(id_: str, template: Template) -> list[str]:
    used = {name for text in _texts(template) for name in _PLACEHOLDER.findall(text)}
    used |= {part.table for part in template.parts if part.table}
    return [
        f"{PAPERS[id_].name}依法必须写明{PLACEHOLDERS.get(name, name)}：模板中缺少 "
        + (f'table = "{name}"。' if name in TABLES and name not in PLACEHOLDERS else f"{{{name}}}。")
        for name in sorted(PAPERS[id_].must - used)
    ]


def _line_with(lines: list[str], words: str) -> int:
    return next((number for number, line in enumerate(lines, start=1) if words in line), 1)
