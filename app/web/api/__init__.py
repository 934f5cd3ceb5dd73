"""The REST API: one file for each resource."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
