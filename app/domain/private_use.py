"""Private-use code points of old Chinese encodings, and the standard characters they stand for.

A card whose chip was written by an old system can hold a code point of the private use area where a
rare character belongs. Four families have a meaning that a standard gives:

- U+E815..U+E864: the 80 characters at 0xFE50..0xFEA0 of GBK (1995) that ISO/IEC 10646 lacked then.
  GB 18030-2000 put 66 of them at their places in Unicode. Of the 14 others the edition of 2022 moved
  eight (U+9FB4..U+9FBB); six (U+20087, U+20089, U+200CC, U+215D7, U+2298F, U+241FE) have four-byte
  codes of their own, their two-byte codes are no longer asked for.
- U+E78D..U+E796: ten vertical forms of GB 18030-2000, U+FE10..U+FE19 since 2022.
- U+E7C7, U+E7C8: ḿ and ǹ of GBK, U+1E3F since GB 18030-2005, U+01F9 since 2000.
- U+E7E7..U+E7F3: the description characters of GBK, U+303E and U+2FF0..U+2FFB since 2000.

Everything else in the private use areas has no meaning that a standard gives: population systems
filled them each in its own way, and the face of the card must tell.

Source: GBK 1.0; GB 18030-2000 annex E; GB 18030-2005; GB 18030-2022, code tables and list of changes.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_GBK_80 = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌"
    "龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_DESCRIPTION = (0x303E, *range(0x2FF0, 0x2FFC))
_VERTICAL = (0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19)
"""In the order of 0xA6D9..0xA6DF, 0xA6EC, 0xA6ED, 0xA6F3: full stop stands before enumeration comma."""

STANDARD_OF: Mapping[str, str] = MappingProxyType(
    {
        **{chr(0xE815 + place): char for place, char in enumerate(_GBK_80)},
        **{chr(0xE78D + place): chr(point) for place, point in enumerate(_VERTICAL)},
        "\ue7c7": "\u1e3f",
        "\ue7c8": "\u01f9",
        **{chr(0xE7E7 + place): chr(point) for place, point in enumerate(_DESCRIPTION)},
    }
)
"""Private-use character → standard character, one for one (105 of them)."""

_STANDS_FOR_MISSING = frozenset("\ufffd〓□■?？")
_IDEOGRAPH_PLANES = range(0x20000, 0x40000)


def standard_form(text: str) -> tuple[str, tuple[int, ...]]:
    """Put standard characters for private-use ones, and tell which places nobody can read.

    Args:
        text: a name, an address or an authority as a chip holds it.
    Returns:
        The text, each character replaced or kept (its length in code points stays), and the indexes
        (code points, from 0) that need a person: private use without a standard meaning, lone
        surrogates, code points that no character has, and the signs old systems put for a character
        they lacked (〓 □ ? and U+FFFD).
    """
    mapped = "".join(STANDARD_OF.get(char, char) for char in text)
    return mapped, tuple(place for place, char in enumerate(mapped) if not _is_known(char))


def _is_known(char: str) -> bool:
    if char in _STANDS_FOR_MISSING:
        return False
    if ord(char) in _IDEOGRAPH_PLANES:  # newer extensions than Python's tables know are hanzi all the same
        return True
    return unicodedata.category(char) not in {"Co", "Cs", "Cn"}
