"""The state of a print job in the words of the desk: what is the case and what to do at the printer."""

from collections.abc import Mapping

from app.printing.jobs import PrintState

# state → (sentence, effect)
_WORDS: Mapping[PrintState, tuple[str, str]] = {
    PrintState.WAITING: ("回执已送出，前面还有任务，请稍候。", "good"),
    PrintState.PRINTING: ("正在打印回执。", "good"),
    PrintState.PRINTED: ("回执已打印，请核对后交来访人签收。", "good"),
    PrintState.OUT_OF_PAPER: ("打印机缺纸：请加纸，稍后自动继续。", "warn"),
    PrintState.COVER_OPEN: ("打印机盖子没有合上：合上后自动继续。", "warn"),
    PrintState.JAMMED: ("打印机卡纸：取出后自动继续。", "warn"),
    PrintState.OFFLINE: (
        "打印机没有连上：检查电源和连线，连上后自动继续。",
        "warn",
    ),
    PrintState.PAUSED: (
        "打印队列已暂停：请系统管理员恢复，之后自动继续。",
        "warn",
    ),
    PrintState.HELD: (
        "打印服务把回执暂存了，没有打出来：检查打印机，需要时补打。",
        "warn",
    ),
    PrintState.CANCELLED: ("打印任务已被取消，纸没有出来：需要时补打。", "warn"),
    PrintState.FAILED: ("回执没有打出来：检查打印机后补打。", "warn"),
    PrintState.UNKNOWN: (
        "打印服务没有说明结果：请到打印机旁看一眼，没有再补打。",
        "warn",
    ),
}


def print_sentence(state: PrintState) -> tuple[str, str]:
    """(sentence, good|warn) for the banner."""
    return _WORDS[state]
