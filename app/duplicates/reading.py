"""One matter read for a comparison: everything its words can prove."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.duplicates.kinds import Kinds, kinds_of
from app.duplicates.meaning import Meaning, meaning_of, telling_words
from app.duplicates.names import Place, Unit, people_of, place_of, units_of
from app.duplicates.prepared import Prepared
from app.duplicates.quantities import Quantities, quantities_of
from app.duplicates.sounds import by_sound

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
        names: words that stand in place and unit, which hard cases share.
        demanded, kinds: kinds of the demand; of the whole story.
        means: the telling words of the story, with their meaning.
        disclaims: the visitor says it is another matter than some other.
    """

    matter: Prepared
    told: str
    around: str
    names: frozenset[str]
    quantities: Quantities
    place: Place
    units: tuple[Unit, ...]
    people: frozenset[str]
    demanded: Kinds
    kinds: Kinds
    means: Meaning
    disclaims: bool


@lru_cache(maxsize=1024)
def read(matter: Prepared) -> Reading:
    """Read a prepared matter."""
    story = matter.story
    demanded = kinds_of(matter.demand)
    around = f"{matter.place}\n{matter.unit}"
    return Reading(
        matter=matter,
        told=by_sound(story),
        around=by_sound(around),
        names=telling_words(around),
        quantities=quantities_of(story, matter.place, matter.day),
        place=place_of(matter.place, matter.unit),
        units=units_of(matter.unit, matter.place),
        people=people_of(f"{matter.unit} {story}"),
        demanded=demanded,
        kinds=demanded | kinds_of(matter.facts),
        means=meaning_of(matter.demand, matter.facts),
        disclaims=bool(_DISCLAIMER.search(matter.facts)),
    )
