// Lines that touch no third actor: the usual curve where nothing is in the way, else a way around.
import { away, curvePoints, distance, fromSegment, pointOn, shifted } from "./geometry.js";

const CLEAR = 3; // pixels between a line and a mark it passes
const APART = 13; // between the ribbons of a pair that go around together
const TRIES = 400;
const CALMING = 60; // rounds of pulling a way straight
const BESIDE = 16; // the same for lines side by side, which would meet on the tightest way
const REACH = 40; // pixels within which it may come near another mark meanwhile
const TURNS = 5; // marks passed on the way to a corner
const CORNER = 0.45; // how much of a leg a rounded corner takes at most
const FEW = 60; // actors among whom every line goes around third ones
const HEAVY = 1e9; // dollars from which a line does so in a crowded view
const MOST = 300; // lines that are led around at once

// The ribbons that have to go around the marks of third actors: in a view of few actors all, else
// the most valuable. `looks` are {ribbon, look}.
export function careful(looks, actors) {
  const few = actors <= FEW;
  const heavy = looks.filter(({ look }) => few || look.usd >= HEAVY).sort((p, q) => q.look.usd - p.look.usd || (p.ribbon.id < q.ribbon.id ? -1 : 1));
  return new Set(heavy.slice(0, few ? heavy.length : MOST).map(({ ribbon }) => ribbon.id));
}

// The points of a line of some width from one actor to another, and whether they differ from the
// curve. `actors` are all on the canvas as {id, x, y, r}.
export function routed([p, q], { curve, lane, width }, actors) {
  const points = curvePoints(p, q, curve);
  const marks = actors.filter(({ id }) => id !== p.id && id !== q.id);
  if (!touched(points, marks, width / 2).length) return { points, around: false };
  const aside = APART * lane;
  const room = width / 2 + Math.abs(aside) + CLEAR;
  for (const spare of [1, 0.75, 0.5, 0.25, 0]) {
    const legs = wayAround(p, q, marks, width / 2 + spare * (room - width / 2));
    const bent = legs && shifted(rounded(legs), (share) => spare * aside * Math.min(1, 6 * share, 6 * (1 - share)));
    if (bent && !touched(bent, marks, width / 2).length) return { points: calmed(bent, marks, { room: width / 2, rounds: lane ? BESIDE : CALMING }), around: true };
  }
  return { points, around: false };
}

// A way pulled straight as far as the marks it passes allow.
function calmed(points, marks, { room, rounds }) {
  const calm = evenly(points);
  const near = touched(calm, marks, room + REACH);
  const isFree = (point) => near.every((actor) => distance(actor, point) >= actor.r + room + 1);
  for (let turn = 0; turn < rounds; turn += 1) {
    for (let i = 1; i < calm.length - 1; i += 1) {
      const middle = { x: (calm[i - 1].x + calm[i + 1].x) / 2, y: (calm[i - 1].y + calm[i + 1].y) / 2 };
      if (isFree(middle)) calm[i] = middle;
    }
  }
  return touched(calm, marks, room).length ? points : calm;
}

// The same line with points at even distances.
function evenly(points) {
  const length = lengthOf(points);
  const count = Math.max(16, Math.min(64, Math.round(length / 12)));
  return Array.from({ length: count + 1 }, (_, i) => pointOn(points, i / count));
}

// The actors whose mark a line comes within some room of.
export function touched(points, actors, room) {
  const [left, right, top, bottom] = boxOf(points);
  return actors.filter((actor) => {
    const reach = actor.r + room;
    if (actor.x < left - reach || actor.x > right + reach || actor.y < top - reach || actor.y > bottom + reach) return false;
    return away(actor, points) < reach;
  });
}

function boxOf(points) {
  const box = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.max(box[1], x);
    box[2] = Math.min(box[2], y);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

// The corners of a short way from p to q that keeps some room from all marks; null when none is
// found in so many tries. A leg that touches a mark is replaced by one to either side of it, the
// shortest way first.
export function wayAround(p, q, marks, room) {
  const ways = [{ legs: [p], length: distance(p, q) }];
  const seen = new Set();
  for (let tries = 0; ways.length && tries < TRIES; tries += 1) {
    const { legs } = ways.splice(shortest(ways), 1)[0];
    const here = legs[legs.length - 1];
    const block = firstTouched(here, q, marks, room);
    if (!block) return [...legs, q];
    for (const side of [-1, 1]) {
      const corner = cornerPast(block, here, q, { side, marks, room });
      const name = corner && `${Math.round(corner.x)} ${Math.round(corner.y)}`;
      if (!corner || seen.has(name)) continue;
      seen.add(name);
      const next = [...legs, corner];
      ways.push({ legs: next, length: lengthOf(next) + distance(corner, q) });
    }
  }
  return null;
}

// A corner beside a mark that can be reached: what stands before it is passed first.
function cornerPast(block, from, to, { side, marks, room }) {
  let corner = beside(block, from, to, { side, marks, room });
  for (let turns = 0; corner && turns < TURNS; turns += 1) {
    const before = firstTouched(from, corner, marks, room);
    if (!before) return corner;
    corner = beside(before, from, corner, { side, marks, room });
  }
  return null;
}

function shortest(ways) {
  let best = 0;
  for (let i = 1; i < ways.length; i += 1) if (ways[i].length < ways[best].length) best = i;
  return best;
}

function lengthOf(legs) {
  return legs.slice(1).reduce((sum, point, i) => sum + distance(legs[i], point), 0);
}

// The mark nearest to the start of a leg that the leg touches.
function firstTouched(from, to, marks, room) {
  let first = null;
  let least = Infinity;
  for (const actor of marks) {
    if (fromSegment(actor, from, to) >= actor.r + room - 1e-6) continue;
    const far = distance(actor, from);
    if (far < least) [first, least] = [actor, far];
  }
  return first;
}

// A corner beside a mark, across the leg from one point to another; further out where others stand.
function beside(mark, from, to, { side, marks, room }) {
  const length = distance(from, to) || 1;
  const across = { x: (-side * (to.y - from.y)) / length, y: (side * (to.x - from.x)) / length };
  for (let far = 1.2 * (mark.r + room); far < 9 * (mark.r + room); far += 4) {
    const corner = { x: mark.x + far * across.x, y: mark.y + far * across.y };
    if (!marks.some((actor) => distance(actor, corner) < actor.r + room)) return corner;
  }
  return null;
}

// A way with its corners rounded.
export function rounded(legs) {
  const points = [legs[0]];
  for (let i = 1; i < legs.length - 1; i += 1) {
    const [before, corner, after] = [legs[i - 1], legs[i], legs[i + 1]];
    const reach = Math.min(CORNER * distance(before, corner), CORNER * distance(corner, after), 40);
    const [start, end] = [toward(corner, before, reach), toward(corner, after, reach)];
    for (let step = 0; step <= 8; step += 1) {
      const at = step / 8;
      const blend = (axis) => (1 - at) ** 2 * start[axis] + 2 * at * (1 - at) * corner[axis] + at ** 2 * end[axis];
      points.push({ x: blend("x"), y: blend("y") });
    }
  }
  return [...points, legs[legs.length - 1]];
}

function toward(from, to, far) {
  const length = distance(from, to) || 1;
  return { x: from.x + (far * (to.x - from.x)) / length, y: from.y + (far * (to.y - from.y)) / length };
}
