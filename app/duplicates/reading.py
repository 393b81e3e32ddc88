"""One matter read for a comparison: everything its words can prove."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import numpy as np
from numpy.typing import NDArray

from app.duplicates.kinds import Kinds, kinds_of
from app.duplicates.meaning import Meaning, direction, meaning_of
from app.duplicates.names import Place, Unit, people_of, place_of, units_of
from app.duplicates.prepared import Prepared
from app.duplicates.quantities import Quantities, quantities_of
from app.duplicates.rarity import rarity
from app.duplicates.sounds import by_sound, telling_by_sound


@dataclass(frozen=True, eq=False)
class Reading:
    """A prepared matter and what was read out of it.

    Attributes:
        told: the story by sound.
        around: place and unit by sound.
        pairs: telling pairs of hanzi of the story → weight 0…1.
        asked_pairs: those of the demand.
        names: pairs that stand in place and unit, which hard cases share.
        demanded, kinds: kinds of the demand; of the whole story.
        means, demand_means: the telling words of story and demand, with their meaning.
        towards, demand_towards: the mean of those.
    """

    matter: Prepared
    told: str
    around: str
    pairs: Mapping[str, float]
    asked_pairs: Mapping[str, float]
    names: frozenset[str]
    quantities: Quantities
    place: Place
    units: tuple[Unit, ...]
    people: frozenset[str]
    demanded: Kinds
    kinds: Kinds
    means: Meaning
    demand_means: Meaning
    towards: NDArray[np.float32]
    demand_towards: NDArray[np.float32]


@lru_cache(maxsize=1024)
def read(matter: Prepared) -> Reading:
    """Read a prepared matter."""
    story = matter.story
    around = f"{matter.place}\n{matter.unit}"
    means, demand_means = meaning_of(story), meaning_of(matter.demand)
    return Reading(
        matter=matter,
        told=by_sound(story),
        around=by_sound(around),
        pairs=telling_pairs(story),
        asked_pairs=telling_pairs(matter.demand),
        names=frozenset(telling_pairs(around)),
        quantities=quantities_of(f"{matter.place}\n{story}", matter.day),
        place=place_of(matter.place),
        units=units_of(matter.unit, matter.place),
        people=people_of(f"{matter.unit} {story}"),
        demanded=kinds_of(matter.demand),
        kinds=kinds_of(story),
        means=means,
        demand_means=demand_means,
        towards=direction(means),
        demand_towards=direction(demand_means),
    )


def telling_pairs(text: str) -> dict[str, float]:
    """Pairs of neighbouring hanzi by sound, with how telling each is."""
    spoken = telling_by_sound(text)
    weigh = rarity()
    found = {}
    for pair in set(map(add, spoken, spoken[1:])):
        if pair.isalpha() and not pair.isascii():
            weight = weigh.get(pair, 1.0)
            if weight > 0.0:
                found[pair] = weight
    return found
