// The state in the address: only what differs from the default, ids not numbers.
// Reading never throws; what is unknown or malformed is ignored.
import { joined, parted } from "../data/keys.js";
import { firstDay, lastDay } from "../time/time.js";
import { languages } from "../words/i18n.js";

const SETS = { types: "offTypes", statuses: "offStatuses", confidence: "offConfidence", kinds: "offShapes", countries: "offCountries" };
const CHOICES = {
  get lang() {
    return ["language", languages()];
  },
  theme: ["theme", ["auto", "light", "dark"]],
  mode: ["mode", ["all", "overlaps", "loops", "path", "around"]],
  level: ["level", ["group", "actor"]],
  basis: ["basis", ["announced", "in-force"]],
  length: ["length", ["2", "3", "4", "5"]],
  view: ["view", ["map", "table"]],
  size: ["size", ["relations", "valuation"]],
  sort: ["sort", ["from", "relation", "to", "announced", "status", "amount", "confidence", "sources"].flatMap((name) => [name, `-${name}`])],
};
const FLAGS = { undated: "undated", rumours: "rumours", ended: "ended" };
const SELECTIONS = ["actor", "ribbon", "pair", "loop"];
const MOST_LENGTH = 60000;
const MOST_ITEMS = 60;
export const MOST_STEPS = 400; // of growth that an address keeps

export function toHash(state, initial) {
  const parts = [];
  const add = (name, value) => parts.push(`${name}=${encodeURIComponent(value).replace(/%7C/g, "|")}`);
  if (state.from) add("from", state.from);
  if (state.from) add("to", state.to);
  if (state.asOf !== initial.asOf) add("as", state.asOf);
  for (const [name, key] of Object.entries(SETS)) {
    const changed = difference(state[key], initial[key]);
    if (changed.length) add(name, changed.join("."));
  }
  for (const [name, [key]] of Object.entries(CHOICES)) if (state[key] !== initial[key]) add(name, state[key]);
  for (const [name, key] of Object.entries(FLAGS)) if (state[key] !== initial[key]) add(name, state[key] ? "1" : "0");
  if (state.market) add("market", state.market);
  if (state.ends) add("path", joined(...state.ends));
  if (state.avoid.length) add("avoid", joined(...state.avoid));
  if (state.grown.length) add("grow", joined(...state.grown.slice(0, MOST_STEPS)));
  if (state.selected) add(state.selected.kind, state.selected.id);
  return parts.join("&");
}

// `values` says which values exist: {types, statuses, confidence, kinds, countries} as sets, and
// exists(kind, id) for what can be selected or stand in a list.
export function fromHash(text, initial, values) {
  const state = { ...initial };
  for (const [name, value] of pairs(text)) read(name, value, { state, initial, values });
  if (!state.from || !state.to || state.from > state.to) state.from = state.to = null;
  return state;
}

function read(name, value, { state, initial, values }) {
  const days = { as: ["asOf", lastDay], from: ["from", firstDay], to: ["to", lastDay] };
  if (Object.hasOwn(days, name)) {
    const [key, read] = days[name];
    const day = read(value);
    if (day) state[key] = day;
  } else if (Object.hasOwn(SETS, name)) {
    const key = SETS[name];
    const changed = value.split(".").filter((item) => values[name].has(item));
    state[key] = symmetricDifference(initial[key], changed);
  } else if (Object.hasOwn(CHOICES, name)) {
    const [key, allowed] = CHOICES[name];
    if (allowed.includes(value)) state[key] = value;
  } else if (Object.hasOwn(FLAGS, name)) {
    if (value === "0" || value === "1") state[FLAGS[name]] = value === "1";
  } else lists(name, value, { state, values });
}

function lists(name, value, { state, values }) {
  const items = parted(value).slice(0, name === "grow" ? MOST_STEPS : MOST_ITEMS);
  const actors = items.filter((id) => values.exists("actor", id));
  if (name === "market" && values.exists("market", value)) state.market = value;
  else if (name === "path" && actors.length === 2 && items.length === 2 && actors[0] !== actors[1]) state.ends = actors;
  else if (name === "avoid") state.avoid = actors;
  else if (name === "grow") state.grown = items.filter((step) => values.exists("step", step));
  else if (SELECTIONS.includes(name) && values.exists(name, value)) state.selected = { kind: name, id: value };
}

function pairs(text) {
  const entries = [];
  for (const part of String(text).replace(/^#/, "").slice(0, MOST_LENGTH).split("&")) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    try {
      entries.push([part.slice(0, at), decodeURIComponent(part.slice(at + 1))]);
    } catch {
      continue;
    }
  }
  return entries;
}

function difference(a, b) {
  return [...new Set([...a, ...b])].filter((item) => a.has(item) !== b.has(item)).sort();
}

function symmetricDifference(base, changed) {
  const result = new Set(base);
  for (const item of new Set(changed)) result.has(item) ? result.delete(item) : result.add(item);
  return result;
}
