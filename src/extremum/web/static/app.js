// The page: what is asked lives in `state`, which the fragment of the address holds as well; each change asks anew.
import { ask, banner } from "./ask.js";
import { chart, fit } from "./chart.js";
import { quietly } from "./rules.js";
import { fromFragment, toFragment } from "./share.js";
import { EXAMPLES, TABS } from "./tabs.js";
import { show as showTwoDim, toggle as toggleTwoDim } from "./twodim.js";

const $ = (id) => document.getElementById(id);
const EMPTY = { text: "", declarations: [], wrt: "", tab: "derivative", options: {} };
let state = { ...EMPTY, ...fromFragment(location.hash) };
let variables = [];
let latex = ""; // the formula as it was read
let backends = ["numpy"];
const LIBRARIES = { numpy: "NumPy", jax: "JAX", torch: "PyTorch", numba: "Numba" };
let drawn = false; // whether the formula was last typed in two dimensions, where it then stands already
let typed = ""; // the formula as it stands in its field
let turn = 0; // counts the questions: what answers an earlier one is never shown under a later one

// -- asking ---------------------------------------------------------------------------------------------------------------
function question(more = {}) {
  return { text: state.text, declarations: state.declarations, wrt: state.wrt, ...more };
}

async function read() {
  const mine = ++turn;
  $("answer").setAttribute("aria-busy", "true");
  await readAndAnswer(() => mine === turn);
  if (mine === turn) $("answer").removeAttribute("aria-busy");
}

async function readAndAnswer(current) {
  if (!state.text.trim()) return show({ html: "", variables: [], notes: [] });
  const found = await ask("read", question());
  if (!current()) return;
  show(found);
  if (!found.error) await answer(current);
}

async function answer(current) {
  const tab = TABS[state.tab];
  const options = { ...state.options[state.tab] };
  if (tab.needs && !options[tab.needs]) return fill($("answer"), []);
  const found = await ask(tab.kind, question(tab.question(options)));
  if (!current()) return;
  present(found);
  remember();
}

// -- showing --------------------------------------------------------------------------------------------------------------
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function fill(place, children) {
  place.replaceChildren(...children);
}

function show(found) {
  $("problem").hidden = !found.error;
  $("problem").textContent = found.error ?? "";
  $("formula").setAttribute("aria-invalid", String(Boolean(found.error)));
  $("preview").classList.toggle("stale", Boolean(found.error));
  if (found.error) return withdraw();
  latex = found.latex ?? "";
  if (!drawn) showTwoDim(latex);
  $("preview").innerHTML = found.html; // made by the server from its own tree, every name escaped
  fill($("notes"), [...(found.notes ?? []), ...inferredNote(found)].map((note) => element("li", { textContent: note })));
  variables = found.variables;
  if (String(backends) !== String(found.backends)) { // the server knows the libraries that it writes code for
    backends = found.backends;
    showFields();
  }
  if (!variables.some((v) => v.name === state.wrt)) state.wrt = preferred(variables, found.sought);
  fill($("variables").tBodies[0], variables.map(row));
}

function withdraw() {
  // what stood there answers another formula
  for (const place of ["answer", "copies", "notes"]) fill($(place), []);
}

function inferredNote(found) {
  return found.inferred?.length ? [`read with ${found.inferred.join("; ")}`] : [];
}

function preferred(list, sought = []) {
  // samples and scalars are rarely what one looks for: first a name that is usual for unknowns, then vectors and matrices
  const usual = [..."xwWXvuzVUZ", "theta", "beta", "mu", "Sigma", ..."SPM"];
  const unknowns = list.filter((v) => !v.declared.includes(" for "));
  const shaped = unknowns.filter((v) => v.declared.includes("["));
  const found = usual.map((name) => shaped.find((v) => v.name === name)).find(Boolean);
  return (list.find((v) => sought.includes(v.name)) ?? found ?? shaped[0] ?? unknowns[0] ?? list[0])?.name ?? "";
}

function row(variable) {
  const wrt = element("input", { type: "radio", name: "wrt", value: variable.name, checked: variable.name === state.wrt });
  wrt.setAttribute("aria-label", `differentiate with respect to ${variable.name}`);
  wrt.addEventListener("change", () => change({ wrt: variable.name }));
  const declared = element("input", { type: "text", value: variable.declared });
  declared.setAttribute("aria-label", `declaration of ${variable.name}`);
  const facts = element("input", { type: "text", value: variable.assumptions });
  facts.setAttribute("list", "assumptions");
  facts.setAttribute("aria-label", `assumptions about ${variable.name}`);
  for (const field of [declared, facts]) field.addEventListener("change", () => declare(variable, declared.value, facts.value));
  return element("tr", {}, ...[wrt, declared, facts].map((field) => element("td", {}, field)));
}

function declare(variable, declared, facts) {
  const own = (text) => text.split(/[[:\s]/)[0] === variable.name;
  const text = facts.trim() ? `${declared.trim()}: ${facts.trim()}` : declared.trim();
  change({ declarations: [...state.declarations.filter((line) => !own(line)), ...(text ? [text] : [])] });
}

function present(found) {
  if (found.error) return fill($("answer"), [element("pre", { className: "error", textContent: found.error })]);
  if (found.html === undefined) fill($("answer"), [element("pre", { textContent: found.text })]);
  else $("answer").innerHTML = found.html; // likewise
  if (found.fitted) $("answer").append(fit(found.fitted));
  if (found.history?.length > 1) $("answer").append(chart(found.history));
  if (state.options.steps?.rules === "hover") quietly($("answer").querySelector(".derivation"));
  const copies = ["text", "latex", "markdown"].filter((notation) => found[notation]);
  const shown = copies.map((notation) => copyButton(notation === "latex" ? "LaTeX" : notation, () => found[notation]));
  fill($("copies"), [...shown, ...(state.tab === "derivative" ? backends.map(codeButton) : [])]);
}

function copyButton(label, text) {
  const button = element("button", { type: "button", textContent: `copy ${label}` });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(await text());
    button.textContent = "copied";
  });
  return button;
}

