"""A print service of the tests' own: the real cupsd on loopback with its own root, queues and backend."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType

from app.errors import NoPrinter
from app.printing.ipp import Server
from app.printing.service import PrintService

PDF_PPD = Path("/usr/share/ppd/cupsfilters/Generic-PDF_Printer-PDF.ppd")

_FILES_CONF = """\
FileDevice Yes
SystemGroup {group}
ServerRoot {root}/etc
ServerBin {root}/bin
DataDir /usr/share/cups
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/state
ErrorLog {root}/log/error
AccessLog {root}/log/access
PageLog {root}/log/page
Printcap {root}/state/printcap
"""
_CUPSD_CONF = """\
Listen 127.0.0.1:{port}
Listen {root}/state/cups.sock
LogLevel warn
Browsing No
WebInterface No
DefaultAuthType Basic
PreserveJobFiles No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
<Limit Cancel-Job>
AuthType Default
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
# A mode is `success`, `failure` (nothing comes out), `torn` (it comes out, and then the line breaks), `slow`,
# or a printer-state-reason that lasts until it is mended. Paper comes out only when nothing keeps it back, a
# piece of its own each time: a document that is printed twice lies there twice.
_BACKEND = """\
#!/bin/sh
if [ $# -eq 0 ]; then echo 'direct desk "Unknown" "desk"'; exit 0; fi
mode=${{DEVICE_URI#desk:/}}
out={root}/out
part=$out/$1.$$.part
cat ${{6:+"$6"}} > $part
case $mode in
  success|torn) ;;
  failure) rm $part; echo "ERROR: the printer answers nonsense" >&2; exit 1;;
  *) [ $mode = slow ] || echo "STATE: +$mode" >&2
     while [ ! -e $out/mended ]; do sleep 0.05; done
     [ $mode = slow ] || echo "STATE: -$mode" >&2;;
esac
mv $part $out/$1.$$
[ $mode != torn ]
"""


class PrivateCups:
    """A running cupsd; nothing of the machine's own print service is touched.

    Attributes:
        tcp, local: the two ways to it.
    """

    def __init__(self) -> None:
        # Not pytest's folder: filters run as another user, and socket paths must be short.
        self._root = Path(tempfile.mkdtemp(prefix="station-cups-"))
        self._root.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.tcp = Server("127.0.0.1", probe.getsockname()[1])
        self.local = Server(socket_path=str(self._root / "state" / "cups.sock"))
        self._queues = 0
        self._write()
        self._daemon = self._started()
        self._await_start()

    def __enter__(self) -> "PrivateCups":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def stop(self) -> None:
        """The print service goes; what it holds stays on its disk."""
        self._daemon.terminate()
        self._daemon.wait(20)

    def start(self) -> None:
        """The print service comes (back)."""
        self._daemon = self._started()
        self._await_start()

    def close(self) -> None:
        """End the daemon and take its folder away."""
        self.mend()
        self.stop()
        shutil.rmtree(self._root, ignore_errors=True)

    def queue(self, mode: str = "success", *, ppd: bool = False, ppd_file: str = "", **options: str) -> str:
        """A new printer of that mode; raw, with the driver that passes PDF through, or with a given one."""
        self._queues += 1
        name = f"desk{self._queues}"
        given_file = self._root / f"{name}.ppd"
        if ppd_file:
            given_file.write_text(ppd_file)
        driver = given_file if ppd_file else PDF_PPD
        kind = ["-P", driver] if ppd or ppd_file else ["-m", "raw"]
        given = [
            part for key, value in options.items() for part in ("-o", f"{key.replace('_', '-')}={value}")
        ]
        self.run("lpadmin", "-p", name, "-E", "-v", f"desk:/{mode}", *kind, *given)
        return name

    def run(self, program: str, *arguments: object) -> None:
        """A CUPS administration program against this server."""
        subprocess.run(
            [program, *map(str, arguments)],
            env={**os.environ, "CUPS_SERVER": self.local.socket_path},
            check=True,
            capture_output=True,
            timeout=30,
        )

    def pieces(self) -> list[str]:
        """Names of what came out of the printers, each as often as it came; `JOB.PROCESS`."""
        lying = (self._root / "out").iterdir()
        return sorted(path.name for path in lying if path.suffix[1:].isdigit())

    def piece(self, name: str) -> bytes:
        """What came out, of `pieces`."""
        return (self._root / "out" / name).read_bytes()

    def printed(self, number: int) -> bytes:
        """What came out for a job, which must have come out once.

        Raises:
            FileNotFoundError: nothing did.
        """
        found = [name for name in self.pieces() if name.split(".")[0] == str(number)]
        if not found:
            raise FileNotFoundError(number)
        assert len(found) == 1, f"job {number} came out {len(found)} times"
        return self.piece(found[0])

    def forget(self) -> None:
        """Every job and its document is lost, as after a new installation; numbers begin at 1 again."""
        self.stop()
        for folder in ("spool", "cache"):
            shutil.rmtree(self._root / folder)
        for folder in ("spool/tmp", "cache/rss"):
            (self._root / folder).mkdir(parents=True)
        self.start()

    def mend(self) -> None:
        """Put every printer right that waits for it."""
        (self._root / "out" / "mended").touch()

    def break_again(self) -> None:
        """From now on printers with a trouble have it again."""
        (self._root / "out" / "mended").unlink(missing_ok=True)

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [
                self._root / "cupsd",
                "-f",
                "-c",
                self._root / "etc/cupsd.conf",
                "-s",
                self._root / "etc/cups-files.conf",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _write(self) -> None:
        root = self._root
        for folder in ("etc/ppd", "bin/backend", "spool/tmp", "cache/rss", "state", "log", "out"):
            (root / folder).mkdir(parents=True)
        for part in ("filter", "daemon", "cgi-bin", "notifier", "monitor"):
            (root / "bin" / part).symlink_to(f"/usr/lib/cups/{part}")
        group = "root" if os.geteuid() == 0 else str(os.getegid())
        (root / "etc/cups-files.conf").write_text(_FILES_CONF.format(root=root, group=group))
        (root / "etc/cupsd.conf").write_text(_CUPSD_CONF.format(root=root, port=self.tcp.port))
        backend = root / "bin/backend/desk"
        backend.write_text(_BACKEND.format(root=root))
        backend.chmod(0o700)
        # A copy, because the system's profile for /usr/sbin/cupsd would keep it out of our folder.
        shutil.copy(shutil.which("cupsd", path="/usr/sbin:/usr/local/sbin") or "cupsd", root / "cupsd")

    def _await_start(self) -> None:
        service, until = PrintService(self.local), time.monotonic() + 20
        while True:
            try:
                service.printers()
            except NoPrinter:
                if self._daemon.poll() is not None or time.monotonic() > until:
                    raise
                threading.Event().wait(0.05)
            else:
                return
