// The same seam as that of the server: questions go to a worker, one after the other; those that a later one of their
// kind has replaced are dropped, and their answer is null.
export const banner =
  "This page computes in your browser, and sends nothing anywhere; it takes some seconds to start. Numbers on data, and " +
  "functions of whole matrices, need the server: pip install 'extremum[web]', then extremum serve.";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
let waiting = []; // of questions that were not yet sent
let sent = null;

worker.addEventListener("message", ({ data }) => {
  sent.answer(data.failed ? { error: data.failed } : JSON.parse(data));
  sent = null;
  next();
});
worker.addEventListener("error", (event) => sent?.answer({ error: `the browser could not start Python: ${event.message}` }));

export function ask(kind, question) {
  for (const other of waiting.filter((other) => other.kind === kind)) other.answer(null);
  waiting = waiting.filter((other) => other.kind !== kind);
  return new Promise((answer) => {
    waiting.push({ kind, question, answer });
    next();
  });
}

function next() {
  if (sent || !waiting.length) return;
  sent = waiting.shift();
  worker.postMessage([sent.kind, JSON.stringify(sent.question)]);
}
