// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guardianship, NodeClosing, Recovery} from "../src/interfaces/IAuthority.sol";
import {
    AppointmentSheet,
    ILens,
    LedgerSheet,
    NodeSheet,
    Pages,
    PartySheet,
    TitleSheet
} from "../src/interfaces/ILens.sol";
import {Pledging} from "../src/interfaces/IPledges.sol";
import {Freeze, Lift, Offer} from "../src/interfaces/IProceedings.sol";
import {ContractRegistration} from "../src/interfaces/ITechContracts.sol";
import {ITitleRegistry, Proposal, Share} from "../src/interfaces/ITitleRegistry.sol";
import {Ending, Grant, GrantTerms} from "../src/interfaces/IUseRights.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// See Lens.tree.
contract LensTest is World {
    uint32 private constant THIRD = WHOLE / 3;
    uint32 private constant BANK = 8;
    ILens private lens;
    bytes32 private a;

    function setUp() public override {
        super.setUp();
        lens = ILens(deploy("Lens", abi.encode(registry, rights, techContracts)));
        enrol(BANK, 2, OFFICER, APPOINTMENT);
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    function everything() private pure returns (Pages memory) {
        return Pages(0, type(uint256).max, 0, type(uint256).max);
    }

    function test_ReadsOneRegistryOnly() public {
        address rightsHere = address(rights);
        address contractsHere = address(techContracts);
        deployTitles(address(0));
        refuseDeploy(
            "Lens",
            abi.encode(registry, rightsHere, contractsHere),
            abi.encodeWithSelector(ITitleRegistry.ForeignCompanion.selector, rightsHere)
        );
        rightsHere = deploy("UseRights", abi.encode(registry, LEAST_TERM));
        refuseDeploy(
            "Lens",
            abi.encode(registry, rightsHere, contractsHere),
            abi.encodeWithSelector(ITitleRegistry.ForeignCompanion.selector, contractsHere)
        );
        contractsHere = deploy("TechContracts", abi.encode(registry));
        lens = ILens(deploy("Lens", abi.encode(registry, rightsHere, contractsHere)));
        assertEq(lens.titles(), address(registry));
        assertEq(lens.authority(), address(authority));
        assertEq(lens.proceedings(), address(proceedings));
        assertEq(lens.pledges(), address(pledges));
        assertEq(lens.useRights(), rightsHere);
        assertEq(lens.techContracts(), contractsHere);
    }

    // ---- a title

    function test_NothingIsEmpty() public view {
        TitleSheet memory sheet = lens.titleSheet(keccak256("nothing"), everything());
        TitleSheet memory expected;
        (expected.achievement, expected.time) = (keccak256("nothing"), now_());
        assertEq(abi.encode(sheet), abi.encode(expected));
    }

    function test_TellsHeadTableTrailAndProposal() public {
        bytes32 b = numberOf("b");
        register(registration("b", table(UNIT, 7, ANNA)));
        Proposal memory message = proposal(b, terms(2, table(UNIT, 8, BO)));
        propose(message);
        TitleSheet memory sheet = lens.titleSheet(b, everything());
        assertEq(sheet.title.status, 2);
        assertEq(abi.encode(sheet.title), abi.encode(registry.titleOf(b)));
        assertEq(abi.encode(sheet.holdings), abi.encode(table(UNIT, 7, ANNA)));
        assertEq(abi.encode(sheet.words), abi.encode(registry.wordsOf(b)));
        assertEq(sheet.trail, registry.trailOf(b));
        assertNotEq(sheet.trail, 0);
        assertEq(abi.encode(sheet.proposal), abi.encode(registry.proposalOf(b)));
        assertEq(sheet.proposal.noticeUntil, message.noticeUntil);
        assertEq(sheet.successor, address(0));
        assertEq(sheet.time, now_());
    }

    function pledge(uint32 holder, uint32 units) private returns (bytes32 number) {
        Share[] memory parts = new Share[](1);
        parts[0] = Share(holder, units);
        Pledging memory message = Pledging(act(a, APPOINTMENT), BANK, parts);
        number = pledges.digestOfPledge(message);
        pledges.pledge(message, all(pledges.rollOfPledge(message), number));
    }

    function test_TellsPledgesThatStand() public {
        assertEq(lens.titleSheet(a, everything()).pledges.length, 0);
        bytes32 one = pledge(ANNA, 5);
        bytes32 two = pledge(BO, 6);
        TitleSheet memory sheet = lens.titleSheet(a, everything());
        assertEq(sheet.pledges.length, 2);
        assertEq(sheet.pledges[0].pledge, one);
        assertEq(sheet.pledges[1].pledge, two);
        assertEq(abi.encode(sheet.pledges[1].record), abi.encode(pledges.pledgeOf(two)));
        assertEq(sheet.pledges[1].record.parts[0].units, 6);
    }

    function freeze(uint40 until) private {
        Freeze memory message = Freeze(matter(a, APPOINTMENT), 0, until, 1);
        proceedings.freeze(message, all(proceedings.rollOfFreeze(message), proceedings.digestOfFreeze(message)));
    }

    function test_TellsFreezesThatStand() public {
        freeze(now_() + 5 days);
        TitleSheet memory sheet = lens.titleSheet(a, everything());
        assertEq(sheet.freezeCount, 1);
        assertEq(sheet.freezes.length, 1);
        assertEq(sheet.freezes[0].number, 1);
        assertEq(abi.encode(sheet.freezes[0].record), abi.encode(proceedings.freezeOf(a, 1)));
        assertEq(sheet.title.frozenUntil, now_() + 5 days);
        Lift memory lift = Lift(matter(a, APPOINTMENT), 1);
        proceedings.lift(lift, all(proceedings.rollOfLift(lift), proceedings.digestOfLift(lift)));
        sheet = lens.titleSheet(a, everything());
        assertEq(sheet.freezeCount, 1);
        assertEq(sheet.freezes.length, 0);
    }

    function offer(uint32 seller, uint32[] memory entitled) private returns (bytes32 number) {
        Offer memory message = Offer(matter(a, 0), seller, 9, keccak256("terms"), entitled, now_() + 20 days);
        number = proceedings.digestOfOffer(message);
        proceedings.offer(message, all(proceedings.rollOfOffer(message), number));
    }

    function test_TellsTheLastOfferOfEachHolder() public {
        bytes32 one = offer(CHEN, list(ANNA, BO));
        bytes32 two = offer(ANNA, list(BO, CHEN));
        TitleSheet memory sheet = lens.titleSheet(a, everything());
        assertEq(sheet.offers.length, 2);
        assertEq(sheet.offers[0].offer, two, "in the order of the table");
        assertEq(sheet.offers[1].offer, one);
        assertEq(abi.encode(sheet.offers[1].record), abi.encode(proceedings.offerOf(one)));
        assertEq(sheet.offers[1].record.seller, CHEN);
    }

    function grant(uint40 from, uint40 until) private returns (bytes32 number) {
        GrantTerms memory content =
            GrantTerms(2, 3, 0, list(BO), list(DAI), from, until, type(uint256).max, type(uint256).max);
        Grant memory message = Grant(act(a, 0), content, 0);
        number = rights.digestOfGrant(message);
        rights.grant(message, all(rights.rollOfGrant(message), number));
    }

    function test_TellsRightsInForceAndToCome() public {
        bytes32 over = grant(now_(), now_() + 1 days);
        bytes32 inForce = grant(now_(), now_() + 400 days);
        bytes32 ended = grant(now_(), now_() + 300 days);
        bytes32 toCome = grant(now_() + 100 days, now_() + 200 days);
        Ending memory message = Ending(matter(a, 0), ended, DAI, 3);
        rights.end(message, all(rights.rollOfEnd(message), rights.digestOfEnd(message)));
        assertEq(lens.titleSheet(a, everything()).rights[0].right, over);
        vm.warp(now_() + 1 days);
        TitleSheet memory sheet = lens.titleSheet(a, everything());
        assertEq(sheet.rightCount, 4);
        assertEq(sheet.rights.length, 2);
        assertEq(sheet.rights[0].right, inForce);
        assertTrue(sheet.rights[0].inForce);
        assertEq(sheet.rights[1].right, toCome);
        assertFalse(sheet.rights[1].inForce);
        assertEq(abi.encode(sheet.rights[1].record), abi.encode(rights.rightOf(toCome)));
        sheet = lens.titleSheet(a, Pages(1, 2, 0, 0));
        assertEq(sheet.rightCount, 4);
        assertEq(sheet.rights.length, 1, "of the two looked through one is over");
        assertEq(sheet.rights[0].right, inForce);
    }

    function test_TellsContractsPageByPage() public {
        bytes32[] memory numbers = new bytes32[](3);
        for (uint256 i; i < 3; ++i) {
            ContractRegistration memory message =
                ContractRegistration(matter(a, APPOINTMENT), 1, 5, 3, 2, 0, ANNA, list(ANNA), list(DAI), bytes32(i));
            numbers[i] = techContracts.digestOfRegisterContract(message);
            techContracts.registerContract(message, all(techContracts.rollOfRegisterContract(message), numbers[i]));
        }
        TitleSheet memory sheet = lens.titleSheet(a, everything());
        assertEq(sheet.contractCount, 3);
        assertEq(sheet.contracts.length, 3);
        sheet = lens.titleSheet(a, Pages(0, 0, 1, 1));
        assertEq(sheet.contractCount, 3);
        assertEq(sheet.contracts.length, 1);
        assertEq(sheet.contracts[0].contractNumber, numbers[1]);
        assertEq(abi.encode(sheet.contracts[0].record), abi.encode(techContracts.contractOf(numbers[1])));
    }

    // ---- who may speak

    function test_TellsAPartyWithItsRecovery() public {
        enrol(9, 1, OFFICER, APPOINTMENT);
        PartySheet memory sheet = lens.partySheet(9);
        assertEq(sheet.party, 9);
        assertEq(abi.encode(sheet.record), abi.encode(authority.partyOf(9)));
        assertEq(sheet.record.signer, vm.addr(keyOf(9)));
        assertEq(sheet.recovery.dueAt, 0);
        assertEq(sheet.recoveryDays, authority.recoveryDaysOf(9));
        entrustTo(9, ANNA);
        recover(9, ANNA);
        sheet = lens.partySheet(9);
        assertEq(abi.encode(sheet.recovery), abi.encode(authority.recoveryOf(9)));
        assertEq(sheet.recovery.signer, vm.addr(keyOf(99)));
        assertEq(sheet.recovery.dueAt, now_() + 30 days);
        assertEq(sheet.recoveryDays, 30);
        assertEq(lens.partySheet(1000).record.since, 0);
    }

    function entrustTo(uint32 party, uint32 guardian) private {
        Guardianship memory message = Guardianship(party, guardian, 30, now_(), soon());
        authority.entrust(message, all(authority.rollOfEntrust(message), authority.digestOfEntrust(message)));
        vm.warp(now_() + 1);
    }

    function recover(uint32 party, uint32 guardian) private {
        Recovery memory message =
            Recovery(party, abi.encodePacked(vm.addr(keyOf(99))), 0, 1, keccak256("evidence"), now_(), soon());
        authority.recover(message, seals(authority.digestOfRecover(message), list(guardian, 99)));
    }

    function test_TellsANodeAndThoseAboveIt() public {
        admit(2, 1, UNIT);
        admit(3, 2, ANNA);
        vm.warp(now_() + 1);
        NodeClosing memory message = NodeClosing(2, UNIT, 0, now_(), soon());
        authority.closeNode(message, all(authority.rollOfCloseNode(message), authority.digestOfCloseNode(message)));
        NodeSheet memory sheet = lens.nodeSheet(3);
        assertEq(sheet.line.length, 3);
        for (uint32 i; i < 3; ++i) {
            assertEq(sheet.line[i].node, 3 - i);
            assertEq(abi.encode(sheet.line[i].record), abi.encode(authority.nodeOf(3 - i)));
        }
        assertTrue(sheet.line[0].inForce, "the nodes below a closed one go on");
        assertFalse(sheet.line[1].inForce);
        assertTrue(sheet.line[2].inForce);
        assertEq(lens.nodeSheet(1).line.length, 1);
        assertEq(lens.nodeSheet(4).line.length, 0);
        assertEq(lens.nodeSheet(0).line.length, 0);
    }

    function test_TellsWhetherAnAppointmentIsInForce() public {
        admit(2, 1, UNIT);
        appoint(2, 2, ANNA, Powers.READ | Powers.BELOW);
        AppointmentSheet memory sheet = lens.appointmentSheet(2);
        assertEq(sheet.appointment, 2);
        assertTrue(sheet.inForce);
        assertEq(abi.encode(sheet.record), abi.encode(authority.appointmentOf(2)));
        end(2, ANNA, now_() + 10);
        vm.warp(now_() + 9);
        assertTrue(lens.appointmentSheet(2).inForce);
        vm.warp(now_() + 1);
        assertFalse(lens.appointmentSheet(2).inForce);
        appoint(3, 2, ANNA, Powers.READ);
        vm.warp(now_() + 1);
        NodeClosing memory message = NodeClosing(2, UNIT, 0, now_(), soon());
        authority.closeNode(message, all(authority.rollOfCloseNode(message), authority.digestOfCloseNode(message)));
        assertFalse(lens.appointmentSheet(3).inForce, "its node is closed");
        assertFalse(lens.appointmentSheet(99).inForce);
    }

    // ---- the ledger

    function test_TellsTheLedger() public view {
        LedgerSheet memory sheet = lens.ledgerSheet();
        assertEq(sheet.chainId, block.chainid);
        assertEq(sheet.number, block.number);
        assertEq(sheet.time, now_());
        assertEq(sheet.salt, SALT);
        assertEq(sheet.parties, BANK);
        assertEq(sheet.nodes, 1);
        assertEq(sheet.appointments, 1);
        assertEq(sheet.predecessor, address(0));
        assertEq(abi.encode(sheet.authorityLimits), abi.encode(authorityLimits()));
        assertEq(abi.encode(sheet.titleLimits), abi.encode(titleLimits()));
        assertEq(abi.encode(sheet.proceedingsLimits), abi.encode(proceedingsLimits()));
        assertEq(sheet.leastTerm, LEAST_TERM);
        address[7] memory addresses = [
            address(authority),
            address(registry),
            address(proceedings),
            address(pledges),
            address(rights),
            address(techContracts),
            address(lens)
        ];
        string[7] memory names =
            ["Authority", "TitleRegistry", "Proceedings", "Pledges", "UseRights", "TechContracts", "Lens"];
        assertEq(sheet.places.length, 7);
        for (uint256 i; i < 7; ++i) {
            assertEq(sheet.places[i].name, names[i]);
            assertEq(sheet.places[i].where, addresses[i]);
            assertEq(sheet.places[i].codeSize, addresses[i].code.length);
            assertEq(sheet.places[i].codeHash, keccak256(addresses[i].code));
        }
    }
}
