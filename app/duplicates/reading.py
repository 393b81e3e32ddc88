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

# The visitor says it is something else: 跟昶达不是一家, 不是面积的事, 水的事另说. What somebody else is said
# to have answered (物业说跟他们没关系) disclaims nothing.
_DISCLAIMER = re.compile(
    r"不(?:是|算)(?:1|一|同1|同一)(?:家|回事|码事|件事|个事|档子事|批人|伙人|班人|摊|块地|个人|户|栋|期|个年级)|[两2](?:码|回|件|档子)事|"
    r"不是[^,。;\n]{1,8}(?:的事|那批|那事|那件|那摊|那伙|那家|那户)|"
    r"(?:^|[,。;\n])[^,。;\n]{1,6}的事(?:我没|归|另说|另外|另算|不归)|另说|另外(?:一|1)(?:回|件|码|班|伙|批)|"
    r"另有(?:一|1)(?:伙|批|班|拨)|我不是[^,。;\n]{2,10}(?:的|人)(?=[,。;\n]|$)|另(?:一|1)(?:批|班|伙|拨)人|(?:跟|和|与|同)[^,。;\n]{1,12}(?:不挨着|不搭界|不相干|不一样|两样)"
)


_ASKING = re.compile(r"^(?:依法)?(?:要求|请求|恳请|申请|希望|建议|反映)|[,。!?\s]+$")


@dataclass(frozen=True, eq=False)
class Reading:
    """A prepared matter and what was read out of it.

    Attributes:
        told: the story by sound.
        around: place and unit by sound.
        asked: the demand by sound, without 要求 and the like.
        names: words that stand in place and unit, which hard cases share.
        demanded, kinds: kinds of the demand; of the whole story.
        means: the telling words of the story, with their meaning.
        disclaims: the visitor says it is another matter than some other.
    """

    matter: Prepared
    told: str
    around: str
    asked: str
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
        asked=by_sound(_ASKING.sub("", matter.demand)),
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
