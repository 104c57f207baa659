"""
Stands between the program and its Java, and ends Java when the program is gone, however it went.

Run by its path, in a session of its own, with the standard library only. Standard input is a pipe from the program:
its end means that the program is gone, and a line on it holds the seconds that Java gets to stop. Java's process id is
written to standard output; standard error is Java's log. Java inherits the home's lock, so that it lasts as long as
Java does. Exits with Java's own code, or 137 when Java had to be killed.

    python -I -S supervisor.py GRACE_SECONDS LOCK_FD COMMAND...
"""

import ctypes
import os
import select
import signal
import subprocess
import sys

_STDIN, _STDERR = 0, 2
_KILLED = 137
_PR_SET_PDEATHSIG = 1


def _die_with_supervisor() -> None:
    """Ask Linux to kill Java if the supervisor itself is killed; elsewhere there is nothing to ask."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen() -> int:
    """A file that becomes readable when Java ends or somebody terminates the supervisor."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    return readable


def _wait(java: "subprocess.Popen[bytes]", wakeup: int, grace_seconds: float) -> float:
    """Until Java ends or is to be ended; the seconds that it gets."""
    while java.poll() is None:
        ready, _, _ = select.select([_STDIN, wakeup], [], [])
        if _STDIN in ready:
            line = os.read(_STDIN, 64).strip()
            return float(line) if line else grace_seconds
        if signal.SIGTERM in os.read(wakeup, 64):
            return grace_seconds
    return 0.0


def _end(java: "subprocess.Popen[bytes]", grace_seconds: float) -> int:
    if java.poll() is None:
        java.terminate()
    try:
        return java.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        java.kill()
        java.wait()
        return _KILLED


def main(grace_seconds: float, lock: int, command: list[str]) -> int:
    """Run the command until it ends, or until nobody wants it any more."""
    wakeup = _listen()
    java = subprocess.Popen(  # noqa: S603 - the command is the program's own
        command,
        stdin=subprocess.DEVNULL,
        stdout=_STDERR,
        pass_fds=[lock],
        preexec_fn=_die_with_supervisor,  # noqa: PLW1509 - safe: this process has one thread
    )
    sys.stdout.write(f"{java.pid}\n")
    sys.stdout.close()
    return _end(java, _wait(java, wakeup, grace_seconds))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
