"""How telling a pair of hanzi is: everyday words of petitions weigh little, whatever is rare weighs one."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from app.duplicates.common import COMMON
from app.duplicates.sounds import by_sound
from app.paths import resource


@lru_cache(maxsize=1)
def rarity() -> Mapping[str, float]:
    """Pair by sound → weight, 0 (in every matter) … 1; a pair that is not in it weighs 1."""
    learned = msgspec.json.decode(resource("duplicates", "rarity.json").read_bytes(), type=dict[str, str])
    weights = {pair: int(weight) / 10 for weight, pairs in learned.items() for pair in pairs.split()}
    return weights | dict.fromkeys(map(by_sound, COMMON), 0.0)
