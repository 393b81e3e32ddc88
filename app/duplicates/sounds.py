"""One form for hanzi that sound alike: a wrong pick of a pinyin keyboard (上窑, 上瑶) hides no matter."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.paths import resource

# Signs that stand in every story: a pair with one of them tells nothing worth looking for.
_SHORT = 80  # signs
_FILLING = "的了我是在不没有说就都也把被去他她它你们这那因而但且又再才只给要"


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    """UTF-16 unit → unit: hanzi of GBK become the everyday hanzi of the same syllable, tones aside."""
    units = np.arange(0x10000, dtype=np.uint16)
    for same in resource("duplicates", "sounds.txt").read_text(encoding="utf-8").split():
        units[[ord(hanzi) for hanzi in same]] = ord(same[0])
    return units


@lru_cache(maxsize=1)
def _signs() -> dict[int, int]:
    """The same for `str.translate`, which is quicker for a name or a word."""
    table = _table()
    changed = np.flatnonzero(table != np.arange(0x10000, dtype=np.uint16))
    return dict(zip(changed.tolist(), table[changed].tolist(), strict=True))


@lru_cache(maxsize=1)
def _telling_table() -> NDArray[np.uint16]:
    units = _table().copy()
    units[[ord(sign) for sign in _FILLING]] = ord(" ")
    return units


def by_sound(text: str) -> str:
    """The text with every hanzi replaced by the everyday one of its syllable; other signs and length stay.

    The result is a key to compare, nothing to be read: 上瑶村 and 上窑村 give the same.
    """
    return text.translate(_signs()) if len(text) < _SHORT else _mapped(text, _table())


def telling_by_sound(text: str) -> str:
    """As `by_sound`, with a space for each sign that stands in every story (的, 了, 我)."""
    return _mapped(text, _telling_table())


def _mapped(text: str, table: NDArray[np.uint16]) -> str:
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return table[units].tobytes().decode("utf-16-le", "surrogatepass")
