"""The configuration file of the supervisor, written from the manifest."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from suite_ops.environment.private_files import OWNER_AND_GROUP
from suite_ops.installation import Installation
from suite_ops.processes.programs import Program

_LOG_BYTES, _LOG_FILES = "10MB", 5


def configuration_text(here: Installation, programs: Iterable[Program], pid_file: Path) -> str:
    """The configuration file; it names no secret, programs read those themselves."""
    sections: dict[str, dict[str, object]] = {
        "unix_http_server": {"file": here.socket, "chmod": "0700"},
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
        "supervisorctl": {"serverurl": f"unix://{here.socket}"},
        "supervisord": {
            "pidfile": pid_file,
            "logfile": here.log_dir / "supervisord.log",
            "logfile_maxbytes": _LOG_BYTES,
            "logfile_backups": _LOG_FILES,
            "childlogdir": here.run_dir,
            "nocleanup": "true",
            "umask": f"{OWNER_AND_GROUP:03o}",
        },
    }
    if os.geteuid() == 0:
        sections["supervisord"]["user"] = "root"
    for program in programs:
        sections[f"program:{program.name}"] = _program_section(program)
    return "\n".join(_section(title, values) for title, values in sections.items())


def _program_section(program: Program) -> dict[str, object]:
    section: dict[str, object] = {
        "command": program.command_line(),
        "directory": program.folder,
        "autostart": "false",
        "autorestart": "true",
        "startsecs": 1,
        "startretries": program.retries,
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_seconds,
        "stopasgroup": str(program.stop_as_group).lower(),
        "killasgroup": "true",
        "redirect_stderr": "true",
        # Relative to the supervisor's folder, LOG_DIR: a percent sign in a full path is expanded twice.
        "stdout_logfile": f"{program.name}.log",
        "stdout_logfile_maxbytes": _LOG_BYTES,
        "stdout_logfile_backups": _LOG_FILES,
    }
    if program.user:
        section["user"] = program.user
    return section


def _section(title: str, values: Mapping[str, object]) -> str:
    # A percent sign starts an expansion in this format, wherever it stands.
    lines = [f"{name} = {str(value).replace('%', '%%')}" for name, value in values.items()]
    return "\n".join([f"[{title}]", *lines, ""])
