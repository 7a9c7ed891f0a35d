// Wallets in the browser (EIP-1193, found by EIP-6963). They show what is signed, and sign it.
import { fromHex, toHex } from "./bytes.js";
import * as digests from "./digests.js";
import { KeyProblem } from "./words.js";

const announced = new Map();

globalThis.addEventListener("eip6963:announceProvider", ({ detail }) => {
  if (detail?.provider?.request && detail.info?.uuid) {
    announced.set(detail.info.uuid, { name: String(detail.info.name).slice(0, 60), provider: detail.provider });
  }
});
globalThis.dispatchEvent(new Event("eip6963:requestProvider"));

// {name, provider}; the one of window.ethereum only where no wallet announces itself.
export function listed() {
  const found = [...announced.values()];
  if (!found.length && globalThis.ethereum?.request) found.push({ name: "", provider: globalThis.ethereum });
  return found;
}

// The Key of an account, if a wallet already lets this page use it; nobody is asked anything.
export async function connected(signer) {
  for (const { name, provider } of listed()) {
    try {
      const accounts = await provider.request({ method: "eth_accounts" });
      if (accounts.some((account) => account.toLowerCase() === signer)) return keyOf(provider, signer, name);
    } catch {
      // a wallet that is locked or broken is as good as none
    }
  }
  return null;
}

// The Key of the account that the reader chooses in the wallet; of `signer` if that is asked for.
export async function connect({ name, provider }, signer = null) {
  const accounts = (await asked(provider, "eth_requestAccounts")).map((account) => account.toLowerCase());
  if (!accounts.length) throw new KeyProblem("wallet_no_account");
  if (signer && !accounts.includes(signer)) throw otherAccount(signer, accounts[0]);
  return keyOf(provider, signer ?? accounts[0], name);
}

function keyOf(provider, signer, name) {
  const signTyped = async (typedData, digest) => {
    await digests.checked(typedData, digest);
    await demandAccount(provider, signer);
    await demandChain(provider, typedData.domain.chainId);
    return whole(await asked(provider, "eth_signTypedData_v4", [signer, JSON.stringify(typedData)]));
  };
  return {
    kind: "wallet",
    signer,
    signerBytes: signer,
    label: name || `${signer.slice(0, 8)}…${signer.slice(-4)}`,
    signTyped,
    signDigest: (digest, typedData) => {
      if (!typedData) throw new KeyProblem("typed_wrong");
      return signTyped(typedData, digest);
    },
    signMessage: async (text) => {
      await demandAccount(provider, signer);
      return whole(await asked(provider, "personal_sign", [toHex(new TextEncoder().encode(text)), signer]));
    },
  };
}

async function demandAccount(provider, signer) {
  const accounts = await asked(provider, "eth_accounts");
  if (!accounts.some((account) => account.toLowerCase() === signer)) throw otherAccount(signer, accounts[0] ?? "—");
}

// Wallets sign for the network that they show only. Filings name none.
async function demandChain(provider, chainId) {
  if (chainId === undefined) return;
  const wanted = "0x" + BigInt(chainId).toString(16);
  if (BigInt(await asked(provider, "eth_chainId")) === BigInt(wanted)) return;
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: wanted }] });
  } catch (error) {
    throw new KeyProblem("wallet_chain", { chain: String(BigInt(wanted)) }, error);
  }
}

// r || s || v with v 27 or 28; what contract wallets answer stays as it is.
function whole(signature) {
  const bytes = fromHex(signature);
  if (bytes.length === 65 && bytes[64] < 27) bytes[64] += 27;
  return toHex(bytes);
}

async function asked(provider, method, params = []) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    const code = error?.code ?? error?.data?.code;
    if (code === 4001) throw new KeyProblem("wallet_refused", {}, error);
    if (code === -32002) throw new KeyProblem("wallet_waiting", {}, error);
    if (code === 4100) throw new KeyProblem("wallet_no_account", {}, error);
    if (code === 4200 || code === -32601) throw new KeyProblem("wallet_method", { method }, error);
    throw new KeyProblem("wallet_failed", { cause: String(error?.message ?? error).slice(0, 200) }, error);
  }
}

const otherAccount = (wanted, found) => new KeyProblem("wallet_other_account", { wanted, found });
