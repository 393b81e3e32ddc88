"""Common ideographs of names that a stroke or its length tells apart, and that a reader takes for each other.

The recogniser decides among them by what is likelier in its language: of the surname 宇文 it makes 字文.
"""

from collections.abc import Mapping
from types import MappingProxyType

_GROUPS = (
    "宇字 干千于 未末 士土 己已巳 人入 天夫 大太 王玉壬 晴睛 侯候 戊戌戍 析折 日曰 木本 刀力 旦但 "
    "令今 代伐 亘恒 宜宣 宫官 免兔 冉再 毛手 田由甲申 白自 治冶 冰水 泠冷 洁浩皓 沐沭 清情 杨扬 拴栓 "
    "梅悔 祎袆 祺棋 裸棵 茜苗 菅管 萍苹 晓哓 炜玮 珉眠 坪评 竞竟 崇祟 庆厌 广厂 尤龙 尹伊 卢户 贝见 "
    "享亨亭 辛幸 莱菜 芋芊 弋戈 兴共 侍待 徐除 偷愉 岑芩 娇骄 晔哗烨 昊吴旻 杲果 昕听 睿壑 妍研 婧靖 "
    "锋峰 焕涣"
)


def _by_char() -> dict[str, str]:
    return {
        char: "".join(other for other in group if other != char)
        for group in _GROUPS.split()
        for char in group
    }


_LOOKALIKES: Mapping[str, str] = MappingProxyType(_by_char())


def lookalikes_of(char: str) -> str:
    """The characters that one is taken for; empty for most."""
    return _LOOKALIKES.get(char, "")
