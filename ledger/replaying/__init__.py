"""Replays: a dossier played through a ledger of its own, with real filings, instruments and contracts.

`stage` is that ledger, thrown away afterwards; `cast` knows who signs with which key under which number; `deeds` says
which acts on the chain an event is, from a `plan`, one module `on_…` for each part of the law; `marks` which refusals
the chain makes itself; `playing` goes through the events.
"""
