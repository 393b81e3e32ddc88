"""Names of places, units and people, as written in many ways."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.duplicates.sounds import by_sound

_PLACE_PART = re.compile(
    r"(?P<county>[^省市县区旗]{1,6}?(?:自治县|省|市|县|新区|(?<!社)(?<!小)区|旗))|"
    r"(?P<town>[^镇乡]{1,5}?(?:街道|镇|乡))|"
    r"(?P<village>[^村社区组]{1,8}?(?:社区|村|屯|寨))|"
    r"(?P<group>\d+(?:号楼|组|队|社|期|栋|幢|-\d+))|"
    r"(?P<rest>[^\d]+)|(?P<number>\d+)"
)
_EVERYWHERE = frozenset(
    by_sound(
        "医院/学校/中学/小学/城关/城区/县城/街上/村里/镇上/乡下/工地/小区/家属院/老街/新区/开发区/市场/车站/广场/全县/全区/全市"
    ).split("/")
)
_COUNTY = re.compile(r"[^省市县区旗镇乡,、 ]{2,4}(?:县|市|(?<!社)(?<!小)区)(?=..)")
_GAPS = re.compile(r"[\s,、。()]+")
_SUFFIX = re.compile(r"(?:社区|小区|家属院|村|镇|乡|街道|县|市|新区|区)$")
_UNIT_MARK = re.compile(r"[、,;/\s和及与()]+")
_UNIT_TAIL = re.compile(
    r"(?:有限)?(?:责任)?(?:股份)?公司$|集团$|办公室$|项目部$|指挥部$|协调办$|委员会$|管理局$|服务中心$|中心$|分局$|大队$|支队$|局$|办$|所$|站$|处$|科$"
)
_OWNER = re.compile(r"^(?:[^省市县区]{0,4}[省市县区]|[镇乡村市县区省])(?=..)")
_PUBLIC = re.compile(
    r"政府|国土|资源|规划|住建|房管|房产|建设|征收|城管|综合执法|环保|生态环境|人社|人力资源|社保|劳动|监察|医保|医疗保障|卫健|卫生|疾控|"
    r"民政|残联|退役|教育|教体|公安|派出所|分局|交警|刑警|经侦|法院|检察|司法|信访|纪委|监委|检查院|书记|主任|村委|居委|支书|镇长|乡长|农业|农村|"
    r"农经|林业|水务|水利|水保|交通|运管|公路|市监|市场监|市场监督|工商|消协|食药|文物|文旅|旅游局|园林|消防|应急|安监|供电|电业|热力|供水|自来水|"
    r"财政|税务|审计|发改|金融办|银保监|扶贫|乡村振兴|不动产|登记|公积金|邮政|烟草|气象|档案|市场局|工信|商务|统计|人防|管委会|街道|社区|"
    r"街道办|乡镇|镇里|村里|区里|县里|市里|老干部|国资|指挥|项目办|^[一-龥]{1,2}局$"
)
_BEARER = (
    r"老板娘|老板|经理|主任|书记|校长|院长|厂长|矿长|大夫|医生|会计|队长|工头|所长|副所长|局长|科长|站长|支书|组长|班长|理事长|信贷员|"
    r"护理员|老师|总(?!共|计|额|价|数|量|部|是|算|说)|某"
)
_ORDINAL = frozenset(map(by_sound, "一二三四五六七八九十东西南北中")) | frozenset("0123456789")
_NUMBERED = re.compile(f"{by_sound('第')}[{''.join(_ORDINAL)}]")
_GENERIC = re.compile(
    r"职业|技工|培训|学校|中学|小学|幼儿园|人民|医院|卫生院|名车行|车行|二手车|装饰|家装|装修|建筑|建工|建设|劳务|分包|置业|地产|房产|开发|物业|服务|"
    r"直播|跨境|快递|网点|土地|托管|专业|合作社|资金|互助社|互助|养殖|种植|农机|农业|农牧|生态|科技|商贸|贸易|超市|商场|酒店|饭店|餐饮|美容|健身|旅行社|"
    r"旅游|采石|砂石|石场|砂场|砖厂|木业|矿业|煤矿|淀粉厂|水泥厂|化工|纸业|食品|保洁|保安|人力|供应链|物流|运输|客运|电器|机械|工贸|实业|企业|有限|责任|股份|公司|集团|分公司|项目|"
    r"工程|厂|店|站|场|$"
)
_PERSON = re.compile(
    rf"(?<![一-龥])?([一-龥])(?={_BEARER})|姓([一-龥])|(?<![养古])老([一-龥])(?=$|[^一-龥]|[家他说圈垒拉把跟在和的儿])"
)
_CALLED = re.compile(r"(?:老板娘?|经理|某|工头|总)$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤樊乌窦柴晏冼巩尤铁车冉阎麻裘于强包耿左岳齐康伍施牛"
    "祝殷霍翁柯欧阮霍柏卜戚闵翟庞滕祁甘宁屈项柳骆焦鲍尚穆葛嵇洪季华佟蓝支仇蒲仲简寇盛"
)


@dataclass(frozen=True)
class Place:
    """Where the matter lies, from large to small; names by sound, only counties with their suffix."""

    counties: tuple[str, ...]
    towns: tuple[str, ...]
    fine: tuple[str, ...]


@lru_cache(maxsize=2048)
def place_of(place: str, unit: str = "") -> Place:
    """Split a normalised place; a county it leaves out is taken from the unit (临漪县社保中心)."""
    parts = place_parts(place)
    named: dict[str, list[str]] = {"county": [], "town": [], "village": [], "rest": []}
    for kind, name in parts:
        if kind == "county":
            named[kind].append(by_sound(name))
        elif kind in named:
            named[kind].append(by_sound(bare(name)))
    named["county"] = [name for name in named["county"] if name not in _EVERYWHERE]
    if not named["county"] and (owner := _COUNTY.match(unit)):
        named["county"].append(by_sound(owner.group()))
    fine = [n for n in (*named["village"], *named["rest"]) if len(n) >= 2 and n not in _EVERYWHERE]
    return Place(tuple(named["county"]), tuple(named["town"]), tuple(fine))


def place_parts(place: str) -> tuple[tuple[str, str], ...]:
    """Split a normalised place into (kind, name) from large to small.

    Kinds: `county` (anything from province to district), `town`, `village`, `group`, `rest` (estates,
    streets, names without a suffix), `number`.
    """
    text = _GAPS.sub("", place)
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _PLACE_PART.match(text, at)
        if match is None:
            break
        found.append((str(match.lastgroup), match.group()))
        at = match.end()
    return tuple(found)


def bare(name: str) -> str:
    """尖山咀村 and 尖山咀 are one place."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@dataclass(frozen=True)
