// Circular flows: money that comes back to where it started, by the rules of `kg loops`.
// Every relation with a direction of money is an arc from the one who pays to the one who is paid;
// a loop is a directed cycle with at least one financing arc and at least one purchase arc.
import { joined } from "../data/keys.js";
import { listed } from "../data/model.js";
import { statedUsd } from "../data/sums.js";

const MOST = 2000; // loops of one length, but for those of two actors: they are always all there
const MOST_STEPS = 2000000; // of the search for one length

// One arc per ordered pair, by both ids. `endsOf` names the actors that ends stand for.
export function arcsOf(relations, { endsOf, isPerson, types }) {
  const arcs = new Map();
  for (const relation of relations) {
    const { money, family } = types[relation.type] || {};
    if (!money || money === "none" || isPerson(relation.subject) || isPerson(relation.object)) continue;
    const ends = [...endsOf(relation)];
    const [source, target] = money === "subject-to-object" ? ends : ends.reverse();
    if (source === target) continue;
    const key = joined(source, target);
    if (!arcs.has(key)) arcs.set(key, { source, target, relations: [], financing: false, purchase: false });
    const arc = arcs.get(key);
    arc.relations.push(relation);
    arc[family === "capital" ? "financing" : "purchase"] = true;
  }
  for (const arc of arcs.values()) arc.usd = statedUsd(arc.relations);
  return arcs;
}

// The loops of at most `length` actors: short ones first, then by the least amount known, large ones
// first. `lengths` says of how many actors how many loops were found, and whether those are all.
export function loopsOf(arcs, length, most = MOST) {
  const net = netOf(arcs);
  const loops = [];
  const lengths = [];
  for (let size = 2; size <= length; size += 1) {
    const rows = [];
    const complete = cyclesOf(net, size, size === 2 ? Infinity : most, (walk) => rows.push(loopOf(walk)));
    lengths.push({ size, count: rows.length, complete });
    loops.push(...rows.sort((p, q) => q.least - p.least || (p.id < q.id ? -1 : 1)));
  }
  return { loops, lengths, complete: lengths.every((entry) => entry.complete) };
}

// The loop of some arcs, from its smallest actor.
function loopOf(walk) {
  const first = walk.reduce((least, arc, i) => (arc.source < walk[least].source ? i : least), 0);
  const arcs = [...walk.slice(first), ...walk.slice(0, first)];
  const actors = arcs.map((arc) => arc.source);
  const amounts = arcs.filter((arc) => arc.usd !== null).map((arc) => arc.usd);
  return { id: joined(...actors), actors, arcs, least: amounts.length ? Math.min(...amounts) : -1, isKnown: amounts.length === arcs.length };
}

// Arcs from the most valuable to those of unknown value, each with its rank, by source and target.
function netOf(arcs) {
  const ranked = [...arcs.values()].sort((p, q) => (q.usd ?? -1) - (p.usd ?? -1) || (joined(p.source, p.target) < joined(q.source, q.target) ? -1 : 1));
  const net = { ranked, from: new Map(), to: new Map() };
  ranked.forEach((arc, rank) => {
    arc.rank = rank;
    if (!net.from.has(arc.source)) net.from.set(arc.source, new Map());
    net.from.get(arc.source).set(arc.target, arc);
    listed(net.to, arc.target).push(arc);
  });
  return net;
}

// Hands over every cycle of some length that finances and buys, once: when its last arc by rank is
// reached, with arcs of lower rank for the rest. So the most valuable come first, and a search that
// ends early has missed none more valuable. Returns whether the search came to its end.
function cyclesOf({ ranked, from, to }, size, most, take) {
  let [steps, taken] = [0, 0];
  const close = (walk) => {
    if (!walk.some((arc) => arc.financing) || !walk.some((arc) => arc.purchase)) return;
    if (taken < most) take(walk);
    taken += 1;
  };
  // `walk` goes from the target of its first arc on; the last leg is looked up.
  const extend = (walk, last) => {
    const here = walk[walk.length - 1].target;
    const home = walk[0].source;
    if (walk.length === size - 1) {
      const back = (from.get(here) || new Map()).get(home);
      if (back && back.rank < last) close([...walk, back]);
      return;
    }
    for (const arc of nextArcs(here, home, { from, to, legs: size - walk.length })) {
      if ((steps += 1) > MOST_STEPS || taken > most) return;
      if (arc.rank < last && arc.target !== home && !walk.some(({ source }) => source === arc.target)) extend([...walk, arc], last);
    }
  };
  for (const arc of ranked) {
    extend([arc], arc.rank);
    if (taken > most || steps > MOST_STEPS) return false;
  }
  return true;
}

// The arcs to go on by; with two left those to an actor that has one home, whichever are fewer.
function nextArcs(here, home, { from, to, legs }) {
  const out = from.get(here);
  if (!out) return [];
  const back = legs === 2 ? to.get(home) || [] : null;
  if (!back || back.length >= out.size) return out.values();
  return back.map((arc) => out.get(arc.source)).filter(Boolean);
}
