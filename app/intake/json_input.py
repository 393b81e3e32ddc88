"""JSON handed in: what it holds, cleaned of what nobody can see, or a sentence on what is wrong with it."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from app.errors import BadInput

# Controls and invisible direction marks say nothing and can make a paper read wrongly.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINES_KEPT = frozenset({"facts", "remark", "scope", "reason"})
# Composed (NFC) except for compatibility ideographs: those are letters of a name [GB 18030-2022].
_COMPOSED = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
# Full-width letters and digits mean the plain ones in these fields; elsewhere they are the visitor's.
_PLAIN_FIELDS = frozenset({"id_no", "phone", "content_code", "place_code", "reg_no", "linked_matter"})


def read_json(text: str | bytes) -> Any:
    """JSON data of a text.

    Raises:
        BadInput: not UTF-8 or not JSON, a key given twice, or characters that cannot be kept.
    """
    if not text.strip():
        raise BadInput(["没有读到任何内容。请核对文件，或从标准输入送入 JSON。"])
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.lstrip("\ufeff")
        data = json.loads(plain, object_pairs_hook=_no_twice, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeError as error:
        raise BadInput(["文件不是 UTF-8 编码，或含有不完整的字符。请另存为 UTF-8 后重试。"]) from error
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise BadInput([f"不是有效的 JSON：{where}附近有语法错误。请检查引号、逗号和括号。"]) from error
    except RecursionError as error:
        raise BadInput(["JSON 嵌套层次过深，无法读取。"]) from error
    except ValueError as error:  # a number of thousands of digits
        raise BadInput(["不是有效的 JSON：有一个数字过长。请核对。"]) from error
    return data


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise BadInput([f"字段 {key} 写了两次，无法判断以哪个为准。请删去一个。"])
        made[key] = value
    return made


def _no_constant(word: str) -> float:
    raise BadInput([f"不是有效的 JSON：不允许 {word}。"])


def cleaned(value: object, field: str = "") -> object:
    """Texts without invisible characters, NFC, trimmed; nothing a person can see is lost."""
    if isinstance(value, dict):
        return {k: cleaned(v, str(k)) for k, v in value.items()}
    if isinstance(value, list):
        return [cleaned(v, field) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 3.0 is a whole number in JSON
    if not isinstance(value, str):
        return value
    if field in _PLAIN_FIELDS:
        value = unicodedata.normalize("NFKC", value)
    value = _COMPOSED.sub(_composed, value.replace("\r\n", "\n").replace("\r", "\n"))
    if field not in _LINES_KEPT:
        value = re.sub(r"[\n\t\u2028\u2029]+", " ", value)
    return _INVISIBLE.sub("", value).strip()


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[0])


def given(value: object, rules: Mapping[str, Any]) -> object:
    """The data without nulls, which mean not given; a null under an unknown name stays to be refused.

    Args:
        rules: the JSON Schema of the value.
    """
    rules = next((r for r in rules.get("anyOf", ()) if r.get("type") == "object"), rules)
    if isinstance(value, dict):
        known = rules.get("properties", {})
        return {k: given(v, known.get(k, {})) for k, v in value.items() if v is not None or k not in known}
    if isinstance(value, list):
        return [given(v, rules.get("items", {})) for v in value]
    return value
