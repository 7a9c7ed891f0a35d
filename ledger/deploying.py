"""Putting a ledger onto a chain, once: contracts, the log's operator, and the row that says so."""

import secrets
import time
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import Engine

from ledger.chain.abi import address_of
from ledger.chain.answered import Receipt, Reverted
from ledger.chain.artifacts import artifact, code_hash
from ledger.chain.client import Chain
from ledger.chain.contracts import Authority, Contracts
from ledger.chain.fees import market, raised, within
from ledger.chain.refusals import refused
from ledger.chain.sender import Call, Payer, Raw, created_by, gas_limit, require_funds
from ledger.chain.states import Limits
from ledger.core import acts, seals
from ledger.core.acts import ContractDomain, Message
from ledger.core.deployment import Deployed, Deployment
from ledger.core.errors import Refused, Unavailable
from ledger.core.meanings import PARTY_KINDS
from ledger.keyring import Signer
from ledger.store import database
from ledger.store import deployment as records

LOG_OPERATOR = 2
"""Number of the party that signs anchors: the first one that the core vouches for."""

_CORE = 1
_DEPLOY_GAS = 12_000_000
_PATIENCE = 180.0  # seconds for one transaction to be mined
_LIFE = 7 * 86_400
_TRIES = 5
_NOBODY = "0x" + "00" * 20


@dataclass(frozen=True)
class Founder:
    """A party that exists from the start: what it signs with, and the salted commitment to its identity filing."""

    signer: Signer
    identity: bytes


def deploy(
    engine: Engine,
    chain: Chain,
    payer: Payer,
    *,
    limits: Limits,
    core: Founder,
    operator: Founder,
    log_origin: str,
) -> Deployment:
    """The ledger of this database: found on the chain if the row stands, deployed otherwise.

    Party 1 is `core` and operates node 1; party 2 is `operator` and signs anchors. The payer keeps no power. Stopped
    half-way, it leaves contracts that nobody uses, and begins anew next time.

    :raises ForeignChain: if the row stands and the node serves another chain or other code.
    :raises Unavailable: if the node is away, or mines nothing for three minutes.
    """
    with database.transaction(engine) as connection:
        standing = records.find(connection)
    if standing is not None:
        Contracts(chain, standing).require()
        return standing
    salt = secrets.token_bytes(32)
    verifier, first = _create(chain, payer, "P256Verifier", ())
    founding = (salt, core.signer.signer_bytes, core.identity, astuple(limits.authority))
    authority, _ = _create(chain, payer, "Authority", founding)
    _enrol_operator(chain, payer, Authority(chain, "Authority", authority), salt, core, operator)
    addresses = {"P256Verifier": verifier, "Authority": authority, **_titles(chain, payer, authority, limits)}
    titles = addresses["TitleRegistry"]
    addresses["TitleRolls"], _ = _create(chain, payer, "TitleRolls", (titles,))
    addresses["UseRights"], _ = _create(chain, payer, "UseRights", (titles, limits.least_term))
    addresses["TechContracts"], _ = _create(chain, payer, "TechContracts", (titles,))
    read = (titles, addresses["UseRights"], addresses["TechContracts"])
    addresses["Lens"], _ = _create(chain, payer, "Lens", read)
    addresses["AnchorLog"], _ = _create(chain, payer, "AnchorLog", (authority, LOG_OPERATOR))
    addresses["WebAuthnVerifier"], last = _create(chain, payer, "WebAuthnVerifier", ())
    block = chain.block(last)
    deployment = Deployment(
        chain_id=chain.chain_id(),
        genesis=chain.genesis().hash,
        salt=salt,
        contracts={name: Deployed(at, code_hash(chain, at, block)) for name, at in addresses.items()},
        first_block=first,
        block=last,
        log_origin=log_origin,
        log_operator=LOG_OPERATOR,
    )
    with database.transaction(engine) as connection:
        records.record(connection, deployment)
    return deployment


