// Circular flows: money that comes back to where it started, by the rules of `kg loops`.
// Every relation with a direction of money is an arc from the one who pays to the one who is paid;
// a loop is a directed cycle with at least one financing arc and at least one purchase arc.
import { joined } from "../data/keys.js";
import { statedUsd } from "./ribbons.js";

const MOST = 2000;
const MOST_STEPS = 400000;

// One arc per ordered pair, by both ids. `endOf` maps an actor to its group.
export function arcsOf(relations, { endOf, isPerson, types }) {
  const arcs = new Map();
  for (const relation of relations) {
    const { money, family } = types[relation.type] || {};
    if (!money || money === "none" || isPerson(relation.subject) || isPerson(relation.object)) continue;
    const ends = [endOf(relation.subject), endOf(relation.object)];
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

// The loops of at most `length` actors: short ones first, then by the least amount known, large
// ones first. `capped` says that there are more.
export function loopsOf(arcs, length, most = MOST) {
  const loops = [];
  const found = cycles(successorsOf(arcs), length);
  let capped = false;
  for (const actors of found) {
    if (actors === null) {
      capped = true;
      break;
    }
    const parts = actors.map((id, i) => arcs.get(joined(id, actors[(i + 1) % actors.length])));
    if (!parts.some((arc) => arc.financing) || !parts.some((arc) => arc.purchase)) continue;
    loops.push(loopOf(actors, parts));
    if (loops.length > most) {
      loops.pop();
      capped = true;
      break;
    }
  }
  loops.sort((p, q) => p.actors.length - q.actors.length || q.least - p.least || (p.id < q.id ? -1 : 1));
  return { loops, capped };
}

function loopOf(actors, arcs) {
  const known = arcs.filter((arc) => arc.usd !== null).map((arc) => arc.usd);
  return { id: joined(...actors), actors, arcs, least: known.length ? Math.min(...known) : -1, complete: known.length === arcs.length };
}

function successorsOf(arcs) {
  const successors = new Map();
  for (const { source, target } of arcs.values()) {
    if (!successors.has(source)) successors.set(source, []);
    successors.get(source).push(target);
  }
  return successors;
}

// Every simple cycle once, from its smallest actor; null when the search was given up.
export function* cycles(successors, length) {
  const predecessors = new Map();
  for (const [source, targets] of successors) {
    for (const target of targets) predecessors.set(target, [...(predecessors.get(target) || []), source]);
  }
  let steps = 0;
  for (const start of [...successors.keys()].sort()) {
    const back = stepsBack(start, predecessors, length - 1);
    const stack = [[start]];
    while (stack.length) {
      const path = stack.pop();
      for (const next of successors.get(path[path.length - 1]) || []) {
        if ((steps += 1) > MOST_STEPS) {
          yield null;
          return;
        }
        if (next === start) {
          if (path.length > 1) yield path;
        } else if (back.has(next) && path.length + back.get(next) <= length && !path.includes(next)) stack.push([...path, next]);
      }
    }
  }
}

// How many steps lead back to the start, for actors after it within the limit.
function stepsBack(start, predecessors, limit) {
  const steps = new Map([[start, 0]]);
  let frontier = [start];
  for (let distance = 1; distance <= limit; distance += 1) {
    const reached = [];
    for (const id of frontier) {
      for (const before of predecessors.get(id) || []) {
        if (before <= start || steps.has(before)) continue;
        steps.set(before, distance);
        reached.push(before);
      }
    }
    frontier = reached;
  }
  return steps;
}
