"""`station demo`: a made-up office and hub, a simulated reader, sample documents, a folder as printer."""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from app.errors import BadInput
from ui.commands.world import DONE, World
from ui.demo.hub import DemoHub
from ui.demo.office import DemoOffice, make_office

HELP = "演示：虚构机构和上级、模拟阅读器、样张证件；--headless 自动走完一次来访"
_FOLDER = "demo-output"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--headless", action="store_true", help="不开窗口，自动登记一次来访并留下回执和截图")


def run(args: argparse.Namespace, world: World) -> int:
    """Play or open the window; the store lives as long as the demo."""
    output = Path(_FOLDER)
    try:
        output.mkdir(exist_ok=True)
    except OSError as error:
        raise BadInput([f"不能在当前文件夹建立 {_FOLDER}。请换一个可写的文件夹再运行。"]) from error
    scratch = Path(tempfile.mkdtemp(prefix="station-demo-"))
    try:
        office = make_office(scratch / "store", world.create_store, world.gate, world.say)
        with DemoHub(scratch, world) as hub:
            hub.bind(office)
            return _headless(office, output, world) if args.headless else _window(office, output, world)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _window(office: DemoOffice, output: Path, world: World) -> int:
    from ui.demo.devices import DemoDevices, write_samples
    from ui.desk import Desk, run_with

    write_samples(output / "证件样张")
    told = f"演示用户：{office.user}（接待员）、{office.lead}（带班）\n密码 {office.password}"
    known = {"user": office.user, "lead": office.lead, "password": office.password, "folder": str(output)}
    world.answer(known, told)
    world.say(f"样张证件和打印出的回执在 {output.resolve()}。关闭窗口后演示数据即删除。")
    devices = DemoDevices(output / "回执", office.store)
    try:
        return run_with(lambda: Desk(world.gate(office.store), devices, hint=told, user=office.user))
    finally:
        devices.close()


def _headless(office: DemoOffice, output: Path, world: World) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.app import make_application
    from ui.demo.devices import DemoDevices, write_samples
    from ui.demo.play import Play
    from ui.desk import Desk

    write_samples(output / "证件样张")
    for old in (*output.glob("*.pdf"), *output.glob("*.png")):
        old.unlink()
    application = make_application(["station"])
    devices = DemoDevices(output, office.store)
    desk = Desk(world.gate(office.store), devices, user=office.user)
    try:
        played = Play(desk, output).run(office.user, office.password)
    finally:
        desk.window.close()
        desk.close()
        devices.close()
        application.quit()
    world.answer(
        {
            "visit_no": played.visit_no,
            "receipts": [str(p) for p in played.receipts],
            "screenshots": [str(p) for p in played.screenshots],
        },
        f"演示完成，登记编号 {played.visit_no}。\n"
        + "\n".join(f"  {p}" for p in (*played.receipts, *played.screenshots)),
    )
    return DONE
