"""O and 0 in the number of a machine-readable zone: alike in its type, told apart by check digits alone.

One swapped for the other changes the sum of a check by 24 times its weight, that is by 8, 2 or 4: two
or three of them together can cancel out, so that a number with several noughts passes its check in
more than one way [ICAO Doc 9303-3, 4.9].
"""

from collections.abc import Iterator
from itertools import combinations

_TWIN = {"O": "0", "0": "O"}
_TO_NOUGHT = str.maketrans("O", "0")
_MOST_TWINS = 9


def twins_of(number: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every number that differs in O and 0 alone, with the places that differ; fewest first."""
    places = [i for i, char in enumerate(number) if char in _TWIN][:_MOST_TWINS]
    for count in range(1, len(places) + 1):
        for changed in combinations(places, count):
            chars = list(number)
            for i in changed:
                chars[i] = _TWIN[chars[i]]
            yield "".join(chars), changed


def twin(char: str) -> str:
    """The other one of the two; empty for any other character."""
    return _TWIN.get(char, "")


def alike(one: str, other: str) -> bool:
    """Whether two numbers differ in O and 0 at most."""
    return one.translate(_TO_NOUGHT) == other.translate(_TO_NOUGHT)
