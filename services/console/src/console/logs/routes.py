"""/api/v1/logs."""

from pathlib import Path

from flask import Blueprint

from console.logs.lines import LogFilter, read_lines
from console.logs.schemas import LogQuery, LogSchema
from suite.http import ADMIN, Call, Reply, data_reply, endpoint


def logs_blueprint(folder: Path) -> Blueprint:
    """The route over the log files in `folder`."""
    logs = Blueprint("logs", __name__)

    @logs.get("")
    @endpoint(
        ADMIN,
        "The end of the log of all services, or of one",
        query=LogQuery(),
        replies={200: ("Lines", LogSchema())},
    )
    def list_lines(call: Call) -> Reply:
        query = call.query
        files = log_files(folder)
        names = ("level", "text", "request_id", "after", "before")
        wanted = LogFilter(**{name: query.get(name) for name in names})
        lines = [
            {"service": name, **line}
            for name, path in files.items()
            if query.get("service", name) == name
            for line in read_lines(path, wanted, query["limit"])
        ]
        lines.sort(key=lambda line: str(line.get("timestamp", "")))
        return data_reply({"lines": lines[-query["limit"] :], "sources": sorted(files)})

    return logs


def log_files(folder: Path) -> dict[str, Path]:
    """The log files by the name of their program."""
    return {path.stem: path for path in sorted(folder.glob("*.log")) if path.is_file()}
