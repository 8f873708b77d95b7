import assert from "node:assert/strict";
import { test } from "node:test";
import "./words.mjs";
import { columnsOf } from "../../../kg/view/assets/data/columns.js";
import { asMeasured, filtered, onLastDay, showsUndated, standing } from "../../../kg/view/assets/data/scope.js";
import { fromHash, MOST_STEPS, toHash } from "../../../kg/view/assets/scene/hash.js";
import { initialState, toggled } from "../../../kg/view/assets/scene/state.js";

const data = {
  language: "en",
  cutoff: "2026-07-02",
  vocabulary: { types: { "invests-in": { group: "money" }, leads: { group: "people" } } },
  style: { groups: { money: {}, people: { off: true } } },
};
const known = {
  types: new Set(["invests-in", "leads"]),
  statuses: new Set(["active"]),
  confidence: new Set(["low"]),
  kinds: new Set(["capital"]),
  countries: new Set(["FR", "US"]),
  exists: (kind, id) => (kind === "step" ? ["openai~all", "asml"].includes(id) : ["openai", "asml"].includes(id)),
};
const initial = initialState(data);

test("people are off at first, and the address is empty", () => {
  assert.deepEqual([...initial.offTypes], ["leads"]);
  assert.equal(toHash(initial, initial), "");
});

test("the address holds differences and reads back", () => {
  const state = { ...initial, asOf: "2025-06-30", undated: false, mode: "overlaps", offTypes: new Set(["invests-in"]), selected: { kind: "actor", id: "openai" } };
  const hash = toHash(state, initial);
  assert.equal(hash, "as=2025-06-30&types=invests-in.leads&mode=overlaps&undated=0&actor=openai");
  assert.deepEqual(fromHash(`#${hash}`, initial, known), state);
});

test("spans, paths, steps of growth and countries read back", () => {
  const state = { ...initial, from: "2025-01-01", to: "2025-06-30", ends: ["openai", "asml"], mode: "path", avoid: ["asml"], grown: ["openai~all", "asml"], ended: true, offCountries: new Set(["FR"]) };
  assert.deepEqual(fromHash(toHash(state, initial), initial, known), state);
});

test("a span needs two days in their order", () => {
  for (const text of ["from=2025-01-01", "to=2025-01-01", "from=2026&to=2025"]) assert.deepEqual(fromHash(text, initial, known), initial);
});

test("between two days counts what was announced then, in force or not; what has no day only when asked for", () => {
  const year = { first: "2025-01-01", last: "2025-12-31" };
  const possible = (first, last) => relation({ start: null, recorded: null, begins: null, earliest: first, span: { first, last } });
  const rows = [relation({}), relation({ span: year }), relation({ span: { first: "2024-06-01", last: "2024-06-30" }, terminal: true }), possible("2023-01-01", "2024-06-01"), possible("2025-06-01", "2025-07-01"), possible(null, null)];
  const span = { ...initial, from: "2024-05-15", to: "2025-03-31" };
  const { visible, fuzzy, undated } = filtered(columnsOf(rows), span);
  assert.deepEqual(visible, rows.slice(1, 3));
  assert.deepEqual([fuzzy, undated], [1, 2]);
  assert.deepEqual(filtered(columnsOf(rows), { ...span, undated: true }).visible, [rows[1], rows[2], rows[3], rows[5]]);
  assert.deepEqual([showsUndated(span), showsUndated(initial), showsUndated({ ...initial, undated: false })], [false, true, false]);
  assert.deepEqual(onLastDay(span), { ...initial, asOf: "2025-03-31" });
});

test("what has no day is shown from the first possible one, and counted by the measures on every day", () => {
  const rows = [relation({ start: null, recorded: null, begins: null, earliest: "2025-01-01", span: { first: "2025-01-01", last: null } })];
  const shown = (asOf, more = {}) => filtered(columnsOf(rows), { ...initial, asOf, ...more }).visible.length;
  assert.deepEqual([shown("2024-12-31"), shown("2025-01-01")], [0, 1]);
  assert.equal(filtered(columnsOf(rows), asMeasured({ ...initial, asOf: "2024-12-31" })).visible.length, 1);
});

