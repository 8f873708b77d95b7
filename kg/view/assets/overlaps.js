// Partners who compete: pairs with at least one co-operative and at least one rival relation.

// `relations` are the active ones; `rootOf` and `isPerson` take an actor id. At group level an
// actor stands for the root of its part-of chain, and relations inside a group do not count.
export function overlaps(relations, { level, rootOf, isPerson }) {
  const pairs = new Map();
  for (const relation of relations) {
    if (isPerson(relation.subject) || isPerson(relation.object)) continue;
    const side = relation.sign === "cooperative" ? "cooperative" : relation.sign === "competitive" ? "competitive" : null;
    const [a, b] = [relation.subject, relation.object].map((id) => (level === "group" ? rootOf(id) : id)).sort();
    if (!side || a === b) continue;
    const id = `${a}|${b}`;
    if (!pairs.has(id)) pairs.set(id, { id, a, b, cooperative: [], competitive: [] });
    pairs.get(id)[side].push(relation);
  }
  return [...pairs.values()]
    .filter((pair) => pair.cooperative.length && pair.competitive.length)
    .sort((p, q) => q.cooperative.length - p.cooperative.length || (p.a + "|" + p.b < q.a + "|" + q.b ? -1 : 1));
}
