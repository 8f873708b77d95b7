import assert from "node:assert/strict";
import { test } from "node:test";
import { parted } from "../../../kg/view/assets/data/keys.js";
import { overlaps, pairsOf } from "../../../kg/view/assets/scene/overlaps.js";
import { MOST_RELAXED, relaxed, spreadOut } from "../../../kg/view/assets/scene/relax.js";
import { statedUsd, sumsOf, undisputed } from "../../../kg/view/assets/data/sums.js";
import { arrowsOf, dashAt, dashOf, ribbonsOf, widthOf } from "../../../kg/view/assets/scene/ribbons.js";

const rel = (subject, object, sign, more = {}) => ({ id: `${subject}-${sign}-${object}`, subject, object, sign, group: sign, status: "active", symmetric: sign === "competitive", ...more });
const groups = ["cooperative", "competitive"];
const roots = { cloud: "parent" };
const among = (rows, roles) => overlaps(rows.map((row, at) => ({ ...row, at })), pairsOf(rows, roles));
const plain = ({ subject, object }) => [subject, object];
const options = { endsOf: ({ subject, object }) => [roots[subject] || subject, roots[object] || object], isPerson: (id) => id === "person" };

test("a pair needs both sides, at the level asked for", () => {
  const rows = [rel("cloud", "lab", "cooperative"), rel("lab", "parent", "competitive"), rel("a", "b", "cooperative")];
  assert.deepEqual(among(rows, options).map((pair) => pair.id), ["lab|parent"]);
  assert.deepEqual(among(rows, { ...options, endsOf: plain }), []);
});

test("relations inside a group and those of people do not count", () => {
  const rows = [rel("cloud", "parent", "cooperative"), rel("cloud", "parent", "competitive"), rel("person", "lab", "cooperative"), rel("person", "lab", "competitive")];
  assert.deepEqual(among(rows, options), []);
});

test("a pair knows its actors, whatever stands in their ids", () => {
  const ids = [["a|b", "c"], ["a", "b|c"], ["__proto__", "x~y"], ["constructor", "a%7Cb"]];
  const rows = ids.flatMap(([a, b]) => [rel(a, b, "cooperative"), rel(b, a, "competitive")]);
  const found = among(rows, { ...options, endsOf: plain });
  assert.deepEqual(found.map(({ a, b }) => [a, b]).sort(), ids.map((pair) => [...pair].sort()).sort());
  for (const { id, a, b } of found) assert.deepEqual(parted(id), [a, b]);
});

test("lawsuits are not competition", () => {
  assert.deepEqual(among([rel("a", "b", "cooperative"), rel("a", "b", "adversarial")], options), []);
});

test("ribbons lie side by side in the order of the groups", () => {
  const ribbons = [...ribbonsOf([rel("b", "a", "competitive"), rel("b", "a", "cooperative"), rel("a", "b", "cooperative")], groups, plain).values()];
  assert.deepEqual(ribbons.map((r) => [r.id, r.lane, r.relations.length]).sort(), [["a|b|competitive", 0.5, 1], ["a|b|cooperative", -0.5, 2]]);
  assert.deepEqual(arrowsOf(ribbons.find((r) => r.group === "cooperative")), { to: true, from: true });
  assert.deepEqual(arrowsOf(ribbons.find((r) => r.group === "competitive")), { to: false, from: false });
});

test("among loops the heads point where the money goes", () => {
  const rows = [{ ...rel("a", "b", "cooperative"), money: "object-to-subject" }, { ...rel("a", "b", "cooperative"), money: "none" }];
  const [ribbon] = ribbonsOf(rows, groups, plain).values();
  assert.deepEqual(arrowsOf(ribbon, undefined, true), { to: false, from: true });
  assert.deepEqual(arrowsOf(ribbon), { to: true, from: false });
});

test("width follows the known dollars, of each deal one side", () => {
  const scale = { min: 1, max: 7, low: 1e7, high: 3e11 };
  const paid = (id, value, deal, more = {}, type = "t") => ({ id, deal, type, amount: { value, currency: "USD", ...more } });
  assert.equal(statedUsd([paid("1", "2", "d"), paid("0", "3", "d"), paid("2", "4", "d", {}, "u"), paid("3", "7"), paid("4", "9", null, { currency: "EUR" }), paid("5", "9", null, { period: "per-year" })]), 12);
  assert.equal(statedUsd([{ id: "x" }]), null);
  assert.deepEqual([widthOf(0, scale), widthOf(1e7, scale), widthOf(3e11, scale), widthOf(1e15, scale)], [1, 1, 7, 7]);
});

