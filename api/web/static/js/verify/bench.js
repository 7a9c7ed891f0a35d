// Where the page has its files judged: in a worker, so that the page stays awake and can end it at any moment; and where
// a browser has no worker of this kind, on the page itself with a pause before each check.

const script = document.currentScript; // of the one file that works offline; modules have none
const here = import("./judging.js"); // behind the rest, so that it is there when the network is not
here.catch(() => {});

let own = null;
const ownAddress = () => {
  own ??= URL.createObjectURL(new Blob([script.textContent], { type: "text/javascript" }));
  return own;
};

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** One verification at a time; another one ends the one before. */
export class Bench {
  #address;
  #worker = null;
  #isReady = false;
  #job = null;

  /** :param address: of the worker's module; without one the worker runs the script in which this stands. */
  constructor(address) {
    this.#address = address;
    this.#hire();
  }

  /** Judge as `judge` does; null where it was stopped. :param onStep: hears of each step. */
  run(given, onStep) {
    this.stop();
    return new Promise((resolve, reject) => {
      this.#job = { given, onStep, resolve, reject };
      if (this.#worker) this.#worker.postMessage(given);
      else this.#onThePage(this.#job);
    });
  }

  /** End what runs, whatever it is at. */
  stop() {
    const job = this.#taken();
    if (!job) return;
    job.resolve(null);
    if (!this.#worker) return; // sees it before its next check
    this.#worker.terminate();
    this.#hire();
  }

  #taken() {
    const job = this.#job;
    this.#job = null;
    return job;
  }

  #hire() {
    this.#worker = null;
    this.#isReady = false;
    let worker;
    try {
      worker = this.#address ? new Worker(this.#address, { type: "module" }) : new Worker(ownAddress());
    } catch {
      return;
    }
    worker.onmessage = ({ data }) => this.#heard(data);
    worker.onerror = (event) => this.#lost(event);
    this.#worker = worker;
  }

  #heard({ ready, step, outcome, failed }) {
    if (ready) this.#isReady = true;
    else if (step) this.#job?.onStep(step);
    else if (failed) this.#taken()?.reject(new Error(failed));
    else this.#taken()?.resolve(outcome);
  }

  /** A worker that never began is one that this browser cannot have; one that broke off is told. */
  #lost(event) {
    event.preventDefault();
    if (this.#isReady) {
      this.#taken()?.reject(new Error(event.message));
      this.#hire();
      return;
    }
    this.#worker = null;
    if (this.#job) this.#onThePage(this.#job);
  }

  async #onThePage(job) {
    const isOver = () => this.#job !== job;
    const onStep = async (step) => {
      if (!isOver()) job.onStep(step);
      await pause();
      return isOver();
    };
    try {
      const { judge } = await here;
      const outcome = await judge(job.given, onStep);
      if (!isOver()) this.#taken().resolve(outcome);
    } catch (error) {
      if (!isOver()) this.#taken().reject(error);
    }
  }
}
