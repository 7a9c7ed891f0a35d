"""The rules of the law and of the plan, as pure functions of values and days.

Each function names its clause. What the law leaves open, or what could not be read at its source, is a parameter of the
dated rule table (`table.py`); no function knows a number of its own. Nothing here reads a clock, a database or a chain,
and nothing here changes a right: a new table judges what comes after it.
"""
