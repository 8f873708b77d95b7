import assert from "node:assert/strict";
import { test } from "node:test";
import { between, control, curvePoints, distance, fromSegment, headOn, pointOn, reversed, shortened } from "../../../kg/view/assets/draw/geometry.js";
import { careful, routed, touched } from "../../../kg/view/assets/draw/routes.js";
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

const [p, q] = [{ id: "p", x: 0, y: 0, r: 10 }, { id: "q", x: 100, y: 0, r: 10 }];
const bent = (type) => curvePoints(p, q, { enabled: true, type, roundness: 0.3 });

test("marks lie on the curve that is drawn", () => {
  const straight = curvePoints(p, q, { enabled: false });
  assert.deepEqual(control(p, q, { enabled: false }), { x: 50, y: 0 });
  assert.deepEqual(pointOn(straight, 0.25), { x: 25, y: 0, angle: 0 });
  assert.deepEqual(shortened(straight, 10).at(-1), { x: 90, y: 0 });
  assert.deepEqual([between(straight, 20, 10)[0], between(straight, 20, 10).at(-1)], [{ x: 20, y: 0 }, { x: 90, y: 0 }]);
  const [up, down] = ["curvedCW", "curvedCCW"].map((type) => pointOn(bent(type), 0.5).y);
  assert.ok(Math.abs(up + down) < 1e-9 && Math.abs(up) > 5);
});

test("a head stands on its line, at either end", () => {
  for (const line of [bent("curvedCW"), reversed(bent("curvedCW"))]) {
    const [tip, left, right] = headOn(line, 15, 20);
    const foot = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
    const off = (point) => Math.min(...line.slice(1).map((end, i) => fromSegment(point, line[i], end)));
    assert.ok(off(tip) < 0.5 && off(foot) < 1 && Math.abs(distance(tip, line.at(-1)) - 15) < 1);
  }
});

test("a line goes around the marks of third actors, and its neighbours beside it", () => {
  const marks = [p, q, { id: "x", x: 50, y: 2, r: 8 }, { id: "y", x: 60, y: -14, r: 6 }];
  for (const lane of [-0.5, 0, 0.5]) {
    const { points, around } = routed([p, q], { curve: { enabled: false }, lane, width: 6 }, marks);
    assert.ok(around);
    assert.deepEqual(touched(points, marks.slice(2), 3), []);
  }
  assert.equal(routed([p, q], { curve: { enabled: false }, lane: 0, width: 6 }, [p, q, { id: "x", x: 50, y: 40, r: 8 }]).around, false);
});

test("no way around a wall leaves the line as it is", () => {
  const wall = Array.from({ length: 200 }, (_, i) => ({ id: `w${i}`, x: 50, y: 10 * (i - 100), r: 9 }));
  assert.equal(routed([p, q], { curve: { enabled: false }, lane: 0, width: 2 }, [p, q, ...wall]).around, false);
});

test("among few actors every line goes around, among many the most valuable", () => {
  const looks = [1e8, 2e9, 5e10].map((usd, i) => ({ ribbon: { id: `r${i}` }, look: { usd } }));
  assert.deepEqual([[...careful(looks, 60)].length, [...careful(looks, 61)]], [3, ["r2", "r1"]]);
});

test("a search finds the whole name first, then its start, then a part", () => {
  const index = [["a", "open ai"], ["b", "ai"], ["c", "aix"], ["d", "main"]].map(([id, word]) => ({ id, degree: 1, words: [word] }));
  assert.deepEqual(matches(index, "AI"), ["b", "c", "a", "d"]);
  assert.deepEqual(matches(index, " "), []);
  assert.deepEqual(matches(index, "zz"), []);
});
