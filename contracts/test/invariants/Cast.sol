// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Enrolment} from "../../src/interfaces/IAuthority.sol";
import {IERC1271} from "../../src/interfaces/IERC1271.sol";
import {Pledging} from "../../src/interfaces/IPledges.sol";
import {Cancellation, ITitleRegistry, Migration, Share, Terms} from "../../src/interfaces/ITitleRegistry.sol";
import {ITitleRolls} from "../../src/interfaces/ITitleRolls.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {Forest} from "../Forest.sol";
import {Passkeys} from "../Passkeys.sol";
import {World} from "../World.sol";

/// A wallet that signs with its owner's key, and whenever it is asked tries to write and to send another act.
contract Meddler {
    address private immutable OWNER;
    uint256 public written;
    address private _target;
    bytes private _data;

    constructor(address owner_) {
        OWNER = owner_;
    }

    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function write() external {
        ++written;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external returns (bytes4) {
        (bool wrote,) = address(this).call{gas: 100_000}(abi.encodeCall(this.write, ()));
        bool sent;
        if (_target != address(0)) (sent,) = _target.call{gas: 400_000}(_data);
        if (wrote || sent || signature.length != 65) return 0;
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        return ecrecover(digest, uint8(signature[64]), r, s) == OWNER ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// Who plays: fifteen parties, one of them with a passkey, one with a smart card and one with a wallet that meddles, three
/// nodes one under the other, four appointments, four titles, one of them with pledged units, a later registry where a
/// fifth lives, and a sixth that was cancelled before.
abstract contract Cast is World, Forest {
    uint32 internal constant PASSKEY = 8;
    uint32 internal constant WALLET = 9;
    uint32 internal constant BANK = 10;
    uint32 internal constant FUND = 11; // signs with a smart card
    uint32 internal constant JUDGE = 12;
    uint32 internal constant LOCAL = 13;
    uint32 internal constant LEADER = 14;
    uint32 internal constant OPERATOR = 15;
    uint32 internal constant PARTIES = 15;

    uint32 internal constant OF_JUDGE = 2;
    uint32 internal constant OF_LEADER = 3;
    uint32 internal constant OF_LOCAL = 4;

    uint8 internal constant ACCOUNT = 0;
    uint8 private constant CARD = 1; // P-256 over the digest itself
    uint8 private constant CONTRACT = 2;
    uint8 private constant ASSERTION = 3; // WebAuthn

    mapping(uint32 party => uint256) internal key;
    mapping(uint32 party => uint8) internal how;
    bytes32[6] public titles; // the last but one lives at the later registry, the last one nowhere
    uint32[6] internal homes;
    ITitleRegistry internal later;
    ITitleRolls internal laterRolls;
    Meddler internal meddler;
    address internal verifier;
    address internal webAuthn;

    function setUp() public virtual override {
        super.setUp();
        for (uint32 party = 1; party <= PARTIES + 8; ++party) {
            key[party] = keyOf(party);
        }
        verifier = deploy("P256Verifier", "");
        webAuthn = deploy("WebAuthnVerifier", "");
        meddler = new Meddler(vm.addr(keyOf(WALLET)));
        (how[PASSKEY], how[WALLET], how[FUND]) = (ASSERTION, CONTRACT, CARD);
        _enrol(PASSKEY, 1, _signer(PASSKEY));
        _enrol(WALLET, 1, abi.encodePacked(meddler));
        enrol(BANK, 2, OFFICER, APPOINTMENT);
        _enrol(FUND, 2, _signer(FUND));
        for (uint32 party = JUDGE; party <= PARTIES; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        admit(2, 1, OPERATOR);
        admit(3, 2, OPERATOR);
        appoint(OF_JUDGE, 2, JUDGE, Powers.COURT_ORDER);
        appoint(OF_LEADER, 1, LEADER, Powers.ALL);
        appoint(OF_LOCAL, 3, LOCAL, Powers.ALL & ~Powers.BELOW);
        later = deployAnother(address(registry));
        laterRolls = ITitleRolls(deploy("TitleRolls", abi.encode(later)));
        homes = [uint32(1), 1, 3, 1, 1, 1];
        for (uint256 i; i < titles.length; ++i) {
            titles[i] = keccak256(abi.encode(homes[i], keccak256(bytes(vm.toString(i)))));
        }
        Terms memory first = terms(0x83, table(ANNA, WHOLE / 4, BO, WHOLE / 4, CHEN));
        Terms memory second = terms(1, table(UNIT, WHOLE / 2, ANNA));
        register(registration("0", table(UNIT)));
        register(registration("1", table(UNIT)));
        register(registration("3", table(UNIT)));
        register(registration("4", table(UNIT)));
        register(registration("5", table(UNIT)));
        propose(proposal(titles[0], first));
        propose(proposal(titles[1], second));
        propose(proposal(titles[4], first));
        heed();
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(titles[0], first));
        confirm(confirmation(titles[1], second));
        confirm(confirmation(titles[4], first));
        _leave(titles[4]);
        _cancel(titles[5]);
        _pledge(titles[0], ANNA, WHOLE / 8);
    }

    function _cancel(bytes32 achievement) private {
        Cancellation memory message = Cancellation(act(achievement, APPOINTMENT), 1);
        registry.cancel(message, all(titleRolls.rollOfCancel(message), titleRolls.digestOfCancel(message)));
        heed();
    }

    function _pledge(bytes32 achievement, uint32 pledgor, uint32 units) private {
        Share[] memory parts = new Share[](1);
        parts[0] = Share(pledgor, units);
        Pledging memory message = Pledging(act(achievement, APPOINTMENT), BANK, parts);
        pledges.pledge(message, all(pledges.rollOfPledge(message), pledges.digestOfPledge(message)));
        heed();
    }

    function _leave(bytes32 achievement) private {
        Migration memory message = Migration(act(achievement, APPOINTMENT), address(later));
        registry.migrate(message, all(titleRolls.rollOfMigrate(message), titleRolls.digestOfMigrate(message)));
        later.adopt(achievement);
        heed();
    }

    /// What was told up to now, at its time.
    function heed() internal virtual;

    function _enrol(uint32 party, uint8 kind, bytes memory signer) private {
        Enrolment memory message = enrolment(party, kind, OFFICER, APPOINTMENT);
        message.signer = signer;
        bytes32 digest = authority.digestOfEnrol(message);
        authority.enrol(message, bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(signatureOf(party, digest))));
    }

    function _signer(uint32 party) private view returns (bytes memory) {
        return abi.encodePacked(how[party] == CARD ? verifier : webAuthn, Passkeys.publicKey(key[party]));
    }

    /// What a party's present signer makes of a digest.
    function signatureOf(uint32 party, bytes32 digest) internal view returns (bytes memory) {
        uint8 means = how[party];
        if (means != CARD && means != ASSERTION) return sign(key[party], digest);
        bytes memory made = means == CARD ? Passkeys.scalars(key[party], digest) : Passkeys.sign(key[party], digest);
        return abi.encodePacked(uint16(64), _signer(party), made);
    }

    function unitsOf(Share[] memory shares, uint32 party) internal pure returns (uint32) {
        for (uint256 i; i < shares.length; ++i) {
            if (shares[i].party == party) return shares[i].units;
        }
        return 0;
    }

    function isAmong(uint32[] memory parties, uint32 party) internal pure returns (bool) {
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == party) return true;
        }
        return false;
    }

    /// A holder of the table, drawn by the dice.
    function drawn(Share[] memory shares, uint256 dice) internal pure returns (uint32) {
        return shares.length == 0 ? 0 : shares[dice % shares.length].party;
    }

    /// One to four of UNIT to WALLET, whole; rarely one unit short.
    function anyTable(uint256 seed) internal pure returns (Share[] memory shares) {
        uint256 dice = uint256(keccak256(abi.encode("table", seed)));
        shares = new Share[](1 + dice % 4);
        uint32 left = WHOLE - (dice >> 251 == 0 ? 1 : 0);
        for (uint256 i; i < shares.length; ++i) {
            uint32 part = i + 1 == shares.length ? left : 1 + uint32(dice >> (16 * i + 8)) % (left / 2);
            shares[i] = Share(UNIT + uint32((i + (dice >> 200)) % 7), part);
            left -= part;
        }
    }
}
