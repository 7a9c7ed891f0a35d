"""The only place with web3."""
