// Partners who compete: pairs with at least one co-operative and at least one rival relation.

// `relations` are the active ones; `rootOf` and `isPerson` take an actor id. At group level an
// actor stands for the root of its part-of chain, and relations inside a group do not count.
export function overlaps(relations, { level, rootOf, isPerson }) {
  const pairs = new Map();
  for (const relation of relations) {
    const { sign } = relation;
    if (sign !== "cooperative" && sign !== "competitive") continue;
    const id = pairOf(relation, { level, rootOf, isPerson });
    if (!id) continue;
    let pair = pairs.get(id);
    if (!pair) pairs.set(id, (pair = { id, cooperative: [], competitive: [] }));
    pair[sign].push(relation);
  }
  return [...pairs.values()]
    .filter((pair) => pair.cooperative.length && pair.competitive.length)
    .map((pair) => ({ ...pair, a: pair.id.split("|")[0], b: pair.id.split("|")[1] }))
    .sort((p, q) => q.cooperative.length - p.cooperative.length || (p.id < q.id ? -1 : 1));
}

// The pair a relation is between at a level, "" when it counts for none; kept with the relation.
function pairOf(relation, { level, rootOf, isPerson }) {
  relation.pairs ||= {};
  if (relation.pairs[level] === undefined) {
    const { subject, object } = relation;
    const [a, b] = level === "group" ? [rootOf(subject), rootOf(object)] : [subject, object];
    const none = a === b || isPerson(subject) || isPerson(object);
    relation.pairs[level] = none ? "" : a < b ? `${a}|${b}` : `${b}|${a}`;
  }
  return relation.pairs[level];
}
