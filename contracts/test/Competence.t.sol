// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Powers} from "../src/libraries/Powers.sol";
import {Keys} from "./Keys.sol";

/// `competent` against a model that keeps every appointment and node with all its seconds and asks them one by one.
contract CompetenceTest is Keys {
    struct NodeLine {
        uint32 parent;
        uint32 operator;
        uint40 from;
        uint40 until;
    }

    struct Line {
        uint32 node;
        uint32 officer;
        uint32 powers;
        uint40 from;
        uint40 until;
    }

    struct Question {
        uint32 appointment;
        uint32 power;
        uint32 node;
        uint40 time;
        bool answer;
    }

    uint256 private constant STEPS = 14;
    NodeLine[] private nodes; // index is the number
    Line[] private appointments;
    Question[] private asked;
    uint256 private seed;

    function setUp() public override {
        super.setUp();
        nodes.push();
        nodes.push(NodeLine(0, CORE, now_(), type(uint40).max));
        appointments.push();
        appointments.push(Line(1, OFFICER, Powers.ALL & ~Powers.BELOW, now_(), now_() + 3650 days));
    }

    function draw(uint256 count) private returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % count;
    }

    function anyone() private returns (uint32) {
        return uint32(ANNA + draw(4));
    }

    function testFuzz_CompetentEqualsTheListOfWhatHappened(uint256 start) public {
        seed = start;
        for (uint256 step; step < STEPS; ++step) {
            pass(1 + draw(30 days));
            uint256 kind = draw(8);
            if (kind < 2) admitSomewhere();
            else if (kind < 5) appointSomewhere();
            else if (kind == 5) endSome();
            else if (kind == 6) closeSome();
            else handOverSome();
            for (uint256 i; i < 6; ++i) {
                askPast();
            }
        }
        // No later act changed an answer about a second that had passed.
        for (uint256 i; i < asked.length; ++i) {
            Question memory q = asked[i];
            assertEq(authority.competent(q.appointment, q.power, q.node, q.time), q.answer);
        }
    }

    function admitSomewhere() private {
        uint32 parent = uint32(1 + draw(nodes.length - 1));
        if (nodes[parent].until <= now_()) return;
        uint32 above = nodes[parent].parent;
        if (above != 0 && nodes[above].parent != 0) return;
        uint32 operator = anyone();
        admit(uint32(nodes.length), parent, operator);
        nodes.push(NodeLine(parent, operator, now_(), type(uint40).max));
    }

    function appointSomewhere() private {
        uint32 node = uint32(1 + draw(nodes.length - 1));
        if (nodes[node].until <= now_()) return;
        uint32 powers = draw(2) == 0 ? Powers.FREEZE : Powers.FREEZE | Powers.READ;
        if (draw(2) == 0) powers |= Powers.BELOW;
        uint32 officer = anyone();
        appoint(uint32(appointments.length), node, officer, powers);
        appointments.push(Line(node, officer, powers, now_(), now_() + 3650 days));
    }

    function endSome() private {
        uint32 number = uint32(1 + draw(appointments.length - 1));
        Line storage line = appointments[number];
        uint40 until = now_() + uint40(draw(60 days));
        if (until >= line.until) return;
        end(number, draw(2) == 0 ? line.officer : nodes[line.node].operator, until);
        line.until = until;
    }

    function closeSome() private {
        uint32 node = uint32(1 + draw(nodes.length - 1));
        if (node == 1 || nodes[node].until <= now_()) return;
        NodeLine storage above = nodes[nodes[node].parent];
        bool fromAbove = draw(2) == 0 && above.until > now_();
        closeNode(node, fromAbove ? above.operator : nodes[node].operator, 0);
        nodes[node].until = now_();
    }

    function handOverSome() private {
        uint32 node = uint32(1 + draw(nodes.length - 1));
        if (nodes[node].until <= now_()) return;
        uint32 next = anyone();
        handOver(node, nodes[node].operator, next);
        nodes[node].operator = next;
    }

    function askPast() private {
        uint32 appointment = uint32(draw(appointments.length + 1));
        uint32 node = uint32(draw(nodes.length + 1));
        uint32 power = [Powers.FREEZE, Powers.READ, Powers.FREEZE | Powers.READ, 0][draw(4)];
        uint40 first = nodes[1].from - 10;
        uint40 time = first + uint40(draw(now_() - first));
        // Seconds at which something changed are asked for as often as all others.
        if (draw(2) == 0 && node < nodes.length && nodes[node].until < now_()) time = nodes[node].until;
        if (draw(4) == 0 && appointment < appointments.length) time = appointments[appointment].from;
        if (time >= now_()) time = now_() - 1;
        bool answer = listed(appointment, power, node, time);
        assertEq(authority.competent(appointment, power, node, time), answer);
        asked.push(Question(appointment, power, node, time, answer));
    }

    /// The definition, word by word: some node on the way up is the appointment's own, and everything was in force then.
    function listed(uint32 appointment, uint32 power, uint32 node, uint40 time) private view returns (bool) {
        if (appointment == 0 || appointment >= appointments.length || node == 0 || node >= nodes.length) return false;
        Line memory line = appointments[appointment];
        bool given = power != 0 && line.powers & power == power;
        bool inForce = line.from <= time && time < line.until;
        bool nodeInForce = nodes[line.node].from <= time && time < nodes[line.node].until;
        bool there = nodes[node].from <= time;
        bool reaches = node == line.node;
        if (line.powers & Powers.BELOW != 0) {
            for (uint32 up = node; up != 0; up = nodes[up].parent) {
                if (up == line.node) reaches = true;
            }
        }
        return given && inForce && nodeInForce && there && reaches;
    }
}
