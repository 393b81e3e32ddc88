"""What was read from one document before anybody judged it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.identity import DocType
from app.domain.mrz import Mrz
from app.scanning.text_line import Glyph, least, text_of

_ETHNIC_WORDS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
    "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 穿青人"
)
ETHNICITIES = frozenset(_ETHNIC_WORDS.split())
"""The 56 of GB/T 3304-1991 without 族, and 穿青人, printed on cards of Guizhou."""


@dataclass(frozen=True)
class Value:
    """Text of one field with its glyphs, where they are still known.

    Attributes:
        certainty: probability 0…1 of the least certain character.
    """

    text: str
    certainty: float
    glyphs: tuple[Glyph, ...] = ()

    @classmethod
    def of(cls, run: Sequence[Glyph]) -> "Value":
        """The characters of a run as they are."""
        return cls(text_of(run), least(run), tuple(run))

    def with_text(self, text: str) -> "Value":
        """The same evidence, written in another form."""
        return Value(text, self.certainty, self.glyphs)


@dataclass(frozen=True)
class Reading:
    """One document's text in its fields, by the names of the outside interface.

    Attributes:
        zone: the machine-readable zone, if the document has one and it could be aligned.
        zone_damaged: there is a zone, but it could not be brought to size or its checks did not hold.
        zone_ambiguous: the zone was mended by a change that nothing but its check digits supports.
        others: another document's number or title stands on the same page.
    """

    doc_type: DocType
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    zone: Mrz | None = None
    zone_damaged: bool = False
    zone_ambiguous: bool = False
    others: bool = False
