"""Who listens on a port of this machine."""

import errno
import socket
from dataclasses import dataclass

import psutil

_FAMILIES = ((socket.AF_INET, ""), (socket.AF_INET6, ""))


@dataclass(frozen=True)
class Holder:
    """A process that listens; pid is None when the system does not tell us whose the listener is."""

    port: int
    pid: int | None
    command: str

    def __str__(self) -> str:
        who = f"pid {self.pid} ({self.command})" if self.pid else "a process of another user"
        return f"port {self.port} is taken by {who}"


def find_holder(port: int) -> Holder | None:
    """The process that listens on this port, or None when the port is free.

    A free one is known by binding it: the table of everybody's connections takes a hundred times as long.
    """
    if _can_bind(port):
        return None
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return Holder(port, None, "")
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
            return _describe(port, connection.pid)
    return None


def _describe(port: int, pid: int | None) -> Holder:
    try:
        command = " ".join(psutil.Process(pid).cmdline()) if pid else ""
    except psutil.Error:
        command = "command unknown"
    return Holder(port, pid, command[:120])


def _can_bind(port: int) -> bool:
    """Whether nobody listens, on any address of either family."""
    for family, address in _FAMILIES:
        try:
            probe = socket.socket(family)
        except OSError:
            continue  # a machine without this family
        with probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return False
    return True
