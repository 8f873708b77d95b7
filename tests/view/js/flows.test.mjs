import assert from "node:assert/strict";
import { test } from "node:test";
import { blocsOf } from "../../../kg/view/assets/data/blocs.js";
import { columnsOf } from "../../../kg/view/assets/data/columns.js";
import { neighbours, offers, reached, stepOf, stepText } from "../../../kg/view/assets/scene/grow.js";
import { arcsOf, loopsOf } from "../../../kg/view/assets/scene/loops.js";
import { chains, neighboursOf } from "../../../kg/view/assets/data/paths.js";
import { Places } from "../../../kg/view/assets/scene/places.js";

const types = {
  "invests-in": { money: "subject-to-object", family: "capital" },
  "supplies-chips-to": { money: "object-to-subject", family: "supply" },
  "partners-with": { money: "none", family: "cooperation" },
};
const rel = (subject, type, object, value, more = {}) => ({
  id: `${subject}-${type}-${object}`, subject, object, type, group: type, amount: value ? { value: String(value), currency: "USD" } : undefined, ...more,
});
const roles = { endsOf: ({ subject, object }) => [subject, object], isPerson: (id) => id === "person", types };
const loops = (rows, length = 4) => loopsOf(arcsOf(rows, roles), length).loops;

test("a loop finances on one leg and pays on another", () => {
  const rows = [rel("n", "invests-in", "o", 30), rel("n", "supplies-chips-to", "o", 10)];
  const [loop] = loops(rows);
  assert.deepEqual([loop.actors, loop.least, loop.isKnown], [["n", "o"], 10, true]);
  assert.deepEqual(loop.arcs.map((arc) => [arc.source, arc.target, arc.usd]), [["n", "o", 30], ["o", "n", 10]]);
  assert.deepEqual(loops([rel("a", "invests-in", "b"), rel("b", "invests-in", "a")]), []);
});

test("every cycle is found once, from its smallest actor, up to the length", () => {
  const rows = [rel("b", "invests-in", "c"), rel("c", "invests-in", "a"), rel("b", "supplies-chips-to", "a")];
  assert.deepEqual(loops(rows, 3).map((loop) => loop.id), ["a|b|c"]);
  assert.deepEqual(loops(rows, 2), []);
});

test("short loops come first, then those with the larger least amount", () => {
  const rows = [
    rel("a", "invests-in", "b", 5), rel("a", "supplies-chips-to", "b", 9),
    rel("c", "invests-in", "d", 50), rel("c", "supplies-chips-to", "d"),
    rel("e", "invests-in", "f"), rel("e", "supplies-chips-to", "f"),
  ];
  assert.deepEqual(loops(rows).map((loop) => [loop.id, loop.least]), [["c|d", 50], ["a|b", 5], ["e|f", -1]]);
});

test("people and relations without money make no arcs", () => {
  assert.equal(arcsOf([rel("person", "invests-in", "b"), rel("a", "partners-with", "b"), rel("a", "invests-in", "a")], roles).size, 0);
});

// Every two of some actors finance each other and buy from each other, from the last by name for the most.
const everyPair = (ids) => ids.flatMap((p, i) => ids.filter((q) => q !== p).flatMap((q) => [rel(p, "invests-in", q, 10 ** i), rel(p, "supplies-chips-to", q, 10 ** i)]));

test("of each length the most valuable loops are found, and the number of two actors is always whole", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const { loops, lengths, complete } = loopsOf(arcsOf(everyPair(ids), roles), 4, 5);
  assert.deepEqual(lengths, [{ size: 2, count: 15, complete: true }, { size: 3, count: 5, complete: false }, { size: 4, count: 5, complete: false }]);
  assert.equal(complete, false);
  const all = loopsOf(arcsOf(everyPair(ids), roles), 4);
  assert.deepEqual(all.lengths.map((entry) => entry.count), [15, 40, 90]);
  assert.equal(new Set(all.loops.map((loop) => loop.id)).size, 145);
  const [best] = all.loops.filter((loop) => loop.actors.length === 3);
  assert.ok(loops.some((loop) => loop.id === best.id));
  assert.ok(!loops.filter((loop) => loop.actors.length === 3).every((loop) => loop.actors.includes("a")));
});

test("a longer limit takes nothing away from the shorter loops", () => {
  const arcs = arcsOf(everyPair(["a", "b", "c", "d", "e"]), roles);
  const short = loopsOf(arcs, 3).loops.map((loop) => loop.id);
  assert.deepEqual(loopsOf(arcs, 5).loops.filter((loop) => loop.actors.length <= 3).map((loop) => loop.id), short);
});

