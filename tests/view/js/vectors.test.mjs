// The scripts of the page against answers of the measures: test_vectors.py writes them and runs this.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { modelOf } from "../../../kg/view/assets/data/model.js";
import { asMeasured, filtered, standing } from "../../../kg/view/assets/data/scope.js";
import { sumsOf } from "../../../kg/view/assets/data/sums.js";
import { unpack } from "../../../kg/view/assets/data/unpack.js";
import { overlaps } from "../../../kg/view/assets/scene/overlaps.js";
import { loopsAmong, pairsAt } from "../../../kg/view/assets/scene/scene.js";
import { initialState } from "../../../kg/view/assets/scene/state.js";

const { page, answers } = process.env.VECTORS ? JSON.parse(readFileSync(process.env.VECTORS, "utf-8")) : { answers: [] };
const model = page && modelOf({ ...page, language: "en" }, unpack(page));
const ids = (relations) => relations.map(({ id }) => id).sort();

// The state of the page under a scope; `level` and `length` are those of its lists.
function stateOf({ as_of: asOf, level, basis = "in-force", rumours, undated }) {
  return asMeasured({ ...initialState({ ...page, language: "en" }), offTypes: new Set(), asOf, level, basis, rumours, undated: undated === "include", length: "4" });
}

// A sum as the measures write it.
function written({ kind, period, currency, stage, later, low, high, about }) {
  return { currency, kind: period ? `rate ${period}` : kind, stage, begins_later: later, low, high, about };
}

function sorted(rows) {
  const key = (row) => JSON.stringify(Object.entries(row).sort());
  return [...rows].sort((p, q) => (key(p) < key(q) ? -1 : 1));
}

for (const answer of answers) {
  const state = stateOf(answer.scope);
  const { visible } = filtered(model.columns, state);
  const standOf = (relation) => standing(relation, state.asOf);
  const name = JSON.stringify(answer.scope);

  test(`the same relations count: ${name}`, () => assert.deepEqual(ids(visible), [...answer.relations].sort()));

  test(`the same partners compete, with the same sums: ${name}`, () => {
    const pairs = overlaps(visible, pairsAt(model, state));
    assert.deepEqual(pairs.map(({ id }) => id).sort(), answer.overlaps.map(({ a, b }) => `${a}|${b}`).sort());
    for (const row of answer.overlaps) {
      const pair = pairs.find(({ id }) => id === `${row.a}|${row.b}`);
      assert.deepEqual([ids(pair.cooperative), ids(pair.competitive)], [row.cooperative, row.competitive]);
      assert.deepEqual(sorted(sumsOf(model, pair.cooperative, standOf).map(written)), sorted(row.known_amounts), pair.id);
    }
  });

  test(`the same money runs in the same loops: ${name}`, () => {
    const { loops, complete } = loopsAmong(visible, model, state);
    assert.ok(complete);
    const arcs = (loop) => loop.arcs.map(({ source, target, relations, usd, amount_usd: amount = usd }) => [source, target, relations.map((row) => row.id || row), amount]);
    const rows = (list, least) => Object.fromEntries(list.map((loop) => [loop.actors.join("|"), [least(loop), arcs(loop)]]));
    assert.deepEqual(rows(loops, (loop) => (loop.least < 0 ? null : loop.least)), rows(answer.loops, (loop) => loop.bottleneck_known_usd));
  });
}
