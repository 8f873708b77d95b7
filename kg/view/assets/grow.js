// What is on the canvas beyond the map it came with: a neighbourhood, or actors brought in one after
// the other. The steps are kept, so that each can be undone: "openai" is the actor itself,
// "openai~money" its neighbours by a display group, "openai~all" all of them, "openai~2" two steps.

export function stepOf(text) {
  const [id, what = ""] = text.split("~");
  return { id, what };
}

// Returns actor -> the actor it was reached from, in the order of the steps. `ties` are the
// relations of an actor that may be followed.
export function reached(steps, ties) {
  const found = new Map();
  const add = (id, from) => found.has(id) || found.set(id, from);
  for (const text of steps) {
    const { id, what } = stepOf(text);
    add(id, null);
    if (!what) continue;
    const near = neighbours(id, ties, what);
    for (const other of near) add(other, id);
    if (what === "2") for (const other of near) for (const next of neighbours(other, ties, "all")) add(next, other);
  }
  return found;
}

export function neighbours(id, ties, what) {
  const found = new Set();
  for (const relation of ties(id)) {
    if (what !== "all" && what !== "2" && relation.group !== what) continue;
    const other = relation.subject === id ? relation.object : relation.subject;
    if (other !== id) found.add(other);
  }
  return [...found].sort();
}

// How many actors each display group would bring in.
export function offers(id, ties, here) {
  const found = new Map();
  for (const relation of ties(id)) {
    const other = relation.subject === id ? relation.object : relation.subject;
    if (here.has(other)) continue;
    if (!found.has(relation.group)) found.set(relation.group, new Set());
    found.get(relation.group).add(other);
  }
  return new Map([...found].map(([group, ids]) => [group, ids.size]));
}
