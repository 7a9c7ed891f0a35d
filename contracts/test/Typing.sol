// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// The messages' types as `ledger/core/typed_data.json` has them: ABI tuples, places in the head, and a strict reading.
abstract contract Typing is Test {
    struct Member {
        string name;
        string kind;
    }

    string private _json;
    mapping(string => Member[]) private _types;
    mapping(uint256 word => bool) private _offsets;

    function readTypes() internal {
        _json = vm.readFile("ledger/core/typed_data.json");
        string[] memory names = vm.parseJsonKeys(_json, ".types");
        for (uint256 i; i < names.length; ++i) {
            string memory path = string.concat(".types.", names[i]);
            for (uint256 j; vm.keyExistsJson(_json, _at(path, j, "")); ++j) {
                string memory kind = vm.parseJsonString(_json, _at(path, j, ".type"));
                _types[names[i]].push(Member(vm.parseJsonString(_json, _at(path, j, ".name")), kind));
            }
        }
    }

    function _at(string memory path, uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(path, "[", vm.toString(i), "]", member);
    }

    function actOf(string memory name) internal view returns (string memory contractName, string memory primaryType) {
        string memory path = string.concat(".acts.", name);
        contractName = vm.parseJsonString(_json, string.concat(path, ".contract"));
        primaryType = vm.parseJsonString(_json, string.concat(path, ".primaryType"));
    }

    function namesOfActs() internal view returns (string[] memory) {
        return vm.parseJsonKeys(_json, ".acts");
    }

    /// The ABI's name of a type.
    function abiOf(string memory kind) internal view returns (string memory text) {
        if (isArray(kind)) return string.concat(abiOf(element(kind)), "[]");
        Member[] storage members = _types[kind];
        if (members.length == 0) return kind;
        for (uint256 i; i < members.length; ++i) {
            text = string.concat(text, i == 0 ? "(" : ",", abiOf(members[i].kind));
        }
        return string.concat(text, ")");
    }

    function isDynamic(string memory kind) internal view returns (bool) {
        if (isArray(kind) || _is(kind, "bytes")) return true;
        Member[] storage members = _types[kind];
        for (uint256 i; i < members.length; ++i) {
            if (isDynamic(members[i].kind)) return true;
        }
        return false;
    }

    /// Bytes that a type takes in the head.
    function sizeOf(string memory kind) internal view returns (uint256 size) {
        Member[] storage members = _types[kind];
        if (members.length == 0 || isDynamic(kind)) return 32;
        for (uint256 i; i < members.length; ++i) {
            size += sizeOf(members[i].kind);
        }
    }

    /// The byte of the head at which a member stands, looked for in static structs too.
    function placeOf(string memory kind, string memory name) internal view returns (uint256) {
        (bool found, uint256 place) = _placeOf(kind, name);
        require(found, string.concat(kind, " has no ", name));
        return place;
    }

    function hasMember(string memory kind, string memory name) internal view returns (bool found) {
        (found,) = _placeOf(kind, name);
    }

    function _placeOf(string memory kind, string memory name) private view returns (bool found, uint256 place) {
        Member[] storage members = _types[kind];
        for (uint256 i; i < members.length; ++i) {
            if (_is(members[i].name, name)) return (true, place);
            if (!isDynamic(members[i].kind)) {
                uint256 inner;
                (found, inner) = _placeOf(members[i].kind, name);
                if (found) return (true, place + inner);
            }
            place += sizeOf(members[i].kind);
        }
    }

    /// Reads a message (without the leading offset) as its type says. @return strict No word has a bit beyond its type.
    function read(string memory kind, bytes memory message) internal returns (bool strict) {
        return _readStruct(kind, message, 0);
    }

    /// Whether the last message read has an offset in this word.
    function isOffset(uint256 word) internal view returns (bool) {
        return _offsets[word];
    }

    function forget(uint256 words) internal {
        for (uint256 i; i < words; ++i) {
            delete _offsets[i];
        }
    }

    function _readStruct(string memory kind, bytes memory message, uint256 base) private returns (bool strict) {
        Member[] storage members = _types[kind];
        uint256 place = base;
        strict = true;
        for (uint256 i; i < members.length; ++i) {
            string memory inner = members[i].kind;
            if (isDynamic(inner)) {
                _offsets[place / 32] = true;
                strict = _readTail(inner, message, base + word(message, place)) && strict;
            } else {
                strict = _readStatic(inner, message, place) && strict;
            }
            place += sizeOf(inner);
        }
    }

    function _readStatic(string memory kind, bytes memory message, uint256 place) private returns (bool) {
        if (_types[kind].length != 0) return _readStruct(kind, message, place);
        return word(message, place) <= _most(kind);
    }

    function _readTail(string memory kind, bytes memory message, uint256 place) private returns (bool strict) {
        if (_is(kind, "bytes")) return true;
        if (!isArray(kind)) return _readStruct(kind, message, place);
        strict = true;
        string memory inner = element(kind);
        uint256 count = word(message, place);
        for (uint256 i; i < count; ++i) {
            strict = _readStatic(inner, message, place + 32 + i * sizeOf(inner)) && strict;
        }
    }

    /// The largest word of an elementary type.
    function _most(string memory kind) private pure returns (uint256) {
        if (_is(kind, "bytes32") || _is(kind, "uint256")) return type(uint256).max;
        if (_is(kind, "address")) return type(uint160).max;
        if (_is(kind, "uint64")) return type(uint64).max;
        if (_is(kind, "uint40")) return type(uint40).max;
        if (_is(kind, "uint32")) return type(uint32).max;
        if (_is(kind, "uint16")) return type(uint16).max;
        require(_is(kind, "uint8"), kind);
        return type(uint8).max;
    }

    function word(bytes memory message, uint256 place) private pure returns (uint256 value) {
        require(
            place + 32 <= message.length,
            string.concat("beyond the message: ", vm.toString(place), " of ", vm.toString(message.length))
        );
        assembly ("memory-safe") {
            value := mload(add(add(message, 32), place))
        }
    }

    function capital(string memory name) internal pure returns (string memory) {
        bytes memory text = bytes(string.concat(name));
        text[0] = bytes1(uint8(text[0]) - 32);
        return string(text);
    }

    function isArray(string memory kind) private pure returns (bool) {
        return bytes(kind)[bytes(kind).length - 1] == "]";
    }

    function element(string memory kind) private pure returns (string memory) {
        bytes memory text = new bytes(bytes(kind).length - 2);
        for (uint256 i; i < text.length; ++i) {
            text[i] = bytes(kind)[i];
        }
        return string(text);
    }

    function _is(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
