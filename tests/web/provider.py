"""A wallet in the browser over a real key: `window.ethereum` (EIP-1193), announced as EIP-6963 wants it."""

import json
from dataclasses import dataclass, field
from typing import Any

from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from playwright.sync_api import Page

from ledger.keyring import AccountSigner

_SCRIPT = """
(() => {
  const request = async ({ method, params = [] }) => {
    const { answer, error } = JSON.parse(await window.__wallet(JSON.stringify({ method, params })));
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
    return answer;
  };
  const provider = Object.freeze({ request, on() {}, removeListener() {} });
  window.ethereum = provider;
  const uuid = "5a1c9f52-0c0e-4d7c-9c1b-6a0b8f6d7e11";
  const detail = Object.freeze({
    info: Object.freeze({ uuid, name: "Test Wallet", icon: "data:,", rdns: "test" }),
    provider,
  });
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
})();
"""


@dataclass
class Wallet:
    """A wallet that its owner holds; what it is asked goes to Python, where the key is.

    :param chain_id: of the network that it shows.
    :param refusing: whether its owner declines whatever is asked (4001).
    :param shown: the typed data and texts that it showed and signed, in order.
    """

    key: AccountSigner
    chain_id: int
    refusing: bool = False
    shown: list[Any] = field(default_factory=list)

    def install(self, page: Page) -> None:
        """Be in this page, and in whatever it loads next."""
        page.expose_function("__wallet", self._answer)
        page.add_init_script(_SCRIPT)

    def _answer(self, asked: str) -> str:
        request = json.loads(asked)
        try:
            return json.dumps({"answer": self._do(request["method"], request["params"])})
        except _Declined as declined:
            return json.dumps({"error": {"code": declined.code, "message": str(declined)}})

    def _do(self, method: str, params: list[Any]) -> Any:
        if method in ("eth_accounts", "eth_requestAccounts"):
            return [self.key.address]
        if method == "eth_chainId":
            return hex(self.chain_id)
        if method == "wallet_switchEthereumChain":
            raise _Declined(4902, "unrecognised chain")
        if method not in ("personal_sign", "eth_signTypedData_v4"):
            raise _Declined(4200, f"no {method} here")
        if self.refusing:
            raise _Declined(4001, "the user declined")
        if method == "personal_sign":
            text, account = bytes.fromhex(params[0][2:]), params[1]
            signable = encode_defunct(text)
            self.shown.append(text.decode())
        else:
            account, document = params[0], json.loads(params[1])
            signable = encode_typed_data(full_message=document)
            self.shown.append(document)
        if account.lower() != self.key.address.lower():
            raise _Declined(4100, "another account")
        signature: bytes = Account.sign_message(signable, self.key.account.key).signature
        return "0x" + signature.hex().removeprefix("0x")


class _Declined(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
