"""What a text is about, by words that mean the same at a petition window (工钱, 血汗钱, 讨薪)."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from operator import add

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

    def __or__(self, other: "Kinds") -> "Kinds":
        """Kinds of either text."""
        return Kinds(self.asked | other.asked, self.weak | other.weak, self.roles | other.roles)


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, list[tuple[str, str, str]]]:
    """The first two signs of a word → (word, section, kind) of all that begin so."""
    sections = tomllib.loads(resource("duplicates", "kinds.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[str, str, str]]] = {}
    for section, kinds in sections.items():
        for kind, told in kinds.items():
            for word in told.lower().split():
                found.setdefault(word[:2], []).append((word, section, kind))
    return found


def kinds_of(text: str) -> Kinds:
    """Kinds a normalised text names; a word may stand for several."""
    lexicon = _lexicon()
    found: dict[str, set[str]] = {"asked": set(), "weak": set(), "roles": set()}
    for start in lexicon.keys() & set(map(add, text, text[1:])):
        for word, section, kind in lexicon[start]:
            if word in text:
                found[section].add(kind)
    return Kinds(frozenset(found["asked"]), frozenset(found["weak"]), frozenset(found["roles"]))
