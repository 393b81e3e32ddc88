"""nginx with the example configuration that is shipped, on loopback with TLS; its names are replaced."""

import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from app.hub.client import Address
from app.paths import resource
from tests.private_ca import PrivateAuthority


class PrivateNginx:
    """Passes to a hub on a port; `address` has the authority a station pins."""

    def __init__(self, upstream: int) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="station-nginx-"))
        authority = PrivateAuthority()
        (self._root / "hub.pem").write_bytes(authority.server_pem())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.address = Address(f"https://127.0.0.1:{self.port}", authority.pem)
        self._write(upstream)
        self._daemon = subprocess.Popen(
            [
                shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx",
                "-p",
                self._root,
                "-c",
                "nginx.conf",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if self._daemon.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self._root / "error.log").read_text()) from None
                threading.Event().wait(0.05)
            else:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._daemon.terminate()
        self._daemon.wait(20)
        shutil.rmtree(self._root, ignore_errors=True)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address.url + path, verify=self.address.verify(), timeout=20, trust_env=False)

    @property
    def log(self) -> str:
        return (self._root / "access.log").read_text()

    def _write(self, upstream: int) -> None:
        shipped = resource("hub", "nginx.conf").read_text("utf-8")
        for pattern, ours in (
            (r"server 127\.0\.0\.1:8080", f"server 127.0.0.1:{upstream}"),
            (r"listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            (r"hub\.example\.gov\.cn", "localhost"),
            (r"/etc/station-hub/hub\.(pem|key)", str(self._root / "hub.pem")),
            (r"/var/log/nginx/station-hub\.log", str(self._root / "access.log")),
        ):
            shipped, changed = re.subn(pattern, ours, shipped)
            assert changed, pattern
        root = self._root
        (root / "nginx.conf").write_text(
            "daemon off;\nmaster_process on;\nworker_processes 2;\n"
            f"pid {root}/pid;\nerror_log {root}/error.log;\nevents {{ worker_connections 1024; }}\n"
            f"http {{\n"
            + "".join(
                f"{kind}_temp_path {root}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + shipped
            + "\n}\n"
        )
        root.chmod(0o755)
