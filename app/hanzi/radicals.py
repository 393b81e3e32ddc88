"""The 214 radicals of 康熙字典 with the forms they take, positional and simplified ones included."""

from functools import cache

_LINES = """
一 丨 丶 丿 乙乚 亅 二 亠 人亻 儿 入 八丷 冂 冖 冫 几 凵 刀刂 力 勹 匕 匚 匸 十 卜 卩㔾 厂 厶
又 口 囗 土 士 夂 夊 夕 大 女 子 宀 寸 小 尢尣 尸 屮 山 巛川 工 己已巳 巾 干 幺 广 廴 廾 弋 弓
彐彑 彡 彳 心忄 戈 戶户戸 手扌 支 攴攵 文 斗 斤 方 无旡 日 曰 月 木 欠 止 歹歺 殳 毋母 比 毛
氏 气 水氵氺 火灬 爪爫 父 爻 爿丬 片 牙 牛牜 犬犭 玄 玉王 瓜 瓦 甘 生 用 田 疋 疒 癶 白 皮 皿
目 矛 矢 石 示礻 禸 禾 穴 立 竹𥫗 米 糸糹纟 缶 网罒罓 羊 羽 老耂 而 耒 耳 聿肀 肉月 臣 自 至
臼 舌 舛 舟 艮 色 艸艹 虍 虫 血 行 衣衤 襾西覀 見见 角 言訁讠 谷 豆 豕 豸 貝贝 赤 走 足𧾷 身
車车 辛 辰 辵辶 邑阝 酉 釆 里 金釒钅 長长镸 門门 阜阝 隶 隹 雨 靑青 非 面 革 韋韦 韭 音 頁页
風风 飛飞 食飠饣 首 香 馬马 骨 高 髟 鬥 鬯 鬲 鬼 魚鱼 鳥鸟 鹵卤 鹿 麥麦 麻 黃黄 黍 黑 黹 黽黾
鼎 鼓 鼠 鼻 齊齐 齒齿 龍龙 龜龟 龠
"""
_FORMS = tuple(_LINES.split())

_LOOK_ALIKES = {
    "⺼": "肉",
    "⺮": "𥫗",
    "⻊": "𧾷",
    "⻗": "雨",
    "⺺": "肀",
    "⺶": "羊",
    "⺷": "羊",
    "⺳": "罒",
}
"""Shapes of the radicals block that input methods offer but that are no hanzi."""


def forms(number: int) -> str:
    """The forms of a radical, the full one first.

    Args:
        number: 1 to 214.
    """
    return _FORMS[number - 1]


@cache
def _numbers() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, chars in enumerate(_FORMS, start=1):
        for char in chars:
            found[char] = (*found.get(char, ()), number)
    return found


def radical_numbers(char: str) -> tuple[int, ...]:
    """The radicals that a shape stands for: one, two for 阝 and 月, none if it is no radical."""
    return _numbers().get(plain_shape(char), ())


def plain_shape(char: str) -> str:
    """A hanzi for a shape from the radicals blocks (⽔ → 水, ⺼ → 肉); anything else as it is."""
    if 0x2F00 <= ord(char) <= 0x2FD5:
        return _FORMS[ord(char) - 0x2F00][0]
    return _LOOK_ALIKES.get(char, char)


def sister_forms(char: str) -> tuple[str, ...]:
    """The other forms of the radicals that a shape stands for: 水 → 氵 氺."""
    found = [form for number in radical_numbers(char) for form in forms(number)]
    return tuple(dict.fromkeys(form for form in found if form != char))
