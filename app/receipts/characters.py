"""From what somebody typed to what can stand on paper."""

import unicodedata

_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_IDEOGRAPHIC_SPACE = "\u3000"
_REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """One line of text without anything that steers a display instead of showing something.

    Line breaks, tabs and every kind of blank become one ordinary space (the ideographic space
    stays itself), runs of spaces shrink to one. Control and format characters (bidi marks, joiners,
    soft hyphens, byte-order marks) and variation selectors are left out: the basic form of the
    character is shown. A lone surrogate becomes U+FFFD, so that it is told as missing or seen.
    Source: Unicode general categories; GB 18030-2022 has no character in the ones left out.
    """
    made: list[str] = []
    for char in text:
        if char in _SPACES:
            made.append(" ")
            continue
        category = unicodedata.category(char)
        if category == "Zs":
            made.append(char if char == _IDEOGRAPHIC_SPACE else " ")
        elif category == "Cs":
            made.append(_REPLACEMENT)
        elif category not in {"Cc", "Cf"} and not is_variation_selector(char):
            made.append(char)
    parts = "".join(made).split(" ")
    return " ".join(part for part in parts if part)


def is_variation_selector(char: str) -> bool:
    """Whether the character only picks a glyph variant of the one before it."""
    code = ord(char)
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x180B <= code <= 0x180F
