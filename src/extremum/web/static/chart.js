// The course of a run: how far each value is from the best, on a logarithmic scale.
const WIDTH = 480, HEIGHT = 200, LEFT = 60, BELOW = 32, MARGIN = 8;

export function chart(history) {
  const values = history.filter((value) => value !== null);
  const best = Math.min(...values), worst = Math.max(...values);
  const above = history.map((value) => (value === null ? 0 : Math.max(value - best, 0)));
  const logs = above.map((value) => (value > 0 ? Math.log10(value) : null));
  const known = logs.filter((value) => value !== null);
  const figure = document.createElement("figure");
  if (!known.length) return figure;
  const low = Math.floor(Math.min(...known)), high = Math.max(Math.ceil(Math.max(...known)), low + 1);
  const x = (k) => LEFT + ((WIDTH - LEFT - MARGIN) * k) / Math.max(history.length - 1, 1);
  const y = (value) => MARGIN + ((HEIGHT - BELOW - MARGIN) * (high - value)) / (high - low);
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img" });
  const title = shape("title", {});
  title.textContent = `${history.length} iterations, from ${worst.toPrecision(4)} to ${best.toPrecision(6)}`;
  const points = logs.flatMap((value, k) => (value === null ? [] : [`${x(k).toFixed(1)},${y(value).toFixed(1)}`]));
  const step = Math.ceil((high - low) / 4);
  const marks = [];
  for (let mark = low; mark <= high; mark += step) {
    marks.push(shape("line", { x1: LEFT, x2: WIDTH - MARGIN, y1: y(mark), y2: y(mark) }));
    marks.push(text(LEFT - 6, y(mark) + 4, `1e${mark}`, "end"));
  }
  const labels = [text(LEFT, HEIGHT - 8, "1"), text(WIDTH - MARGIN, HEIGHT - 8, `iteration ${history.length}`, "end")];
  picture.append(title, ...marks, ...labels, shape("polyline", { points: points.join(" ") }));
  const caption = document.createElement("figcaption");
  caption.textContent = "value above the best, iteration by iteration";
  figure.append(picture, caption);
  return figure;
}

// Data as circles and what a model makes of them as a line, along a column or from row to row.
export function fit({ name, data, fitted, along, at }) {
  const figure = document.createElement("figure");
  const low = Math.min(...data, ...fitted), high = Math.max(...data, ...fitted), first = Math.min(...at), last = Math.max(...at);
  const x = (value) => LEFT + ((WIDTH - LEFT - MARGIN) * (value - first)) / (last - first || 1);
  const y = (value) => MARGIN + ((HEIGHT - BELOW - MARGIN) * (high - value)) / (high - low || 1);
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img" });
  const title = shape("title", {});
  title.textContent = `${name}: ${data.length} numbers, and the model`;
  const marks = [low, (low + high) / 2, high].flatMap((value) => [
    shape("line", { x1: LEFT, x2: WIDTH - MARGIN, y1: y(value), y2: y(value) }),
    text(LEFT - 6, y(value) + 4, Number(value.toPrecision(3)), "end"),
  ]);
  const labels = [text(LEFT, HEIGHT - 8, Number(first.toPrecision(3))), text(WIDTH - MARGIN, HEIGHT - 8, `${along} ${Number(last.toPrecision(3))}`, "end")];
  const order = at.map((_, k) => k).sort((a, b) => at[a] - at[b]);
  const line = shape("polyline", { points: order.map((k) => `${x(at[k]).toFixed(1)},${y(fitted[k]).toFixed(1)}`).join(" ") });
  const circles = data.map((value, k) => shape("circle", { cx: x(at[k]).toFixed(1), cy: y(value).toFixed(1), r: 3 }));
  picture.append(title, ...marks, ...labels, line, ...circles);
  const caption = document.createElement("figcaption");
  caption.textContent = `${name}, and what is fitted to it`;
  figure.append(picture, caption);
  return figure;
}

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function text(x, y, words, anchor = "start") {
  const made = shape("text", { x, y, "text-anchor": anchor });
  made.textContent = words;
  return made;
}