test("a relation is ahead, on record, later or over, by the same rule in text and numbers", () => {
  const rows = [
    [{ recorded: "2024-01-01", begins: "2024-01-01", end: "2025-06-12" }, ["ahead", "on-record", "on-record", "over"]],
    [{ recorded: "2024-01-01", begins: "2025-06-12", end: null }, ["ahead", "later", "later", "on-record"]],
    [{ recorded: null, begins: null, end: null }, ["on-record", "on-record", "on-record", "on-record"]],
    [{ recorded: "2024-01-01", begins: null, end: null, terminal: true }, ["ahead", "over", "over", "over"]],
    [{ recorded: "2024-01-01", begins: "2024-01-01", end: "2025-06-12", terminal: true }, ["ahead", "on-record", "on-record", "over"]],
  ];
  const days = ["2023-12-31", "2024-01-01", "2025-06-11", "2025-06-12"];
  const numbered = (day) => (day ? Number(day.replaceAll("-", "")) : 0);
  for (const [row, stands] of rows) {
    assert.deepEqual(days.map((day) => standing(row, day)), stands);
    const numbers = { ...row, recorded: numbered(row.recorded), begins: numbered(row.begins), end: numbered(row.end) };
    assert.deepEqual(days.map((day) => standing(numbers, numbered(day))), stands);
  }
});

test("what begins later is shown, and not when only what is in force is asked for", () => {
  const rows = [relation({}), relation({ begins: "2027-01-01", start: "2027-01-01" }), relation({ recorded: "2026-12-01", begins: "2027-01-01" })];
  const usual = filtered(columnsOf(rows), initial);
  const strict = filtered(columnsOf(rows), { ...initial, basis: "in-force" });
  assert.deepEqual([usual.visible, usual.later, usual.hidden.ahead], [rows.slice(0, 2), [rows[1]], 1]);
  assert.deepEqual([strict.visible, strict.later, strict.hidden.later], [[rows[0]], [rows[1]], 1]);
});

test("what is over is shown when asked for", () => {
  const rows = [relation({ end: "2025-01-01" }), relation({ recorded: "2027-01-01" })];
  assert.equal(filtered(columnsOf(rows), initial).visible.length, 0);
  assert.deepEqual(filtered(columnsOf(rows), { ...initial, ended: true }).visible, [rows[0]]);
});

test("a country counts on either side", () => {
  const rows = [relation({}), relation({ countries: ["US", "CN"] })];
  const { visible, counts } = filtered(columnsOf(rows), { ...initial, offCountries: new Set(["US", "CN"]) });
  assert.deepEqual(visible, [rows[0]]);
  assert.equal(counts.countries.get("US"), 2);
});

test("nonsense in the address is ignored", () => {
  for (const text of ["%E0%A4%A=1", "as=2025-99", "types=__proto__", "lang=constructor", "actor=nobody", "=&=&", "undated=maybe", "hasOwnProperty=1", "path=openai", "path=openai|x", "path=openai|openai", "grow=x~all", "countries=XX", "loop=|"]) {
    assert.deepEqual(fromHash(text, initial, known), initial, text);
  }
});

test("switching values leaves the old set alone", () => {
  const before = new Set(["a"]);
  assert.deepEqual([...toggled(before, ["a", "b"], false)], ["a", "b"]);
  assert.deepEqual([...toggled(before, ["a"], true)], []);
  assert.deepEqual([...before], ["a"]);
});

const relation = (part) => ({
  type: "invests-in", status: "active", confidence: "high", shapes: ["capital", "labs"], countries: ["US", "FR"], span: { first: "2024-01-01", last: "2024-01-31" }, start: "2024-01-01", recorded: "2024-01-01", begins: "2024-01-01", end: null, hearsay: false, terminal: false, ...part,
});

test("a hidden relation is accounted for by its first reason", () => {
  const rows = [relation({}), relation({ type: "leads" }), relation({ recorded: "2027-01-01", type: "leads" }), relation({ hearsay: true }), relation({ start: null, recorded: null, span: { first: null, last: null } })];
  const { visible, hidden } = filtered(columnsOf(rows), { ...initial, undated: false });
  assert.equal(visible.length, 1);
  assert.deepEqual([hidden.ahead, hidden.rumours, hidden.undated, hidden.types], [1, 1, 1, 1]);
});

test("the count beside a filter is what it would show if it were on", () => {
  const rows = [relation({}), relation({ type: "leads" }), relation({ type: "leads", status: "x" })];
  const { counts } = filtered(columnsOf(rows), { ...initial, offStatuses: new Set(["x"]) });
  assert.equal(counts.types.get("leads"), 1);
  assert.equal(counts.types.get("invests-in"), 1);
  assert.equal(counts.statuses.get("x"), undefined);
  assert.equal(counts.kinds.get("labs"), 1);
});

test("an address keeps the order of the table and four hundred steps of growth", () => {
  const grown = Array.from({ length: 450 }, () => "openai~all");
  const text = toHash({ ...initial, sort: "-amount", grown }, initial);
  const read = fromHash(text, initial, { ...known, exists: () => true });
  assert.deepEqual([read.sort, read.grown.length], ["-amount", MOST_STEPS]);
  assert.equal(fromHash("sort=constructor", initial, known).sort, initial.sort);
});
