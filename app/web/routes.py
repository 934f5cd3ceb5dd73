"""The page routers, in the order in which they are asked."""

from fastapi import APIRouter

from app.web.consumer import help as consumer_help
from app.web.ops import cases as ops_cases
from app.web.ops import journal as ops_journal
from app.web.ops import queue
from app.web.site import home

PAGES: tuple[APIRouter, ...] = (
    home.router,
    consumer_help.router,
    queue.router,
    ops_cases.router,
    ops_journal.router,
)
