"""`zhengben up` and `zhengben doctor`: the service on this machine."""

from typing import Any

from ledger.cli.options import AsJson, Lang, voice


def up(as_json: AsJson = False, lang: Lang = None) -> Any:
    """Run the service with all its parts until Ctrl-C."""
    from ledger import settings, upping

    speak = voice(as_json, lang)
    return upping.up(settings.load(), speak.err if as_json else speak.out)


def doctor(as_json: AsJson = False, lang: Lang = None) -> Any:
    """Check this machine and the data, and say what to do."""
    from ledger import settings, upping

    speak = voice(as_json, lang)
    return upping.doctor(settings.load(), speak.err if as_json else speak.out)
