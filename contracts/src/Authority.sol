// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AuthorityLimits, Enrolment, IAuthority} from "./interfaces/IAuthority.sol";
import {Bound} from "./Bound.sol";
import {Nodes} from "./Nodes.sol";
import {Records} from "./Records.sol";
import {Recoveries} from "./Recoveries.sol";

/// @title Who may speak
contract Authority is Recoveries, Nodes {
    /// @inheritdoc IAuthority
    bytes32 public immutable salt;

    /// @param ledger The ledger's id, drawn at random: tells apart ledgers that share chain id and addresses.
    /// @param coreSigner ERC-7913 signer of party 1, an organisation that runs node 1, the core. Should be a threshold wallet.
    /// @param coreIdentity Salted commitment to its identity filing.
    /// @param limits_ Days that bind recoveries; a longest notice above a year is refused.
    constructor(bytes32 ledger, bytes memory coreSigner, bytes32 coreIdentity, AuthorityLimits memory limits_)
        Bound(ledger, address(this))
        Records(limits_)
    {
        salt = ledger;
        (address id, bool keyed) = _signerOf(coreSigner);
        Enrolment memory core;
        core.party = 1;
        core.signer = coreSigner;
        core.identity = coreIdentity;
        core.kind = ORGANISATION;
        _enter(core, id, keyed);
        _enter(1, 0, 1, CORE);
    }
}
