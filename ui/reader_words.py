"""What a card reader's refusal means for the person at the desk: one sentence a code (SW3, GA/T 450)."""

from collections.abc import Mapping

from app.errors import ReaderTrouble

_SAFE = "已录入的内容不受影响。"
_OTHER_WAYS = "现在也可拍照识别或手工录入。"
_REPLUG = "请把阅读器的连接线拔下、等几秒再插上后重读；仍不行请联系设备供应商。"
_CABLE = "请检查连接线，最好直接插在电脑上、换一个 USB 口再读。"

REFUSALS: Mapping[int, tuple[str, str]] = {
    0x10: ("阅读器收到的命令校验不对，多半是连接线受干扰。", _CABLE),
    0x11: ("阅读器收到的命令长度不对，多半是连接线受干扰。", _CABLE),
    0x21: ("阅读器不认识收到的命令，多半是连接线受干扰，或端口选成了别的设备。", _CABLE),
    0x23: ("阅读器不允许读这一项。", _REPLUG),
    0x24: ("阅读器报告原因不明的错误。", _REPLUG),
    0x31: ("证件不认可这台阅读器，没有读出。", "请换一张证件试：都读不出是阅读器的问题，请联系供应商。"),
    0x32: ("阅读器不认可这张证件，没有读出。", "请换一张试：只有这一张不行，多半是芯片损坏，请看卡面录入。"),
    0x33: ("证件芯片里的数据没有通过验证，没有采用。", "请把证件擦净、平放再读；仍不行请看卡面录入并核对。"),
    0x40: (
        "放着的不是能读的证件（可能是银行卡、社保卡或公交卡）。",
        "请放居民身份证、居住证或外国人永久居留身份证。",
    ),
    0x41: ("证件没有读完。", "请把证件放稳，等提示读完再取走。"),
    0x47: ("阅读器与证件的握手没有完成。", "请把证件拿开再平放一次；仍不行请重新插拔阅读器。"),
    0x60: ("阅读器的安全模块自检没有通过。", _REPLUG),
    0x66: ("阅读器的安全模块没有授权，读不出任何证件。", "请联系设备供应商重新授权；" + _OTHER_WAYS),
    0x80: ("证件拿开得太早，没有读完。", "请把证件放稳再读，等提示读完再取走。"),
    0x81: ("证件没有选中。", "请只放一张证件，拿开钱包、手机和别的卡，平放再读。"),
    0x91: ("证件芯片里没有这一项内容。", "请看卡面录入。"),
}


def refusal_sentence(error: BaseException) -> str:
    """What happened, what is safe, what to do; empty where the reader gave no code we know."""
    words = REFUSALS.get(error.sw) if isinstance(error, ReaderTrouble) else None
    return f"{words[0]}{_SAFE}{words[1]}" if words else ""
