"""Log records as lines: JSON for machines, coloured text for people. No value can break out of its line."""

import logging
import re
from typing import Any

import orjson
from pythonjsonlogger.core import RESERVED_ATTRS, BaseJsonFormatter

from suite.logs.context import request_context, span_fields
from suite.logs.redaction import Redactor
from suite.logs.timestamps import format_timestamp
from suite.tracing.spans import current_span

FIXED = frozenset({"timestamp", "level", "service", "module", "message"})
COLOURS = {"debug": "\x1b[2m", "info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"}
DIM, PLAIN = "\x1b[2m", "\x1b[0m"

RESERVED_FIELDS = frozenset(RESERVED_ATTRS) | {"taskName"}
# JSON allows these, but some readers of lines take them for the end of one.
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_LINE_END = re.compile("[\x85\u2028\u2029]")


class RecordFormatter(BaseJsonFormatter):
    """Collects the fields of a record, redacted, in the order they are shown."""

    def __init__(self, service: str, redactor: Redactor) -> None:
        super().__init__()
        self._service = service
        self._redactor = redactor

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Fill `log_data`; extra fields may set request_id and user_id, but none of the fixed keys."""
        redactor = self._redactor
        context = request_context.get()
        log_data["timestamp"] = format_timestamp(record.created)
        log_data["level"] = name_level(record.levelno)
        log_data["service"] = self._service
        log_data["module"] = record.module
        log_data["message"] = redactor.redact_text(record.message)
        log_data["request_id"] = redactor.redact(context.get("request_id"))
        log_data["user_id"] = redactor.redact(context.get("user_id"))
        log_data.update(span_fields(current_span()))
        stack = message_dict.pop("exc_info", None) or message_dict.pop("stack_info", None)
        for name, value in {**message_dict, **vars(record)}.items():
            if name not in RESERVED_FIELDS and name not in FIXED and not str(name).startswith("_"):
                log_data[redactor.redact_text(str(name))] = redactor.redact_named(str(name), value)
        if record.exc_info and record.exc_info[0]:
            log_data["error"] = record.exc_info[0].__name__
        if stack:
            log_data["stack"] = redactor.redact_text(str(stack))


class JsonFormatter(RecordFormatter):
    """One JSON object on one line."""

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """The line, without its end."""
        line = orjson.dumps(log_data).decode()
        return line if line.isascii() else _LINE_END.sub(lambda end: _LINE_ENDS[end[0]], line)


class PrettyFormatter(RecordFormatter):
    """Coloured text: time, level, module, message, fields; a stack follows on marked lines of its own."""

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """The text; characters that cannot be printed are shown by their escapes."""
        shown = {name: value for name, value in log_data.items() if value is not None}
        stack = shown.pop("stack", "")
        time, level, _, module, message = (
            shown.pop(name) for name in ("timestamp", "level", "service", "module", "message")
        )
        pairs = " ".join(f"{escape(name)}={escape(show(value))}" for name, value in shown.items())
        head = f"{DIM}{time[11:23]}{PLAIN} {COLOURS[level]}{level:<7}{PLAIN} {escape(module)}: {escape(message)}"
        lines = [f"{head} {DIM}{pairs}{PLAIN}" if pairs else head]
        return "\n".join([*lines, *(f"  | {escape(line)}" for line in stack.split("\n") if line)])


def name_level(number: int) -> str:
    """debug, info, warning or error, whatever a library calls its level."""
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warning"
    return "info" if number >= logging.INFO else "debug"


def show(value: Any) -> str:
    """A field's value as text: words as they are, everything else as JSON."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def escape(text: str) -> str:
    """`text` with every character that a terminal could act on written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