class Unit:
    """A unit complained of, by sound.

    Attributes:
        core: its name without the place and the usual tail.
        public: an authority.
        brand: what it alone is called (弘毅 of 弘毅职业学校); the core where that is nothing (人民医院).
        own: it has such a name.
    """

    core: str
    public: bool
    brand: str
    own: bool


@lru_cache(maxsize=4096)
def units_of(unit: str, place: str) -> tuple[Unit, ...]:
    """The units named, without place names and usual tails: 云岫县重点项目中心 → 重点项目."""
    around = [name for kind, name in place_parts(place) if kind in ("county", "town", "village", "rest")]
    around += [short for name in around if len(short := bare(name)) >= 2]
    found: dict[str, Unit] = {}
    for one in _UNIT_MARK.split(unit):
        core = one
        for name in around:
            core = core.replace(name, "")
        core = _OWNER.sub("", core)
        short = _UNIT_TAIL.sub("", core)
        core = short if len(short) >= 2 else core
        if len(core) >= 2 and not _CALLED.search(core):
            brand = _GENERIC.sub("", core)
            own = len(brand) >= 2
            found[core] = Unit(
                by_sound(core), bool(_PUBLIC.search(one)), by_sound(brand if own else core), own
            )
    return tuple(found.values())


def people_of(text: str) -> frozenset[str]:
    """Surnames by which people are called in a text (窦经理, 姓车), by sound."""
    found = set()
    for before, after, old in _PERSON.findall(text):
        name = before or after or old
        if name in _SURNAMES:
            found.add(by_sound(name))
    return frozenset(found)


def alike(one: str, other: str) -> float:
    """Likeness of two names, 0…1: equal or one within the other; one sign apart (0.7 when short)."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and short in long:
        return 0.0 if _NUMBERED.search(long.replace(short, "", 1)) else 1.0
    if len(one) == len(other) >= 3 and one[0] == other[0]:
        apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if len(apart) == 1 and _ORDINAL.isdisjoint(apart[0]):
            return 0.9 if len(one) >= 4 else 0.7
    return 0.0


def named_in(names: Iterable[str], text: str) -> bool:
    """Does the text (by sound) name one of them?"""
    return any(len(name) >= 2 and name in text for name in names)
