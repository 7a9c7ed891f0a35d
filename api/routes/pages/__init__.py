"""The pages for people, a module each."""

from api.routes.pages import (
    achievements,
    acts,
    desk,
    docs,
    enrolling,
    filing,
    filings,
    home,
    inbox,
    me,
    network,
    search,
    signing_in,
    verify,
)

ROUTERS = (
    achievements.router,
    acts.router,
    desk.router,
    docs.router,
    enrolling.router,
    filing.router,
    filings.router,
    home.router,
    inbox.router,
    me.router,
    network.router,
    search.router,
    signing_in.router,
    verify.router,
)
"""All of them."""
