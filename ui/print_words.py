"""Where a paper stands, in the words of the desk: what is the case, and what to do about it."""

from collections.abc import Mapping

from app.domain.print_entry import Making, PrintEntry
from app.printing.jobs import PrintState
from app.printing.queue import NO_ANSWER
from ui.labels import PAPER_ZH, label

# state of the job → (sentence, effect)
_WORDS: Mapping[str, tuple[str, str]] = {
    PrintState.WAITING: ("已送到打印机，前面还有任务，请稍候。", "good"),
    PrintState.PRINTING: ("正在打印。", "good"),
    PrintState.PRINTED: ("已打印，请核对后交来访人签收。", "good"),
    PrintState.DELIVERED: ("已全部送到打印机（此机不回报结果）：请看纸是否出来。", "good"),
    PrintState.OUT_OF_PAPER: ("打印机缺纸或纸张不对：请放入{size}纸，稍后自动继续。", "warn"),
    PrintState.COVER_OPEN: ("打印机盖子没有合上：合上后自动继续。", "warn"),
    PrintState.JAMMED: ("打印机卡纸：取出后自动继续。", "warn"),
    PrintState.OFFLINE: ("打印机没有连上：检查电源和连线，连上后自动继续。", "warn"),
    PrintState.PAUSED: ("打印队列已暂停：请系统管理员恢复，之后自动继续。", "warn"),
    PrintState.HELD: (
        "打印服务把它暂存了，可能会自动再试：检查打印机；不等了就再打一份，原来那份会先收回。",
        "warn",
    ),
    PrintState.CANCELLED: ("打印任务已被取消：看一眼纸有没有出来，没有就再打一份。", "warn"),
    PrintState.FAILED: ("打印服务放弃了这份：检查打印机，看一眼纸有没有出来，没有就再打一份。", "warn"),
    PrintState.UNKNOWN: ("打印服务没有说明结果：请到打印机旁看一眼，没有纸再打一份。", "warn"),
    NO_ANSWER: ("打印服务没有应答，结果还不知道：请检查打印机电源和网络，恢复后自动更新。", "warn"),
}
# what keeps a making waiting → sentence
_WAITING: Mapping[str, str] = {
    "": "还没有打印：需要时按“打印”。",
    "no_printer": "找不到打印机，还没有打印：检查电源、连线和“设置”里选的打印机，再按“打印”。",
    "refused": "打印服务没有接受，还没有打印：检查打印机后按“打印”。",
    "wrong_paper": "打印机没有{size}纸，还没有打印：换纸张或换打印机后按“打印”。",
    "disk_full": "磁盘已满，文件没有写成：清理磁盘后按“打印”。",
    "signing_key": "签名证书不在有效期内：由带班在“设置”里更换或者取消签名，再按“打印”；或者改用纸张打印。",
    "not_written": "文件夹写不进去：核对“设置”里的文件夹后按“打印”。",
    "not_made": "文书没有做成：再按“打印”；仍不行请联系系统管理员。",
    "broken_off": "上次没有送到打印机就中断了，纸没有出来：需要时按“打印”。",
    PrintState.OUT_OF_PAPER: "打印机缺纸，还没有打印：放入{size}纸后按“打印”。",
    PrintState.COVER_OPEN: "打印机盖子开着，还没有打印：合上后按“打印”。",
    PrintState.JAMMED: "打印机有故障，还没有打印：排除后按“打印”。",
}
_UNCLEAR = "不知道打出来没有：请到打印机旁看一眼。有纸按“已拿到纸”，没有纸按“再打一份”（标注补打）。"


def print_sentence(entry: PrintEntry) -> tuple[str, str]:
    """(sentence, good|warn) of a making: where it stands and what to do."""
    size = f" {label(PAPER_ZH, entry.wish.size)} "
    if entry.state is Making.WAITING:
        return _WAITING.get(entry.told, _WAITING["refused"]).format(size=size), "warn"
    if entry.state is Making.UNCLEAR:
        return _UNCLEAR, "warn"
    if entry.state is Making.PRINTED and entry.told not in (PrintState.PRINTED, PrintState.DELIVERED):
        return "已拿到纸。", "good"
    sentence, effect = _WORDS.get(entry.told, _WORDS[PrintState.UNKNOWN])
    return sentence.format(size=size), effect


def short_state(entry: PrintEntry) -> str:
    """A few words for a column."""
    match entry.state:
        case Making.WAITING:
            return "待打印"
        case Making.UNCLEAR:
            return "结果不明"
        case Making.FAILED:
            return "打印失败"
        case Making.CANCELLED:
            return "已取消"
        case Making.HANDED:
            return _SHORT.get(entry.told, "打印中")
        case _:
            return "已打印"


_SHORT: Mapping[str, str] = {
    PrintState.WAITING: "排队中",
    PrintState.OUT_OF_PAPER: "缺纸",
    PrintState.COVER_OPEN: "盖子开着",
    PrintState.JAMMED: "卡纸",
    PrintState.OFFLINE: "打印机离线",
    PrintState.PAUSED: "队列暂停",
    PrintState.HELD: "被暂存",
    NO_ANSWER: "无应答",
}
