"""The life of an achievement on a real node: registered, on notice, confirmed, conveyed, answered for at any time."""

import pytest

from ledger import queries, standing
from ledger.core.acts import fold_trail
from ledger.core.errors import Conflict, Malformed, NotAllowed, NotFound, ProofInvalid, Refused
from ledger.core.shares import Share
from ledger.local.testing import Node
from ledger.store import acts as stored_acts
from ledger.store import database
from tests.chain.world import World

WHOLE = 720_720_000


def test_a_right_lives_from_registration_to_conveyance_and_every_moment_of_it_is_answered(shared_world: World) -> None:
    world = shared_world
    university, lin, zhao, company = map(world.number, ("university", "lin", "zhao", "company"))
    achievement = world.register(university="100%")
    name = "0x" + achievement.hex()
    registered = world.holdings(achievement)
    assert (registered.status_name, registered.version, registered.owners) == ("registered", 1, ())
    assert registered.claimed == (Share(university, WHOLE),)

    table = world.table(university="1/3", lin="1/3", zhao="1/3")
    fields = {"achievement": name, "filing": world.filing(), "table": table, "rule": "two_thirds"}
    until = world.notice_end
    world.act("propose", fields | {"noticeUntil": until})
    notice = world.holdings(achievement)
    assert (notice.status_name, notice.version, notice.owners) == ("notice", 1, ())
    assert notice.notice is not None
    assert notice.notice.until == until

    desk = world.net.appointments["core desk"]
    confirmation = {"achievement": name, "filing": world.filing(), "appointment": desk}
    with pytest.raises(Refused) as early:
        world.act("confirm", confirmation)
    assert early.value.code == "NOTICE_RUNNING"
    assert early.value.values["until"] == notice.notice.until
    world.node.advance(notice.notice.until - world.node.now)
    world.act("confirm", confirmation)
    confirmed = world.holdings(achievement)
    third = WHOLE // 3
    assert confirmed.owners == (Share(university, third), Share(lin, third), Share(zhao, third))
    assert (confirmed.status_name, confirmed.version, confirmed.rule) == ("confirmed", 2, "two_thirds")
    assert confirmed.claimed == ()
    assert confirmed.notice is None

    world.node.advance(60)
    world.act("convey", world.gift(achievement, "zhao", "company", "1/6"))
    world.act("convey", world.gift(achievement, "zhao", "lin", "1/6"))
    conveyed = world.holdings(achievement)
    assert conveyed.owners == (Share(university, third), Share(lin, WHOLE // 2), Share(company, WHOLE // 6))
    assert conveyed.version == 4

    assert world.holdings(achievement, block=registered.as_of.number).status_name == "registered"
    assert world.holdings(achievement, at=notice.as_of.time).status_name == "notice"
    assert world.holdings(achievement, at=confirmed.as_of.time).owners == confirmed.owners
    with pytest.raises(NotFound, match="nothing was registered"):
        world.holdings(achievement, block=world.deployment.block)
    _require_index_agrees_with_chain(world, achievement)


def _require_index_agrees_with_chain(world: World, achievement: bytes) -> None:
    head = world.chain.head()
    assert tuple(world.contracts.titles.holdings(achievement, head)) == world.holdings(achievement).owners
    with database.transaction(world.engine) as connection:
        steps, _ = queries.history(connection, achievement)
        first, _ = queries.history(connection, achievement, limit=2)
        rest, _ = queries.history(connection, achievement, after=first[-1].cursor)
    assert first + rest == steps
    assert [step.act for step in steps] == ["register", "propose", "confirm", "convey", "convey"]
    trail = bytes(32)
    for step in steps:
        if step.act != "propose":
            trail = fold_trail(trail, step.digest, step.version, step.block.time)
    assert trail == world.contracts.titles.trail(achievement, head)


def test_the_same_life_passes_on_ganache(engine, ganache: Node) -> None:  # type: ignore[no-untyped-def]
    world = World.found(engine, ganache)
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    world.act("convey", world.gift(achievement, "zhao", "lin", "1/4"))
    assert world.holdings(achievement).owners[0].units == WHOLE * 3 // 4


def test_status_follows_an_act_from_draft_to_final(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    assert act.status == "draft"
    assert act.missing is not None
    assert act.missing.parties == (world.number("officer"), world.number("lin"), world.number("zhao"))
    act = world.sign(act, "lin", "zhao")
    assert act.status == "signing"
    with pytest.raises(Refused) as refusal:
        world.submit(act)
    assert refusal.value.code == "SIGNATURE_MISSING"
    assert refusal.value.values["party"] == world.number("officer")
    act = world.sign(act, "officer")
    world.submit(act)
    assert world.view(act).status == "submitted"
    world.submit(act)
    assert world.send() == 1
    world.settle()
    final = world.view(act)
    assert (final.status, final.roll) == ("final", None)
    assert final.block_number == world.holdings(achievement).as_of.number
    with pytest.raises(Conflict):
        world.sign(act, "lin")
    world.submit(act)
    assert world.send() == 0


def test_an_act_expires_with_its_deadline(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    world.sign(act, "lin", "zhao", "officer")
    world.node.advance(31 * 86_400)
    assert world.view(act).status == "expired"
    with pytest.raises(Refused) as late:
        world.submit(act)
    assert late.value.code == "LATE"


def test_of_two_complete_acts_over_one_version_the_second_fails(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    acts = [world.draft("convey", world.gift(achievement, "lin", "zhao", share)) for share in ("1/4", "1/8")]
    for act in acts:
        world.sign(act, "lin", "zhao", "officer")
        world.submit(act)
    world.send()
    world.settle()
    assert [world.view(act).status for act in acts] == ["final", "failed"]
    assert world.view(acts[1]).refusal is not None
    with pytest.raises(Refused) as stale:
        world.submit(acts[1])
    assert stale.value.code == "WRONG_VERSION"


def test_a_signature_is_taken_from_seats_only_and_checked_against_the_present_signer(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    with pytest.raises(NotAllowed, match="no seat"):
        world.sign(act, "company")
    for party, forger in (("lin", "company"), ("zhao", "lin")):
        signature = world.signers[forger].sign_digest(act.drafted.digest)
        with pytest.raises(ProofInvalid):
            world.add(act, world.number(party), signature)


def test_a_contract_wallet_signs_with_whatever_it_accepts(shared_world: World) -> None:
    world = shared_world
    accepts_all = "0x600e600c600039600e6000f3" + "631626ba7e60e01b5f5260205ff3"
    wallet = world.other_transaction(data=accepts_all)["contractAddress"]
    desk = world.net.appointments["core desk"]
    fields = {"signer": wallet, "identity": "ab" * 32, "kind": "organisation", "appointment": desk}
    act = world.sign(world.draft("enrol", fields), "officer")
    act = world.add(act, act.drafted.message["party"], b"as it pleases")
    world.submit(act)
    world.send()
    world.settle()
    assert world.view(act).status == "final"
    assert world.contracts.authority.party(act.drafted.message["party"], world.chain.head()).signer.lower() == wallet


def test_no_act_is_drafted_that_could_never_take_effect_in_time(shared_world: World) -> None:
    world = shared_world
    gift = world.gift(world.confirmed(lin="1/2", zhao="1/2"), "lin", "zhao", "1/4")
    enrolment = {"signer": "0x" + "77" * 20, "identity": "cd" * 32, "kind": "person", "voucher": 1}
    for kind, fields in (("enrol", enrolment), ("convey", gift)):
        drafted = world.draft(kind, fields).drafted.message
        drafted_at = drafted.get("act", drafted)["draftedAt"]
        for deadline in (0, drafted_at - 3600, drafted_at + 91 * 86_400, (1 << 40) - 1):
            with pytest.raises(Refused) as refusal:
                world.draft(kind, fields | {"deadline": deadline})
            assert refusal.value.code == "DEADLINE_OUT_OF_RANGE"
        assert world.draft(kind, fields | {"deadline": drafted_at + 89 * 86_400}).status == "draft"


def test_a_signature_without_a_seat_is_left_out(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    world.sign(act, "lin", "zhao", "officer")
    with database.transaction(world.engine) as connection:
        stored_acts.sign(connection, act.drafted.id, world.number("company"), b"x" * 65, world.clock())
    world.submit(act)
    world.send()
    world.settle()
    assert world.view(act).status == "final"


def test_under_unanimity_the_silent_co_owner_is_missing(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(university="1/3", lin="1/3", zhao="1/3")
    act = world.sign(world.draft("convey", world.gift(achievement, "lin", "zhao", "10%")), "lin", "zhao", "officer")
    assert act.missing is not None
    assert not act.missing.nothing
    assert world.number("university") in (*act.missing.parties, *act.missing.consenting)
    with pytest.raises(Refused):
        world.submit(act)


def test_a_sale_to_an_outsider_without_an_offer_is_refused_by_name(shared_world: World) -> None:
    world = shared_world
    achievement = world.confirmed(university="1/2", lin="1/2")
    with pytest.raises(Refused) as refusal:
        world.act("convey", {**world.gift(achievement, "lin", "company", "10%"), "basis": "sale"})
    assert refusal.value.code == "OFFER_MISSING"
    assert refusal.value.values["seller"] == world.number("lin")
    assert "优先购买" in refusal.value.values["zh"]


def test_an_officer_of_a_park_stays_in_his_park(shared_world: World) -> None:
    world = shared_world
    fields = {
        "node": 1,
        "filing": world.filing(),
        "filer": world.number("university"),
        "claimed": world.table(university="100%"),
        "appointment": world.net.appointments["park desk"],
    }
    with pytest.raises(Refused) as refusal:
        world.act("register", fields)
    assert refusal.value.code == "NOT_COMPETENT"
    elsewhere = world.act("register", {**fields, "node": world.net.nodes["park node"], "filing": world.filing()})
    assert elsewhere.seats[0] == world.number("park officer")


def test_an_act_is_not_drafted_before_its_document_stands_in_the_log(shared_world: World) -> None:
    world = shared_world
    with pytest.raises(Conflict) as refusal:
        world.draft(
            "register",
            {
                "node": 1,
                "filing": world.filing(),
                "filer": world.number("university"),
                "claimed": world.table(university="100%"),
                "appointment": 1,
            },
            integrated=lambda _: False,
        )
    assert refusal.value.code == "FILING_NOT_INTEGRATED"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"node": 1}, "FIELD_MISSING"),
        ({"draftedAt": 1}, "FIELD_UNKNOWN"),
        ({"colour": "red"}, "FIELD_UNKNOWN"),
        ({"claimed": [{"party": 1, "share": "1/17"}]}, "SHARE_NOT_EXACT"),
        ({"claimed": [{"party": 1, "share": "all"}]}, "FIELD_MALFORMED"),
        ({"claimed": "everybody"}, "FIELD_MALFORMED"),
        ({"filing": "0x12"}, "FIELD_MALFORMED"),
        ({"filer": True}, "FIELD_MALFORMED"),
        ({"achievement": "11" * 32}, "FIELD_MALFORMED"),
    ],
)
def test_fields_that_do_not_fit_are_named(shared_world: World, fields: dict, code: str) -> None:  # type: ignore[type-arg]
    world = shared_world
    whole = {"node": 1, "filing": "ab" * 32, "filer": 1, "claimed": [{"party": 1, "share": "100%"}], "appointment": 1}
    given = fields if code == "FIELD_MISSING" else {**whole, **fields}
    with pytest.raises(Malformed) as refusal:
        world.draft("register", given)
    assert refusal.value.code == code


def test_the_index_and_the_contract_agree_on_competence(world: World) -> None:
    from ledger.core.powers import BIT

    head = world.chain.head()
    end = world.act("endAppointment", {"appointment": 2, "by": world.number("park"), "until": head.time + 86_400})
    times = [head.time, head.time + 80_000, end.message["until"], end.message["until"] + 1]
    with database.transaction(world.engine) as connection:
        for appointment in (0, 1, 2, 3):
            for power in (0, BIT["confirm_title"], BIT["court_order"], BIT["confirm_title"] | BIT["register_party"]):
                for node in (0, 1, 2, 3):
                    for time in times:
                        told, _ = standing.competent(connection, appointment, power, node, at=time)
                        asked = world.contracts.authority.competent(appointment, power, node, time, world.chain.head())
                        assert told == asked, (appointment, power, node, time)


def test_a_network_built_twice_is_built_once(world: World) -> None:
    from ledger import genesis

    before = world.chain.head().number
    assert genesis.build(world.means, world.core, world.description()) == world.net
    assert world.chain.head().number == before
    with database.transaction(world.engine) as connection:
        lin = standing.party(connection, world.number("lin"))
        park = standing.node(connection, world.net.nodes["park node"])
        found = standing.parties_of_signer(connection, world.signers["zhao"].signer_bytes)
        state = queries.status(connection, world.contracts)
    assert lin.row.voucher == world.number("university")
    assert park.row.parent == 1
    assert [row.officer for row in park.appointments] == [world.number("park officer")]
    assert found == [world.number("zhao")]
    assert state.lag == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-04-08", 1_775_663_999),
        ("2026-04-08T23:59:59+08:00", 1_775_663_999),
        ("2026-04-08T15:59:59Z", 1_775_663_999),
        ("2026-04-09T00:00:00+08:00", 1_775_664_000),
        ("9999-12-31", 253_402_271_999),
    ],
)
def test_a_day_ends_at_midnight_in_shanghai(text: str, seconds: int) -> None:
    assert queries.parse_at(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-4-8", "2026-04-08T10:00:00", "1775663999", "10000-01-01"]
)
def test_what_is_no_day_and_no_instant_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        queries.parse_at(text)
