"""Make the genuine bundles, the trust file, and every forgery: `python -m tests.forgeries.make`.

A forgery breaks one link and mends all others as well as its forger could: he may hold the log's key, run a chain of
his own, or deceive whoever took the filing. `manifest.json` names the one check that refuses each. The files are
committed and kept; with the same contracts they come out the same.
"""

import json
import sys
from pathlib import Path
from typing import Any

from ledger.core.evidence import Bundle
from tests.forgeries.manifests import ManifestWorkshop
from tests.forgeries.story import document_bundle, tell, trust_file
from tests.forgeries.workshop import Workshop
from tests.forgeries.world import START, World, anvil
from tests.forgeries.year import YearWorkshop, live

HERE = Path(__file__).parent


def main(folder: Path = HERE) -> None:
    """Write everything into the folder."""

    def write(name: str, content: Bundle | bytes) -> None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.to_json())

    with anvil() as chain:
        elsewhere = document_bundle(tell(World(chain, START + 7)))
    with anvil() as chain:
        story = tell(World(chain))
        workshop = Workshop(story, elsewhere)
        code = chain.ask("eth_getCode", story.world.addresses["AnchorLog"], "latest")
        write("filing.json", workshop.document)
        write("title.json", workshop.title)
        year = live(story)
        years = YearWorkshop(year)
        write("year.json", years.genuine)
        write("struck.json", year.struck_bundle())
        manifest = {}
        forgeries = [*years.forgeries(), *workshop.forgeries()]  # the last of these spoil the chain
        manifests = ManifestWorkshop(story, code)
        write("line.json", manifests.genuine)
        forgeries += manifests.forgeries(workshop.document)
        forgeries += years.of_lying_block()  # spoils it once more
        for forgery in forgeries:
            name = f"{forgery.check:02}-{forgery.name}.json"
            write(name, forgery.content)
            entry: dict[str, Any] = {"check": forgery.check, "genuine": forgery.genuine, "what": forgery.what}
            manifest[name] = entry | ({"notChecked": forgery.not_checked} if forgery.not_checked else {})
        write("trust.json", trust_file(story))
    text = json.dumps(dict(sorted(manifest.items())), ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", "utf-8")
    print(f"{len(manifest)} forgeries", file=sys.stderr)


if __name__ == "__main__":
    main()
