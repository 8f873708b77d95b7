// What is on the canvas beyond the map it came with: a neighbourhood, or actors brought in one after
// the other. The steps are kept, so that each can be undone: "openai" is the actor itself,
// "openai~money" its neighbours by a display group, "openai~all" all of them, "openai~2" two steps,
// "openai~bloc" its bloc. A step brings in the best connected first, and no more at once than can be
// looked at; the same step again brings in the next.

export const PORTION = 100;

// An id may hold the sign between the parts.
export function stepText(id, what = "") {
  const name = id.replace(/%/g, "%25").replace(/~/g, "%7E");
  return what ? `${name}~${what}` : name;
}

export function stepOf(text) {
  const [name, what = ""] = text.split("~");
  return { id: name.replace(/%7E/g, "~").replace(/%25/g, "%"), what };
}

// Returns actor -> the actor it was reached from, in the order of the steps. `ties` are the
// relations of an actor that may be followed, `rank` how well connected it is, `bloc` the members of
// its bloc, `here` who is on the map anyway; the first `whole` steps bring in all at once.
export function reached(steps, { ties, rank = () => 0, bloc = () => [], here = new Map(), whole = 0 }) {
  const origins = new Map();
  const add = (id, from) => origins.has(id) || origins.set(id, from);
  steps.forEach((text, number) => {
    const { id, what } = stepOf(text);
    add(id, null);
    if (!what) return;
    const near = what === "bloc" ? bloc(id) : neighbours(id, { ties, rank }, what);
    const fresh = near.filter((end) => !origins.has(end) && !here.has(end));
    for (const end of number < whole ? fresh : fresh.slice(0, PORTION)) add(end, id);
    if (what === "2") for (const end of near) for (const next of neighbours(end, { ties, rank }, "all")) add(next, end);
  });
  return origins;
}

// The actors tied to one, the best connected first.
export function neighbours(id, { ties, rank = () => 0 }, what) {
  const near = new Set();
  for (const relation of ties(id)) {
    if (what !== "all" && what !== "2" && relation.group !== what) continue;
    const neighbour = relation.subject === id ? relation.object : relation.subject;
    if (neighbour !== id) near.add(neighbour);
  }
  return [...near].sort((p, q) => rank(q) - rank(p) || (p < q ? -1 : 1));
}

// How many actors each display group could bring in.
export function offers(id, ties, here) {
  const offered = new Map();
  for (const relation of ties(id)) {
    const neighbour = relation.subject === id ? relation.object : relation.subject;
    if (here.has(neighbour)) continue;
    if (!offered.has(relation.group)) offered.set(relation.group, new Set());
    offered.get(relation.group).add(neighbour);
  }
  const every = new Set([...offered.values()].flatMap((ids) => [...ids]));
  return { groups: new Map([...offered].map(([group, ids]) => [group, ids.size])), all: every.size };
}
