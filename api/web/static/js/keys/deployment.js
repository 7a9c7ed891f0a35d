// What the keys need to know of this ledger: its chain, and the contracts that verify P-256 keys.

let asked = null;

// {chainId, p256, webauthn}; the addresses are lower-case 0x-hex.
export function deployment() {
  asked ??= fetch("/v1/status", { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("status " + answer.status))))
    .then(({ chain, ledger: { contracts } }) => ({
      chainId: chain.id,
      p256: contracts.P256Verifier.address.toLowerCase(),
      webauthn: contracts.WebAuthnVerifier.address.toLowerCase(),
    }));
  asked.catch(() => (asked = null));
  return asked;
}
