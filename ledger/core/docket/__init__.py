"""A docket: everything that was recorded of parties, achievements and what befell them, and what the rules say of it.

An event is judged (`judging`) by every rule that its kind asks for; accepted, it changes the docket, refused,
nothing. A docket is a fold: the same events give the same docket, so the past is the fold of what had happened by then.
Questions are answered in `asking`. The dossier format v1 is what comes in (`reading`); nothing here knows a file, a
clock, a database or a chain.
"""
