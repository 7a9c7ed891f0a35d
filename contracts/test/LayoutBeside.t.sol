// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pledging} from "../src/interfaces/IPledges.sol";
import {Objection} from "../src/interfaces/IProceedings.sol";
import {ContractRegistration, Statement} from "../src/interfaces/ITechContracts.sol";
import {ITitleRegistry, Migration, Movement, Share, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {GrantTerms} from "../src/interfaces/IUseRights.sol";
import {TypedRights} from "../src/libraries/TypedRights.sol";
import {Hearing} from "./Hearing.sol";
import {Licensing} from "./Licensing.sol";
import {World} from "./World.sol";

/// The slots of what stands beside a title, and the registry's other ones, as written. See Layout.t.sol for the rest.
contract LayoutBesideTest is Hearing, Licensing {
    function setUp() public override(Hearing, World) {
        super.setUp();
        a = title("a", terms(1, table(ANNA, WHOLE / 2, BO)));
    }

    function word(address where, bytes32 base, uint256 offset) private view returns (uint256) {
        return uint256(vm.load(where, bytes32(uint256(base) + offset)));
    }

    /// Where a mapping at `slot` keeps what stands under `key`.
    function under(bytes32 key, uint256 slot) private pure returns (bytes32) {
        return keccak256(abi.encode(key, slot));
    }

    function under(bytes32 outer, uint256 inner, uint256 slot) private pure returns (bytes32) {
        return keccak256(abi.encode(inner, under(outer, slot)));
    }

    function hashOf(GrantTerms calldata content) external pure returns (bytes32) {
        return TypedRights.hash(content);
    }

    // ---- TitleRegistry

    function test_ConfirmedUseGrantStandsInSlotOneAndItsRightInSlotThreeOfUseRights() public {
        GrantTerms memory content = licence(EXCLUSIVE, ANNA, FIRM);
        content.kind = 1;
        content.licensors = list(ANNA, BO);
        content.until = now_() + 2 * LEAST_TERM;
        bytes32 hash = this.hashOf(content);
        Terms memory proposed = Terms(1, 0, new Share[](0), hash);
        propose(proposal(a, proposed));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, proposed));
        bytes32 key = keccak256(abi.encode(a, hash));
        assertEq(word(address(registry), under(key, 1), 0), now_());
        bytes32 right = grant(granting(a, content));
        assertEq(word(address(rights), under(key, 3), 0), uint256(right));
    }

    function test_SuccessorStandsInSlotTwo() public {
        ITitleRegistry next = deployAnother(address(registry));
        Migration memory m = Migration(act(a, APPOINTMENT), address(next));
        registry.migrate(m, all(titleRolls.rollOfMigrate(m), titleRolls.digestOfMigrate(m)));
        assertEq(word(address(registry), under(a, 2), 0), uint160(address(next)));
    }

    // ---- Proceedings

    function test_WhatWasDoneStandsInSlotZeroAndObjectionsInSlotOne() public {
        propose(proposal(a, terms(1, table(BO))));
        Objection memory m = objection(CHEN, 2);
        bytes32 digest = object(m);
        uint256 raisedAt = now_();
        assertEq(word(address(proceedings), under(digest, 0), 0), 1);
        bytes32 base = under(a, CHEN, 1);
        assertEq(word(address(proceedings), base, 0), uint256(digest));
        assertEq(word(address(proceedings), base, 1), 2 | 1 << 16 | raisedAt << 32, "round, open, second");
        vm.warp(raisedAt + 1 days);
        decide(CHEN, digest, 3, 2);
        uint256 closed = 2 | 3 << 16 | 3 << 24 | raisedAt << 32 | uint256(now_()) << 72;
        assertEq(word(address(proceedings), base, 1), closed, "round, decided, outcome, seconds");
        assertEq(word(address(proceedings), under(a, 2), 0), 2 | uint256(now_()) << 16, "what closed the proposal");
    }

    function test_FreezesStandInSlotThreeTheirNumbersInSlotFourAndEndsInSlotFive() public {
        uint256 from = now_();
        freeze(freezing(APPOINTMENT, 0, now_() + 10 days));
        freeze(freezing(APPOINTMENT, BENCH, now_() + 300 days));
        uint256 first = from | from + 10 days << 40 | 1 << 80 | 1 << 112;
        assertEq(word(address(proceedings), under(a, 1, 3), 0), first, "from, until, node, ground");
        assertEq(word(address(proceedings), under(a, 4), 0), 2 | 1 << 16 | 2 << 32, "two, the first and the second");
        vm.warp(from + 1 days);
        lift(1);
        assertEq(word(address(proceedings), under(a, 1, 3), 0), first | 1 << 120, "lifted");
        assertEq(word(address(proceedings), under(a, 4), 0), 2 | 2 << 16, "the second is left");
        assertEq(word(address(proceedings), under(a, 1, 5), 0), from + 1 days, "when the last one of node 1 was over");
    }

    function test_OffersStandInSlotSixAndTheLastOfEachSellerInSlotSeven() public {
        uint32[] memory entitled = new uint32[](9);
        for (uint32 i; i < 9; ++i) {
            entitled[i] = BO + i;
        }
        bytes32 number = offer(offering(ANNA, 77, entitled));
        uint256 said = ANNA | 77 << 32 | uint256(now_() + 15 days) << 64 | 9 << 176;
        bytes32 base = under(number, 6);
        assertEq(word(address(proceedings), base, 0), uint256(a));
        assertEq(word(address(proceedings), base, 1), uint256(keccak256("terms")));
        take(number, BO);
        waive(number, DAI);
        assertEq(word(address(proceedings), base, 2), said | 1 << 112 | 4 << 144, "terms, taken, waived");
        uint256 eight;
        for (uint256 i; i < 8; ++i) {
            eight |= (BO + i) << 32 * i;
        }
        assertEq(word(address(proceedings), base, 3), eight);
        assertEq(word(address(proceedings), base, 4), BO + 8, "the ninth");
        assertEq(word(address(proceedings), base, 5) | word(address(proceedings), base, 6), 0);
        assertEq(word(address(proceedings), under(a, ANNA, 7), 0), uint256(number));
    }

    function test_HowAnOfferEndedStandsBehindItsWindow() public {
        bytes32 number = offer(offering(ANNA, 77, list(BO)));
        withdrawOffer(number);
        assertEq(uint8(word(address(proceedings), under(number, 6), 2) >> 104), 7, "withdrawn");
    }

    function test_OrdersStandInSlotEight() public {
        bytes32 typeHash =
            keccak256("OrderTerms(uint8 ground,Movement[] movements)Movement(uint32 from,uint32 to,uint32 units)");
        announce(announcing(6, new Movement[](0)));
        bytes32 terms_ = keccak256(abi.encode(typeHash, 6, keccak256("")));
        assertEq(word(address(proceedings), keccak256(abi.encode(terms_, under(a, 8))), 0), now_() + 15 days);
    }

    // ---- Pledges

    function test_PledgesStandInSlotZeroAndThoseOfATitleInSlotOne() public {
        Share[] memory parts = new Share[](2);
        (parts[0], parts[1]) = (Share(BO, 11), Share(ANNA, 7));
        Pledging memory m = Pledging(act(a, APPOINTMENT), DAI, parts);
        bytes32 number = pledges.digestOfPledge(m);
        pledges.pledge(m, all(pledges.rollOfPledge(m), number));
        bytes32 base = under(number, 0);
        assertEq(word(address(pledges), base, 0), uint256(a));
        assertEq(word(address(pledges), base, 1), DAI | uint256(now_()) << 32, "pledgee, second");
        assertEq(word(address(pledges), base, 2), 2, "two parts");
        bytes32 first = keccak256(abi.encode(uint256(base) + 2));
        assertEq(word(address(pledges), first, 0), BO | 11 << 32 | uint256(ANNA) << 64 | 7 << 96, "party, units");
        bytes32 standing = under(a, 1);
        assertEq(word(address(pledges), standing, 0), 1);
        assertEq(word(address(pledges), keccak256(abi.encode(standing)), 0), uint256(number));
        bytes32 holder = bytes32(uint256(keccak256(abi.encode(a, 0))) + 2);
        uint256 half = WHOLE / 2;
        uint256 rows = ANNA | 1 << 32 | half << 34 | uint256(BO) << 64 | 1 << 96 | half << 98;
        assertEq(word(address(registry), holder, 0), rows, "both rows are marked");
    }

    // ---- UseRights

    function test_RightsStandInSlotZeroAndListsOfATitleInSlotsOneAndTwo() public {
        GrantTerms memory content = licence(EXCLUSIVE, ANNA, FIRM);
        (content.flags, content.licensors, content.licensees) = (1, list(ANNA, BO), list(CHEN, FIRM));
        uint32 version = head().version;
        bytes32 number = grant(granting(a, content));
        bytes32 base = under(number, 0);
        assertEq(word(address(rights), base, 0), uint256(a));
        assertEq(word(address(rights), base, 1), 0, "no parent");
        uint256 packed =
            version | uint256(content.from) << 72 | uint256(content.until) << 112 | 2 << 152 | 1 << 160 | 1 << 168;
        assertEq(word(address(rights), base, 2), packed, "version, from, until, kind, exclusivity, flags");
        assertEq(word(address(rights), base, 3), type(uint256).max, "fields");
        assertEq(word(address(rights), base, 4), 1, "territories");
        assertEq(word(address(rights), base, 5), 2);
        assertEq(word(address(rights), base, 6), 2);
        bytes32 licensors = keccak256(abi.encode(uint256(base) + 5));
        bytes32 licensees = keccak256(abi.encode(uint256(base) + 6));
        assertEq(word(address(rights), licensors, 0), ANNA | uint256(BO) << 32);
        assertEq(word(address(rights), licensees, 0), CHEN | uint256(FIRM) << 32);
        for (uint256 slot = 1; slot <= 2; ++slot) {
            assertEq(word(address(rights), under(a, slot), 0), 1, "granted, reserved");
            assertEq(word(address(rights), keccak256(abi.encode(under(a, slot))), 0), uint256(number));
        }
    }

    // ---- TechContracts

    function test_ContractsStandInSlotZeroThoseOfATitleInSlotOneAndStatementsInSlotTwo() public {
        ContractRegistration memory m = ContractRegistration(
            matter(a, APPOINTMENT), 1, 3, 2, 1, 0, ANNA, list(ANNA, BO), list(CHEN), keccak256("contract")
        );
        bytes32 number = techContracts.digestOfRegisterContract(m);
        techContracts.registerContract(m, all(techContracts.rollOfRegisterContract(m), number));
        Statement memory s = Statement(matter(a, 0), number, ANNA, 1, 1, keccak256("figures"));
        techContracts.stateContract(
            s, all(techContracts.rollOfStateContract(s), techContracts.digestOfStateContract(s))
        );
        bytes32 base = under(number, 0);
        assertEq(word(address(techContracts), base, 0), uint256(a));
        uint256 packed =
            1 | 3 << 32 | 2 << 40 | 1 << 48 | 1 << 56 | 1 << 80 | uint256(ANNA) << 112 | uint256(now_()) << 144;
        assertEq(word(address(techContracts), base, 1), packed, "node, kinds, basis, status, counts, applicant, second");
        assertEq(word(address(techContracts), base, 2), 2);
        assertEq(word(address(techContracts), base, 3), 1);
        assertEq(word(address(techContracts), base, 4), 0, "source");
        assertEq(word(address(techContracts), base, 5), uint256(keccak256("contract")));
        bytes32 sellers = keccak256(abi.encode(uint256(base) + 2));
        assertEq(word(address(techContracts), sellers, 0), ANNA | uint256(BO) << 32);
        assertEq(word(address(techContracts), keccak256(abi.encode(uint256(base) + 3)), 0), CHEN);
        bytes32 about = under(a, 1);
        assertEq(word(address(techContracts), about, 0), 1);
        assertEq(word(address(techContracts), keccak256(abi.encode(about)), 0), uint256(number));
        assertEq(word(address(techContracts), under(number, ANNA, 2), 0), 1);
    }
}
