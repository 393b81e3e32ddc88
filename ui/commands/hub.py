"""`station hub`: the upstream hub and its administration."""

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.errors import BadInput
from app.intake.json_input import cleaned, given, read_json
from app.intake.office import parse_office
from app.intake.schemas import require, schema
from app.intake.upstream import StandingAbove, UpstreamStep
from ui.commands.hub_check import check
from ui.commands.hub_serve import listen_address, serve
from ui.commands.shapes import matter, visit
from ui.commands.world import DONE, NEEDS_A_PERSON, World, read_text

HELP = (
    "上级：init 建库、serve 运行、enrol-code 接入码、list 列出、set-status 记录处理结果、"
    "revoke 撤销接入、check 检查数据库和本机、restored 从备份恢复后登记、join 接入更上一级、standing 转报情况"
)
_SHOWN_IN = ZoneInfo("Asia/Shanghai")
_BY = "上级"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")

    def action(name: str, text: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text)
        made.add_argument(
            "--db",
            default=os.environ.get("STATION_HUB_DB"),
            metavar="地址",
            help="postgresql://… 或 sqlite:///文件",
        )
        return made

    init = action("init", "建库或升级表")
    init.add_argument("--name", default="", metavar="名称", help="上级机构名称")
    init.add_argument("--ca", default="", metavar="文件", help="接访台应信任的证书机构（PEM）")
    run_ = action("serve", "运行服务")
    run_.add_argument("--listen", default="127.0.0.1:8080", metavar="地址:端口")
    run_.add_argument("--workers", type=int, default=1, metavar="个数", help="工作进程数")
    run_.add_argument("--papers", type=Path, default=None, metavar="文件夹", help="存放附件的文件夹")
    run_.add_argument(
        "--papers-key",
        type=Path,
        default=None,
        metavar="文件",
        help="附件加密密钥文件（默认在本机用户的配置文件夹，首次运行时生成；多台机器须用同一个）",
    )
    run_.add_argument("--connections", type=int, default=8, metavar="个数", help="每个进程的数据库连接数")
    run_.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="地址",
        help="前面的反向代理（另一台机器上的 nginx）的地址或网段，可写多次；只听信它转告的来访者地址",
    )
    action("enrol-code", "发一个一次性接入码").add_argument("--office", required=True, metavar="OFFICE.json")
    action("list", "列出来访或事项").add_argument(
        "what", choices=["visits", "matters"], metavar="visits|matters"
    )
    status = action("set-status", "记录上级对事项的处理")
    status.add_argument("reg_no", metavar="登记编号")
    status.add_argument("--event", required=True, metavar="EVENT.json")
    action("revoke", "撤销一台接访台的接入").add_argument("station_id", metavar="接访台编号")
    looked = action("check", "检查数据库和本机能不能运行上级，只看不改")
    looked.add_argument("--papers", type=Path, default=None, metavar="文件夹", help="存放附件的文件夹")
    action("restored", "数据库刚从备份恢复")
    action("standing", "大厅的上级向更上一级转报到哪里了")
    join = action("join", "大厅的上级接入县里的上级：转报登记内容，取回处理结果")
    join.add_argument("--upper", required=True, metavar="地址", help="更上一级的 https 地址")
    join.add_argument("--code", required=True, metavar="接入码", help="更上一级为本单位发的一次性接入码")


