"""What goes into the API and what comes out of it, as Pydantic models with examples.

Strict: a number is no string, an unknown member is refused, every text and list is bounded. JSON is camelCase.
"""
