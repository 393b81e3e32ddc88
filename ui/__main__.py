"""The command `station`: dispatch, and the one place where store, rules and window are wired.

The store is imported where it is opened, as a command is where it runs: SQLAlchemy and SQLCipher take
longer to load than `station due` to answer.
"""

import argparse
import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app.config import Settings
from app.domain.office import Office
from app.errors import BadInput, StationError
from app.intake.hub_fitness import Fitness
from app.intake.session import DeskSession
from app.intake.upstream import HubOffice
from app.paths import default_store
from app.rulepacks import RulePack, load_rulepack, local_tables
from app.sync.ports import SyncStore
from ui.commands.world import DONE, NEEDS_A_PERSON, WRONG_INPUT, Unheard, World, ask_secret
from ui.crash import crash_place, crash_report
from ui.gate import DeskGate
from ui.text import sentence_for

if TYPE_CHECKING:  # a server is loaded by those alone who serve
    from starlette.applications import Starlette

COMMANDS = {
    "init": "ui.commands.init",
    "staff": "ui.commands.staff",
    "recover": "ui.commands.recover",
    "read-id": "ui.commands.read_id",
    "read-code": "ui.commands.read_code",
    "read-card": "ui.commands.read_card",
    "check": "ui.commands.check",
    "register": "ui.commands.register",
    "import-matters": "ui.commands.import_matters",
    "exchange": "ui.commands.exchange",
    "match": "ui.commands.match",
    "decide": "ui.commands.decide",
    "due": "ui.commands.due",
    "list": "ui.commands.list_",
    "stats": "ui.commands.stats",
    "log": "ui.commands.log",
    "day": "ui.commands.day",
    "document": "ui.commands.document",
    "verify-document": "ui.commands.verify_document",
    "deliver": "ui.commands.deliver",
    "void-paper": "ui.commands.void_paper",
    "urge": "ui.commands.urge",
    "template": "ui.commands.template",
    "signing-key": "ui.commands.signing_key",
    "verify": "ui.commands.verify",
    "doctor": "ui.commands.doctor",
    "enrol": "ui.commands.enrol",
    "sync": "ui.commands.sync",
    "sealed": "ui.commands.sealed",
    "hub": "ui.commands.hub",
    "schema": "ui.commands.schema",
    "demo": "ui.commands.demo",
}
_logger = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `station`; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    logging.basicConfig(level=os.environ.get("STATION_LOG", "CRITICAL"), stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(arguments)
    except BadInput as error:
        print("\n".join(error.problems), file=sys.stderr)  # noqa: T201  the terminal is our window here
    except StationError as error:
        print(sentence_for(error), file=sys.stderr)  # noqa: T201
    except Unheard:
        print("已经完成，但结果没有送到：输出已关闭或磁盘已满。", file=sys.stderr)  # noqa: T201
        return NEEDS_A_PERSON
    except KeyboardInterrupt:
        print("已中断，没有完成的操作未生效。", file=sys.stderr)  # noqa: T201
    except Exception as error:
        _logger.error("unexpected error\n%s", crash_report(error))
        print(sentence_for(error) + crash_place(error), file=sys.stderr)  # noqa: T201
    return WRONG_INPUT


def _run(arguments: list[str]) -> int:
    common, rest = _common().parse_known_args(arguments)
    if not rest or rest[0].startswith("-"):
        return _without_command(common, rest)
    name, *rest = rest
    if name not in COMMANDS:
        raise BadInput([f"没有 {name} 这个命令。可用的命令：{'、'.join(COMMANDS)}。"])
    module = importlib.import_module(COMMANDS[name])
    parser = _Parser(prog=f"station {name}", description=module.HELP)
    module.configure(parser)
    if common.help:
        parser.epilog = "\n".join(filter(None, (parser.epilog, _COMMON_HELP)))
        parser.print_help()
        return DONE
    args = parser.parse_args(rest, common)
    code: int = module.run(args, _world(common))
    return code


_COMMON_HELP = """每个命令都可用：
  --store 文件夹   数据文件夹
  --user 姓名      登录的人员；密码取自 STATION_PASSWORD 或当面询问
  --json           结果输出为 JSON"""


def _without_command(common: argparse.Namespace, rest: list[str]) -> int:
    parser = _Parser(prog="station", description="接访台。不带命令时打开接待窗口。")
    parser.add_argument("--reader", metavar="端口", help="证件阅读器端口，auto 为自动查找")
    parser.add_argument("--printer", metavar="名称", help="打印机名称")
    parser.add_argument("--camera", metavar="地址", help="高拍仪：设备、文件、文件夹或 http 地址")
    if common.help:
        lines = [f"  {n:<14} {importlib.import_module(m).HELP}" for n, m in COMMANDS.items()]
        parser.epilog = "\n".join(["命令（station 命令 --help 看写法）：", *lines, "", _COMMON_HELP])
        parser.print_help()
        return DONE
    args = parser.parse_args(rest, common)
    from ui.desk import run_desk

    devices = {name: getattr(args, name) or "" for name in ("reader", "printer", "camera")}
    return run_desk(_world(common).gate(common.store), store=common.store, **devices)


def _common() -> argparse.ArgumentParser:
    parser = _Parser(prog="station")
    parser.add_argument("--store", type=Path, default=None, metavar="文件夹")
    parser.add_argument("--user", default=None, metavar="姓名")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--help", "-h", action="store_true")
    return parser


class _Parser(argparse.ArgumentParser):
    """Speaks Chinese, never exits by itself, and takes options by their whole name only."""

    def __init__(self, **given: Any) -> None:
        raw = argparse.RawDescriptionHelpFormatter
        super().__init__(**{**given, "add_help": False, "allow_abbrev": False, "formatter_class": raw})

    def format_help(self) -> str:
        """The help text with Chinese headings."""
        text = super().format_help()
        for english, chinese in (
            ("usage: ", "写法："),
            ("positional arguments:", "参数："),
            ("options:", "选项："),
        ):
            text = text.replace(english, chinese, 1)
        return text

    def error(self, message: str) -> NoReturn:
        words = (
            ("the following arguments are required:", "缺少参数："),
            ("unrecognized arguments:", "不认识的参数："),
            ("expected one argument", "后面应有一个值"),
            ("expected 2 arguments", "后面应有两个值"),
            ("expected at least one argument", "后面至少应有一个值"),
            ("not allowed with argument", "不能同时写："),
            ("invalid choice:", "不在可选范围内："),
            ("invalid int value:", "应为整数："),
            ("invalid float value:", "应为数字："),
            ("choose from", "可选"),
            ("ignored explicit argument", "不带值："),
            ("argument ", "参数 "),
        )
        for english, chinese in words:
            message = message.replace(english, chinese)
        usage = " ".join(self.format_usage().removeprefix("usage: ").split())
        raise BadInput([f"命令写法不对：{message}。写法：{usage}"])


def _world(common: argparse.Namespace) -> World:
    folder = common.store or default_store()
    common.store = folder

    @contextlib.contextmanager
    def upstream(args: argparse.Namespace, writing: bool) -> Iterator[tuple[DeskSession, SyncStore]]:
        if not args.user:
            raise BadInput(["请用 --user 指明用户。"])
        gate = _gate(folder, "command", beside=not writing)
        session = gate.sign_in(args.user, ask_secret("STATION_PASSWORD", f"{args.user}的密码"))
        try:
            yield session, gate.sync_store()
        finally:
            gate.close()

    @contextlib.contextmanager
    def sign_in(args: argparse.Namespace, writing: bool) -> Iterator[DeskSession]:
        with upstream(args, writing) as (session, _):
            yield session

    def create(store: Path, office: Office, user: str, password: str) -> tuple[str, str]:
        from db.gate import create_store

        return create_store(store, office, user, password)

    def recover(store: Path, user: str, code: str, password: str) -> None:
        _gate(store, "command").recover(user, code, password)

    def gate(store: Path) -> DeskGate:
        return _gate(store, "window")

    return World(
        common.json,
        sign_in,
        upstream,
        create,
        recover,
        gate,
        _hub_office,
        _hub_fitness,
        _create_hub,
        _hub_application,
    )


@contextlib.contextmanager
def _hub_office(url: str) -> Iterator[HubOffice]:
    from db.hub.office import SqlHubOffice, open_hub

    office = SqlHubOffice(open_hub(url, load_rulepack(), default_store().with_name("hub-papers")))
    try:
        yield office
    finally:
        office.close()


def _hub_fitness(url: str) -> list[Fitness]:
    from db.hub.office import look_at_hub

    return look_at_hub(url)


def _create_hub(url: str, name: str, ca: str) -> str:
    from db.hub.office import create_hub

    return create_hub(url, name, ca)


def _hub_application(
    url: str,
    papers: Path | None,
    papers_key: Path | None,
    connections: int,
    proxies: Sequence[IPv4Network | IPv6Network],
) -> "Starlette":
    from app.hub.arbiter import Arbiter
    from app.hub.handing_on import HandingOn
    from app.hub.server import hub_application
    from app.hub.upper import open_upper_line
    from db.hub.blob_files import papers_key as key_in
    from db.hub.office import open_hub
    from db.hub.progress import SqlProgressBook
    from db.hub.uppers import SqlUppers
    from ui.web.progress_page import ProgressPage

    folder = papers or default_store().with_name("hub-papers")
    rules = load_rulepack()
    store = open_hub(url, rules, folder, pool_size=connections, papers_key=key_in(papers_key))
    store.encrypt_papers()
    page = ProgressPage(SqlProgressBook(store), rules, source_key=store.source_key(), proxies=proxies)
    uppers = SqlUppers(store)
    return hub_application(
        store,
        at_once=connections,
        pages=page.routes(),
        hand_on=HandingOn(uppers, open_upper_line).round,
        arbiter=Arbiter(uppers, open_upper_line),
    )


def _gate(folder: Path, holder: str, *, beside: bool = False) -> DeskGate:
    from db.gate import StoreGate

    def rules(office: Office) -> RulePack:
        packs = Settings.of(office.settings).rule_packs
        return load_rulepack(*local_tables(folder / "rulepacks", packs))

    return StoreGate(folder, rules, holder=holder, beside=beside)


if __name__ == "__main__":
    sys.exit(main())
