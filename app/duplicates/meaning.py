"""How near two texts are in meaning where their words differ (工钱 and 工资, 娃 and 孩子).

Each everyday word of two hanzi has a short vector, drawn from a sentence model once and bundled; no model runs
in the program. A text is covered by another as far as each of its telling words stands there or has a near one.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.duplicates.rarity import rarity
from app.duplicates.sounds import by_sound
from app.paths import resource

_MOST_WORDS = 160
_NEAR = 0.45
"""Below this cosine two words have nothing to do with each other."""


_FILLING = frozenset("的了我是在没说就都也还把被他她它你们这那因而但且又再才只不有去来要给")


@dataclass(frozen=True, eq=False)
class Meaning:
    """The telling words of a text.

    Attributes:
        words: two hanzi each, by sound, in the order of the text.
        weights: how telling each is, float32, shape (n,).
        vectors: unit length, float32, shape (n, d); zero for a word without a vector.
    """

    words: tuple[str, ...]
    weights: NDArray[np.float32]
    vectors: NDArray[np.float32]


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, int], NDArray[np.float32]]:
    with np.load(resource("duplicates", "meaning.npz")) as kept:
        words = str(kept["words"])
        vectors = kept["vectors"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = {words[i : i + 2]: i // 2 + 1 for i in range(0, len(words), 2)}
    return rows, np.vstack([np.zeros((1, vectors.shape[1]), np.float32), vectors])


def meaning_of(text: str) -> Meaning:
    """The telling words of a normalised text."""
    rows, vectors = _table()
    weigh = rarity()
    found: dict[str, tuple[float, int]] = {}
    spoken = by_sound(text)
    for i in range(len(text) - 1):
        word = text[i : i + 2]
        if not word.isalpha() or word.isascii() or not _FILLING.isdisjoint(word):
            continue
        weight = weigh.get(spoken[i : i + 2], 1.0)
        row = rows.get(word, 0)
        if weight > 0.0:
            # Most pairs that are no word straddle two words.
            found[spoken[i : i + 2]] = (weight if row else 0.5 * weight, row)
            if len(found) >= _MOST_WORDS:
                break
    return Meaning(
        tuple(found),
        np.array([w for w, _ in found.values()], np.float32),
        vectors[[row for _, row in found.values()]],
    )


@dataclass(frozen=True)
class Cover:
    """How far one text is covered by another.

    Attributes:
        amount: weight of its words that are covered.
        share: that against the weight of all its words, 0…1.
    """

    amount: float
    share: float


def covers(one: Meaning, other: Meaning, names: frozenset[str]) -> tuple[Cover, Cover]:
    """How far `one` is covered by `other`, and `other` by `one`; words of the names count for nothing."""
    if not one.words or not other.words:
        return Cover(0.0, 0.0), Cover(0.0, 0.0)
    near = np.clip((one.vectors @ other.vectors.T - _NEAR) / (1.0 - _NEAR), 0.0, 1.0)
    return (
        _cover(one, near.max(axis=1), frozenset(other.words), names),
        _cover(other, near.max(axis=0), frozenset(one.words), names),
    )


def _cover(one: Meaning, near: NDArray[np.float32], said: frozenset[str], names: frozenset[str]) -> Cover:
    same = np.fromiter((w in said for w in one.words), np.bool_, len(one.words))
    counted = one.weights * np.fromiter((w not in names for w in one.words), np.bool_, len(one.words))
    amount = float((counted * np.where(same, 1.0, near)).sum())
    return Cover(amount, amount / (float(counted.sum()) + 1.0))


def direction(one: Meaning) -> NDArray[np.float32]:
    """The weighted mean of the words, unit length; zero where no word has a vector."""
    total = one.weights @ one.vectors
    length = float(np.linalg.norm(total))
    return (total / length if length > 0.0 else total).astype(np.float32)