const ties = [["a", "b"], ["b", "c"], ["c", "d"], ["a", "x"], ["x", "d"], ["a", "y"], ["y", "d"], ["y", "c"]].map(([p, q]) => rel(p, "partners-with", q));
const graph = neighboursOf(ties);

test("the shortest chains come first, through less connected actors before hubs", () => {
  const found = chains(graph, ["a", "d"]);
  assert.deepEqual([found.length, found.shortest], [2, 2]);
  assert.deepEqual(found.paths.slice(0, 2), [["a", "x", "d"], ["a", "y", "d"]]);
  assert.ok(found.paths.slice(2).every((path) => path.length === 4));
});

test("of neighbours the chains one step longer are shown too", () => {
  const found = chains(graph, ["c", "d"]);
  assert.deepEqual([found.length, found.shortest, found.paths], [1, 1, [["c", "d"], ["c", "y", "d"]]]);
});

test("an actor can be left out, and there may be no way", () => {
  assert.deepEqual(chains(graph, ["a", "d"], { avoid: ["x"] }).paths[0], ["a", "y", "d"]);
  assert.deepEqual(chains(graph, ["a", "nowhere"]), { length: -1, paths: [], more: false });
  assert.equal(chains(graph, ["a", "a"]).length, -1);
});

const of = (id) => ties.filter(({ subject, object }) => subject === id || object === id);

test("a neighbourhood grows step by step", () => {
  const grown = (...steps) => reached(steps, { ties: of, whole: 1 });
  assert.deepEqual(neighbours("a", { ties: of }, "all"), ["b", "x", "y"]);
  assert.deepEqual(neighbours("a", { ties: of }, "invests-in"), []);
  assert.deepEqual([...grown("a~all")], [["a", null], ["b", "a"], ["x", "a"], ["y", "a"]]);
  assert.deepEqual([...grown("a~2").keys()], ["a", "b", "x", "y", "c", "d"]);
  assert.deepEqual([...grown("a", "d~partners-with").keys()], ["a", "d", "c", "x", "y"]);
  assert.deepEqual(offers("a", of, new Map([["b", 1]])), { groups: new Map([["partners-with", 2]]), all: 2 });
});

test("a step brings in a portion, the best connected first, and again the next", () => {
  const spokes = Array.from({ length: 250 }, (_, i) => ({ subject: "hub", object: `s${String(i).padStart(3, "0")}`, group: "money" }));
  const rank = (id) => (id === "s249" ? 9 : 1);
  const grown = (...steps) => [...reached(steps, { ties: (id) => (id === "hub" ? spokes : []), rank, here: new Map([["s000", 1]]) }).keys()];
  assert.deepEqual(grown("hub~money").slice(0, 3), ["hub", "s249", "s001"]);
  assert.deepEqual([grown("hub~money").length, grown("hub~money", "hub~money").length, grown(...Array(4).fill("hub~all")).length], [101, 201, 250]);
});

test("a bloc comes in by its members", () => {
  const grown = reached(["x~bloc"], { ties: of, bloc: (id) => (id === "x" ? ["x", "q", "r"] : []) });
  assert.deepEqual([...grown], [["x", null], ["q", "x"], ["r", "x"]]);
});

test("a step knows its actor, whatever stands in the id", () => {
  for (const id of ["a", "c~d", "c~all", "a%7Eb", "%", "~"]) {
    assert.deepEqual(stepOf(stepText(id, "all")), { id, what: "all" });
    assert.deepEqual(stepOf(stepText(id)), { id, what: "" });
  }
});

test("two cliques with one tie between them are two blocs", () => {
  const clique = (ids) => ids.flatMap((a, i) => ids.slice(0, i).map((b) => ({ subject: a, object: b, sign: "cooperative" })));
  const rows = [...clique(["a", "b", "c", "d"]), ...clique(["w", "x", "y"]), { subject: "a", object: "w", sign: "cooperative" }, { subject: "d", object: "x", sign: "competitive" }];
  const columns = columnsOf(rows.map((row) => ({ ...row, shapes: ["s"], countries: ["?"], span: {} })));
  assert.deepEqual(blocsOf(columns).map((ids) => [...ids].sort()), [["a", "b", "c", "d"], ["w", "x", "y"]]);
  assert.equal(blocsOf(columns)[0][0], "a");
});

test("a new actor gets a free place and keeps it", () => {
  const places = new Places([{ id: "a", x: 0, y: 0, size: 10 }]);
  const first = places.near("b", "a", 8);
  const second = places.near("c", "a", 8);
  assert.ok(Math.hypot(first.x, first.y) > 18 && Math.hypot(first.x - second.x, first.y - second.y) > 16);
  assert.equal(places.near("b", "a", 8), first);
});
