// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Beside} from "./Beside.sol";
import {Rights} from "./Rights.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {ITitleRegistry, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Ending, Extension, Grant, GrantTerms, IUseRights, Sublicence} from "./interfaces/IUseRights.sol";
import {Heads} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {TypedRights} from "./libraries/TypedRights.sol";

/// @title Rights to use: long-term use rights and licences
/// @dev Nobody asks this contract before acting on a title, and it writes to no other. So a right outlives every change of
/// holders, and whoever buys has to look here.
contract UseRights is Rights {
    uint8 private constant LONG_TERM = 1;
    uint8 private constant EXCLUSIVE = 1;
    uint8 private constant MAY_SUBLICENSE = 1;
    uint8 private constant ALL_FLAGS = 3;
    uint8 private constant AGREEMENT = 1;
    uint8 private constant BREACH = 2;
    uint8 private constant RENOUNCED = 3;
    uint256 private constant MOST_PARTIES = 16;

    IPledges private immutable PLEDGES;
    uint40 private immutable LEAST_TERM;

    /// @param titles_ The registry of this ledger. @param leastTerm_ Least seconds of a long-term use right.
    constructor(address titles_, uint40 leastTerm_) Beside(titles_) {
        PLEDGES = IPledges(TITLES.pledges());
        LEAST_TERM = leastTerm_;
    }

    // ---- acts

    /// @inheritdoc IUseRights
    function grant(Grant calldata message, bytes calldata seals) external {
        GrantTerms calldata terms = message.terms;
        bytes32 achievement = message.act.achievement;
        message.act.appointment; // read, so that bits beyond its type are refused: no officer acts here
        TitleRecord memory title = _requireConfirmed(message.act);
        _requireNotified(achievement, title.frozenUntil, message.freezeNotice);
        _requireTerms(terms);
        uint256[] memory rows = _rowsOf(achievement);
        _requireHolders(rows, terms.licensors);
        bytes32 opened = _requireOpening(achievement, terms);
        bytes32 digest = digestOfGrant(message);
        if (_rights[digest].achievement != 0) revert RightExists(digest);
        _requireFree(
            achievement, Span(terms.from, terms.until, terms.fields, terms.territories), terms.exclusivity != ORDINARY
        );

        Roll memory roll = _planGrant(achievement, title, rows, terms);
        _requireSigned(roll, message.act.draftedAt, digest, seals);

        if (opened != 0) _opened[opened] = digest;
        _write(digest, achievement, title.version, terms);
        if (terms.exclusivity != ORDINARY) _reserve(achievement, digest);
        emit Granted(digest, achievement, title.version, terms, message.freezeNotice, message.act.filing);
    }

    /// @inheritdoc IUseRights
    function sublicense(Sublicence calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        Right storage parent = _requireRight(message.parent, achievement);
        TitleRecord memory title = TITLES.titleOf(achievement);
        _requireStatus(achievement, title.status, Heads.CONFIRMED);
        _requireTimely(message.matter);
        _requireInside(message, parent);
        _requireListed(parent.licensees, message.licensor);
        _requireLicensees(message.licensees);
        if (_contains(message.licensees, message.licensor)) revert WrongParties(message.licensor);
        bytes32 digest = digestOfSublicense(message);
        if (_rights[digest].achievement != 0) revert RightExists(digest);

        _requireSigned(_planSublicence(message), message.matter.draftedAt, digest, seals);

        _writeSublicence(digest, title.version, message);
        emit Sublicensed(
            digest,
            achievement,
            message.parent,
            message.licensor,
            message.licensees,
            message.from,
            message.until,
            message.fields,
            message.territories,
            message.matter.filing
        );
    }

    /// @inheritdoc IUseRights
    function extend(Extension calldata message, bytes calldata seals) external {
        bytes32 achievement = message.act.achievement;
        message.act.appointment; // read, as in a grant
        Right storage right = _requireRight(message.right, achievement);
        if (right.parent != 0) revert ExceedsParent(message.right);
        TitleRecord memory title = _requireConfirmed(message.act);
        _requireThawed(achievement, title.frozenUntil);
        _requireNotOver(message.right);
        if (message.until <= right.until) revert TermEmpty(right.until, message.until);
        uint256[] memory rows = _rowsOf(achievement);
        _requireHolders(rows, right.licensors);
        Span memory added = Span(right.until, message.until, right.fields, right.territories);
        _requireFree(achievement, added, false); // the right itself ends where this begins

        bytes32 digest = digestOfExtend(message);
        _requireSigned(_planExtension(achievement, title, rows, right), message.act.draftedAt, digest, seals);

        right.until = message.until;
        emit Extended(message.right, achievement, message.until, digest, message.act.filing);
    }

    /// @inheritdoc IUseRights
    function end(Ending calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        Right storage right = _requireRight(message.right, achievement);
        _requireTimely(message.matter);
        _requireNotOver(message.right);
        _requireGround(message, right);

        bytes32 digest = digestOfEnd(message);
        _requireSigned(_planEnding(message, right), message.matter.draftedAt, digest, seals);

        right.endedAt = uint40(block.timestamp);
        emit Ended(message.right, achievement, message.ground, message.by, digest, message.matter.filing);
    }

    // ---- rolls and digests

    /// @inheritdoc IUseRights
    function rollOfGrant(Grant calldata message) external view returns (Roll memory) {
        bytes32 achievement = message.act.achievement;
        return _planGrant(achievement, TITLES.titleOf(achievement), _rowsOf(achievement), message.terms);
    }

    /// @inheritdoc IUseRights
    function rollOfSublicense(Sublicence calldata message) external pure returns (Roll memory) {
        return _planSublicence(message);
    }

    /// @inheritdoc IUseRights
    function rollOfExtend(Extension calldata message) external view returns (Roll memory) {
        bytes32 achievement = message.act.achievement;
        return _planExtension(achievement, TITLES.titleOf(achievement), _rowsOf(achievement), _rights[message.right]);
    }

    /// @inheritdoc IUseRights
    function rollOfEnd(Ending calldata message) external view returns (Roll memory) {
        return _planEnding(message, _rights[message.right]);
    }

    /// @inheritdoc IUseRights
    function digestOfGrant(Grant calldata message) public view returns (bytes32) {
        return _digest(TypedRights.hash(message));
    }

    /// @inheritdoc IUseRights
    function digestOfSublicense(Sublicence calldata message) public view returns (bytes32) {
        return _digest(TypedRights.hash(message));
    }

    /// @inheritdoc IUseRights
    function digestOfExtend(Extension calldata message) public view returns (bytes32) {
        return _digest(TypedRights.hash(message));
    }

    /// @inheritdoc IUseRights
    function digestOfEnd(Ending calldata message) public view returns (bytes32) {
        return _digest(TypedRights.hash(message));
    }

    // ---- views

    /// @inheritdoc IUseRights
    function titles() external view returns (address) {
        return address(TITLES);
    }

    /// @inheritdoc IUseRights
    function leastTerm() external view returns (uint40) {
        return LEAST_TERM;
    }

    // ---- terms

    /// @dev A frozen title grants only what tells its licensees of the freeze; any other has nothing to tell.
    function _requireNotified(bytes32 achievement, uint40 frozenUntil, bytes32 freezeNotice) private view {
        if (freezeNotice == 0) _requireThawed(achievement, frozenUntil);
        else if (block.timestamp >= frozenUntil) revert NotFrozen(achievement);
    }

    function _requireTerms(GrantTerms calldata terms) private view {
        if (
            terms.kind < LONG_TERM || terms.kind > LICENCE || terms.exclusivity < EXCLUSIVE
                || terms.exclusivity > ORDINARY || terms.flags > ALL_FLAGS
        ) revert UnknownTerms(terms.kind, terms.exclusivity, terms.flags);
        _requireTerm(terms.from, terms.until, terms.fields, terms.territories);
        if (terms.licensors.length == 0 || terms.licensors.length > MOST_PARTIES) revert WrongParties(0);
        _requireLicensees(terms.licensees);
        for (uint256 i; i < terms.licensors.length; ++i) {
            uint32 party = terms.licensors[i];
            if (_contains(terms.licensors[:i], party) || _contains(terms.licensees, party)) {
                revert WrongParties(party);
            }
        }
    }

    function _requireTerm(uint40 from, uint40 until, uint256 fields, uint256 territories) private view {
        if (from >= until || until <= block.timestamp || fields == 0 || territories == 0) {
            revert TermEmpty(from, until);
        }
    }

    function _requireLicensees(uint32[] calldata licensees) private pure {
        if (licensees.length == 0 || licensees.length > MOST_PARTIES) revert WrongParties(0);
        for (uint256 i; i < licensees.length; ++i) {
            uint32 party = licensees[i];
            if (party == 0 || _contains(licensees[:i], party)) revert WrongParties(party);
        }
    }

    function _requireHolders(uint256[] memory rows, uint32[] memory licensors) private pure {
        for (uint256 i; i < licensors.length; ++i) {
            if (Holdings.find(rows, licensors[i]) == rows.length) revert NotHolder(licensors[i]);
        }
    }

    /// @dev A long-term use right is long, and what a proposal carried that was confirmed; it is opened once.
    /// @return key Where to write down that it was opened; zero for a licence.
    function _requireOpening(bytes32 achievement, GrantTerms calldata terms) private view returns (bytes32 key) {
        if (terms.kind != LONG_TERM) return 0;
        if (terms.until - terms.from < LEAST_TERM) revert TermBelowMinimum(terms.until - terms.from, LEAST_TERM);
        bytes32 hash = TypedRights.hash(terms);
        if (TITLES.useGrantOf(achievement, hash) == 0) revert NotConfirmed(achievement, hash);
        key = keccak256(abi.encode(achievement, hash));
        if (_opened[key] != 0) revert RightExists(_opened[key]);
    }

    /// @dev The sublicence lies inside its parent, which is not over, comes from the title and may be sublicensed.
    function _requireInside(Sublicence calldata message, Right storage parent) private view {
        _requireTerm(message.from, message.until, message.fields, message.territories);
        if (parent.flags & MAY_SUBLICENSE == 0) revert NotSublicensable(message.parent); // no sublicence may be
        _requireNotOver(message.parent);
        if (
            message.from < parent.from || message.until > parent.until || message.fields & ~parent.fields != 0
                || message.territories & ~parent.territories != 0
        ) revert ExceedsParent(message.parent);
    }

    function _requireGround(Ending calldata message, Right storage right) private view {
        uint8 ground = message.ground;
        if (ground < AGREEMENT || ground > RENOUNCED) revert ITitleRegistry.UnknownGround(ground);
        if (ground == AGREEMENT) {
            if (message.by != 0) revert WrongParties(message.by);
        } else if (!_contains(ground == BREACH ? right.licensors : right.licensees, message.by)) {
            revert WrongParties(message.by);
        }
        if (ground == BREACH && message.matter.filing == 0) revert EvidenceMissing();
    }

    function _requireListed(uint32[] memory parties, uint32 party) private pure {
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == party) return;
        }
        revert NotHolder(party);
    }

    // ---- who signs

    /// @dev Holders, licensees, delegate and pledgees. Licensors and licensees must. Co-owners consent by the base rule to
    /// what shuts others out, unless its proposal had them consent; to an ordinary right they need not.
    function _planGrant(bytes32 achievement, TitleRecord memory title, uint256[] memory rows, GrantTerms calldata terms)
        private
        view
        returns (Roll memory)
    {
        bool asked = terms.kind != LONG_TERM && terms.exclusivity != ORDINARY;
        return _plan(achievement, title, rows, terms.licensors, terms.licensees, asked);
    }

    /// @dev Nobody consented by a proposal to the time that is added: co-owners are asked for the long-term ones too.
    function _planExtension(bytes32 achievement, TitleRecord memory title, uint256[] memory rows, Right storage right)
        private
        view
        returns (Roll memory)
    {
        return _plan(achievement, title, rows, right.licensors, right.licensees, right.exclusivity != ORDINARY);
    }

    function _plan(
        bytes32 achievement,
        TitleRecord memory title,
        uint256[] memory rows,
        uint32[] memory licensors,
        uint32[] memory licensees,
        bool asked
    ) private view returns (Roll memory roll) {
        uint256 givers;
        for (uint256 i; i < licensors.length; ++i) {
            uint256 row = Holdings.find(rows, licensors[i]);
            if (row != rows.length) givers |= 1 << row; // the view answers for others too
        }
        uint8 rule = asked ? title.rule & ~Rolls.SHARES_FREE : Rolls.SHARES_FREE;
        roll = Rolls.ofConveyance(rows, rows, givers, 0, rule, title.delegate);
        roll = Rolls.withSeats(roll, licensees);
        return _alone(Rolls.withSeats(roll, PLEDGES.pledgeesOf(achievement)));
    }

    /// @dev The licensor gives, the licensees receive.
    function _planSublicence(Sublicence calldata message) private pure returns (Roll memory roll) {
        uint32[] memory licensor = new uint32[](1);
        licensor[0] = message.licensor;
        roll = _everyone(licensor, message.licensees);
        roll.disposing = 1;
    }

    /// @dev By agreement licensors and licensees; else the one who speaks. A licensee who agrees or renounces gives away.
    function _planEnding(Ending calldata message, Right storage right) private view returns (Roll memory roll) {
        if (message.ground == AGREEMENT) {
            roll = _everyone(right.licensors, right.licensees);
            roll.disposing = roll.must & ~((1 << right.licensors.length) - 1);
        } else {
            uint32[] memory by = new uint32[](1);
            by[0] = message.by;
            roll = _everyone(by, new uint32[](0));
            if (message.ground == RENOUNCED) roll.disposing = 1;
        }
    }

    function _everyone(uint32[] memory first, uint32[] memory then) private pure returns (Roll memory roll) {
        uint256 count = first.length + then.length;
        roll.seats = new uint32[](count);
        roll.units = new uint32[](count);
        for (uint256 i; i < count; ++i) {
            roll.seats[i] = i < first.length ? first[i] : then[i - first.length];
        }
        roll.must = (1 << count) - 1;
    }

    /// @dev A roll of `Rolls` without the officer for whom it keeps the first bit.
    function _alone(Roll memory roll) private pure returns (Roll memory) {
        roll.must >>= 1;
        roll.disposing >>= 1;
        if (roll.units.length == 0) roll.units = new uint32[](roll.seats.length);
        return roll;
    }

    function _rowsOf(bytes32 achievement) private view returns (uint256[] memory) {
        return Holdings.fromHoldings(TITLES.holdingsOf(achievement));
    }

    function _contains(uint32[] memory parties, uint32 party) private pure returns (bool) {
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == party) return true;
        }
        return false;
    }
}
