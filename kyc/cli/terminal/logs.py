"""Logs of services: one JSON object a line on stderr, of events, ids and codes."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """Writes a record and its extras; of an exception only the kind, since its text may quote anything."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line, whatever characters come in."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **{name: value for name, value in record.__dict__.items() if name not in _STANDARD},
        }
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
        return json.dumps(told, default=str)


def log_as_json(level: int = logging.INFO) -> None:
    """Send what is logged to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("httpx", "alembic"):  # one writes addresses, the other at every look at the schema
        logging.getLogger(name).setLevel(logging.WARNING)
