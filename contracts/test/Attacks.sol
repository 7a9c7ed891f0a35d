// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deeds} from "./Deeds.sol";

/// Attacks, each carried out on every act and written down cell by cell under `build/attacks`, of which `scripts/attacks.py`
/// makes the table of `docs/contracts/attacks.md`. A line: attack, act, and the refusal's selector, or what else to read.
abstract contract Attacks is Deeds {
    string private _file;
    string internal attack;
    uint256 internal kind_;
    bytes internal message_;
    bytes32 internal digest_;
    uint32[] internal seats_;
    uint32[] internal signers_; // whose keys seal them

    /// Each kind in turn, as if nothing had been tried before.
    modifier onEvery(string memory name) {
        begin(name);
        for (uint256 kind; kind < kinds.length; ++kind) {
            kind_ = kind;
            (message_, digest_, seats_) = good(kind);
            signers_ = signersOf(kind, seats_);
            uint256 before = vm.snapshotState();
            _;
            vm.revertToState(before);
        }
    }

    function begin(string memory name) internal {
        vm.createDir("build/attacks", true);
        attack = name;
        _file = string.concat("build/attacks/", name, ".tsv");
        vm.writeFile(_file, "");
    }

    function write(string memory act_, string memory what) internal {
        vm.writeLine(_file, string.concat(attack, "\t", act_, "\t", what));
    }

    function none(string memory why) internal {
        write(kinds[kind_].name, string.concat("none\t", why));
    }

    /// An attack that cannot be refused because it changes nothing.
    function harmless(string memory what) internal {
        write(kinds[kind_].name, string.concat("harmless\t", what));
    }

    function is_(string memory name) internal view returns (bool) {
        return keccak256(bytes(kinds[kind_].name)) == keccak256(bytes(name));
    }

    function among(string[] memory names) internal view returns (bool) {
        for (uint256 i; i < names.length; ++i) {
            if (is_(names[i])) return true;
        }
        return false;
    }

    /// Refused with exactly these words, and written down.
    function fails(bytes memory message, bytes memory blob, bytes memory reason) internal {
        refusedWith(kind_, message, blob, reason);
        tried(reason);
    }

    function tried(bytes memory reason) internal {
        string memory what = reason.length < 4 ? "empty" : vm.toString(abi.encodePacked(bytes4(reason)));
        write(kinds[kind_].name, string.concat("refused\t", what));
    }

    /// Sealed by whom its roll names, each with his own key, and refused with exactly these words.
    function failsSealed(bytes memory message, bytes memory reason) internal {
        fails(message, sealed_(message), reason);
    }

    function sealed_(bytes memory message) internal view returns (bytes memory) {
        (, bytes32 digest) = digestOf(kind_, message);
        return seals(digest, signersOf(kind_, seatsOf(kind_, message)));
    }

    function blob_() internal view returns (bytes memory) {
        return seals(digest_, signers_);
    }

    /// Another act, whose message is `encoded`, sealed by all and accepted.
    function perform(string memory name, bytes memory encoded) internal returns (bytes32 digest) {
        uint256 kind = kindOf(name);
        bytes memory message = kinds[kind].dynamic ? cut(encoded, 32) : encoded;
        (, digest) = digestOf(kind, message);
        accepted(kind, message, seals(digest, signersOf(kind, seatsOf(kind, message))));
    }

    function kindOf(string memory name) internal view returns (uint256 kind) {
        bytes32 hash = keccak256(bytes(name));
        while (keccak256(bytes(kinds[kind].name)) != hash) ++kind;
    }

    /// The good message with another word in place of a member of the head.
    function bent(string memory member, uint256 value) internal view returns (bytes memory message) {
        message = bytes.concat(message_);
        put(message, placeOf(kinds[kind_].primaryType, member), value);
    }

    function has(string memory member) internal view returns (bool) {
        return hasMember(kinds[kind_].primaryType, member);
    }

    function wordOf(string memory member) internal view returns (uint256) {
        uint256 place = placeOf(kinds[kind_].primaryType, member);
        return abi.decode(cut(message_, place, place + 32), (uint256));
    }

    // ---- officers

    /// The name of the member that holds the officer's appointment, empty where no officer acts.
    function deskOf() internal view returns (string memory) {
        if (is_("admit") || is_("appoint") || is_("closeNode") || is_("endAppointment")) return "under";
        if (!has("appointment")) return "";
        return wordOf("appointment") == 0 ? "" : "appointment";
    }
}
