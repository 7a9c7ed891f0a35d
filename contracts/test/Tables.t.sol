// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IPledges, Pledging} from "../src/interfaces/IPledges.sol";
import {Announcement, IProceedings, Offer} from "../src/interfaces/IProceedings.sol";
import {ContractRegistration, ITechContracts} from "../src/interfaces/ITechContracts.sol";
import {
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Movement,
    Order,
    Proposal,
    Registration,
    Settlement,
    Share
} from "../src/interfaces/ITitleRegistry.sol";
import {Grant, IUseRights, Sublicence} from "../src/interfaces/IUseRights.sol";
import {Attacks} from "./Attacks.sol";

/// Units and lists that cannot be: none, too many, twice, to oneself, a seventeenth.
contract TablesTest is Attacks {
    string private constant NO_UNITS = "carries no units";
    string private constant NO_LIST = "carries no list";

    /// The good message with this table, these movements or these parts, sealed by whom its roll would name; where the roll
    /// itself is refused, by whom it named before.
    function _with(Share[] memory shares, Movement[] memory movements, bytes memory reason) private {
        bytes memory encoded = _encoded(shares, movements);
        bytes memory message = kinds[kind_].dynamic ? cut(encoded, 32) : encoded;
        put(message, kinds[kind_].times, now_());
        put(message, kinds[kind_].times + 32, soon());
        fails(message, blob_(), reason);
    }

    function _encoded(Share[] memory shares, Movement[] memory movements) private view returns (bytes memory) {
        bytes memory encoded = _good(kinds[kind_].name);
        if (is_("register")) {
            Registration memory m = abi.decode(encoded, (Registration));
            m.claimed = shares;
            return abi.encode(m);
        }
        if (is_("propose")) {
            Proposal memory m = abi.decode(encoded, (Proposal));
            m.terms.table = shares;
            return abi.encode(m);
        }
        if (is_("confirm")) {
            Confirmation memory m = abi.decode(encoded, (Confirmation));
            m.terms.table = shares;
            return abi.encode(m);
        }
        if (is_("pledge")) {
            Pledging memory m = abi.decode(encoded, (Pledging));
            m.parts = shares;
            return abi.encode(m);
        }
        if (is_("convey")) {
            Conveyance memory m = abi.decode(encoded, (Conveyance));
            m.movements = movements;
            return abi.encode(m);
        }
        if (is_("settle")) {
            Settlement memory m = abi.decode(encoded, (Settlement));
            m.movements = movements;
            return abi.encode(m);
        }
        if (is_("enforce")) {
            Order memory m = abi.decode(encoded, (Order));
            m.terms.movements = movements;
            return abi.encode(m);
        }
        require(is_("announce"), kinds[kind_].name);
        Announcement memory a = abi.decode(encoded, (Announcement));
        a.terms.movements = movements;
        return abi.encode(a);
    }

    function _ofShares() private view returns (bool) {
        return is_("register") || is_("propose") || is_("confirm") || is_("pledge");
    }

    function _ofMovements() private view returns (bool) {
        return is_("convey") || is_("settle") || is_("enforce") || is_("announce");
    }

    function _shares(Share[] memory shares, bytes memory reason) private {
        if (is_("confirm")) reason = _notProposed(shares);
        _with(shares, new Movement[](0), reason);
    }

    /// A confirmation repeats what stood on notice, or nothing.
    function _notProposed(Share[] memory shares) private view returns (bytes memory) {
        bytes32 type_ = keccak256(
            "Terms(uint8 rule,uint32 delegate,Share[] table,bytes32 useGrant)Share(uint32 party,uint32 units)"
        );
        bytes memory hashes;
        for (uint256 i; i < shares.length; ++i) {
            bytes32 share = keccak256("Share(uint32 party,uint32 units)");
            hashes = bytes.concat(hashes, keccak256(abi.encode(share, shares[i])));
        }
        bytes32 hash = keccak256(abi.encode(type_, 1, 0, keccak256(hashes), bytes32(0)));
        return abi.encodeWithSelector(ITitleRegistry.NotProposed.selector, wordOf("achievement"), hash);
    }

    function _movements(Movement[] memory movements, bytes memory reason) private {
        if (is_("settle")) reason = abi.encodeWithSelector(ITitleRegistry.WrongSettlement.selector, taken);
        _with(new Share[](0), movements, reason);
    }

    // ---- units

    function test_NoUnits() public onEvery("zero units") {
        if (_ofShares()) {
            bytes memory reason = is_("pledge")
                ? abi.encodeWithSelector(IPledges.WrongParts.selector, 0)
                : abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, ANNA);
            return _shares(table(ANNA, 0, BO), reason);
        }
        if (_ofMovements()) {
            return _movements(_moving(ANNA, DAI, 0), abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0));
        }
        if (!is_("offer")) return none(NO_UNITS);
        fails(bent("units", 0), blob_(), abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, ANNA));
    }

    function test_UnitsThatOverflow() public onEvery("overflowing units") {
        uint32 most = type(uint32).max;
        if (_ofShares()) {
            Share[] memory shares = table(ANNA, WHOLE, BO);
            (shares[0].units, shares[1].units) = (most, WHOLE + 1); // which sum to the whole, if they wrap
            bytes memory reason = is_("pledge")
                ? abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, WHOLE / 2, most)
                : abi.encodeWithSelector(ITitleRegistry.NotWhole.selector, most);
            _shares(shares, reason);
            shares[0].units = WHOLE; // each of them fits, and not together
            shares[1].units = WHOLE;
            reason = is_("pledge")
                ? abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, WHOLE / 2, WHOLE)
                : abi.encodeWithSelector(ITitleRegistry.NotWhole.selector, 2 * uint256(WHOLE));
            return _shares(shares, reason);
        }
        if (is_("announce")) {
            return none("whether the units are there is asked when the order is carried out");
        }
        if (_ofMovements()) {
            bytes4 enough = ITitleRegistry.NotEnough.selector;
            _movements(_moving(ANNA, DAI, most), abi.encodeWithSelector(enough, ANNA, WHOLE / 2, most));
            uint32 over = WHOLE / 2 + 1;
            return _movements(_moving(ANNA, DAI, over), abi.encodeWithSelector(enough, ANNA, WHOLE / 2, over));
        }
        if (!is_("offer")) return none(NO_UNITS);
        bytes4 less = ITitleRegistry.NotEnough.selector;
        fails(bent("units", most), blob_(), abi.encodeWithSelector(less, ANNA, WHOLE / 2, most));
    }

    // ---- twice

    function _twice(Movement memory movement) private pure returns (Movement[] memory movements) {
        movements = new Movement[](2);
        (movements[0], movements[1]) = (movement, movement);
    }

    function test_MovementsPartsOrPartiesTwice() public onEvery("duplicates") {
        if (_ofShares()) {
            bytes memory reason = is_("pledge")
                ? abi.encodeWithSelector(IPledges.WrongParts.selector, 1)
                : abi.encodeWithSelector(ITitleRegistry.PartyTwice.selector, ANNA);
            return _shares(table(ANNA, PART, ANNA, PART, BO), reason);
        }
        if (is_("announce")) return none("whether the units are there is asked when the order is carried out");
        if (_ofMovements()) {
            // All that he has, and once more.
            bytes4 enough = ITitleRegistry.NotEnough.selector;
            bytes memory reason = abi.encodeWithSelector(enough, ANNA, 0, WHOLE / 2);
            return _movements(_twice(Movement(ANNA, DAI, WHOLE / 2)), reason);
        }
        if (!_ofLists()) return none(NO_LIST);
        bytes4 wrong = is_("registerContract") ? ITechContracts.WrongParties.selector : IUseRights.WrongParties.selector;
        if (is_("offer")) return _lists(list(BO, BO), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 1));
        _lists(list(EVE, EVE), abi.encodeWithSelector(wrong, EVE));
    }

    function _ofLists() private view returns (bool) {
        return is_("offer") || is_("grant") || is_("sublicense") || is_("registerContract");
    }

    /// The list of the receiving side: the entitled, the licensees, the buyers.
    function _lists(uint32[] memory parties, bytes memory reason) private {
        fails(_listed(parties, false), blob_(), reason);
    }

    function _listed(uint32[] memory parties, bool giving) private view returns (bytes memory message) {
        bytes memory encoded = _good(kinds[kind_].name);
        if (is_("offer")) {
            Offer memory m = abi.decode(encoded, (Offer));
            m.entitled = parties;
            encoded = abi.encode(m);
        } else if (is_("grant")) {
            Grant memory m = abi.decode(encoded, (Grant));
            if (giving) m.terms.licensors = parties;
            else m.terms.licensees = parties;
            encoded = abi.encode(m);
        } else if (is_("sublicense")) {
            Sublicence memory m = abi.decode(encoded, (Sublicence));
            m.licensees = parties;
            encoded = abi.encode(m);
        } else {
            ContractRegistration memory m = abi.decode(encoded, (ContractRegistration));
            if (giving) m.sellers = parties;
            else m.buyers = parties;
            encoded = abi.encode(m);
        }
        message = cut(encoded, 32);
        put(message, kinds[kind_].times + 32, soon());
    }

    // ---- to oneself

    function test_ToOneself() public onEvery("self-transfer") {
        if (_ofMovements()) {
            bytes memory empty = abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0);
            return _movements(_moving(ANNA, ANNA, 5), empty);
        }
        if (is_("pledge")) {
            fails(bent("pledgee", ANNA), blob_(), abi.encodeWithSelector(IPledges.WrongParts.selector, 0));
        } else if (is_("offer")) {
            _lists(list(BO, ANNA), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 1));
        } else if (is_("grant")) {
            _lists(list(ANNA), abi.encodeWithSelector(IUseRights.WrongParties.selector, ANNA));
        } else if (is_("sublicense")) {
            _lists(list(EVE), abi.encodeWithSelector(IUseRights.WrongParties.selector, EVE));
        } else if (is_("registerContract")) {
            _lists(list(EVE, ANNA), abi.encodeWithSelector(ITechContracts.WrongParties.selector, ANNA));
        } else if (is_("entrust")) {
            bytes4 wrong = IAuthority.NotGuardian.selector;
            fails(bent("guardian", ENTRUSTING), blob_(), abi.encodeWithSelector(wrong, ENTRUSTING, ENTRUSTING));
        } else {
            none("passes nothing on");
        }
    }

    // ---- too many

    function _many(uint256 count) private pure returns (uint32[] memory parties) {
        parties = new uint32[](count);
        for (uint32 i; i < count; ++i) {
            parties[i] = 30 + i;
        }
    }

    function test_TheSeventeenth() public onEvery("17th holder") {
        bytes memory many = abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17);
        if (_ofShares()) {
            Share[] memory shares = new Share[](17);
            for (uint32 i; i < 17; ++i) {
                shares[i] = Share(30 + i, i == 0 ? WHOLE - 16 : 1);
            }
            return _shares(shares, is_("pledge") ? abi.encodeWithSelector(IPledges.WrongParts.selector, 17) : many);
        }
        if (_ofMovements()) {
            Movement[] memory movements = new Movement[](17);
            for (uint32 i; i < 17; ++i) {
                movements[i] = Movement(ANNA, 30 + i, 1);
            }
            _movements(movements, many);
            if (is_("convey")) _intoFull(many);
        } else if (is_("offer")) {
            _lists(_many(33), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 33)); // 32 may be asked
        } else if (_ofLists()) {
            bytes4 wrong =
                is_("registerContract") ? ITechContracts.WrongParties.selector : IUseRights.WrongParties.selector;
            _lists(_many(17), abi.encodeWithSelector(wrong, 0));
            if (!is_("sublicense")) fails(_listed(_many(17), true), blob_(), abi.encodeWithSelector(wrong, 0));
        } else {
            none(NO_LIST);
        }
    }

    /// A gift to one more than sixteen, sealed by all.
    function _intoFull(bytes memory reason) private {
        bytes memory message = cut(abi.encode(conveyance(numberOf("full"), GIFT, ANNA, LAST, 5)), 32);
        (, bytes32 digest) = digestOf(kind_, message);
        uint32[] memory seats = new uint32[](18);
        seats[0] = OFFICER;
        for (uint32 i; i < 16; ++i) {
            seats[i + 1] = ANNA + i;
        }
        seats[17] = LAST;
        fails(message, seals(digest, seats), reason);
    }
}