const money = { words: {
  types: { "invests-in": { money_kind: "equity" }, "supplies-cloud-to": { money_kind: "commitment" } }, instruments: {},
  statuses: { signed: { stage: "agreed" }, completed: { stage: "paid" }, cancelled: { stage: "dead", terminal: true } },
  money_kinds: { equity: { rank: 1 }, commitment: { rank: 2 } }, stages: { promised: { rank: 1 }, agreed: { rank: 2 }, paid: { rank: 3 }, dead: { rank: 4 } },
} };
const owed = (id, status, amount, more = {}) => ({ id, status, type: "invests-in", amount: { currency: "USD", ...amount }, ...more });

test("sums never cross a kind, a stage or the day, and keep their bounds", () => {
  const rows = [
    owed("a", "signed", { value: "30" }), owed("b", "completed", { value: "1", qualifier: "about" }), owed("c", "cancelled", { value: "100", qualifier: "up-to" }),
    owed("d", "signed", { value: "5" }, { type: "supplies-cloud-to" }), owed("e", "signed", { value: "7", qualifier: "at-least" }, { type: "supplies-cloud-to" }),
    owed("f", "signed", { value: "9" }, { type: "supplies-cloud-to" }), { id: "g", status: "signed", type: "invests-in" },
  ];
  const lines = sumsOf(money, rows, ({ id }) => (id === "f" ? "later" : "on-record"));
  assert.deepEqual(lines.map(({ kind, stage, low, high, about, later }) => [kind, stage, low, high, about, later]), [
    ["equity", "agreed", 30, 30, false, false], ["equity", "paid", 1, 1, true, false], ["equity", "dead", 0, 100, false, false],
    ["commitment", "agreed", 12, null, false, false], ["commitment", "agreed", 9, 9, false, true],
  ]);
});

test("of two statements about one payment the stronger one counts", () => {
  const same = { deal: "d", subject: "a", object: "b" };
  const rows = [owed("weak", "signed", { value: "25" }, { ...same, strength: 1 }), owed("strong", "signed", { value: "30" }, { ...same, strength: 0 }), owed("other", "signed", { value: "3" }, same)];
  assert.deepEqual(undisputed(rows).map(({ id }) => id), ["strong", "other"]);
  assert.deepEqual(undisputed(rows.slice(0, 1)).map(({ id }) => id), ["weak"]);
  assert.equal(statedUsd(rows), 33);
});

test("the firmest status gives the dash, rivalry is dotted", () => {
  const style = { groups: { competitive: { dotted: true }, cooperative: {} }, dotted: [1, 4], dashes: { announced: [10, 5], rumoured: [2, 8] }, pale: ["rumoured"] };
  const statuses = { active: { rank: 5 }, announced: { rank: 3 }, rumoured: { rank: 1 } };
  const dash = (group, ...found) => dashOf({ group, relations: found.map((status) => ({ status })) }, style, statuses);
  assert.equal(dash("cooperative", "announced", "active"), false);
  assert.deepEqual(dash("cooperative", "rumoured", "announced"), [10, 5]);
  assert.deepEqual(dash("competitive", "active"), [1, 4]);
});

test("the small layout is the same every time and keeps names apart", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const place = () => relaxed(ids, [[0, 1], [1, 2], [3, 4]], () => ({ x: 0, y: 0 }), { width: 800, height: 500, gap: 120 });
  assert.deepEqual(place(), place());
  const points = [...place().values()];
  points.forEach((p, i) => points.slice(0, i).forEach((q) => assert.ok(Math.abs(p.x - q.x) >= 118 || Math.abs(p.y - q.y) >= 58)));
});

test("a wider line has longer dashes, and gaps that its round caps leave open", () => {
  assert.deepEqual([dashAt([10, 5], 1), dashAt([1, 4], 5), dashAt(false, 5)], [[10, 5], [2, 12], false]);
});

test("too many for the forces stand in a grid", () => {
  const pairs = (number) => Array.from({ length: number }, (_, i) => [`a${i}`, `a${Math.floor((i * 7) / 11)}`]).slice(1);
  let relaxing = 0;
  const places = (number) => spreadOut(pairs(number), 1.4, () => ((relaxing += 1), null));
  assert.equal(places(MOST_RELAXED).size, MOST_RELAXED);
  assert.equal(relaxing, MOST_RELAXED);
  const grid = [...places(5000).values()].map(({ x, y }) => `${x} ${y}`);
  assert.deepEqual([relaxing, new Set(grid).size], [MOST_RELAXED, 5000]);
});
