"""Logs: one JSON line on stderr for each event, with times and codes; no values of variables, no personal data."""

import sys

import structlog


def configure() -> None:
    """Set the process's logging; called by the composition root."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr), cache_logger_on_first_use=False)
