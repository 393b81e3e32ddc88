"""What the hub says when it does not do what was asked: RFC 9457, a Chinese sentence and a word."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.hub import wire

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class _Text:
    status: int
    title: str
    detail: str


_TEXTS = {
    "not_found": _Text(404, "没有这个地址", "上级没有这个接口或页面，请核对地址。"),
    "method": _Text(405, "不支持这种请求方式", "这个地址不接受这种请求方式。"),
    "not_json": _Text(400, "内容不是有效的 JSON", "请求内容读不懂，没有任何改动。请升级或检查本机程序。"),
    "bad_shape": _Text(422, "内容不符合格式", "请求缺少字段或取值不对，没有任何改动。"),
    "bad_query": _Text(422, "参数不符合格式", "地址中的参数缺少或取值不对。"),
    "not_packed": _Text(400, "压缩内容损坏", "压缩的内容不完整或已损坏，没有任何改动。请重新发送。"),
    "encoding": _Text(415, "不支持的压缩方式", "只接受 zstd 压缩或不压缩的内容。"),
    "too_large": _Text(413, "内容过大", "一次发送的内容超过上限，没有任何改动。请减少每次发送的条数。"),
    "missing": _Text(401, "没有签名", "请求没有签名，上级不予接收。请先办理本机接入。"),
    "malformed": _Text(401, "签名格式不对", "签名读不懂，上级不予接收。"),
    "unknown_key": _Text(401, "未接入的接访台", "上级不认识这台接访台。请用一次性接入码重新接入。"),
    "wrong": _Text(401, "签名不符", "签名与内容不符，上级不予接收。请检查网络代理，必要时重新接入。"),
    "clock": _Text(401, "本机时间偏差过大", "本机时间与上级相差超过一天，请按所附时间重试并校准时钟。"),
    "revoked": _Text(403, "接入已被撤销", "这台接访台的接入已被撤销。已登记的内容仍可上报，由上级单独保管。"),
    "code": _Text(403, "接入码无效", "接入码不对、已过期或已被使用。请向上级索取新的接入码。"),
    "channel": _Text(403, "不是本单位的消息", "只能读取本单位和本县的消息。"),
    "no_blob": _Text(404, "没有这个附件", "本单位没有这个附件，或者还没有传完。"),
    "wrong_offset": _Text(409, "续传位置不对", "续传位置与已收到的不一致，请先查询位置再继续。"),
    "wrong_digest": _Text(409, "附件内容不符", "收到的内容与附件的校验值不符，已收部分作废。请从头重传。"),
    "blob_size": _Text(409, "附件长度不符", "附件的长度与先前所说的不一致。请核对后重传。"),
    "busy": _Text(503, "上级正忙", "上级一时处理不过来，请稍后自动重试。未上报的内容仍在本机。"),
    "unready": _Text(
        503, "上级数据库暂不可用", "上级数据库暂时不可用，请稍后自动重试。未上报的内容仍在本机。"
    ),
    "upper_away": _Text(
        503,
        "县平台暂时连不上",
        "大厅平台暂时连不上县平台，查不到其他单位的事项。请按本机清单核对，登记照常进行。",
    ),
    "standby": _Text(
        503, "上级备机不在线", "上级的备机不在线，为免丢失暂停接收，请稍后自动重试。未上报的内容仍在本机。"
    ),
    "failed": _Text(500, "上级出错", "上级处理这次请求时出错，已记录。未上报的内容仍在本机。"),
}
WORDS = tuple(_TEXTS)


class Refused(Exception):
    """A request that gets a problem for an answer.

    Attributes:
        word: of `WORDS`; retry_after_s: told where it is worth trying again.
    """

    def __init__(self, word: str, *, detail: str = "", retry_after_s: int = 0) -> None:
        super().__init__(word)
        self.word = word
        self.detail = detail
        self.retry_after_s = retry_after_s


def problem_of(refused: Refused) -> wire.Problem:
    """The answer."""
    text = _TEXTS[refused.word]
    return wire.Problem(
        title=text.title,
        status=text.status,
        detail=text.detail + refused.detail,
        word=refused.word,
        hub_time=datetime.now(UTC),
    )
