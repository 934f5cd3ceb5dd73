"""Engines, column types and the naming convention: what every table stands on."""

from app.core.database.columns import Facts, Moment, Row, Table, Versioned, sealed
from app.core.database.engines import BorrowedDatabase, Database, OpenDatabase
from app.core.database.inline import changes

__all__ = ["BorrowedDatabase", "Database", "Facts", "Moment", "OpenDatabase", "Row", "Table", "Versioned", "changes",
           "sealed"]
