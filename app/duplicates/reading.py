"""One matter read for a comparison: everything its words can prove."""

import re
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

# The visitor says it is something else: 跟昶达不是一家, 不是面积的事, 水的事另说.
_DISCLAIMER = re.compile(
    r"不是(?:1|一|同1|同一)?(?:家|回事|码事|批人|摊子|摊|个事|件事|个年级)|不是[^,。;\n]{1,10}(?:的事|那批|那事|那摊|问题)|另说|另外(?:一|1)(?:回|件|码|班|伙)|"
    r"没(?:有)?关系|无关|不同于|归法院|有别于|以外|我不是|(?:是|,|。)[^,。;\n是]{2,8}(?:是|归)[^,。;\n]{1,6}的事|"
    r"[^,。;\n]{1,6}的事(?:我|归|另|不)|[不没](?:挨着|搭界|相干)|另有一伙|另一(?:批|班|伙|拨)人|没问题[。!]?$|不清楚[。!]?$|我不知道"
)


@dataclass(frozen=True, eq=False)
class Reading:
    """A prepared matter and what was read out of it.

    Attributes:
        told: the story by sound.
        around: place and unit by sound.
        pairs: telling pairs of hanzi of the story → weight 0…1.
        names: pairs that stand in place and unit, which hard cases share.
        demanded, kinds: kinds of the demand; of the whole story.
        means, demand_means: the telling words of story and demand, with their meaning.
        towards: the mean of the story's.
        disclaims: the visitor says it is another matter than some other.
    """

    matter: Prepared
    told: str
    around: str
    pairs: Mapping[str, float]
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
    disclaims: bool


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
        names=frozenset(telling_pairs(around)),
        quantities=quantities_of(story, matter.place, matter.day),
        place=place_of(matter.place, matter.unit),
        units=units_of(matter.unit, matter.place),
        people=people_of(f"{matter.unit} {story}"),
        demanded=kinds_of(matter.demand),
        kinds=kinds_of(story),
        means=means,
        demand_means=demand_means,
        towards=direction(means),
        disclaims=bool(_DISCLAIMER.search(matter.facts)),
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
