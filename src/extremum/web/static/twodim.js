// The frame in which a formula is typed in two dimensions; nothing of it is loaded before it is opened.
let frame = null;
let told = () => {};

addEventListener("message", ({ origin, source, data }) => {
  if (origin === location.origin && source === frame?.contentWindow) told(data); // MathLive has messages of its own
});

// Opens the frame, or closes it: ``latex()`` is what stands there at first, ``typed(latex)`` hears each change.
export function toggle(place, latex, typed) {
  if (frame) {
    frame.remove();
    frame = null;
    return;
  }
  told = (data) => {
    if (data.ready) show(latex());
    if (typeof data.latex === "string") typed(data.latex);
  };
  frame = Object.assign(document.createElement("iframe"), { src: "static/input.html", title: "Formula in two dimensions" });
  place.replaceChildren(frame);
}

export function show(latex) {
  frame?.contentWindow.postMessage({ latex }, location.origin);
}
