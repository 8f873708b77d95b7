import assert from "node:assert/strict";
import { test } from "node:test";
import { control, cut, pointOn } from "../../../kg/view/assets/draw/geometry.js";
import { matches } from "../../../kg/view/assets/panels/search.js";
import { sizeOf, valuationOf, valued } from "../../../kg/view/assets/data/sizes.js";

const rows = [
  { actor: "lab", metric: "valuation", value: "100", unit: "USD", as_of: "2024-06", status: "actual" },
  { actor: "lab", metric: "valuation", value: "400", unit: "USD", as_of: "2025-06-30", announced: "2025-07-15", status: "reported" },
  { actor: "lab", metric: "valuation", value: "999", unit: "USD", as_of: "2025-01-01", status: "target" },
  { actor: "bank", metric: "valuation", value: "7", unit: "EUR", as_of: "2024-01-01", status: "actual" },
];
const model = { observations: rows, observationsOf: new Map([["lab", rows.slice(0, 3)], ["bank", rows.slice(3)]]), nodes: new Map([["lab", { size: 12 }]]), relationsOf: new Map() };
const state = (asOf, size = "valuation") => ({ size, asOf, from: null });

test("a valuation counts from the day it was stated, a target never, another currency never", () => {
  assert.equal(valuationOf(model, "lab", "2024-05-31"), null);
  assert.equal(valuationOf(model, "lab", "2025-07-14").value, "100");
  assert.equal(valuationOf(model, "lab", "2025-07-15").value, "400");
  assert.equal(valuationOf(model, "bank", "2026-01-01"), null);
  assert.deepEqual(valued(model, ["lab", "bank", "else"], state("2026-01-01")), { stated: 1, foreign: 1, of: 3 });
});

test("area is in proportion, and who is unknown is small and hollow", () => {
  const [early, late] = ["2024-07-01", "2026-01-01"].map((day) => sizeOf(model, "lab", state(day)).r);
  assert.ok(Math.abs(late ** 2 / early ** 2 - 999 / 999 * 4) < 1e-9);
  assert.deepEqual(sizeOf(model, "bank", state("2026-01-01")), { r: 4.5, hollow: true });
  assert.deepEqual(sizeOf(model, "lab", state("2026-01-01", "relations")), { r: 12, hollow: false });
});

test("marks lie on the curve that is drawn", () => {
  const [p, q] = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
  const straight = { enabled: false };
  assert.deepEqual(control(p, q, straight), { x: 50, y: 0 });
  assert.deepEqual(pointOn(p, q, straight, 0.25), { x: 25, y: 0, angle: 0 });
  assert.ok(Math.abs(100 * (1 - cut(p, q, straight, 10)) - 10) <= 1);
  const [up, down] = ["curvedCW", "curvedCCW"].map((type) => pointOn(p, q, { enabled: true, type, roundness: 0.3 }, 0.5).y);
  assert.ok(Math.abs(up + down) < 1e-9 && Math.abs(up) > 5);
});

test("a search finds the whole name first, then its start, then a part", () => {
  const index = [["a", "open ai"], ["b", "ai"], ["c", "aix"], ["d", "main"]].map(([id, word]) => ({ id, degree: 1, words: [word] }));
  assert.deepEqual(matches(index, "AI"), ["b", "c", "a", "d"]);
  assert.deepEqual(matches(index, " "), []);
  assert.deepEqual(matches(index, "zz"), []);
});
