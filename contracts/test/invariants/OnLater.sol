// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Act, Conveyance, Movement, Registration, Share} from "../../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {OnTitle} from "./OnTitle.sol";

/// 24: what happens at the registry that comes after this one.
abstract contract OnLater is OnTitle {
    /// What left one registry opens in the other, once, as it was.
    function adopt(uint8 which) external {
        _adopt(titles[which % 6]);
    }

    function _adopt(bytes32 achievement) private {
        ++calls;
        ++tries["adopt"];
        bool gone = registry.successorOf(achievement) == address(later);
        bool here = later.titleOf(achievement).status != 0;
        Places memory places;
        _add(places, address(later), slotOf(achievement, 0), 6);
        bool done = _sendOpen(address(later), abi.encodeCall(later.adopt, (achievement)), places);
        assertEq(done, gone && !here, "24: adopted what did not come, or not what came");
        if (!done) return;
        ++times["adopt"];
        compare(later, achievement);
        assertEq(abi.encode(later.wordsOf(achievement)), abi.encode(registry.wordsOf(achievement)), "24: words");
        assertEq(later.trailOf(achievement), registry.trailOf(achievement), "24: trail");
        assertEq(registry.titleOf(achievement).status, 5, "24: two registries answer");
    }

    /// Where the title lives.
    function convey(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        if (registry.successorOf(achievement) == address(0)) _conveyHere(achievement, seed);
        else if (later.titleOf(achievement).status == 0) _adopt(achievement);
        else _conveyThere(achievement, seed);
    }

    function conveyThere(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 6];
        if (later.titleOf(achievement).status == 0) achievement = titles[4];
        _conveyThere(achievement, seed);
    }

    function _conveyThere(bytes32 achievement, uint256 seed) private {
        Share[] memory before = later.holdingsOf(achievement);
        Share memory giver = before[pick(seed, "giver") % before.length];
        Movement[] memory movements = new Movement[](1);
        movements[0] = Movement(giver.party, UNIT + uint32(pick(seed, "to") % 7), 1 + uint32(seed >> 16) % giver.units);
        Conveyance memory message = Conveyance(
            _actThere(achievement, officerFor(achievement, seed)),
            GIFT,
            0,
            movements,
            new bytes32[](0),
            new bytes32[](0),
            0
        );
        Deed memory d = deed(
            "convey",
            address(later),
            later.convey.selector,
            laterRolls.rollOfConvey.selector,
            laterRolls.digestOfConvey.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, true), message.act.appointment, Powers.REGISTER_TRANSFER), seed);
    }

    /// Never what this registry knows, be it open, closed or gone.
    function registerThere(uint8 which, uint256 seed) external {
        uint256 i = which % 6;
        // Mostly one that an act has closed.
        for (uint256 n; n < 5 && seed & 3 != 0 && registry.titleOf(titles[i]).status != 5; ++n) {
            i = (i + 1) % 6;
        }
        bytes32 achievement = titles[i];
        if (registry.titleOf(achievement).status == 0) return;
        Act memory header = _actThere(achievement, officerFor(achievement, seed));
        header.filing = keccak256(bytes(vm.toString(i)));
        Registration memory message = Registration(header, homes[i], UNIT, anyTable(seed));
        Deed memory d = deed(
            "register",
            address(later),
            later.register.selector,
            laterRolls.rollOfRegister.selector,
            laterRolls.digestOfRegister.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, true), message.act.appointment, Powers.REGISTER_ACHIEVEMENT), seed);
    }

    function _actThere(bytes32 achievement, uint32 officer) private view returns (Act memory header) {
        header = act(achievement, officer);
        header.version = later.titleOf(achievement).version;
    }

    function _note(Sent memory sent, Scene memory scene) internal virtual override {
        super._note(sent, scene);
        if (sent.deed.target != address(later)) return;
        assertTrue(sent.deed.kind != "register", "24: entered anew what an earlier registry knows");
        ++times["conveyThere"];
    }
}
