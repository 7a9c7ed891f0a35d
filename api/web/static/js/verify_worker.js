// The verifier away from the page. Takes what `judge` takes; answers {ready: true} once, then {step} and in the end
// {outcome} or {failed}.

import { judge } from "./verify/judging.js";

onmessage = async ({ data }) => {
  try {
    postMessage({ outcome: await judge(data, (step) => postMessage({ step })) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
postMessage({ ready: true });
