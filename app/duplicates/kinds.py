"""What a text is about, by words that mean the same at a petition window (工钱, 血汗钱, 讨薪)."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from app.paths import resource


@dataclass(frozen=True)
class Kinds:
    """Kinds found in a text.

    Attributes:
        asked: what is wanted or complained of; two demands without one in common are rarely one matter.
        weak: what is asked along with anything (compensation, publication).
        roles: who someone is in the affair: a trade, a buyer, a tenant.
    """

    asked: frozenset[str]
    weak: frozenset[str]
    roles: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> tuple[re.Pattern[str], dict[str, list[tuple[str, str]]]]:
    sections = tomllib.loads(resource("duplicates", "kinds.toml").read_text(encoding="utf-8"))
    words: dict[str, list[tuple[str, str]]] = {}
    for section, kinds in sections.items():
        for kind, told in kinds.items():
            for word in told.lower().split():
                words.setdefault(word, []).append((section, kind))
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, longest_first))), words


def kinds_of(text: str) -> Kinds:
    """Kinds a normalised text names; a word may stand for several."""
    pattern, words = _lexicon()
    found: dict[str, set[str]] = {"asked": set(), "weak": set(), "roles": set()}
    for word in set(pattern.findall(text)):
        for section, kind in words[word]:
            found[section].add(kind)
    return Kinds(frozenset(found["asked"]), frozenset(found["weak"]), frozenset(found["roles"]))
