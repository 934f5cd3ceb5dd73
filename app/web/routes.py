"""The page routers, in the order in which they are asked."""

from fastapi import APIRouter

from app.web.brand import campaign_form, forecast, products, team
from app.web.brand import campaigns as brand_campaigns
from app.web.brand import numbers as brand_numbers
from app.web.brand import report as brand_report
from app.web.brand import reviews as brand_reviews
from app.web.consumer import accounts as consumer_accounts
from app.web.consumer import address as consumer_address
from app.web.consumer import answers as consumer_answers
from app.web.consumer import campaigns as consumer_campaigns
from app.web.consumer import consents as consumer_consents
from app.web.consumer import help as consumer_help
from app.web.consumer import home as consumer_home
from app.web.consumer import invitation, invitations
from app.web.consumer import parcels as consumer_parcels
from app.web.consumer import privacy as consumer_privacy
from app.web.consumer import review as consumer_review
from app.web.consumer import review_picture as consumer_review_picture
from app.web.consumer import reviews as consumer_reviews
from app.web.consumer import surveys as consumer_surveys
from app.web.ops import accounts as ops_accounts
from app.web.ops import brands as ops_brands
from app.web.ops import campaigns as ops_campaigns
from app.web.ops import cases as ops_cases
from app.web.ops import holidays as ops_holidays
from app.web.ops import journal as ops_journal
from app.web.ops import keys as ops_keys
from app.web.ops import matching as ops_matching
from app.web.ops import matching_person as ops_matching_person
from app.web.ops import matching_replay as ops_matching_replay
from app.web.ops import matching_rounds as ops_matching_rounds
from app.web.ops import matching_what_if as ops_matching_what_if
from app.web.ops import messages as ops_messages
from app.web.ops import models as ops_models
from app.web.ops import parcels as ops_parcels
from app.web.ops import queue
from app.web.ops import report as ops_report
from app.web.ops import review as ops_review
from app.web.ops import review_deciding as ops_review_deciding
from app.web.ops import review_numbers as ops_review_numbers
from app.web.ops import reviews as ops_reviews
from app.web.ops import seat as ops_seat
from app.web.ops import troubles as ops_troubles
from app.web.site import home, problem, settings, sign_in, sign_up

PAGES: tuple[APIRouter, ...] = (
    home.router,
    problem.router,
    sign_in.router,
    settings.router,
    sign_up.router,
    consumer_home.router,
    consumer_accounts.router,
    consumer_answers.router,
    consumer_address.router,
    consumer_consents.router,
    consumer_privacy.router,
    team.router,
    consumer_help.router,
    consumer_campaigns.router,
    consumer_surveys.router,
    invitations.router,
    invitation.router,
    ops_accounts.router,
    ops_seat.router,
    queue.router,
    ops_cases.router,
    ops_journal.router,
    ops_matching_rounds.router,
    ops_matching.router,
    ops_matching_replay.router,
    ops_matching_what_if.router,
    ops_matching_person.router,
    ops_models.router,
    ops_keys.router,
    ops_messages.router,
    consumer_parcels.router,
    ops_parcels.router,
    ops_troubles.router,
    brand_numbers.router,
    brand_report.router,
    brand_reviews.router,
    consumer_review.router,
    consumer_review_picture.router,
    consumer_reviews.router,
    ops_review.router,
    ops_review_deciding.router,
    ops_review_numbers.router,
    ops_reviews.router,
    ops_report.router,
    products.router,
    campaign_form.router,
    forecast.router,
    brand_campaigns.router,
    ops_campaigns.router,
    ops_holidays.router,
    ops_brands.router,
)
