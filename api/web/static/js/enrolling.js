// Asking for admission with a key: signed in, drafted, signed.
import { call } from "./http.js";
import { open } from "./session.js";

// The drafted act with the newcomer's signature. `say` hears the names of the steps.
export async function request(key, fields, say) {
  say("signing_in");
  await open(key);
  say("drafting");
  const act = await call("POST", "/v1/acts", { kind: "enrol", fields: { ...fields, signer: key.signer } });
  say("signing");
  return sign(key, act);
}

export async function sign(key, act) {
  const signature = await key.signTyped(act.typedData, act.digest);
  return call("POST", `/v1/acts/${act.id}/signatures`, { party: act.message.party, signature });
}
