"""Rule packs: TOML files of local rules, each versioned, each value with its source.

A pack looks like this; `use` takes a bundled pack over before its own rules::

    pack = "wuze"
    version = "2026.1"
    title = "雾泽县接访规则"
    use = ["zhejiang_2016"]

    [[rule]]
    name = "fast_track_days"
    value = [1, 2, 7]
    source = "县信访局〔2026〕3 号"
    basis = "office"
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.config import Settings
from app.domain.local_rules import SETTING_NAMES, Basis, LocalRules, RuleValue, Terms
from app.errors import BadInput
from app.paths import resource

NATIONAL = "national"
_TERM_NAMES = frozenset(f.name for f in fields(Terms))
_PACK_KEYS = frozenset({"pack", "version", "title", "use", "rule"})
_RULE_KEYS = frozenset({"name", "value", "source", "basis", "note"})
_STEPS = {"simple_steps": (3,), "fast_track_days": (0, 3)}
_LONGEST = 3660


@dataclass(frozen=True)
class Pack:
    """One file, understood."""

    name: str
    version: str
    title: str
    use: tuple[str, ...]
    rules: tuple[RuleValue, ...]


def bundled_packs() -> Mapping[str, Pack]:
    """The packs that travel with the program, by name: `national` and local ones an office may use."""
    read = (read_pack(path) for path in sorted(resource("rulepacks").glob("*.toml")))
    return MappingProxyType({pack.name: pack for pack in read})


def local_rules(folder: Path | None = None, packs: Iterable[str] = ()) -> LocalRules:
    """The national values, over them the bundled packs an office chose, then those it laid into a folder.

    Args:
        packs: names of bundled packs, applied in order.
        folder: of the office's own packs, applied by file name.

    Raises:
        BadInput: a file that cannot be understood, a value without source, a pack that does not exist:
            one sentence each with the file's name. No rule is applied by halves.
    """
    bundled = bundled_packs()
    values = {rule.name: rule for rule in bundled[NATIONAL].rules}
    for name in packs:
        if name not in bundled or name == NATIONAL:
            raise BadInput(
                [f"没有名为“{name}”的自带规则包。可用：{_names(n for n in bundled if n != NATIONAL)}。"]
            )
        values.update({rule.name: rule for rule in bundled[name].rules})
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        pack = read_pack(path)
        for name in pack.use:
            if name not in bundled:
                raise BadInput([f"{path.name}：use 里的“{name}”不是自带的规则包。可用：{_names(bundled)}。"])
            values.update({rule.name: rule for rule in bundled[name].rules})
        values.update({rule.name: rule for rule in pack.rules})
    terms = {name: rule.value for name, rule in values.items() if name in _TERM_NAMES}
    return LocalRules(MappingProxyType(values), Terms(**terms))  # type: ignore[arg-type]


def read_pack(path: Path) -> Pack:
    """One pack.

    Raises:
        BadInput: as `local_rules`.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            [f"{path.name} 读不出来：应为 UTF-8 编码的 TOML 文件。请改正或移走它再试。"]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput([f"{path.name} 的写法有误（{_where(error)}）。请改正或移走它再试。"]) from error
    problems = [f"{path.name}：没有“{key}”这一项，请改正或删去。" for key in sorted(data.keys() - _PACK_KEYS)]
    for key, what in (("pack", "规则包名称"), ("version", "版本"), ("title", "标题")):
        if not _is_text(data.get(key)):
            problems.append(f"{path.name}：缺少 {key}（{what}），应为一段文字。")
    use, entries = data.get("use", []), data.get("rule", [])
    if not isinstance(use, list) or not all(isinstance(name, str) for name in use):
        problems.append(f"{path.name}：use 应为规则包名称的列表。")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append(f"{path.name}：每条规则应写在 [[rule]] 之下。")
        entries = []
    rules = []
    for entry in entries:
        found, rule = _rule(entry, data, path.name)
        problems += found
        if rule is not None:
            rules.append(rule)
    names = [rule.name for rule in rules]
    problems += [f"{path.name}：规则 {n} 写了两次。" for n in sorted(set(names)) if names.count(n) > 1]
    if problems:
        raise BadInput(problems)
    return Pack(data["pack"], data["version"], data["title"], tuple(use), tuple(rules))


def _rule(entry: Mapping[str, Any], pack: Mapping[str, Any], file: str) -> tuple[list[str], RuleValue | None]:
    name = entry.get("name")
    where = f"{file}：规则 {name}"
    problems = [f"{where}：没有“{key}”这一项。" for key in sorted(entry.keys() - _RULE_KEYS)]
    if not isinstance(name, str) or name not in SETTING_NAMES | _TERM_NAMES:
        return [*problems, f"{file}：没有“{name}”这条规则。"], None
    if not _is_text(entry.get("source")):
        problems.append(f"{where}：缺少 source（依据的规定及条款）。")
    if entry.get("basis") not in {basis.value for basis in Basis}:
        problems.append(f"{where}：basis 只能是 {_names(basis.value for basis in Basis)} 之一。")
    value = _frozen(entry.get("value"))
    if not _fits(name, value):
        problems.append(f"{where}：value 的取值不合规定。")
    if problems:
        return problems, None
    note = entry.get("note", "")
    return [], RuleValue(
        name, value, entry["source"], Basis(entry["basis"]), str(pack.get("pack")), str(pack.get("version")),
        note if isinstance(note, str) else "",
    )  # fmt: skip


def _fits(name: str, value: object) -> bool:
    if name in SETTING_NAMES:
        try:
            Settings.of({name: value})
        except ValueError:
            return False
        return True
    if name in _STEPS:
        return (
            isinstance(value, tuple)
            and len(value) in _STEPS[name]
            and all(type(n) is int and 1 <= n <= _LONGEST for n in value)
        )
    least = 0 if name == "review_decision_days" else 1
    return type(value) is int and least <= value <= _LONGEST


def _frozen(value: object) -> object:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _names(names: Iterable[str]) -> str:
    return "、".join(names)


def _where(error: tomllib.TOMLDecodeError) -> str:
    line = str(error).rpartition("line ")[2].partition(",")[0]
    return f"第 {line} 行" if line.isdigit() else "文件末尾"
