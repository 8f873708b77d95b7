"""What a confined process cannot do, seen from inside one."""

from __future__ import annotations

import platform
import socket
import subprocess
import sys

import pytest

from kg.service.pool import confine

START = """
import os, socket
from kg.service.pool.confine import confine
ours, theirs = socket.socketpair()
confine(1 << 30, files={files})
"""
KNOWN = sys.platform == "linux" and platform.machine() in confine._SOCKET
pytestmark = pytest.mark.skipif(not KNOWN, reason="this kernel has no such filter")


def confined(code: str, *, files: bool) -> str:
    """Run code in a confined process; return what it prints."""
    command = [sys.executable, "-c", START.format(files=files) + code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("files", [True, False])
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_no_socket_is_given_out(family: str, files: bool) -> None:
    code = f"""
try:
    socket.socket(socket.{family})
except PermissionError:
    print("refused")
"""
    assert confined(code, files=files) == "refused"


def test_a_socket_that_is_there_serves_on() -> None:
    assert confined("ours.sendall(b'x'); print(theirs.recv(1))", files=True) == "b'x'"


def test_who_tries_an_update_reads_files_but_writes_none() -> None:
    code = """
print(bool(open(os.__file__).read()))
try:
    open("/tmp/kg-confine-test", "w").write("x" * 100_000)
except OSError:
    print("refused")
finally:
    os.path.exists("/tmp/kg-confine-test") and os.remove("/tmp/kg-confine-test")
"""
    assert (
        confined("import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)" + code, files=True)
        == "True\nrefused"
    )


def test_the_engine_reaches_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        code = f"""
import pyoxigraph as ox
try:
    list(ox.Store().query("SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))
except OSError as error:
    print(error)
"""
        assert "ermission denied" in confined(code, files=True)
        with pytest.raises(TimeoutError):
            listener.accept()
