// Partners who are also rivals: pairs with at least one co-operative and at least one rival relation.
import { joined } from "../data/keys.js";

// The pair that every relation counts for at a level, by its number; -1 when it counts for none.
// `endsOf` names the actors that the ends of a relation stand for, `isPerson` takes an actor id.
// Relations inside a group do not count.
export function pairsOf(relations, { endsOf, isPerson }) {
  const numbers = new Map();
  const pairs = [];
  const of = Int32Array.from(relations, (relation) => {
    const { subject, object } = relation;
    const [a, b] = [...endsOf(relation)].sort();
    if (a === b || isPerson(subject) || isPerson(object)) return -1;
    const id = joined(a, b);
    if (!numbers.has(id)) numbers.set(id, pairs.push({ id, a, b }) - 1);
    return numbers.get(id);
  });
  return { of, pairs };
}

// `relations` are the active ones, each with its place `at` among all; see `pairsOf`.
export function overlaps(relations, { of, pairs }) {
  const sides = new Uint8Array(pairs.length);
  const bit = { cooperative: 1, competitive: 2 };
  for (const { at, sign } of relations) if (of[at] >= 0) sides[of[at]] |= bit[sign] || 0;
  const overlapping = new Map();
  for (const relation of relations) {
    const number = of[relation.at];
    if (number < 0 || sides[number] !== 3 || !bit[relation.sign]) continue;
    if (!overlapping.has(number)) overlapping.set(number, { ...pairs[number], cooperative: [], competitive: [] });
    overlapping.get(number)[relation.sign].push(relation);
  }
  return [...overlapping.values()].sort((p, q) => q.cooperative.length - p.cooperative.length || (p.id < q.id ? -1 : 1));
}

// The markets in which a pair competes.
export function marketsOf({ competitive }) {
  return new Set(competitive.flatMap((relation) => relation.market || []));
}

// How many pairs compete in each market, most first.
export function marketCounts(pairs) {
  const counts = new Map();
  for (const pair of pairs) for (const market of marketsOf(pair)) counts.set(market, (counts.get(market) || 0) + 1);
  return [...counts].sort((p, q) => q[1] - p[1] || (p[0] < q[0] ? -1 : 1));
}

// The relations of one side under what they are about, in the order given; each stands once.
export function sorted(relations, keyOf, order) {
  const parts = new Map();
  for (const relation of relations) {
    const key = keyOf(relation);
    if (!parts.has(key)) parts.set(key, []);
    parts.get(key).push(relation);
  }
  return [...parts].sort((p, q) => order(p[0]) - order(q[0]) || (p[0] < q[0] ? -1 : 1));
}
