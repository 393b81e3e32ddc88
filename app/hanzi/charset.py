"""Which characters are hanzi of GB 18030-2022, and their bytes in its encoding.

Source: GB 18030-2022, clause 9 (implementation levels) and its code tables. Level 3, which clause 9.4
asks of products for government services, has 87,887 hanzi: the basic block as far as U+9FEF,
extension A, the twelve unified ideographs among the compatibility characters (these three are level
1), and extensions B to F; level 2 is level 1 with the 196 characters of 通用规范汉字表 (2013) that lie in
B to E.
"""

from functools import cache

from app.domain.private_use import STANDARD_OF

_BASIC = ((0x4E00, 0x9FEF), (0x3400, 0x4DB5))
_EXTENSIONS = (
    *((0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D)),
    *((0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)),
)
_UNIFIED_AMONG_COMPATIBILITY = (
    *(0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F),
    *(0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29),
)
ZERO = 0x3007
"""〇 stands in names but is a symbol in the standard; it is offered besides the hanzi."""

_FOUR_BYTES_ONLY = frozenset("𠂇𠂉𠃌𡗗𢦏𤇾")


def level_3_hanzi() -> tuple[int, ...]:
    """The 87,887 code points: basic block, extension A, the twelve, then extensions B to F."""
    points: list[int] = []
    for first, last in _BASIC:
        points.extend(range(first, last + 1))
    points.extend(_UNIFIED_AMONG_COMPATIBILITY)
    for first, last in _EXTENSIONS:
        points.extend(range(first, last + 1))
    return tuple(points)


def is_basic(point: int) -> bool:
    """Whether a character of the set belongs to implementation level 1."""
    return point < _EXTENSIONS[0][0]


def to_gb18030(char: str) -> bytes:
    """The two or four bytes of one character in GB 18030-2022.

    Raises:
        UnicodeEncodeError: a lone surrogate.
    """
    return _moved().get(char) or char.encode("gb18030")


def from_gb18030(code: bytes) -> str | None:
    """The character of two or four bytes; None if they are not one character.

    Codes that an earlier edition gave to the private use area yield the standard character.
    """
    try:
        text = code.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return STANDARD_OF.get(text, text) if len(text) == 1 else None


@cache
def _moved() -> dict[str, bytes]:
    """Characters whose two-byte code Python's codec, of the edition of 2000, keeps in private use."""
    codes = {standard: private.encode("gb18030") for private, standard in STANDARD_OF.items()}
    return {char: code for char, code in codes.items() if len(code) == 2 and char not in _FOUR_BYTES_ONLY}