def run(args: argparse.Namespace, world: World) -> int:
    """Do the action named."""
    if not args.db:
        raise BadInput(["请用 --db 指明上级数据库，或设置环境变量 STATION_HUB_DB。"])
    if args.action == "init":
        return _init(args, world)
    if args.action == "serve":
        return serve(args, listen_address(args.listen), world)
    if args.action == "check":
        return check(args.db, args.papers, world)
    if args.action == "list":
        return _list(args, world)
    with world.hub(args.db) as hub:
        now = datetime.now(UTC)
        if args.action == "enrol-code":
            code, expires_at = hub.enrol_code(parse_office(read_json(read_text(args.office))), now)
            until = expires_at.astimezone(_SHOWN_IN)
            told = f"接入码 {code}，{until:%H:%M} 前有效，只能用一次。"
            world.answer({"code": code, "expires_at": until.isoformat()}, told)
        elif args.action == "set-status":
            step = _step(read_json(read_text(args.event)))
            reg_no, version = hub.decide(args.reg_no, step, now)
            world.answer({"reg_no": reg_no, "version": version}, f"已记录到 {reg_no}（第 {version} 版）。")
        elif args.action == "revoke":
            hub.revoke(args.station_id, now)
            told = "已撤销。它此后上报的内容单独保管，不会丢弃。"
            world.answer({"station_id": args.station_id, "revoked": True}, told)
        elif args.action == "standing":
            return _standing(hub.standings(), world)
        elif args.action == "join":
            name, office = hub.join(args.upper, args.code)
            world.answer({"hub": name, "office": office}, f"单位 {office} 已接入 {name or args.upper}。")
        else:
            incarnation = hub.restored()
            told = "已登记为恢复后的数据库；各接访台下次联网时会核对并补报缺少的记录。"
            world.answer({"incarnation": incarnation}, told)
    return DONE


def _init(args: argparse.Namespace, world: World) -> int:
    ca = ""
    if args.ca:
        ca = read_text(args.ca).decode("utf-8", "replace")
        if "BEGIN CERTIFICATE" not in ca or "PRIVATE KEY" in ca:
            raise BadInput(["--ca：应为只含证书的 PEM 文件，不能含私钥。"])
    incarnation = world.create_hub(args.db, args.name, ca)
    world.answer({"incarnation": incarnation}, "上级数据库已就绪。")
    return DONE


def _list(args: argparse.Namespace, world: World) -> int:
    with world.hub(args.db) as hub:
        if args.what == "visits":
            for v in hub.visits():
                world.answer(*visit(v, _SHOWN_IN))
        else:
            for m in hub.matters(datetime.now(UTC)):
                world.answer(*matter(m))
    return DONE


def _standing(standings: Sequence[StandingAbove], world: World) -> int:
    """One line an office; an operation put aside needs a person."""
    if not standings:
        world.say("这个平台没有接入更上一级。")
    for one in standings:
        shape = {
            "office": one.office,
            "upper": one.url,
            "waiting": one.waiting,
            "aside": [{"about": about, "why": why} for about, why in one.aside],
            "last_ok_at": _moment(one.last_ok_at),
            "trouble": one.trouble or None,
            "compared_at": _moment(one.compared_at),
        }
        ok, compared = (_moment(at) or "还没有" for at in (one.last_ok_at, one.compared_at))
        told = (
            f"单位 {one.office} → {one.url}：待转报 {one.waiting} 条，搁置 {len(one.aside)} 条，"
            f"最近成功 {ok}，最近核对 {compared}"
        )
        world.answer(shape, told + (f"，上次中断：{one.trouble}" if one.trouble else ""))
    return NEEDS_A_PERSON if any(one.aside for one in standings) else DONE


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(_SHOWN_IN).isoformat(timespec="seconds") if at else None


def _step(data: object) -> UpstreamStep:
    clean = given(cleaned(data), schema("event"))
    require(clean, "event")
    if not isinstance(clean, dict):
        raise BadInput(["EVENT.json：应为一个对象。"])
    on, until = date.fromisoformat(clean["on"]), clean.get("extended_to")
    if on > datetime.now(_SHOWN_IN).date():
        raise BadInput(["on：日期在今天之后，没有记录。"])
    return UpstreamStep(
        kind=clean["kind"],
        on=on,
        by=_BY,
        text=clean.get("text", ""),
        extended_to=date.fromisoformat(until) if until else None,
        supported=clean.get("supported"),
    )
