// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Chamber} from "./Chamber.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {IProceedings, Offer, OfferRecord, Taking, Waiver, Withdrawing} from "./interfaces/IProceedings.sol";
import {ITitleRegistry, Matter, Movement, Share} from "./interfaces/ITitleRegistry.sol";
import {Apportioning} from "./libraries/Apportioning.sol";
import {TypedProceedings} from "./libraries/TypedProceedings.sol";

/// @notice Priority offers: who is entitled answers, before units go to one who holds nothing.
/// @dev Only endings that an act brings are stored; an offer's status is computed from them, the answers and the time.
abstract contract Offers is Chamber {
    uint8 private constant OPEN = 1;
    uint8 private constant TAKEN = 2;
    uint8 private constant WAIVED = 3;
    uint8 private constant LAPSED = 4;
    uint8 private constant SETTLED = 6;
    uint8 private constant WITHDRAWN = 7;

    uint256 private constant MOST_ENTITLED = 32;

    /// @dev `word` from its lowest bit: seller 32, units 32, windowEnd 40, what ended it 8, taken 32, waived 32, entitled 8;
    /// then the entitled, eight a word.
    struct Made {
        bytes32 achievement;
        bytes32 commitment;
        uint256 word;
        uint256[4] entitled;
    }

    uint256 private constant ENDED = 104;
    uint256 private constant TAKEN_BITS = 112;
    uint256 private constant WAIVED_BITS = 144;

    mapping(bytes32 offer => Made) private _offers;

    /// @inheritdoc IProceedings
    mapping(bytes32 achievement => mapping(uint32 seller => bytes32)) public lastOfferOf;

    // ---- acts

    /// @inheritdoc IProceedings
    function offer(Offer calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        (uint32 seller, uint32 units, uint40 windowEnd) = (message.seller, message.units, message.windowEnd);
        _requireTimely(message.matter);
        _movableTitle(achievement);
        bytes32 digest = digestOfOffer(message);
        if (_offers[digest].word != 0) revert AlreadyDone(digest);
        bytes32 last = lastOfferOf[achievement][seller];
        uint8 status = _load(last).status;
        if (status == OPEN || status == TAKEN) revert OfferOpen(last);
        uint256 earliest = block.timestamp + LEAST_WINDOW;
        uint256 latest = block.timestamp + LONGEST_WINDOW;
        if (windowEnd < earliest || windowEnd > latest) {
            revert WrongWindow(windowEnd, uint40(earliest), uint40(latest));
        }
        uint32[] memory entitled = message.entitled;
        _requireEntitled(entitled, seller);
        _requireEveryHolder(achievement, seller, units, entitled, digest);
        _requireSignedBy(seller, 1, message.matter, digest, seals);

        lastOfferOf[achievement][seller] = digest;
        _offers[digest].achievement = achievement;
        _offers[digest].commitment = message.commitment;
        _offers[digest].word =
            uint256(seller) | uint256(units) << 32 | uint256(windowEnd) << 64 | entitled.length << 176;
        _store(_offers[digest].entitled, entitled);
        emit Offered(
            achievement,
            digest,
            seller,
            units,
            message.commitment,
            entitled,
            windowEnd,
            windowEnd + TAKEN_LIFE,
            message.matter.filing
        );
    }

    /// @inheritdoc IProceedings
    function take(Taking calldata message, bytes calldata seals) external {
        bytes32 digest = digestOfTake(message);
        _answer(message.matter, message.offer, message.party, TAKEN_BITS, digest, seals);
        emit Taken(message.matter.achievement, message.offer, message.party, digest, message.matter.filing);
    }

    /// @inheritdoc IProceedings
    function waive(Waiver calldata message, bytes calldata seals) external {
        bytes32 digest = digestOfWaive(message);
        _answer(message.matter, message.offer, message.party, WAIVED_BITS, digest, seals);
        emit Waived(message.matter.achievement, message.offer, message.party, digest, message.matter.filing);
    }

    /// @inheritdoc IProceedings
    function withdrawOffer(Withdrawing calldata message, bytes calldata seals) external {
        _requireTimely(message.matter);
        OfferRecord memory record = _known(message.offer, message.matter.achievement);
        if (record.status > LAPSED) revert OfferClosed(message.offer, record.status);
        // What the takers let lapse is nobody's any more.
        if (record.taken != 0 && record.status != LAPSED) revert PriorityTaken(message.offer, _takenUntil(record));

        bytes32 digest = digestOfWithdrawOffer(message);
        _requireSignedBy(record.seller, 0, message.matter, digest, seals);

        _end(message.offer, message.matter.achievement, WITHDRAWN, digest);
    }

    // ---- for the registry

    /// @inheritdoc IProceedings
    function requireSellable(bytes32 offer_, bytes32 achievement, bytes32 commitment, uint32[] calldata holders)
        external
        view
    {
        OfferRecord memory record = _known(offer_, achievement);
        if (record.commitment != commitment) revert TermsDiffer(offer_);
        if (record.status == TAKEN) revert PriorityTaken(offer_, _takenUntil(record));
        if (record.status == OPEN) revert PriorityWindowOpen(offer_, record.windowEnd);
        if (record.status > LAPSED) revert OfferClosed(offer_, record.status);
        for (uint256 i; i < holders.length; ++i) {
            if (!_has(record.entitled, holders[i])) revert OfferIncomplete(offer_, holders[i]);
        }
    }

    /// @inheritdoc IProceedings
    function requireSettlement(bytes32 offer_, bytes32 achievement, Movement[] calldata movements) external view {
        OfferRecord memory record = _load(offer_);
        if (record.status != TAKEN) revert OfferClosed(offer_, record.status);
        if (
            record.achievement != achievement
                || keccak256(abi.encode(_settlement(record))) != keccak256(abi.encode(movements))
        ) revert ITitleRegistry.WrongSettlement(offer_);
    }

    /// @inheritdoc IProceedings
    function endOffers(bytes32 achievement, bytes32[] calldata offers, uint8 status, bytes32 digest) external {
        _requireTitles();
        for (uint256 i; i < offers.length; ++i) {
            uint8 current = _known(offers[i], achievement).status;
            // One that stands twice in the act is over the second time.
            bool fits = status == SETTLED ? current == TAKEN : current == WAIVED || current == LAPSED;
            if (!fits) revert OfferClosed(offers[i], current);
            _end(offers[i], achievement, status, digest);
        }
    }

    // ---- rolls, digests, views

    /// @inheritdoc IProceedings
    function rollOfOffer(Offer calldata message) external pure returns (Roll memory roll) {
        roll = _rollOf(message.seller);
        roll.disposing = 1;
    }

    /// @inheritdoc IProceedings
    function rollOfTake(Taking calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IProceedings
    function rollOfWaive(Waiver calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IProceedings
    function rollOfWithdrawOffer(Withdrawing calldata message) external view returns (Roll memory) {
        return _rollOf(uint32(_offers[message.offer].word));
    }

    /// @inheritdoc IProceedings
    function digestOfOffer(Offer calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfTake(Taking calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfWaive(Waiver calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfWithdrawOffer(Withdrawing calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function offerOf(bytes32 offer_) external view returns (OfferRecord memory) {
        return _load(offer_);
    }

    /// @inheritdoc IProceedings
    function settlementOf(bytes32 offer_) external view returns (Movement[] memory) {
        OfferRecord memory record = _load(offer_);
        if (record.status != TAKEN) revert NotTaken(offer_);
        return _settlement(record);
    }

    // ---- what the acts have in common

    function _settlement(OfferRecord memory record) private view returns (Movement[] memory) {
        return Apportioning.movements(record, _tableOf(record.achievement));
    }

    /// @dev Whoever answers is entitled, answers once, and while the offer is open.
    function _answer(
        Matter calldata matter,
        bytes32 offer_,
        uint32 party,
        uint256 answers,
        bytes32 digest,
        bytes calldata seals
    ) private {
        _requireTimely(matter);
        OfferRecord memory record = _known(offer_, matter.achievement);
        uint256 place = Apportioning.find(record.entitled, party);
        if (place == record.entitled.length) revert NotEntitled(offer_, party);
        if ((record.taken | record.waived) >> place & 1 != 0) revert AlreadyAnswered(offer_, party);
        if (record.status != OPEN) revert OfferClosed(offer_, record.status);
        _requireSignedBy(party, 0, matter, digest, seals);

        _offers[offer_].word |= 1 << answers + place; // at most 32 are entitled
    }

    /// @dev 1 to 32 different parties, none of them the seller or nobody.
    function _requireEntitled(uint32[] memory entitled, uint32 seller) private pure {
        if (entitled.length == 0 || entitled.length > MOST_ENTITLED) revert WrongEntitled(entitled.length);
        for (uint256 i; i < entitled.length; ++i) {
            uint32 party = entitled[i];
            if (party == 0 || party == seller) revert WrongEntitled(i);
            if (Apportioning.find(entitled, party) != i) revert WrongEntitled(i);
        }
    }

    /// @dev The seller holds what is offered, and every other holder is entitled.
    function _requireEveryHolder(
        bytes32 achievement,
        uint32 seller,
        uint32 units,
        uint32[] memory entitled,
        bytes32 digest
    ) private view {
        if (units == 0) revert ITitleRegistry.ShareEmpty(seller);
        Share[] memory table = _tableOf(achievement);
        uint32 held;
        for (uint256 i; i < table.length; ++i) {
            uint32 party = table[i].party;
            if (party == seller) held = table[i].units;
            else if (!_has(entitled, party)) revert OfferIncomplete(digest, party);
        }
        if (held < units) revert ITitleRegistry.NotEnough(seller, held, units);
    }

    function _known(bytes32 offer_, bytes32 achievement) private view returns (OfferRecord memory) {
        OfferRecord memory record = _load(offer_);
        if (record.status == 0 || record.achievement != achievement) revert UnknownOffer(offer_);
        return record;
    }

    function _store(uint256[4] storage words, uint32[] memory entitled) private {
        uint256 word;
        for (uint256 i = entitled.length; i != 0;) {
            word = word << 32 | entitled[--i];
            if (i & 7 == 0) (words[i >> 3], word) = (word, 0);
        }
    }

    function _load(bytes32 offer_) private view returns (OfferRecord memory record) {
        Made storage stored = _offers[offer_];
        uint256 word = stored.word;
        record.achievement = stored.achievement;
        record.commitment = stored.commitment;
        record.seller = uint32(word);
        record.units = uint32(word >> 32);
        record.windowEnd = uint40(word >> 64);
        record.taken = uint32(word >> TAKEN_BITS);
        record.waived = uint32(word >> WAIVED_BITS);
        record.entitled = new uint32[](word >> 176);
        for (uint256 i; i < record.entitled.length; ++i) {
            record.entitled[i] = uint32(stored.entitled[i >> 3] >> 32 * (i & 7));
        }
        if (word != 0) record.status = _statusOf(record, uint8(word >> ENDED));
    }

    function _end(bytes32 offer_, bytes32 achievement, uint8 status, bytes32 digest) private {
        _offers[offer_].word |= uint256(status) << ENDED;
        emit OfferEnded(achievement, offer_, status, digest);
    }

    function _statusOf(OfferRecord memory record, uint8 ended) private view returns (uint8) {
        if (ended != 0) return ended;
        bool answered = (record.taken | record.waived) == (1 << record.entitled.length) - 1;
        if (block.timestamp < record.windowEnd && !answered) return OPEN;
        if (record.taken == 0) return answered ? WAIVED : LAPSED;
        return block.timestamp < _takenUntil(record) ? TAKEN : LAPSED;
    }

    function _takenUntil(OfferRecord memory record) private view returns (uint40) {
        return record.windowEnd + TAKEN_LIFE;
    }

    function _has(uint32[] memory parties, uint32 party) private pure returns (bool) {
        return Apportioning.find(parties, party) != parties.length;
    }
}
