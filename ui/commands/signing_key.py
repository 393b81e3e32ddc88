"""`station signing-key`: the key by which papers are signed."""

import argparse

from app.intake.paper_signing import set_signing_key
from app.receipts.signing import SigningKey
from ui.commands.world import DONE, World, ask_secret, read_text

HELP = "设置（或取消）给文书 PDF 签名的证书"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("what", choices=["set", "remove"], metavar="set|remove")
    parser.add_argument("--file", default="", metavar="文件.p12", help="set 的 PKCS#12 证书文件")


def run(args: argparse.Namespace, world: World) -> int:
    """The file's passphrase comes from STATION_KEY_PASSPHRASE or is asked for."""
    key = None
    if args.what == "set":
        key = SigningKey(read_text(args.file), ask_secret("STATION_KEY_PASSPHRASE", "证书文件的口令"))
    with world.sign_in(args, True) as session:
        shown = set_signing_key(key, session)
    told = (
        f"以后的文书用这份证书签名：{shown.name}，有效至 {shown.until:%Y-%m-%d}。"
        if shown
        else "文书不再签名。"
    )
    until = shown.until.isoformat() if shown else None
    world.answer({"signing": shown is not None, "until": until}, told)
    return DONE
