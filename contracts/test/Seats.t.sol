// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../src/interfaces/IAuthority.sol";
import {IPledges, Pledging} from "../src/interfaces/IPledges.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Movement, Share, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {World} from "./World.sol";

/// See Seats.tree.
contract SeatsTest is World {
    uint32 private constant HOLDERS = ANNA; // 16
    uint32 private constant NEWCOMERS = 20; // 16
    uint32 private constant DELEGATE = 36;
    uint32 private constant PLEDGEES = 37; // 8
    uint32 private constant SPARE = 45;
    uint32 private constant EACH = WHOLE / 16;
    uint8 private constant FOLLOWS = 2;
    bytes32 private a;

    /// A title of sixteen under a delegate who holds nothing; half of them have pledged, each to another.
    function setUp() public override {
        super.setUp();
        for (uint32 party = DAI + 1; party <= SPARE; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        Share[] memory shares = new Share[](16);
        for (uint32 i; i < 16; ++i) {
            shares[i] = Share(HOLDERS + i, EACH);
        }
        a = title("a", Terms(4, DELEGATE, shares, 0));
        for (uint32 i; i < 8; ++i) {
            Pledging memory m = pledging(HOLDERS + i, PLEDGEES + i);
            pledges.pledge(m, all(pledges.rollOfPledge(m), pledges.digestOfPledge(m)));
        }
    }

    function pledging(uint32 holder, uint32 pledgee) private view returns (Pledging memory) {
        Share[] memory parts = new Share[](1);
        parts[0] = Share(holder, EACH);
        return Pledging(act(a, APPOINTMENT), pledgee, parts);
    }

    /// Every holder gives all he has to a newcomer of his own.
    function everything() private view returns (Conveyance memory m) {
        m = conveyance(a, GIFT, 0, 0, 0);
        m.movements = new Movement[](16);
        for (uint32 i; i < 16; ++i) {
            m.movements[i] = Movement(HOLDERS + i, NEWCOMERS + i, EACH);
        }
        m.pledgeAfter = FOLLOWS;
    }

    function refuse(Conveyance memory m, bytes memory blob, bytes memory reason) private {
        vm.expectRevert(reason);
        registry.convey(m, blob);
    }

    function test_FortyTwoSeatsConvey() public {
        Conveyance memory m = everything();
        Roll memory roll = titleRolls.rollOfConvey(m);
        assertEq(roll.seats.length, 42);
        assertEq(roll.must, (1 << 42) - 1, "all must sign");
        assertEq(roll.disposing, 0xffff << 1, "the holders give");
        assertEq(roll.seats[0], OFFICER);
        for (uint32 i = 1; i < 42; ++i) {
            assertEq(roll.seats[i], HOLDERS + i - 1, "holders, newcomers, delegate, pledgees");
        }
        registry.convey(m, all(roll, titleRolls.digestOfConvey(m)));
        Share[] memory shares = registry.holdingsOf(a);
        assertEq(shares.length, 16);
        for (uint32 i; i < 16; ++i) {
            assertEq(shares[i].party, NEWCOMERS + i);
            assertEq(shares[i].units, EACH);
            assertEq(registry.wordsOf(a)[i / 4] >> 64 * (i % 4) + 32 & 1, i < 8 ? 1 : 0, "marks");
            assertEq(pledges.pledgedOf(a, NEWCOMERS + i), i < 8 ? EACH : 0);
        }
    }

    function test_RefusesWithoutAnyOneOfThem() public {
        Conveyance memory m = everything();
        uint32[] memory seats = titleRolls.rollOfConvey(m).seats;
        bytes32 digest = titleRolls.digestOfConvey(m);
        for (uint256 i; i < 42; ++i) {
            uint32 party = seats[i];
            seats[i] = 0;
            refuse(m, seals(digest, seats), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, party));
            seats[i] = party;
        }
    }

    function test_RefusesOneSealMore() public {
        Conveyance memory m = everything();
        bytes32 digest = titleRolls.digestOfConvey(m);
        bytes memory blob = all(titleRolls.rollOfConvey(m), digest);
        bytes memory more = bytes.concat(blob, seal(sign(keyOf(SPARE), digest)));
        refuse(m, more, abi.encodeWithSelector(IRefusals.SealsMalformed.selector, blob.length));
        refuse(m, bytes.concat(blob, hex"0000"), abi.encodeWithSelector(IRefusals.SealsMalformed.selector, blob.length));
    }

    function test_RefusesOneMovementMore() public {
        Conveyance memory m = everything();
        Movement[] memory more = new Movement[](17);
        for (uint32 i; i < 16; ++i) {
            more[i] = m.movements[i];
        }
        more[15].units -= 1;
        more[16] = Movement(HOLDERS + 15, SPARE, 1);
        m.movements = more;
        refuse(m, "", abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17));
    }

    function test_RefusesOneHolderMore() public {
        Conveyance memory m = everything();
        m.movements[15].units -= 1;
        bytes memory blob = all(titleRolls.rollOfConvey(m), titleRolls.digestOfConvey(m));
        refuse(m, blob, abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17));
    }

    function test_RefusesOnePledgeMore() public {
        Pledging memory m = pledging(HOLDERS + 8, SPARE);
        bytes memory blob = all(pledges.rollOfPledge(m), pledges.digestOfPledge(m));
        vm.expectRevert(abi.encodeWithSelector(IPledges.TooManyPledges.selector, a));
        pledges.pledge(m, blob);
    }

    function test_WhoReceivesAndIsAskedAnywaySitsOnce() public {
        Conveyance memory m = everything();
        m.movements[0].to = PLEDGEES + 3;
        m.movements[1].to = DELEGATE;
        Roll memory roll = titleRolls.rollOfConvey(m);
        assertEq(roll.seats.length, 40);
        registry.convey(m, all(roll, titleRolls.digestOfConvey(m)));
        assertEq(registry.holdingsOf(a)[0].party, PLEDGEES + 3);
        assertEq(registry.holdingsOf(a)[1].party, DELEGATE);
    }
}
