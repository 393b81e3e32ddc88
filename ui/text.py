"""Sentences for people: what happened, what is safe, what to do next. Used by window and commands."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from app import errors
from app.domain.paper_facts import choices_said
from app.hub.ports import HubUnready, StandbyMissing
from ui.labels import PAPER_ZH
from ui.picture_text import picture_fault_text
from ui.reader_words import refusal_sentence

APPLICATION_NAME = "接访台"

TYPED_SAFE = "已录入的内容不受影响。"
_OTHER_WAYS = "现在也可拍照识别或手工录入。"

# Each: what happened, what is safe, what to do next.
_BUG = (
    "程序内部出错，这一步没有完成；",
    "已登记的来访不受影响。",
    "请重试；如再次出现，请把错误详情交给系统管理员。",
)
_SENTENCES: Mapping[type[BaseException], tuple[str, str, str]] = {
    errors.StationError: (
        "这一步没有完成，",
        "已登记的内容不受影响。",
        "请重试；如再次出现，请联系系统管理员。",
    ),
    errors.NoDisplay: (
        "这里没有图形界面，打不开窗口；",
        "没有改动任何内容。",
        "请在桌面环境中运行，或用 station --help 查看不需要窗口的命令。",
    ),
    errors.WrongPassword: (
        "用户名或密码不对，",
        "没有登录。",
        "请重新输入；忘记密码可用恢复码重设，或请带班人员重设。",
    ),
    errors.NotEnrolled: (
        "本机还没有接入上级，",
        "已登记的内容都安全保存在本机。",
        "请向上级索取一次性接入码，在“设置”中或用 station enrol 接入。",
    ),
    errors.HubAway: (
        "连不上上级，",
        "已登记的内容都在本机，联网后自动上报。",
        "请检查网络；接待登记可照常进行。",
    ),
    StandbyMissing: (
        "数据库的同步备机不在线，",
        "为免丢失，没有确认任何改动。",
        "请恢复备机后重试；决定不要备机时，把 synchronous_standby_names 设为空。",
    ),
    HubUnready: (
        "数据库暂时不可用（连不上、只读或已满），",
        "没有改动任何内容。",
        "请检查数据库，然后重新运行。",
    ),
    errors.HubBusy: (
        "上级正忙，",
        "已登记的内容都在本机，稍后自动上报。",
        "无需操作；接待登记可照常进行。",
    ),
    errors.HubFailed: (
        "上级处理时出错，",
        "已登记的内容都在本机，会逐条再试。",
        "无需操作；如一天后仍未上报，请联系上级的系统管理员。",
    ),
    errors.HubRefused: (
        "上级没有接受这次请求，",
        "已登记的内容都在本机。",
        "请核对接入码和本机时间；如再次出现，请联系上级的系统管理员。",
    ),
    errors.StoreMissing: (
        "这个文件夹里还没有数据库，",
        "没有写入任何内容。",
        "请核对数据文件夹的位置；第一次使用请先用 station init 建库。",
    ),
    errors.StoreExists: (
        "这个文件夹里已有数据库，",
        "没有改动它。",
        "请换一个空文件夹，或用原有的用户登录。",
    ),
    errors.StoreBusy: (
        "另一个程序正在使用这个数据库，",
        "这里没有写入任何内容。",
        "请先关闭另一个接访台窗口或命令，再试一次。",
    ),
    errors.StillRenewing: (
        "升级后正在整理以前的登记，要看的内容还没有整理完，",
        "登记没有丢失，新的接待可照常登记。",
        "请看窗口底部的进度，整理完再查看；今天的日志可以先看。",
    ),
    errors.StoreUnwritable: (
        "数据文件夹不能建立或写入，",
        "没有改动任何内容。",
        "请核对数据文件夹的位置和权限（不能是文件，不能只读），再试一次。",
    ),
    errors.StoreDamaged: (
        "数据库文件无法读取，",
        "程序没有改动它。",
        "请不要删除文件，联系系统管理员核查或用备份恢复。",
    ),
    errors.StoreNewer: (
        "数据库由更新版本的程序写成，",
        "为免损坏没有打开。",
        "请把本机程序升级到相同版本后再用。",
    ),
    errors.DiskFull: (
        "磁盘已满，刚才的内容没有保存；",
        "此前登记的来访都还在。",
        "请清理磁盘空间后再保存一次。",
    ),
    errors.DiskFailed: (
        "磁盘读写出错，刚才的内容没有保存；",
        "窗口里录入的内容还在，请不要关闭窗口。",
        "请检查磁盘后再保存一次；仍不行请联系系统管理员。",
    ),
    errors.FileInUse: (
        "文件正被别的程序打开（例如 WPS 或 Excel），没有写入；",
        "原来的文件没有改动，登记的内容都还在。",
        "请先在那个程序里关闭它，或换一个文件名再导出。",
    ),
    errors.ExportCancelled: (
        "导出已取消，",
        "没有留下文件；",
        "需要时可以重新导出。",
    ),
    errors.NoReader: (
        "找不到证件阅读器。",
        TYPED_SAFE,
        "请检查连接线和“设置”里的阅读器端口；" + _OTHER_WAYS,
    ),
    errors.ReaderTrouble: (
        "证件阅读器没有读成。",
        TYPED_SAFE,
        "请重新插拔阅读器后再读；" + _OTHER_WAYS,
    ),
    errors.NoReaderPermission: (
        "系统不允许当前用户使用证件阅读器的端口。",
        TYPED_SAFE,
        "请联系系统管理员开放权限（station doctor 给出办法）；" + _OTHER_WAYS,
    ),
    errors.ReaderSilent: (
        "端口能打开，但阅读器没有应答。",
        TYPED_SAFE,
        "请检查阅读器的电源，或在“设置”里把端口改为自动查找；" + _OTHER_WAYS,
    ),
    errors.ReaderBusy: (
        "证件阅读器正被另一个程序占用。",
        TYPED_SAFE,
        "请关闭那个程序后重读；" + _OTHER_WAYS,
    ),
    errors.NoCard: ("没有读到证件。", TYPED_SAFE, "请把证件平放在阅读器上再读；" + _OTHER_WAYS),
    errors.CardMoved: (
        "证件拿开得太早，没有读完。",
        TYPED_SAFE,
        "请把证件放稳再读，等提示读完再取走。",
    ),
    errors.ReaderNotAuthorised: (
        "阅读器的安全模块拒绝工作，读不出证件。",
        TYPED_SAFE,
        "请联系设备供应商；" + _OTHER_WAYS,
    ),
    errors.FrameDamaged: (
        "阅读器传来的数据反复出错，没有采用。",
        TYPED_SAFE,
        "请检查连接线后重读；" + _OTHER_WAYS,
    ),
    errors.NoCamera: (
        "找不到高拍仪或画面来源。",
        TYPED_SAFE,
        "请检查连接线和“设置”里的高拍仪地址；现在也可选图片文件、刷阅读器或手工录入。",
    ),
    errors.CameraBusy: (
        "高拍仪正被另一个程序占用。",
        TYPED_SAFE,
        "请关闭厂家的拍照软件等程序，画面会自动恢复。",
    ),
    errors.CameraForbidden: (
        "系统不允许当前用户使用高拍仪。",
        TYPED_SAFE,
        "请联系系统管理员开放摄像头权限（Linux 下加入 video 组）。",
    ),
    errors.CameraLost: (
        "高拍仪没有画面了，可能被拔掉或断电。",
        TYPED_SAFE,
        "请检查连接线和电源，接好后画面会自动恢复。",
    ),
    errors.NoScanner: (
        "找不到扫描仪。",
        TYPED_SAFE,
        "请检查扫描仪的电源、连接线和“设置”里选的扫描仪；现在也可用高拍仪或选图片文件。",
    ),
    errors.ScannerMissingProgram: (
        "本机没有安装扫描仪程序，不能使用扫描仪。",
        TYPED_SAFE,
        "请联系系统管理员安装 sane-utils；现在也可用高拍仪或选图片文件。",
    ),
    errors.ScannerBusy: (
        "扫描仪正被另一个程序占用。",
        TYPED_SAFE,
        "请关闭那个程序或等它扫完，再扫一次。",
    ),
    errors.ScanFailed: (
        "扫描仪没有扫出图片。",
        TYPED_SAFE,
        "请检查盖板是否盖好、有没有卡纸，再扫一次。",
    ),
    errors.ReceiptUnreadable: (
        "回执码或编号不完整，或有一位不对，",
        "没有打开任何事项。",
        "请重新扫码；手工输入的请与回执逐位核对。",
    ),
    errors.NoPrinter: (
        "没有可用的打印机。",
        "登记不受影响，文书可随时补打。",
        "请检查打印机电源、连线和“设置”里选的打印机，再打印。",
    ),
    errors.PrintFailed: (
        "打印服务没有接受这份文书，纸没有打出来。",
        "登记不受影响。",
        "请检查打印机后再打印一次。",
    ),
}


def _bad_input(error: BaseException) -> str:
    problems = getattr(error, "problems", None) or ["内容有误，没有采用。"]
    return "\n".join(problems)


def _not_found(error: BaseException) -> str:
    what = str(getattr(error, "what", "")).strip()
    return f"没有找到{f'“{what}”' if what else '要找的内容'}，没有改动任何数据。请核对编号或名称后再试。"


_ACTIONS: Mapping[str, str] = {
    "list": "查看来访和事项",
    "register": "登记来访",
    "check": "核对来访",
    "print": "制作文书",
    "unit_list": "打印催办单、移交清单",
    "plan_reception": "安排领导接访",
    "book_appointment": "登记约访",
    "close_appointment": "记录接访结果",
    "make_promise": "记录领导承诺",
    "note_proposal": "记录三项建议",
    "name_owner": "指定首接责任人、包案领导",
    "void_paper": "作废文书",
    "deliver_paper": "记录文书送达",
    "verify": "检查数据库",
    "record_event": "记录事项进展",
    "change_office": "修改单位资料和规则",
    "staff": "管理人员",
    "reset_password": "重设他人密码",
    "new_recovery_code": "更换恢复码",
}


def _not_allowed(error: BaseException) -> str:
    action = str(getattr(error, "action", "")).strip()
    words = _ACTIONS.get(action, "" if action.isascii() else action)
    named = f"（{words}）" if words else ""
    return f"您的角色不能进行这项操作{named}，没有改动任何数据。请由带班或有权限的人员办理。"


def _no_file(error: BaseException) -> str:
    if getattr(error, "full", False):
        return "磁盘已满，PDF 文件没有写成。登记不受影响。请清理磁盘空间，再打印一次。"
    return "文件夹写不进去，PDF 文件没有写成。登记不受影响。请核对“设置”里的文件夹，再打印一次。"


def _wrong_paper(error: BaseException) -> str:
    size = PAPER_ZH.get(getattr(error, "size", ""), "")
    takes = "、".join(PAPER_ZH[s] for s in sorted(getattr(error, "takes", ())) if s in PAPER_ZH)
    has = f"（它有 {takes}）" if takes else ""
    return f"这台打印机不能用 {size} 纸{has}，没有打印。登记不受影响。请换一种纸张或换一台打印机再打印。"


_HANDS: Mapping[str, str] = {
    "out_of_paper": "打印机缺纸，没有打印。登记不受影响。请装好纸再打印。",
    "cover_open": "打印机盖子没有合上，没有打印。登记不受影响。请合上盖子再打印。",
}


def _needs_hand(error: BaseException) -> str:
    usual = "打印机有故障，没有打印。登记不受影响。请到打印机旁处理后再打印。"
    return _HANDS.get(str(getattr(error, "state", "")), usual)


def _no_glyph(error: BaseException) -> str:
    characters = "、".join(getattr(error, "characters", ""))
    return (
        f"这些字没有可用的字形，打不出来：{characters}。登记不受影响。"
        "请改用同音字并注明，或手写补上后再交给来访人。"
    )


def _facts_missing(error: BaseException) -> str:
    asked = getattr(error, "questions", ())
    lines = [
        f"· {question.question}（{question.name}）{'：' if (keys := choices_said(question)) else ''}{keys}"
        for question in asked
        if not question.known
    ]
    return "\n".join(
        [
            "这份文书依法必须写明的内容还没有，没有出具，也没有占用编号：",
            *lines,
            "请补充后再出具；用命令时写成 --fact 名称=内容，日期写成 2026-11-23 的样子。",
        ]
    )


def _altered(error: BaseException) -> str:
    return (
        f"这份回执的校验码与本机 {getattr(error, 'number', '')} 的登记不符，可能被改动或伪造，没有打开。"
        "请核对纸质回执，必要时请带班人员处理。"
    )


def _unknown_receipt(error: BaseException) -> str:
    return (
        f"本机没有编号 {getattr(error, 'number', '')} 的登记，没有打开任何事项。"
        "可能是其他窗口或单位出具的，请核对回执上的单位和编号。"
    )


def _no_picture(error: BaseException) -> str:
    fault = getattr(error, "fault", errors.PictureFault.DAMAGED)
    return picture_fault_text(fault, TYPED_SAFE)


def _signature_missing(error: BaseException) -> str:
    return (
        f"{getattr(error, 'paper', '')}还没有签字，没有出具，也没有占用编号；登记不受影响。"
        "请由有权签字的人员核对条件后签字：在窗口出具时点“核对无误，签字并出具”，或者在日志的“审签”里签字；"
        "用命令时加 --sign。"
    )


def _not_written(error: BaseException) -> str:
    if getattr(error, "full", False):
        return "磁盘已满，文件没有写成，没有留下残缺的文件；登记的内容都还在。请清理空间或换一个位置再导出。"
    return "文件写不进去，没有留下残缺的文件；登记的内容都还在。请核对文件夹和权限，或换一个位置再导出。"


def _too_many(error: BaseException) -> str:
    rows, most = getattr(error, "rows", 0), getattr(error, "most", 0)
    return f"共 {rows:,} 行，一张表最多 {most:,} 行，没有导出。请缩短日期范围，或导出为 CSV。"


def _signing_key(error: BaseException) -> str:
    day = getattr(error, "day", "")
    time = f"已于 {day} 到期" if getattr(error, "ended", True) else f"从 {day} 起才有效"
    return (
        f"本单位的签名证书{time}，不能签名，这份文书没有出具；登记不受影响。"
        "请由带班在“设置 → 办公室 → 签名证书”换上新证书或者取消签名；"
        "急用时可以决定出具不带电子签名的：用命令时加 --unsigned，或者直接打印在纸上。"
    )


_MADE: Mapping[type[BaseException], Callable[[BaseException], str]] = {
    errors.PictureUnreadable: _no_picture,
    errors.FactsMissing: _facts_missing,
    errors.SignatureMissing: _signature_missing,
    errors.ReceiptAltered: _altered,
    errors.ReceiptUnknown: _unknown_receipt,
    errors.BadInput: _bad_input,
    errors.NotFound: _not_found,
    errors.NotAllowed: _not_allowed,
    errors.UnsupportedGlyph: _no_glyph,
    errors.FileNotWritten: _not_written,
    errors.TooManyRows: _too_many,
    errors.PdfNotWritten: _no_file,
    errors.WrongPaper: _wrong_paper,
    errors.PrinterNeedsHand: _needs_hand,
    errors.SigningKeyOutOfTime: _signing_key,
}


def sentence_for(error: BaseException) -> str:
    """The Chinese sentence for an error, by its class or the nearest base class.

    Args:
        error: a `StationError` or anything else; the latter is our bug and gets one common sentence
            that carries nothing of the exception's own text, which could hold personal data.
    """
    if refused := refusal_sentence(error):
        return refused
    for cls in type(error).__mro__:
        if cls in _MADE:
            return _MADE[cls](error)
        if cls in _SENTENCES:
            return "".join(_SENTENCES[cls])
    return "".join(_BUG)


def hub_sentence(refused: errors.HubRefused) -> str:
    """The hub's own sentence for what it refused, else the common one."""
    return refused.detail or sentence_for(refused)


WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def weekday_zh(day: date) -> str:
    """`星期一` … `星期日`."""
    return WEEKDAYS[day.weekday()]


def clock_text(now: datetime) -> str:
    """The clock of the top bar: `11月23日 星期一 10:43`."""
    return f"{now.month}月{now.day}日 {weekday_zh(now)} {now:%H:%M}"


def days_left_text(days: int | None) -> str:
    """How long is left to a due date; negative = past it, None = no term runs."""
    if days is None:
        return "—"
    if days < 0:
        return f"已超期 {-days} 天"
    return "今天到期" if days == 0 else f"剩 {days} 天"


def date_text(day: date | None) -> str:
    """ISO date, or a dash."""
    return day.isoformat() if day else "—"