def _titles(chain: Chain, payer: Payer, authority: str, limits: Limits) -> dict[str, str]:
    """The registry and its two companions, each made for the others: their addresses follow from the payer's next
    nonces. Where another transaction of the payer slips in between, all three begin anew.

    :raises Unavailable: `PAYER_BUSY` if that happens every time.
    """
    for _ in range(_TRIES):
        nonce = chain.sent_by(payer.address, chain.head())
        titles, proceedings, pledges = (created_by(payer.address, nonce + i) for i in range(3))
        arguments = {
            "TitleRegistry": (authority, proceedings, pledges, _NOBODY, astuple(limits.titles)),
            "Proceedings": (titles, astuple(limits.proceedings)),
            "Pledges": (titles,),
        }
        told = dict(zip(arguments, (titles, proceedings, pledges), strict=True))
        try:
            if all(_create(chain, payer, name, given)[0] == told[name] for name, given in arguments.items()):
                return told
        except Refused as refusal:
            if refusal.code not in ("FOREIGN_COMPANION", "DEPLOYMENT_REVERTED"):
                raise
    raise Unavailable(
        "PAYER_BUSY",
        f"other transactions of the paying account {payer.address} came between those of the deployment",
        next="let nobody else send from the paying account meanwhile, then deploy again",
        address=payer.address,
    )


def _create(chain: Chain, payer: Payer, name: str, arguments: tuple[Any, ...]) -> tuple[str, int]:
    compiled = artifact(name)
    try:
        receipt = _send(chain, payer, None, compiled.creation + compiled.interface.constructor(arguments))
    except Reverted as reverted:
        raise refused(reverted) from reverted
    return address_of(receipt.created or ""), receipt.block_number


def _enrol_operator(
    chain: Chain, payer: Payer, authority: Authority, salt: bytes, core: Founder, operator: Founder
) -> None:
    drafted = chain.head().time
    message: Message = {
        "party": LOG_OPERATOR,
        "signer": "0x" + operator.signer.signer_bytes.hex(),
        "identity": "0x" + operator.identity.hex(),
        "kind": PARTY_KINDS["officer"],
        "guardian": _CORE,
        "recoveryDays": 0,
        "voucher": _CORE,
        "appointment": 0,
        "draftedAt": drafted,
        "deadline": drafted + _LIFE,
    }
    digest = acts.digest("Enrolment", message, ContractDomain(chain.chain_id(), authority.address, salt))
    signed = seals.blob(
        seals.seal(founder.signer.signer_bytes, founder.signer.sign_digest(digest)) for founder in (core, operator)
    )
    data = authority.interface.call("enrol", (acts.as_arguments("Enrolment", message), signed))
    try:
        _send(chain, payer, authority.address, data)
    except Reverted as reverted:
        raise refused(reverted) from reverted


def _send(chain: Chain, payer: Payer, to: str | None, data: bytes) -> Receipt:
    """Send a transaction until it is mined. What an interrupted deployment left in the node's pool is outbid, or
    waited for: neither keeps the next one from going through."""
    call = Call(to, data, gas_limit(chain, payer.address, to, data, cap=_DEPLOY_GAS))
    chain_id, head = chain.chain_id(), chain.head()
    offer = within(market(chain).offer, payer.limit.ceiling)
    require_funds(chain, payer.address, call.gas, offer, head)
    nonce, raws = chain.sent_by(payer.address, head), list[Raw]()
    waited_until = time.monotonic() + _PATIENCE
    while True:
        raws = raws or [payer.sign(call, chain_id=chain_id, nonce=nonce, offer=offer)]
        handed = chain.send(raws[-1].content)
        taken = chain.sent_by(payer.address, chain.head())
        if receipts := chain.receipts([raw.hash for raw in raws]):
            return _good(*receipts.popitem())
        if taken > nonce:
            nonce, raws = taken, []
            continue
        if handed.verdict in ("unfunded", "impossible", "refused"):
            raise Unavailable("NOT_TAKEN", handed.said, next="see to what the node says, then deploy again")
        if handed.verdict == "underpriced" and (better := raised(offer, market(chain), payer.limit.ceiling)):
            offer = better
            raws.append(payer.sign(call, chain_id=chain_id, nonce=nonce, offer=offer))
        if time.monotonic() > waited_until:
            message = f"transaction 0x{raws[-1].hash.hex()} was not mined in {_PATIENCE:.0f} seconds"
            raise Unavailable("NOT_MINED", message, next="see whether the chain makes blocks, then deploy again")
        time.sleep(0.2)


def _good(hash: bytes, receipt: Receipt) -> Receipt:
    if not receipt.good:
        raise Refused("DEPLOYMENT_REVERTED", f"transaction 0x{hash.hex()} was turned down in its block")
    return receipt
