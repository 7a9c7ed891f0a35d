"""`zhengben reindex`: for whoever runs the service, on its machine."""

from ledger.cli.options import AsJson, Lang, voice


def reindex(as_json: AsJson = False, lang: Lang = None) -> None:
    """Build the index anew from the chain."""
    from ledger import reindexing, settings

    speak = voice(as_json, lang)
    done = reindexing.reindex(
        settings.load(), lambda number, head: speak.note("reindex.read", number=number, head=head)
    )
    answer = {"blocks": done.blocks, "first": done.first, "last": done.last}
    said = speak.words("reindex.done", first=done.first, last=done.last)
    speak.answer(answer, lambda console: console.print(said, markup=False))
