"""One form for hanzi that sound alike: wrong picks of a pinyin keyboard (上窑, 上瑶) must not hide a matter."""

from functools import lru_cache

from app.paths import resource

# Signs that stand in every story: a pair with one of them tells nothing worth looking for.
_FILLING = "的了我是在不没有说就都也把被去他她它你们这那因而但且又再才只给要"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Hanzi of GBK → the everyday hanzi of the same syllable, tones aside."""
    lines = resource("duplicates", "sounds.txt").read_text(encoding="utf-8").split()
    return {ord(hanzi): same[0] for same in lines for hanzi in same}


def by_sound(text: str) -> str:
    """The text with every hanzi replaced by the everyday one of its syllable; other signs and length stay.

    The result is a key to compare, nothing to be read: 上瑶村 and 上窑村 give the same.
    """
    return text.translate(_table())


@lru_cache(maxsize=1)
def _telling_table() -> dict[int, str]:
    return _table() | {ord(sign): " " for sign in _FILLING}


def telling_by_sound(text: str) -> str:
    """As `by_sound`, with a space for each sign that stands in every story (的, 了, 我)."""
    return text.translate(_telling_table())
