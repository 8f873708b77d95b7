import { learn, locale, t } from "./i18n.js";
// Everything from the data goes into the page as text, never as markup.
const $ = (id) => document.getElementById(id);
learn(JSON.parse($("phrases").textContent));
const text = $("text"), out = $("out"), state = $("state"), suggest = $("suggest");
let words = { prefixes: {}, terms: [], actors: [], queries: [] };
let running = null, shown = null, options = [], chosen = 0;

const node = (name, attributes = {}, ...children) => {
  const svg = ["svg", "rect", "text", "line", "circle", "g", "title"].includes(name) && attributes.svg !== false;
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (key !== "svg") made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const fold = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const short = (iri) => {
  for (const [prefix, start] of Object.entries(words.prefixes))
    if (iri.startsWith(start) && prefix !== "xsd") return `${prefix}:${iri.slice(start.length)}`;
  return iri;
};
const value = (term) => (!term ? "" : term.type === "uri" ? short(term.value) : term.type === "triple" ? JSON.stringify(term.value) : term.value);

async function load() {
  words = await (await fetch("/query/words")).json();
  for (const query of words.queries) $("named").append(node("option", { value: query.name }, query.title));
  const given = new URLSearchParams(location.search);
  text.value = given.get("query") ?? kept() ?? "SELECT ?who WHERE {\n  GRAPH graph:arrows { ?who al:investsIn actor:openai }\n}\n";
  if (given.get("view")) $("view").value = given.get("view");
  if (given.has("query")) run(false, given.get("dataset"));
}

// A link is for the data it was made for: with other data, nothing runs until the user says so.
function changed() {
  state.textContent = t("changed");
  const button = node("button", { id: "anyway", type: "button" }, t("run-anyway"));
  button.addEventListener("click", () => run());
  out.replaceChildren(button);
}

function kept() {
  try { return localStorage.getItem("query"); } catch { return null; /* private window */ }
}

async function run(explain = false, dataset = null) {
  const query = text.value;
  try { localStorage.setItem("query", query); } catch { /* private window */ }
  running?.abort();
  running = new AbortController();
  $("stop").disabled = false;
  state.textContent = t("running");
  out.replaceChildren();
  shown = null;
  const began = performance.now();
  try {
    const parameters = new URLSearchParams({ ...(explain && { explain }), ...(dataset && { dataset }) });
    const address = `/sparql?${parameters}`;
    const accept = explain ? "application/json" : "application/sparql-results+json, application/n-triples;q=0.5";
    const answer = await fetch(address, { method: "POST", body: query, signal: running.signal, headers: { "Content-Type": "application/sparql-query", Accept: accept } });
    const body = await answer.text();
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    if (dataset && answer.status === 409) return changed();
    if (!answer.ok) return problem(body, seconds);
    link(query, answer.headers.get("Kg-Version"));
    show(answer, body, seconds, explain);
  } catch (error) {
    state.textContent = error.name === "AbortError" ? t("stopped") : t("no-answer", { reason: error.message });
  } finally {
    $("stop").disabled = true;
  }
}

function problem(body, seconds) {
  let said = { title: body };
  try { said = JSON.parse(body); } catch { /* a proxy speaks */ }
  const place = said.line ? ` ${t("position", { line: said.line, column: said.column })}` : "";
  state.textContent = t("after", { problem: said.title, seconds });
  out.replaceChildren(node("p", { class: "problem" }, `${said.detail ?? ""}${place}`));
  if (said.line) {
    const start = text.value.split("\n").slice(0, said.line - 1).join("\n").length + (said.line > 1 ? 1 : 0) + said.column - 1;
    text.focus();
    text.setSelectionRange(start, start + 1);
  }
}

function link(query, dataset) {
  const parameters = new URLSearchParams({ query, view: $("view").value, dataset: dataset ?? "" });
  $("link").href = `/query?${parameters}`;
  $("csv").href = `/sparql?${new URLSearchParams({ query, format: "csv", dataset: dataset ?? "" })}`;
}

function show(answer, body, seconds, explain) {
  const cut = answer.headers.get("Kg-Truncated");
  const note = cut ? ` ${t("cut", { reason: cut })}` : "";
  const type = answer.headers.get("Content-Type");
  shown = null;
  if (explain) {
    state.textContent = t("plan", { seconds });
    out.replaceChildren(node("pre", {}, JSON.parse(body).text));
  } else if (type.startsWith("application/n-triples")) {
    shown = { triples: body };
    state.textContent = t("in", { what: t("triples", { n: body.split("\n").length - 1 }), seconds }) + note;
    view();
  } else {
    shown = JSON.parse(body);
    const count = "boolean" in shown ? t(shown.boolean ? "yes" : "no") : t("rows", { n: shown.results.bindings.length });
    state.textContent = t("in", { what: count, seconds }) + note;
    view();
  }
}

function view() {
  if (!shown) return; // a plan, a problem, or nothing yet
  const kind = $("view").value;
  if ("triples" in shown) return out.replaceChildren(kind === "graph" ? drawn(triples(shown.triples)) : node("pre", {}, shown.triples));
  if (!shown.results) return out.replaceChildren();
  out.replaceChildren(kind === "chart" ? chart() : kind === "graph" ? drawn(pairs()) : table());
}

function table() {
  const { vars } = shown.head;
  const head = node("tr", {}, ...vars.map((name) => node("th", { scope: "col" }, name)));
  const rows = shown.results.bindings.slice(0, 2000).map((row) => node("tr", {}, ...vars.map((name) => cell(row[name]))));
  return node("table", {}, node("thead", {}, head), node("tbody", {}, ...rows));
}

function cell(term) {
  const ours = term?.type === "uri" && /^https:\/\/w3id\.org\/ai-alliances\/(actor|relation|source|deal|observation)\/([\w.~-]+)$/.exec(term.value);
  return node("td", {}, ours ? node("a", { href: `/${ours[1]}/${ours[2]}` }, value(term)) : value(term));
}

function chart() {
  const { vars } = shown.head;
  const rows = shown.results.bindings;
  const numeric = [...vars].reverse().find((name) => rows.length && rows.every((row) => !row[name] || !Number.isNaN(Number(row[name].value))));
  const label = vars.find((name) => name !== numeric);
  if (!numeric || !label) return node("p", {}, t("needs-numbers"));
  const bars = rows.slice(0, 60).map((row) => [value(row[label]), Number(row[numeric]?.value ?? 0)]);
  const most = Math.max(...bars.map((bar) => Math.abs(bar[1])), 1e-9);
  const svg = node("svg", { viewBox: `0 0 800 ${bars.length * 22 + 10}`, role: "img", "aria-label": t("chart-of", { value: numeric, label }), width: "100%" });
  bars.forEach(([name, size], row) => {
    const y = row * 22 + 5;
    svg.append(
      node("text", { x: 255, y: y + 14, "text-anchor": "end", "font-size": 12, fill: "currentColor" }, name.slice(0, 40)),
      node("rect", { x: 262, y, width: Math.max(1, (Math.abs(size) / most) * 440), height: 18, class: size < 0 ? "bar-below" : "bar-above" }),
      node("text", { x: 268 + (Math.abs(size) / most) * 440, y: y + 14, "font-size": 12, fill: "currentColor" }, size.toLocaleString(locale("numbers"))),
    );
  });
  return svg;
}

function pairs() {
  const [a, b, c] = shown.head.vars;
  return shown.results.bindings.filter((row) => row[a] && row[c ?? b]).map((row) => [value(row[a]), c ? value(row[b]) : "", value(row[c ?? b])]);
}

function triples(body) {
  const found = body.split("\n").map((line) => /^(\S+) <([^>]*)> (.+) \.$/.exec(line)).filter(Boolean);
  const plain = (term) => (term.startsWith("<") ? short(term.slice(1, -1)) : term);
  return found.map(([, s, p, o]) => [plain(s), short(p), plain(o)]);
}

function drawn(edges) {
  const names = [...new Set(edges.flatMap(([a, , b]) => [a, b]))].slice(0, 80);
  if (!names.length) return node("p", {}, t("needs-two"));
  const place = new Map(names.map((name, i) => {
    const angle = (2 * Math.PI * i) / names.length;
    return [name, [400 + 270 * Math.cos(angle), 300 + 260 * Math.sin(angle)]];
  }));
  const svg = node("svg", { viewBox: "-60 0 920 600", role: "img", "aria-label": t("graph-of", { n: names.length }), class: "drawn" });
  for (const [a, p, b] of edges) {
    const from = place.get(a), to = place.get(b);
    if (from && to) svg.append(node("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], stroke: "currentColor", "stroke-opacity": 0.35 }, node("title", {}, p)));
  }
  for (const [name, [x, y]] of place) {
    svg.append(node("circle", { cx: x, cy: y, r: 4, class: "dot" }));
    svg.append(node("text", { x: x + (x < 400 ? -7 : 7), y: y + 4, "text-anchor": x < 400 ? "end" : "start", "font-size": 11, fill: "currentColor" }, name.slice(0, 30)));
  }
  return svg;
}

// Completion: our terms, our actors by any name, prefixes.
function before() {
  return /([\p{L}\d_:.&' -]*)$/u.exec(text.value.slice(0, text.selectionStart).split("\n").at(-1))[1];
}

function candidates(asked) {
  const typed = before();
  const last = /[\p{L}\d_:.-]*$/u.exec(typed)[0];
  const wanted = fold(last.replace(/^(al|actor):/, ""));
  if (!asked && wanted.length < 2) return [];
  const found = [];
  if (!last.startsWith("actor:"))
    for (const [name, label] of words.terms)
      if (fold(name).startsWith(wanted) || fold(label).startsWith(wanted)) found.push([`al:${name}`, label, last]);
  if (!last.startsWith("al:"))
    for (const [id, ...names] of words.actors)
      if (fold(id).startsWith(wanted) || names.some((name) => fold(name).startsWith(wanted))) found.push([`actor:${id}`, names[0], last]);
  return found.slice(0, 12);
}

function complete(asked) {
  options = candidates(asked);
  chosen = 0;
  suggest.hidden = !options.length;
  suggest.replaceChildren(...options.map(([insert, label], row) => {
    const item = node("li", { role: "option", "aria-selected": String(row === 0) }, insert, " ", node("small", {}, label));
    item.addEventListener("mousedown", (event) => { event.preventDefault(); chosen = row; accept(); });
    return item;
  }));
}

function accept() {
  const [insert, , last] = options[chosen];
  const end = text.selectionStart;
  text.setRangeText(insert, end - last.length, end, "end");
  suggest.hidden = true;
}

text.addEventListener("input", () => complete(false));
text.addEventListener("blur", () => { suggest.hidden = true; });
text.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); run(); return; }
  if (event.ctrlKey && event.key === " ") { event.preventDefault(); complete(true); return; }
  if (suggest.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
    [...suggest.children].forEach((item, row) => item.setAttribute("aria-selected", String(row === chosen)));
    suggest.children[chosen].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Tab" || event.key === "Enter") { event.preventDefault(); accept(); }
  else if (event.key === "Escape") suggest.hidden = true;
});
$("run").addEventListener("click", () => run());
$("stop").addEventListener("click", () => running?.abort());
$("explain").addEventListener("click", () => run(true));
$("view").addEventListener("change", view);
$("named").addEventListener("change", (event) => {
  const query = words.queries.find((entry) => entry.name === event.target.value);
  if (query) text.value = query.text;
});
load();
