// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pledging} from "../src/interfaces/IPledges.sol";
import {Offer} from "../src/interfaces/IProceedings.sol";
import {Conveyance, Movement, Settlement, Share, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// What sales are made of: offers that commit to a buyer and a price, settlements, pledges. Two pledgees (parties 10, 11)
/// and one who holds nothing (party 12) stand beside the title `a`.
abstract contract Market is Hearing {
    uint32 internal constant THIRD = WHOLE / 3;
    uint32 internal constant BANK = 10;
    uint32 internal constant FUND = 11;
    uint32 internal constant EVE = 12;
    uint8 internal constant SALE = 1;
    uint8 internal constant EQUITY = 2;
    uint8 internal constant RELEASED = 1;
    uint8 internal constant FOLLOWS = 2;
    bytes32 internal constant PRICE = keccak256("price");

    function setUp() public virtual override {
        super.setUp();
        for (uint32 party = BANK; party <= EVE; ++party) {
            enrol(party, 2, OFFICER, APPOINTMENT);
        }
    }

    function under(uint8 rule, uint32 delegate, Share[] memory shares) internal {
        a = title(string(abi.encode(rule, delegate, shares, now_())), Terms(rule, delegate, shares, 0));
    }

    // ---- offers

    function commitmentTo(uint32 seller, uint32 buyer, uint32 units, bytes32 opening) internal view returns (bytes32) {
        return keccak256(abi.encode(a, seller, buyer, units, opening));
    }

    function offerTo(uint32 buyer, uint32 seller, uint32 units, bytes32 opening, uint32[] memory entitled)
        internal
        returns (bytes32)
    {
        Offer memory m = offering(seller, units, entitled);
        m.commitment = commitmentTo(seller, buyer, units, opening);
        return offer(m);
    }

    function settlement(bytes32 which) internal view returns (Settlement memory) {
        return Settlement(act(a, desk), which, proceedings.settlementOf(which), 0);
    }

    function settle(Settlement memory m) internal {
        registry.settle(m, all(titleRolls.rollOfSettle(m), titleRolls.digestOfSettle(m)));
    }

    function settle(Settlement memory m, uint32[] memory signers) internal {
        registry.settle(m, seals(titleRolls.digestOfSettle(m), signers));
    }

    function refuse(Settlement memory m, uint32[] memory signers, bytes memory reason) internal {
        bytes memory blob = seals(titleRolls.digestOfSettle(m), signers);
        vm.expectRevert(reason);
        registry.settle(m, blob);
    }

    // ---- conveyances

    function sale(uint32 from, uint32 to, uint32 units) internal view returns (Conveyance memory) {
        Conveyance memory m = conveyance(a, SALE, from, to, units);
        m.price = PRICE;
        return m;
    }

    function sale(uint32 from, uint32 to, uint32 units, bytes32 which) internal view returns (Conveyance memory) {
        return naming(sale(from, to, units), which, PRICE);
    }

    /// The same conveyance, which names one more offer.
    function naming(Conveyance memory m, bytes32 which, bytes32 opening)
        internal
        pure
        returns (Conveyance memory more)
    {
        more = abi.decode(abi.encode(m), (Conveyance));
        more.offers = _longer(m.offers, which);
        more.openings = _longer(m.openings, opening);
    }

    /// The same conveyance, with one more movement.
    function moving(Conveyance memory m, uint32 from, uint32 to, uint32 units)
        internal
        pure
        returns (Conveyance memory more)
    {
        more = abi.decode(abi.encode(m), (Conveyance));
        more.movements = new Movement[](m.movements.length + 1);
        for (uint256 i; i < m.movements.length; ++i) {
            more.movements[i] = m.movements[i];
        }
        more.movements[m.movements.length] = Movement(from, to, units);
    }

    function refuse(Conveyance memory m, uint32[] memory signers, bytes memory reason) internal {
        bytes memory blob = seals(titleRolls.digestOfConvey(m), signers);
        vm.expectRevert(reason);
        registry.convey(m, blob);
    }

    /// Refused with the seals of its whole roll.
    function refuse(Conveyance memory m, bytes memory reason) internal {
        refuse(m, titleRolls.rollOfConvey(m).seats, reason);
    }

    // ---- pledges

    function pledge(uint32 pledgee, Share[] memory parts) internal returns (bytes32 number) {
        Pledging memory m = Pledging(act(a, desk), pledgee, parts);
        number = pledges.digestOfPledge(m);
        pledges.pledge(m, all(pledges.rollOfPledge(m), number));
    }

    function pledge(uint32 pledgee, uint32 party, uint32 units) internal returns (bytes32) {
        return pledge(pledgee, part(party, units));
    }

    function part(uint32 party, uint32 units) internal pure returns (Share[] memory parts) {
        parts = new Share[](1);
        parts[0] = Share(party, units);
    }

    function part(uint32 one, uint32 unitsOfOne, uint32 other, uint32 unitsOfOther)
        internal
        pure
        returns (Share[] memory parts)
    {
        parts = new Share[](2);
        (parts[0], parts[1]) = (Share(one, unitsOfOne), Share(other, unitsOfOther));
    }

    function assertParts(bytes32 number, Share[] memory parts) internal view {
        assertEq(abi.encode(pledges.pledgeOf(number).parts), abi.encode(parts));
    }

    function assertTable(Share[] memory shares) internal view {
        assertEq(abi.encode(registry.holdingsOf(a)), abi.encode(shares));
    }

    /// Whether the entry carries the mark of pledged units.
    function marked(uint256 entry) internal view returns (bool) {
        return registry.wordsOf(a)[entry / 4] >> 64 * (entry % 4) + 32 & 1 != 0;
    }

    /// A recovered signer, as `Authority` keeps it: may not give anything away until then.
    function quarantine(uint32 party) internal returns (uint40 until) {
        bytes32 slot = keccak256(abi.encode(party, 0));
        uint256 day = now_() / 1 days + 90;
        vm.store(address(authority), slot, bytes32(uint256(vm.load(address(authority), slot)) | day << 240));
        return uint40(day * 1 days);
    }

    function _longer(bytes32[] memory words, bytes32 last) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](words.length + 1);
        for (uint256 i; i < words.length; ++i) {
            longer[i] = words[i];
        }
        longer[words.length] = last;
    }
}
