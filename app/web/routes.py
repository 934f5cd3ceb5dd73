"""The page routers, in the order in which they are asked."""

from fastapi import APIRouter

from app.web.site import home

PAGES: tuple[APIRouter, ...] = (home.router,)
