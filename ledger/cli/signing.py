"""`zhengben sign` and `zhengben submit`: nothing is signed that was not recomputed here and said in plain words."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli import files, keys, outline, reading, words
from ledger.cli.locales import refused, unavailable, usage
from ledger.cli.options import DEFAULT_URL, AsJson, Key, Keys, Lang, PasswordFile, Trust, Url, voice
from ledger.cli.voice import Voice
from ledger.core import acts, trust
from ledger.core.errors import NotFound, Unavailable, Usage

if TYPE_CHECKING:
    from ledger.client import Act, Client

_OVER = {"included", "final"}
_FAILED = {"failed", "expired"}
_PAUSE = 1.0  # seconds between two looks at a submitted act

ActId = Annotated[str, typer.Argument(metavar="ACT", help="help.arg.act")]


def sign(
    act_id: ActId,
    key: Key = None,
    party: Annotated[int | None, typer.Option("--party", metavar="N", min=1, help="help.opt.party_sign")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="help.opt.yes")] = False,
    trust_file: Trust = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Sign an act after saying what it does."""
    from ledger.client import Client

    speak, name = voice(as_json, lang), _act_name(act_id)
    keystore = keys.find(key, keys_dir, speak)
    mine = keys.signer_bytes(keystore)
    believed = trust.parse(files.read(trust_file)) if trust_file is not None else None
    with Client(url, language=speak.language) as client:
        act = client.act(name)
        if believed is None:
            believed = trust_of(client)
            speak.note("sign.trust_from_service")
        digest = recomputed(act, believed)
        seats = [party] if party is not None else _seats_of(client, act, mine)
        _check_seats(seats, act, keystore)
        _read_out(act, seats, speak)
        if not yes and not speak.confirmed("ask.sign"):
            raise refused("NOBODY_CONFIRMED")
        signature = keys.open_key(keystore, password_file, speak).sign_digest(digest)
        answer: dict[str, Any] = {}
        for seat in seats:
            answer = client.sign_act(act.id, seat, signature)
    result = {"act": act.id, "parties": seats, "digest": "0x" + digest.hex(), "answer": answer}

    def show(console: Any) -> None:
        for seat in seats:
            console.print(speak.words("sign.signed", party=seat, id=act.id), markup=False)

    speak.answer(result, show)


def submit(
    act_id: ActId,
    wait: Annotated[bool, typer.Option("--wait", help="help.opt.wait")] = False,
    timeout: Annotated[int, typer.Option("--timeout", metavar="SECONDS", min=1, help="help.opt.timeout")] = 120,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Have a signed act sent to the chain, and wait for the outcome if asked to."""
    from ledger.client import Client

    speak, name = voice(as_json, lang), _act_name(act_id)
    with Client(url, language=speak.language) as client:
        answer = client.submit_act(name)
        if wait:
            answer = _outcome(client, name, timeout)
    state = str(answer.get("status", ""))
    sentence = "submit.settled" if state in _OVER else "submit.sent"
    speak.answer(answer, lambda console: console.print(speak.words(sentence, state=state), markup=False))


def recomputed(act: "Act", believed: trust.Trust) -> bytes:
    """The digest of the act's text in the domain of the trusted contract.

    :raises Refused: `DIGEST_DIFFERS` if the service says another.
    :raises Malformed: `ACT_UNKNOWN` or `MESSAGE_MALFORMED`.
    """
    kind = acts.kind(act.kind)
    contract = believed.contracts[kind.contract]
    domain = acts.ContractDomain(believed.chain_id, "0x" + contract.address.hex(), believed.salt)
    ours = acts.digest(kind.primary_type, act.message, domain)
    if ours != act.digest:
        raise refused("DIGEST_DIFFERS", ours="0x" + ours.hex(), theirs="0x" + act.digest.hex())
    return ours


def trust_of(client: "Client") -> trust.Trust:
    """The trust file that the service itself publishes; no more to be believed than the service."""
    try:
        return trust.parse(client.trust())
    except Usage as error:
        raise Unavailable(
            "ANSWER_NOT_UNDERSTOOD", error.message, next="give a trust file with --trust", what=error.message
        ) from None


def _seats_of(client: "Client", act: "Act", mine: bytes) -> list[int]:
    """The parties at whose seats this key signs: as their current signer, or as the one that the act brings."""
    wanted = "0x" + mine.hex()
    found: list[int] = []
    for seat, brought in acts.seats(act.kind, act.seats):
        if seat in found:
            continue
        if brought:
            signer = act.message.get("signer")
        else:
            try:
                signer = client.party(seat).get("signer")
            except NotFound:
                continue
        if isinstance(signer, str) and signer.lower() == wanted:
            found.append(seat)
    return found


def _check_seats(seats: Sequence[int], act: "Act", keystore: Path) -> None:
    listed = ", ".join(str(seat) for seat in act.seats)
    if not seats:
        raise refused("KEY_NOT_SEATED", key=keystore.stem, seats=listed)
    for seat in seats:
        if seat not in act.seats:
            raise usage("PARTY_NOT_SEATED", party=seat, seats=listed)


def _read_out(act: "Act", seats: Sequence[int], speak: Voice) -> None:
    """Say the act, its roll and for whom the signature will stand, on stderr."""
    console = speak.err
    outline.heading(console, f"{words.title(act.kind, speak.language)}  ({act.kind})")
    outline.pairs(console, words.describe(act.kind, act.message, speak.language))
    roll = ", ".join(str(seat) for seat in act.seats)
    own = ", ".join(str(seat) for seat in seats)
    outline.pairs(console, [(speak.words("label.seats"), roll), (speak.words("label.sign_for"), own)])
    deadline = reading.deadline_of(act.message)
    if deadline is not None and deadline < time.time():
        speak.note("sign.past_deadline")


def _outcome(client: "Client", name: str, timeout: int) -> dict[str, Any]:
    until = time.monotonic() + timeout
    while True:
        answer = client.act(name).answer
        state = str(answer.get("status", ""))
        if state in _OVER:
            return answer
        if state in _FAILED:
            raise refused("ACT_FAILED", state=state, id=name)
        if time.monotonic() >= until:
            raise unavailable("STILL_WAITING", seconds=timeout, state=state, id=name)
        time.sleep(_PAUSE)


def _act_name(given: str) -> str:
    name = reading.name_of(given)
    if name.kind != "act":
        raise usage("ID_WRONG", id=given)
    return name.id
