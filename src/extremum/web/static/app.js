// The page: what is asked lives in `state`, which the fragment of the address holds as well; each change asks anew.
import { ask, banner } from "./ask.js";
import { chart } from "./chart.js";
import { quietly } from "./rules.js";
import { fromFragment, toFragment } from "./share.js";
import { EXAMPLES, TABS } from "./tabs.js";

const $ = (id) => document.getElementById(id);
const EMPTY = { text: "", declarations: [], wrt: "", tab: "derivative", options: {} };
let state = { ...EMPTY, ...fromFragment(location.hash) };
let variables = [];
let backends = ["numpy"];
const LIBRARIES = { numpy: "NumPy", jax: "JAX", torch: "PyTorch", numba: "Numba" };
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
  if (found.error) return;
  $("preview").innerHTML = found.html; // made by the server from its own tree, every name escaped
  fill($("notes"), [...(found.notes ?? []), ...inferredNote(found)].map((note) => element("li", { textContent: note })));
  variables = found.variables;
  if (String(backends) !== String(found.backends)) { // the server knows the libraries that it writes code for
    backends = found.backends;
    showFields();
  }
  if (!variables.some((v) => v.name === state.wrt)) state.wrt = preferred(variables);
  fill($("variables").tBodies[0], variables.map(row));
}

function inferredNote(found) {
  return found.inferred?.length ? [`read with ${found.inferred.join("; ")}`] : [];
}

function preferred(list) {
  const favourites = ["x", "w", "W", "X", "theta", "beta", "b"];
  const names = list.map((v) => v.name);
  return favourites.find((name) => names.includes(name)) ?? names[0] ?? "";
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
  const asked = question({ of: state.options.derivative?.of ?? "gradient", backend });
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
  fill($("options"), TABS[state.tab].fields.map(field));
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
  $("formula").value = state.text;
  showTab();
  change({});
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
$("formula").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => change({ text: event.target.value }), 250);
});
$("options").addEventListener("submit", (event) => event.preventDefault());
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
