// Partners who compete: pairs with at least one co-operative and at least one rival relation.
import { joined } from "./keys.js";

// `relations` are the active ones; `rootOf` and `isPerson` take an actor id. At group level an
// actor stands for the root of its part-of chain, and relations inside a group do not count.
export function overlaps(relations, { level, rootOf, isPerson }) {
  const pairs = new Map();
  for (const relation of relations) {
    const { sign } = relation;
    if (sign !== "cooperative" && sign !== "competitive") continue;
    const ends = pairOf(relation, { level, rootOf, isPerson });
    if (!ends) continue;
    let pair = pairs.get(ends.id);
    if (!pair) pairs.set(ends.id, (pair = { ...ends, cooperative: [], competitive: [] }));
    pair[sign].push(relation);
  }
  return [...pairs.values()]
    .filter((pair) => pair.cooperative.length && pair.competitive.length)
    .sort((p, q) => q.cooperative.length - p.cooperative.length || (p.id < q.id ? -1 : 1));
}

// The pair a relation is between at a level, null when it counts for none; kept with the relation.
function pairOf(relation, { level, rootOf, isPerson }) {
  relation.pairs ||= {};
  if (relation.pairs[level] === undefined) {
    const { subject, object } = relation;
    const [a, b] = (level === "group" ? [rootOf(subject), rootOf(object)] : [subject, object]).sort();
    relation.pairs[level] = a === b || isPerson(subject) || isPerson(object) ? null : { id: joined(a, b), a, b };
  }
  return relation.pairs[level];
}
