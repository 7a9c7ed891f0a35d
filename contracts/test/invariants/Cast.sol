// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Enrolment} from "../../src/interfaces/IAuthority.sol";
import {IERC1271} from "../../src/interfaces/IERC1271.sol";
import {ITitleRegistry, Share, Terms} from "../../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {Forest} from "../Forest.sol";
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

/// Who plays: fifteen parties, one of them with a passkey and one with a wallet that meddles, three nodes one under the
/// other, four appointments, four titles, and a later registry.
abstract contract Cast is World, Forest {
    uint32 internal constant PASSKEY = 8;
    uint32 internal constant WALLET = 9;
    uint32 internal constant BANK = 10;
    uint32 internal constant FUND = 11;
    uint32 internal constant JUDGE = 12;
    uint32 internal constant LOCAL = 13;
    uint32 internal constant LEADER = 14;
    uint32 internal constant OPERATOR = 15;
    uint32 internal constant PARTIES = 15;

    uint32 internal constant OF_JUDGE = 2;
    uint32 internal constant OF_LEADER = 3;
    uint32 internal constant OF_LOCAL = 4;

    uint8 private constant ACCOUNT = 0;
    uint8 private constant KEYED = 1;
    uint8 private constant CONTRACT = 2;

    mapping(uint32 party => uint256) internal key;
    mapping(uint32 party => uint8) internal how;
    bytes32[4] public titles;
    uint32[4] internal homes;
    ITitleRegistry internal later;
    Meddler internal meddler;
    address internal verifier;

    function setUp() public virtual override {
        super.setUp();
        for (uint32 party = 1; party <= PARTIES + 8; ++party) {
            key[party] = keyOf(party);
        }
        verifier = deploy("P256Verifier", "");
        meddler = new Meddler(vm.addr(keyOf(WALLET)));
        (how[PASSKEY], how[WALLET]) = (KEYED, CONTRACT);
        _enrol(PASSKEY, _signer(PASSKEY));
        _enrol(WALLET, abi.encodePacked(meddler));
        for (uint32 party = BANK; party <= PARTIES; ++party) {
            enrol(party, party <= FUND ? 2 : 1, OFFICER, APPOINTMENT);
        }
        admit(2, 1, OPERATOR);
        admit(3, 2, OPERATOR);
        appoint(OF_JUDGE, 2, JUDGE, Powers.COURT_ORDER);
        appoint(OF_LEADER, 1, LEADER, Powers.ALL);
        appoint(OF_LOCAL, 3, LOCAL, Powers.ALL & ~Powers.BELOW);
        later = deployAnother(address(registry));
        homes = [uint32(1), 1, 3, 1];
        for (uint256 i; i < 4; ++i) {
            titles[i] = keccak256(abi.encode(homes[i], keccak256(bytes(vm.toString(i)))));
        }
        Terms memory first = terms(0x83, table(ANNA, WHOLE / 4, BO, WHOLE / 4, CHEN));
        Terms memory second = terms(1, table(UNIT, WHOLE / 2, ANNA));
        register(registration("0", table(UNIT)));
        register(registration("1", table(UNIT)));
        register(registration("3", table(UNIT)));
        propose(proposal(titles[0], first));
        propose(proposal(titles[1], second));
        heed();
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(titles[0], first));
        confirm(confirmation(titles[1], second));
        heed();
    }

    /// What was told up to now, at its time.
    function heed() internal virtual;

    function _enrol(uint32 party, bytes memory signer) private {
        Enrolment memory message = enrolment(party, 1, OFFICER, APPOINTMENT);
        message.signer = signer;
        bytes32 digest = authority.digestOfEnrol(message);
        authority.enrol(message, bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(signatureOf(party, digest))));
    }

    function _signer(uint32 party) private view returns (bytes memory) {
        (uint256 x, uint256 y) = vm.publicKeyP256(key[party]);
        return abi.encodePacked(verifier, x, y);
    }

    /// What a party's present signer makes of a digest.
    function signatureOf(uint32 party, bytes32 digest) internal view returns (bytes memory) {
        if (how[party] != KEYED) return sign(key[party], digest);
        (bytes32 r, bytes32 s) = vm.signP256(key[party], digest);
        uint256 order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
        if (uint256(s) > order / 2) s = bytes32(order - uint256(s));
        return abi.encodePacked(uint16(64), _signer(party), r, s);
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
