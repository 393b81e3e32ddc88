"""The signed requests the hub answers, one line each: server and description are made from this table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from app.hub import relayed, wire
from app.hub.ports import EnrolledStation, HubStore
from app.hub.problems import Refused


@dataclass(frozen=True)
class Asked:
    """A request whose sender is known.

    Attributes:
        message: decoded body; None for requests without.
    """

    station: EnrolledStation
    message: Any
    query: dict[str, str]
    now: datetime


Answerer = Callable[[HubStore, Asked], msgspec.Struct]


@dataclass(frozen=True)
class Call:
    """One kind of signed request."""

    method: str
    path: str
    summary: str
    request: type[msgspec.Struct] | None
    answer: type[msgspec.Struct]
    do: Answerer
    when_revoked: bool = False
    query: type[msgspec.Struct] | None = None


class FeedQuery(msgspec.Struct, frozen=True):
    """Parameters of `GET /v1/feed`."""

    channel: wire.OfficeCode
    after: wire.Count = 0
    chain: wire.Chain = ""
    limit: wire.FeedLimit = wire.MOST_EVENTS
    own: wire.OwnEpoch = ""


def _push(store: HubStore, asked: Asked, *, raw: bool) -> msgspec.Struct:
    return store.push(asked.station, asked.message, asked.now, raw=raw)


def _push_many(store: HubStore, asked: Asked) -> msgspec.Struct:
    return _push(store, asked, raw=False)


def _push_raw(store: HubStore, asked: Asked) -> msgspec.Struct:
    if len(asked.message.ops) != 1:
        raise Refused("bad_shape", detail="这个接口一次只收一条。")
    return _push(store, asked, raw=True)


def _feed(store: HubStore, asked: Asked) -> msgspec.Struct:
    asks: FeedQuery = asked.message
    page = store.feed(asked.station, asks.channel, asks.after, asks.chain, asks.limit, asks.own, asked.now)
    if page is None:
        raise Refused("channel")
    return page


CALLS: Sequence[Call] = (
    Call("POST", "/v1/hello", "双方核对所有的记录", wire.Hello, wire.HelloAnswer,
         lambda store, asked: store.hello(asked.station, asked.message, asked.now), when_revoked=True),
    Call("POST", "/v1/compare", "列出一块中上级已有的记录", wire.CompareRequest, wire.CompareAnswer,
         lambda store, asked: store.compare(asked.station, asked.message), when_revoked=True),
    Call("POST", "/v1/ops", "上报", wire.Push, wire.PushAnswer, _push_many, when_revoked=True),
    Call("POST", "/v1/ops/raw", "原样上报一条", wire.Push, wire.PushAnswer, _push_raw, when_revoked=True),
    Call("POST", "/v1/relay", "下级平台转报", wire.Relay, wire.PushAnswer,
         lambda store, asked: store.relay(asked.station, asked.message, asked.now), when_revoked=True),
    Call("POST", "/v1/relay/hello", "与下级平台核对所转报的记录",
         relayed.RelayedLives, relayed.RelayedVerdicts,
         lambda store, asked: store.relay_hello(asked.station, asked.message)),
    Call("POST", "/v1/relay/compare", "列出一块中所转报的记录", relayed.RelayedBlock, wire.CompareAnswer,
         lambda store, asked: store.relay_compare(asked.station, asked.message)),
    Call("POST", "/v1/claims", "为代表占席位", wire.Claim, wire.ClaimAnswer,
         lambda store, asked: store.claim(asked.station, asked.message, asked.now)),
    Call("POST", "/v1/check", "查本县其他单位是否已有", wire.Check, wire.CheckAnswer,
         lambda store, asked: store.check(asked.station, asked.message, asked.now)),
    Call("POST", "/v1/hall", "报告本窗口情况，取回全大厅情况", wire.HallReport, wire.Hall,
         lambda store, asked: store.hall(asked.station, asked.message, asked.now)),
    Call("POST", "/v1/witness", "告知上级恢复后缺失的消息", wire.Witness, wire.WitnessAnswer,
         lambda store, asked: store.witness(asked.station, asked.message, asked.now)),
    Call("GET", "/v1/feed", "取回上级的消息", None, wire.FeedPage, _feed, query=FeedQuery),
)  # fmt: skip
