"""Syllables of 汉语拼音 as people type them: yan3, yǎn, yan, lv4, lü4, LYU, or only the beginning."""

import re
import unicodedata
from typing import NamedTuple

_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_MARKS = {tone: mark for mark, tone in _TONES.items()}
_TYPED = re.compile(r"([a-zêü]+)([0-5]?)")


class Syllable(NamedTuple):
    """One reading.

    Attributes:
        letters: lower case, with ü and ê.
        tone: 1 to 4; 5 without tone (轻声), as in 了 le.
    """

    letters: str
    tone: int

    @property
    def marked(self) -> str:
        """With the tone mark where 汉语拼音方案 puts it: yǎn."""
        if self.tone not in _MARKS:
            return self.letters
        at = _marked_vowel(self.letters)
        letters = self.letters[: at + 1] + _MARKS[self.tone] + self.letters[at + 1 :]
        return unicodedata.normalize("NFC", letters)


def read_marked(word: str) -> Syllable | None:
    """A syllable with tone marks, as dictionaries write it; None if it is none."""
    letters, tone = _apart(word)
    return Syllable(letters, tone or 5) if _TYPED.fullmatch(letters) else None


def read_typed(word: str) -> tuple[str, int | None] | None:
    """Letters and tone of what somebody typed; the tone is None if none was given.

    v and u: stand for ü; l or n with yu (as passports write 吕 LYU) is lü, nü; jü qü xü yü lose their
    dots. None if it cannot be pinyin.
    """
    letters, tone = _apart(word.strip().lower().replace("u:", "ü"))
    match = _TYPED.fullmatch(letters.replace("v", "ü"))
    if match is None:
        return None
    said = re.sub(r"^([ln])yu", r"\1ü", match[1])
    said = re.sub(r"^([jqxy])ü", r"\1u", said)
    digit = int(match[2]) if match[2] else None
    return said, tone or (5 if digit == 0 else digit)


def _apart(word: str) -> tuple[str, int]:
    """Letters (ü and ê composed again) and the tone of the mark, 0 without one."""
    tone = 0
    kept = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _marked_vowel(letters: str) -> int:
    for vowel in "aeoê":
        if vowel in letters:
            return letters.index(vowel)
    vowels = [place for place, char in enumerate(letters) if char in "iuü"]
    return vowels[-1] if vowels else 0
