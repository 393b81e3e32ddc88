"""Texts that should be JSON: what they hold, or a Chinese sentence on what is wrong with them."""

import json
from typing import Any

from app.errors import BadInput


def read_json(text: str | bytes) -> Any:
    """JSON data of a text.

    Raises:
        BadInput: not UTF-8 or not JSON, a key given twice, or characters that cannot be kept.
    """
    if not text.strip():
        raise BadInput(["没有读到任何内容。请核对文件,或从标准输入送入 JSON。"])
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.lstrip("\ufeff")
        data = json.loads(plain, object_pairs_hook=_no_twice, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeError as error:
        raise BadInput(["文件不是 UTF-8 编码,或含有不完整的字符。请另存为 UTF-8 后重试。"]) from error
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise BadInput([f"不是有效的 JSON:{where}附近有语法错误。请检查引号、逗号和括号。"]) from error
    except RecursionError as error:
        raise BadInput(["JSON 嵌套层次过深,无法读取。"]) from error
    except ValueError as error:  # a number of thousands of digits
        raise BadInput(["不是有效的 JSON:有一个数字过长。请核对。"]) from error
    return data


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise BadInput([f"字段 {key} 写了两次,无法判断以哪个为准。请删去一个。"])
        made[key] = value
    return made


def _no_constant(word: str) -> float:
    raise BadInput([f"不是有效的 JSON:不允许 {word}。"])
