import assert from "node:assert/strict";
import { test } from "node:test";
import { filtered } from "../../../kg/view/assets/filters.js";
import { fromHash, toHash } from "../../../kg/view/assets/hash.js";
import { initialState, toggled } from "../../../kg/view/assets/state.js";

const data = {
  language: "en",
  as_of: "2026-07-02",
  rumours: false,
  vocabulary: { types: { "invests-in": { group: "money" }, leads: { group: "people" } } },
  style: { groups: { money: {}, people: { off: true } } },
};
const known = {
  types: new Set(["invests-in", "leads"]),
  statuses: new Set(["active"]),
  confidence: new Set(["low"]),
  kinds: new Set(["capital"]),
  exists: (kind, id) => id === "openai",
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

test("nonsense in the address is ignored", () => {
  for (const text of ["%E0%A4%A=1", "as=2025-99", "types=__proto__", "lang=constructor", "actor=nobody", "=&=&", "undated=maybe", "hasOwnProperty=1"]) {
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
  type: "invests-in", status: "active", confidence: "high", shapes: ["capital", "labs"], start: "2024-01-01", end: null, hearsay: false, terminal: false, ...part,
});

test("a hidden relation is accounted for by its first reason", () => {
  const rows = [relation({}), relation({ type: "leads" }), relation({ start: "2027-01-01", type: "leads" }), relation({ hearsay: true }), relation({ start: null })];
  const { visible, hidden } = filtered(rows, { ...initial, undated: false });
  assert.equal(visible.length, 1);
  assert.deepEqual([hidden.time, hidden.rumours, hidden.undated, hidden.types], [1, 1, 1, 1]);
});

test("the count beside a filter is what it would show if it were on", () => {
  const rows = [relation({}), relation({ type: "leads" }), relation({ type: "leads", status: "x" })];
  const { counts } = filtered(rows, { ...initial, offStatuses: new Set(["x"]) });
  assert.equal(counts.types.get("leads"), 1);
  assert.equal(counts.types.get("invests-in"), 1);
  assert.equal(counts.statuses.get("x"), undefined);
  assert.equal(counts.kinds.get("labs"), 1);
});
