"""Where things stand in the 256 text bytes of an identity-card chip.

UTF-16LE, padded with U+0020. Source: GA/T 490 and the layouts of GA 450 for the residence permits of
2018 and the foreigners' cards of 2017 and 2023.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.identity import DocType

TEXT_BYTES = 256
FLAG_AT = 248
FLAG_BYTES = 2
LATEST_ADDRESS_BYTES = 70

LONG_TERM = "长期"


@dataclass(frozen=True)
class Place:
    """Offset and size in bytes; both even."""

    at: int
    size: int


@dataclass(frozen=True)
class Layout:
    """One kind of chip.

    Attributes:
        flag: the character at offset 248, empty for the resident card.
        places: by field; `latin` and `latin_more` together are the Latin name.
    """

    flag: str
    doc_type: DocType
    places: Mapping[str, Place]


def _layout(flag: str, doc_type: DocType, *sizes: tuple[str, int]) -> Layout:
    places: dict[str, Place] = {}
    at = 0
    for name, size in sizes:
        if name:
            places[name] = Place(at, size)
        at += size
    if at != TEXT_BYTES:
        raise ValueError(f"layout {flag or 'resident'} has {at} bytes")
    return Layout(flag, doc_type, MappingProxyType(places))


RESIDENT = _layout(
    "",
    DocType.PRC_ID_FRONT,
    ("name", 30),
    ("sex", 2),
    ("ethnicity", 4),
    ("birth_date", 16),
    ("address", 70),
    ("number", 36),
    ("issuer", 30),
    ("valid_from", 16),
    ("valid_to", 16),
    ("", 36),
)
HMT = _layout(
    "J",
    DocType.HMT_RESIDENCE,
    ("name", 30),
    ("sex", 2),
    ("", 4),
    ("birth_date", 16),
    ("address", 70),
    ("number", 36),
    ("issuer", 30),
    ("valid_from", 16),
    ("valid_to", 16),
    ("document_number", 18),
    ("times_issued", 4),
    ("", 6),
    ("flag", 2),
    ("", 6),
)
FOREIGN_2017 = _layout(
    "I",
    DocType.FOREIGN_PERMANENT_RESIDENCE,
    ("latin", 120),
    ("sex", 2),
    ("number", 30),
    ("nationality", 6),
    ("name_zh", 30),
    ("valid_from", 16),
    ("valid_to", 16),
    ("birth_date", 16),
    ("version", 4),
    ("authority_code", 8),
    ("flag", 2),
    ("", 6),
)
FOREIGN_2023 = _layout(
    "Y",
    DocType.FOREIGN_PERMANENT_RESIDENCE,
    ("name_zh", 30),
    ("sex", 2),
    ("times_issued", 4),
    ("birth_date", 16),
    ("latin", 70),
    ("number", 36),
    ("", 30),
    ("valid_from", 16),
    ("valid_to", 16),
    ("latin_more", 22),
    ("nationality", 6),
    ("flag", 2),
    ("former_number_link", 6),
)
LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {layout.flag: layout for layout in (RESIDENT, HMT, FOREIGN_2017, FOREIGN_2023)}
)

_ETHNIC_WORDS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 "
    "纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
ETHNICITIES: Mapping[str, str] = MappingProxyType(
    {f"{number:02}": word for number, word in enumerate(_ETHNIC_WORDS.split(" "), start=1)}
    | {"97": "其他", "98": "外国血统中国籍人士"}
)
"""Number to word without 族 [GB/T 3304]."""
