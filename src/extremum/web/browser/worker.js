// Python in a worker: the runtime and the wheels lie beside the page, nothing comes from elsewhere.
import { loadPyodide } from "../pyodide/pyodide.mjs";

const BASE = new URL("../", import.meta.url);

async function start() {
  const [python, names] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", BASE).href }),
    fetch(new URL("wheels/names.json", BASE)).then((response) => response.json()),
  ]);
  const wheels = names.map((name) => fetch(new URL(`wheels/${name}`, BASE)).then((response) => response.arrayBuffer()));
  for (const wheel of await Promise.all(wheels)) python.unpackArchive(wheel, "wheel");
  python.runPython("from extremum.web.browser import stand_in; stand_in()");
  return python.runPython("from extremum.web.browser import answered; answered");
}

const ready = start();

addEventListener("message", async ({ data: [kind, question] }) => {
  try {
    postMessage((await ready)(kind, question));
  } catch (error) {
    postMessage({ failed: `Python in the browser: ${error.message}` });
  }
});
