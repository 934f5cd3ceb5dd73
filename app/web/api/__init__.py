"""The REST API: one file for each resource."""

from fastapi import APIRouter

from app.web.api import (
    account,
    brands,
    campaigns,
    cases,
    consumers,
    invitations,
    keys,
    matches,
    me,
    messages,
    parcel_exports,
    parcels,
    privacy,
    products,
    questionnaires,
    reviews,
    runs,
    seats,
    sign_in,
    summaries,
    troubles,
)

ROUTERS: tuple[APIRouter, ...] = (
    me.router,
    reviews.router,
    account.router,
    brands.router,
    campaigns.router,
    cases.router,
    consumers.router,
    invitations.router,
    keys.router,
    matches.router,
    messages.router,
    parcel_exports.router,
    parcels.router,
    privacy.router,
    products.router,
    questionnaires.router,
    runs.router,
    seats.router,
    sign_in.router,
    summaries.router,
    troubles.router,
)
"""The busiest first: a request is held against one after the other."""
