"""Knows where models lie, so that migrations and tests see every table; imports them by name, knows no noun."""

import importlib
from pathlib import Path

APP = Path(__file__).parents[2]


def import_all() -> None:
    """Import each folder's models and the tables of the ground floor."""
    importlib.import_module("app.core.idempotency")
    for models in sorted(APP.glob("*/models.py")) + sorted(APP.glob("*/models/__init__.py")):
        folder = models.relative_to(APP).parts[0]
        importlib.import_module(f"app.{folder}.models")
