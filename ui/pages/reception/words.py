"""Words of the reception page: articles in full form, masked numbers, labels of remedies."""

import re
from collections.abc import Mapping

REGULATION_ZH = "《信访工作条例》"
# In these articles the bracket is an item (项), elsewhere a paragraph (款): domain reference, marks.
_ITEM_ARTICLES = frozenset({5, 14, 26, 31, 44, 45, 46})
_DIGITS = "零一二三四五六七八九"
_ARTICLE = re.compile(r"(\d{1,2})((?:\(\d{1,2}\))*)")

EFFECT_ZH: Mapping[str, str] = {"block": "不合规定", "warn": "请留意", "info": "提示"}

# Remedies of this page itself; those of the rules are named by the domain.
OWN_REMEDIES_ZH: Mapping[str, str] = {
    "add_anyway": "仍然另加一行",
    "show_row": "查看这一行",
    "go_missing": "去填写",
    "dismiss": "取消",
    "seen": "知道了",
    "take_back": "撤回",
}

VERDICT_ZH: Mapping[str, str] = {
    "same_matter": "像是同一事项",
    "same_matter_new_facts": "像是同一事项，有新情况",
    "different": "相近，多半不同",
}


def number_zh(number: int) -> str:
    """Chinese numeral of 1…99, as articles are cited."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "") or _DIGITS[0]


def article_zh(article: str) -> str:
    """`20(3)` → 《信访工作条例》第二十条第三款; several, parted by commas, are joined by 、.

    What is not written that way (another statute) is given back unchanged.
    """
    if not article.strip():
        return ""
    cited = []
    for part in re.split(r"[,，、;；]\s*", article.strip()):
        match = _ARTICLE.fullmatch(part.strip())
        if match is None:
            return article
        number = int(match[1])
        text = f"第{number_zh(number)}条"
        unit = "项" if number in _ITEM_ARTICLES else "款"
        for bracket in re.findall(r"\d+", match[2]):
            text += f"第{number_zh(int(bracket))}{unit}"
        cited.append(text)
    return REGULATION_ZH + "、".join(cited)


def masked_phone(phone: str) -> str:
    """First three and last four of a telephone number."""
    return phone if len(phone) < 8 else phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
