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
    products,
    questionnaires,
    reviews,
    runs,
    seats,
    sign_in,
    troubles,
)

ROUTERS: tuple[APIRouter, ...] = (
    account.router,
    brands.router,
    campaigns.router,
    cases.router,
    consumers.router,
    invitations.router,
    keys.router,
    matches.router,
    me.router,
    messages.router,
    parcel_exports.router,
    parcels.router,
    products.router,
    questionnaires.router,
    reviews.router,
    runs.router,
    seats.router,
    sign_in.router,
    troubles.router,
)