function codeButton(backend) {
  const asked = question({ of: state.options.derivative?.of ?? "", backend });
  return copyButton(LIBRARIES[backend] ?? backend, async () => {
    const found = await ask("code", asked);
    return found.text ?? found.error;
  });
}

// -- tabs and their options -----------------------------------------------------------------------------------------------
function field(spec) {
  const given = { ...state.options[state.tab] }[spec.name] ?? (spec.backends ? "numpy" : spec.choices?.[0]?.[0]) ?? "";
  const choices = spec.backends ? backends.map((name) => [name, LIBRARIES[name] ?? name]) : spec.choices;
  const input = choices
    ? element("select", {}, ...choices.map(([value, text]) => element("option", { value, textContent: text })))
    : element(spec.rows ? "textarea" : "input", spec.rows ? { rows: spec.rows } : { type: "text" });
  input.name = spec.name;
  input.value = given;
  input.addEventListener("change", () => option(spec.name, input.value));
  return element("label", { className: choices ? "" : "wide" }, spec.label, input);
}

function option(name, value) {
  change({ options: { ...state.options, [state.tab]: { ...state.options[state.tab], [name]: value } } });
}

function showTab() {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const chosen = tab.id === `tab-${state.tab}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  $("panel").setAttribute("aria-labelledby", `tab-${state.tab}`);
  showFields();
  fill($("answer"), []);
  fill($("copies"), []);
}

function showFields() {
  const { fields, verb } = TABS[state.tab];
  const ask = verb ? [element("button", { type: "submit", textContent: verb })] : [];
  fill($("options"), [...fields.map(field), ...ask]);
}

function choose(tab) {
  state = { ...state, tab };
  showTab();
  change({});
}

function arrow(event) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  next.focus();
  choose(next.id.slice("tab-".length));
}

// -- links, history, examples ---------------------------------------------------------------------------------------------
function change(what) {
  state = { ...state, ...what };
  history.replaceState(null, "", toFragment(state));
  read();
}

function restore(other) {
  state = { ...EMPTY, ...other };
  drawn = false;
  $("formula").value = typed = state.text;
  showTab();
  change({});
}

// Whether a formula took the place of another, and did not grow out of it.
function replaced(before, after) {
  const same = (a, b) => [...a].findIndex((letter, k) => letter !== b[k]);
  const shared = (a, b) => (same(a, b) < 0 ? a.length : same(a, b));
  const backwards = (text) => [...text].reverse().join("");
  return shared(before, after) + shared(backwards(before), backwards(after)) < 2;
}

function remember() {
  const earlier = kept().filter((other) => other.text !== state.text);
  localStorage.setItem("questions", JSON.stringify([state, ...earlier].slice(0, 20)));
  list("history", kept());
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem("questions")) ?? [];
  } catch {
    return [];
  }
}

function list(id, questions) {
  const items = questions.map((other) => {
    const button = element("button", { type: "button", textContent: other.text });
    button.addEventListener("click", () => restore(other));
    return element("li", {}, button);
  });
  fill($(id).querySelector("ul"), items);
}

async function share() {
  await navigator.clipboard.writeText(location.href);
  $("shared").textContent = "copied";
}

// -- start ----------------------------------------------------------------------------------------------------------------
const ASSUMPTIONS = ["symmetric", "positive_definite", "positive", "nonnegative", "invertible", "diagonal", "orthogonal", "unit", "simplex"];
fill($("assumptions"), ASSUMPTIONS.map((value) => element("option", { value })));
let typing;
function write(value, inTwoDimensions) {
  drawn = inTwoDimensions;
  const declarations = replaced(typed, value) ? [] : state.declarations; // what was said of other letters is forgotten
  typed = value;
  state = { ...state, declarations };
  clearTimeout(typing);
  typing = setTimeout(() => change({ text: value }), 250);
}
$("formula").addEventListener("input", (event) => write(event.target.value, false));
$("twodim").addEventListener("click", () => {
  toggleTwoDim($("field"), () => latex, (text) => write(($("formula").value = text), true));
  $("twodim").setAttribute("aria-expanded", String($("field").hasChildNodes()));
});
$("options").addEventListener("submit", (event) => {
  event.preventDefault();
  change({ options: { ...state.options, [state.tab]: Object.fromEntries(new FormData(event.target)) } });
});
$("options").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
});
document.querySelector("[role=tablist]").addEventListener("click", (event) => {
  if (event.target.role === "tab" || event.target.getAttribute("role") === "tab") choose(event.target.id.slice("tab-".length));
});
document.querySelector("[role=tablist]").addEventListener("keydown", arrow);
$("share").addEventListener("click", share);
addEventListener("hashchange", () => restore(fromFragment(location.hash)));
$("banner").hidden = !banner;
$("banner").textContent = banner;
list("examples", EXAMPLES);
list("history", kept());
restore(state.text ? state : EXAMPLES[0]);
