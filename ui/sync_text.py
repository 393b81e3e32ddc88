"""What syncing tells a person: words for failures, parked items and figures, with the remedy."""

from app.domain.upstream import ParkedItem, SyncFigures
from app.sync.policy import Failure

_FAILURES = {
    "away": "连不上上级，或应答的不是上级（如上网认证页）。未上报的内容仍在本机，联网后自动上报。",
    "busy": "上级正忙，稍后自动再试。未上报的内容仍在本机。",
    "failed": "上级处理时出错，稍后自动再试。未上报的内容仍在本机；一天后仍未上报，请联系上级的系统管理员。",
    "clock": "本机时间与上级相差过大。请校准本机时钟，登记可照常进行。",
    "unknown_key": "上级不认识这台接访台。请索取新的接入码重新接入，未上报的内容仍在本机。",
    "wrong": "上级没有认可本机的签名。请检查网络代理；仍不行请重新接入。",
    "revoked": "上级已撤销这台接访台的接入。登记可照常进行，请联系上级的系统管理员。",
}
_PARKED: dict[str, tuple[str, str]] = {
    "unknown_kind": ("上级版本较旧，暂不能读", "上级已保存，升级后自动处理，无需操作"),
    "unknown_version": ("上级版本较旧，暂不能读", "上级已保存，升级后自动处理，无需操作"),
    "bad_content": ("上级读不懂内容", "上级已原样保存，请联系上级的系统管理员"),
    "raw": ("上级处理时出错，已原样保存", "请联系上级的系统管理员"),
    "visit_known": ("上级已有这次来访", "请核对两份登记是否相同"),
    "foreign": ("不是本单位的记录", "请联系上级的系统管理员"),
    "digest_conflict": ("上级已有同号而内容不同的记录", "两份都已保留，请联系系统管理员核对"),
    "damaged": ("传送中损坏", "点“再试一次”重新上报"),
    "damaged_here": ("本机数据与写入时不符", "没有上报；请运行 station verify 并从备份恢复"),
    "quarantined": ("接入已撤销，上级单独保管", "请联系上级重新接入，之后自动再报"),
    "hub_failed": ("上级多次处理出错", "点“再试一次”，仍不行请联系上级的系统管理员"),
    "too_large": ("内容过大，上级不收", "请联系系统管理员"),
    "bad_shape": ("上级不接受其格式", "请升级本机程序后再试"),
    "over_limit": ("代表超过 5 名", "请在事项中改为一般成员或更换代表，并告知来访人"),
    "parallel": ("两处同时改动", "两处改动都已保留，请核对"),
    "conflict": ("两处改动互相抵触", "两处改动都已保留，请人工确定以哪个为准"),
    "clock_suspect": ("登记时本机时钟不准", "请核对登记时间和期限"),
    "parked": ("上级有记录待人工处理", "请联系上级的系统管理员"),
    "rolled_back": ("数据库曾退回较早的状态", "上级已有的会自动取回；其余请对照纸质回执补登记"),
    "fork": ("同一数据库曾有两份在用", "请确认只有一台电脑使用这份数据"),
    "hub_away": (
        "超过一天没有报到上级",
        "内容仍在本机，但只在这一块磁盘上：请检查网络，仍不行请联系上级的系统管理员，并先备份到另一块磁盘",
    ),
    "no_key": (
        "密件在等收件单位的公钥",
        "内容只加密存在本机，没有发出。请收件单位生成密件公钥，收到后自动加密送出；已当面移送的点“已处理”",
    ),
    "no_superior_key": (
        "反映本单位的密件在等上级单位的公钥",
        "内容只加密存在本机，没有发出。请上级单位生成密件公钥，收到后自动加密送出；已另行移送的点“已处理”",
    ),
    "key_refused": ("收到来历不明的密件公钥", "没有使用；请联系上级的系统管理员，必要时重新接入"),
    "sealed_received": ("收到其他单位送来的密件", "请检举控告专办在“密件”一栏查看办理"),
    "no_such_key": ("收件单位的公钥上级不认识", "密件已加密保存在上级；请联系上级的系统管理员"),
    "not_handed_on": ("大厅平台没能转报县平台", "大厅平台已保存；请联系大厅和县平台的系统管理员"),
    "witness": ("上级恢复备份后缺失的记录", "已由本机告知上级，请等上级核对"),
}


def failure_sentence(failure: Failure) -> str:
    """Why the last round did not come to its end, what is safe, what to do."""
    return _FAILURES.get(failure.word) or failure.detail or _FAILURES["failed"]


def failure_of_word(word: str) -> str:
    """The same, from the word that is kept."""
    return failure_sentence(Failure(word)) if word else ""


def parked_text(item: ParkedItem) -> tuple[str, str]:
    """(what is the matter, what to do) of something parked."""
    if item.what == "event":
        return "本机版本较旧，暂不能处理上级的消息", "已保存，程序升级后自动处理"
    return _PARKED.get(item.why, ("需要人工处理", "请联系系统管理员"))


def figures_text(figures: SyncFigures, pushed: int, pulled: int) -> str:
    """The figures for a terminal."""
    if not figures.hub:
        return f"未接入上级。本机已登记 {figures.registered} 条，都安全保存在本机。"
    lines = [
        f"本轮上报 {pushed} 条，取回 {pulled} 条。",
        f"本机已登记 {figures.registered}，上级已收到 {figures.at_hub}，已核对一致 {figures.proven}。",
    ]
    if figures.parked:
        lines.append(f"需人工处理 {figures.parked} 条，请在窗口“同步”页查看。")
    if figures.tasks:
        lines.append(f"上级交来待办 {figures.tasks} 件，请在窗口“同步”页查看。")
    if figures.clock_suspect:
        lines.append("本机时钟与上级相差超过 5 分钟，请校准。")
    return "\n".join(lines)
