"""How near two texts are in meaning where their words differ (工钱 and 工资, 娃 and 孩子).

Each everyday word of two hanzi has a short vector, drawn from a sentence model once and bundled; no model
runs in the program. A text is covered by another as far as each of its telling words stands there or has a
near one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import numpy as np
from numpy.typing import NDArray

from app.duplicates.rarity import rarity
from app.duplicates.sounds import by_sound
from app.paths import resource

_MOST_WORDS = 120
_ONE_THREAD = 250_000
"""Multiplications up to which OpenBLAS stays on the calling thread (its limit is 2 to the 18th)."""
_NEAR = 0.45
"""Below this cosine two words have nothing to do with each other."""


_FILLING = frozenset("的了我是在没说就都也还把被他她它你们这那因而但且又再才只不有去来要给")


@dataclass(frozen=True, eq=False)
class Meaning:
    """The telling words of a text.

    Attributes:
        words: two hanzi each, by sound, with how rare they are, 0…1; in the order of the text, those of the
            demand first.
        demanded: so many of them are the demand's.
        weights: how telling each is, less for what is no word, float32, shape (n,).
        vectors: unit length, float32, shape (n, d); zero for a word without a vector.
        towards: their weighted mean, unit length, float32, shape (d,); zero where no word has a vector.
    """

    words: Mapping[str, float]
    demanded: int
    weights: NDArray[np.float32]
    vectors: NDArray[np.float32]
    towards: NDArray[np.float32]


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, int], NDArray[np.float32]]:
    with np.load(resource("duplicates", "meaning.npz")) as kept:
        words = str(kept["words"])
        vectors = kept["vectors"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = {words[i : i + 2]: i // 2 + 1 for i in range(0, len(words), 2)}
    return rows, np.vstack([np.zeros((1, vectors.shape[1]), np.float32), vectors])


@lru_cache(maxsize=100_000)
def _word(word: str) -> tuple[str, float, int] | None:
    """(by sound, weight, row of its vector) of two neighbouring signs; None for what tells nothing."""
    if not word.isalpha() or word.isascii() or not _FILLING.isdisjoint(word):
        return None
    spoken = by_sound(word)
    weight = rarity().get(spoken, 1.0)
    if weight <= 0.0:
        return None
    row = _table()[0].get(word, 0)
    return spoken, weight, row


def telling_words(text: str) -> frozenset[str]:
    """The telling words of a normalised text, by sound."""
    return frozenset(told[0] for told in map(_word, map(add, text, text[1:])) if told is not None)


def meaning_of(demand: str, facts: str) -> Meaning:
    """The telling words of a normalised story."""
    found: dict[str, tuple[float, int]] = {}
    demanded = 0
    for text in (demand, facts):
        for told in map(_word, map(add, text, text[1:])):
            if told is not None and told[0] not in found:
                found[told[0]] = told[1:]
                if len(found) >= _MOST_WORDS:
                    break
        demanded = demanded or len(found)
    # Most pairs that are no word straddle two words.
    weights = np.array([w if row else 0.5 * w for w, row in found.values()], np.float32)
    vectors = _table()[1][[row for _, row in found.values()]]
    mean = weights @ vectors
    length = float(np.linalg.norm(mean))
    rare = {word: weight for word, (weight, _) in found.items()}
    return Meaning(rare, demanded, weights, vectors, mean / length if length > 0.0 else mean)


@dataclass(frozen=True)
class Nearness:
    """How far two texts say the same in whatever words.

    Attributes:
        amount: weight of the words of one that the other has or has a near one for; the larger of both ways.
        share: that against the weight of all words, 0…1; the larger of both ways.
        told: share of one demand that the other tells anywhere, 0…1; the larger of both ways.
        uncovered: share of the first text that the second has nothing like, 0…1.
    """

    amount: float
    share: float
    told: float
    uncovered: float


def nearness(one: Meaning, other: Meaning, names: frozenset[str]) -> Nearness:
    """Hold two texts against each other; words of the names count for nothing."""
    if not one.words or not other.words:
        return Nearness(0.0, 0.0, 0.0, 1.0)
    near = np.clip((_products(one.vectors, other.vectors) - _NEAR) / (1.0 - _NEAR), 0.0, 1.0)
    amount, share, told = _cover(one, near.max(axis=1), other.words, names)
    back = _cover(other, near.max(axis=0), one.words, names)
    return Nearness(max(amount, back[0]), max(share, back[1]), max(told, back[2]), 1.0 - share)


def _products(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """`one @ other.T` in blocks small enough that the linear algebra library wakes no thread for them.

    Waking them costs ten times the product itself, and takes the processor from the window.
    """
    rows = max(1, _ONE_THREAD // (len(other) * one.shape[1]))
    if len(one) <= rows:
        return one @ other.T
    return np.vstack([one[i : i + rows] @ other.T for i in range(0, len(one), rows)])


def _cover(
    one: Meaning, near: NDArray[np.float32], said: Mapping[str, float], names: frozenset[str]
) -> tuple[float, float, float]:
    """(weight covered, its share, the share of the demand covered)."""
    counted = one.weights * np.array([w not in names for w in one.words], np.float32)
    covered = counted * np.maximum(near, np.array([w in said for w in one.words], np.float32))
    amount = float(covered.sum())
    asked = one.demanded
    return (
        amount,
        amount / (float(counted.sum()) + 1.0),
        float(covered[:asked].sum()) / (float(counted[:asked].sum()) + 1.0),
    )
