"""Reading a small JSON object field by field, and saying in Chinese what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.errors import BadInput

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.A)


class Fields:
    """A JSON object of known keys; null counts as not given. Problems add up until `done`.

    Attributes:
        problems: one Chinese sentence each, the field named first.
    """

    def __init__(self, data: object, known: Iterable[str], where: str = "") -> None:
        if not isinstance(data, Mapping):
            raise BadInput(["输入应是一个 JSON 对象：{…}。"])
        self._where = f"{where}." if where else ""
        known = tuple(known)
        self.problems: list[str] = []
        for key in data:
            if key not in known:
                self.refuse(key, f"没有这个字段，请改正名称或删去。可用的字段：{'、'.join(known)}。")
        self._values = {key: value for key, value in data.items() if value is not None}

    def has(self, name: str) -> bool:
        """Whether the field is given and not null."""
        return name in self._values

    def refuse(self, name: str, sentence: str) -> None:
        """Note a problem with a field."""
        self.problems.append(f"{self._where}{name}：{sentence}")

    def done(self) -> None:
        """Stop here if anything was wrong.

        Raises:
            BadInput: every problem noted so far.
        """
        if self.problems:
            raise BadInput(self.problems)

    def raw(self, name: str, *, needed: bool = False) -> object:
        """The value as it stands, None if absent."""
        if needed and not self.has(name):
            self.refuse(name, "缺少此项。")
        return self._values.get(name)

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A calendar date `YYYY-MM-DD`."""
        value = self.raw(name, needed=needed)
        if value is None:
            return None
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.refuse(name, "日期应写成 2026-11-23 的样子。")
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse(name, f"历法里没有 {value} 这一天。")
            return None

    def choice(self, name: str, allowed: Sequence[str], *, needed: bool = False) -> str | None:
        """One of the allowed words."""
        value = self.raw(name, needed=needed)
        if value is None:
            return None
        if not isinstance(value, str) or value not in allowed:
            self.refuse(name, f"只能是 {'、'.join(allowed)} 之一。")
            return None
        return value

    def whole(self, name: str, least: int, most: int, *, needed: bool = False) -> int | None:
        """A whole number within bounds."""
        value = self.raw(name, needed=needed)
        if value is None:
            return None
        if type(value) is not int or not least <= value <= most:
            self.refuse(name, f"应为 {least} 到 {most} 的整数。")
            return None
        return value

    def yes_no(self, name: str) -> bool | None:
        """True, false or absent."""
        value = self.raw(name)
        if value is not None and not isinstance(value, bool):
            self.refuse(name, "应为 true 或 false。")
            return None
        return value

    def items(self, name: str) -> Sequence[object]:
        """A list."""
        value = self.raw(name)
        if value is not None and not isinstance(value, list):
            self.refuse(name, "应为列表 […]。")
            return ()
        return value or ()

    def mapping(self, name: str) -> Mapping[str, object]:
        """An object within the object."""
        value = self.raw(name)
        if value is not None and not isinstance(value, Mapping):
            self.refuse(name, "应为一组字段 {…}。")
            return {}
        return value or {}
