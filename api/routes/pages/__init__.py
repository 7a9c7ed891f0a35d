"""The pages for people, a module each."""

from api.routes.pages import docs, filing, filings, home

ROUTERS = (home.router, docs.router, filing.router, filings.router)
"""All of them, in the order in which they are tried."""
