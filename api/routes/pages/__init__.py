"""The pages for people, a module each."""

from api.routes.pages import docs, home

ROUTERS = (home.router, docs.router)
"""All of them, in the order in which they are tried."""
