// A formula typed in two dimensions, in a frame of its own: MathLive writes styles into its elements, which the page's policy
// forbids. The page says what stands there, and hears what is typed, in LaTeX.
const page = window.parent;

try {
  const { MathfieldElement } = await import("./mathlive/mathlive.min.mjs");
  MathfieldElement.fontsDirectory = new URL("./mathlive/fonts", import.meta.url).href;
  MathfieldElement.soundsDirectory = null;
  const field = new MathfieldElement({ mathVirtualKeyboardPolicy: "manual" });
  field.setAttribute("aria-label", "Formula in two dimensions");
  document.body.append(field);
  field.inlineShortcuts = { ...field.inlineShortcuts, log: "\\log", tr: "\\operatorname{tr}" }; // its own log has a base
  field.addEventListener("input", () => page.postMessage({ latex: field.getValue("latex-unstyled") }, location.origin));
  addEventListener("message", ({ origin, data }) => {
    if (origin === location.origin && typeof data.latex === "string") field.setValue(data.latex, { silenceNotifications: true });
  });
  page.postMessage({ ready: true }, location.origin);
} catch {
  const missing = document.getElementById("missing");
  missing.textContent = "MathLive is not installed with this page; python -m extremum.web.mathlive fetches it.";
  missing.hidden = false;
}
