// A small force layout for a handful of actors, used when only the partners who are also rivals are drawn.
// It starts from the map, so that actors stay roughly where they were; no random numbers.
import { listed } from "../data/model.js";

// Every step of the forces looks at all pairs of actors.
export const MOST_RELAXED = 400;
const ROOM = { x: 150, y: 90 };

// Places for actors by their ties: the largest connected part by forces, the others in rows below.
// When there are too many for that, all stand in a grid, in the order of the pairs.
export function spreadOut(pairs, aspect, start) {
  const [main, ...rest] = parts(pairs);
  if (!main) return new Map();
  if (main.length > MOST_RELAXED || rest.flat().length > 2 * MOST_RELAXED) return gridded([...new Set(pairs.flat())], aspect);
  const at = new Map(main.map((id, i) => [id, i]));
  const links = pairs.filter(([a]) => at.has(a)).map((pair) => pair.map((id) => at.get(id)));
  const size = 190 * Math.sqrt(Math.max(4, main.length));
  const [width, height] = [size * Math.sqrt(aspect), size / Math.sqrt(aspect)];
  const places = relaxed(main, links, start, { width, height, gap: 130 });
  const low = Math.max(...[...places.values()].map((place) => place.y));
  let [x, y] = [-width / 2, low + 110];
  for (const ids of rest) {
    if (x > -width / 2 && x + 150 * ids.length > width / 2) [x, y] = [-width / 2, y + 90];
    ids.forEach((id, i) => places.set(id, { x: Math.round(x + 75 + 150 * i), y: Math.round(y + (i % 2) * 24) }));
    x += 150 * ids.length + 60;
  }
  return places;
}

export function gridded(ids, aspect) {
  const wide = Math.max(1, Math.round(Math.sqrt((ids.length * aspect * ROOM.y) / ROOM.x)));
  const tall = Math.ceil(ids.length / wide);
  const place = (i) => ({ x: Math.round(((i % wide) - (wide - 1) / 2) * ROOM.x), y: Math.round((Math.floor(i / wide) - (tall - 1) / 2) * ROOM.y) });
  return new Map(ids.map((id, i) => [id, place(i)]));
}

// Connected parts, the largest first, each sorted.
function parts(pairs) {
  const root = new Map();
  const find = (id) => {
    let here = id;
    while (root.get(here) !== here) {
      root.set(here, root.get(root.get(here)));
      here = root.get(here);
    }
    return here;
  };
  for (const id of pairs.flat()) if (!root.has(id)) root.set(id, id);
  for (const [a, b] of pairs) root.set(find(a), find(b));
  const members = new Map();
  for (const id of [...root.keys()].sort()) listed(members, find(id)).push(id);
  return [...members.values()].sort((p, q) => q.length - p.length || (p[0] < q[0] ? -1 : 1));
}

export function relaxed(ids, links, start, { width, height, gap }) {
  let points = fitted(ids.map((id, i) => start(id) || { x: 10 * i, y: 7 * i }), width, height);
  const ideal = 0.6 * Math.sqrt((width * height) / Math.max(1, ids.length));
  const steps = 300;
  for (let step = 0; step < steps; step += 1) {
    const moves = points.map((point) => [-point.x * 0.02 * (height / width), -point.y * 0.02]);
    repel(points, moves, ideal);
    for (const [i, j] of links) attract(points, moves, i, j, ideal);
    const limit = (ideal / 3) * (1 - step / steps) + 0.5;
    points.forEach((point, i) => {
      const length = Math.hypot(...moves[i]) || 1;
      point.x += (moves[i][0] / length) * Math.min(length, limit);
      point.y += (moves[i][1] / length) * Math.min(length, limit);
    });
  }
  points = evened(fitted(points, width, height), width, height);
  separate(points, gap);
  return new Map(ids.map((id, i) => [id, { x: Math.round(points[i].x), y: Math.round(points[i].y) }]));
}

function fitted(points, width, height) {
  const box = (axis) => [Math.min(...points.map((p) => p[axis])), Math.max(...points.map((p) => p[axis]))];
  const [left, right] = box("x");
  const [top, bottom] = box("y");
  return points.map((p) => ({
    x: ((p.x - (left + right) / 2) / (right - left || 1)) * width,
    y: ((p.y - (top + bottom) / 2) / (bottom - top || 1)) * height,
  }));
}

// Half way from where a point is to its rank, on both axes: the middle opens, the border fills.
function evened(points, width, height) {
  const rank = (axis) => {
    const order = points.map((_, i) => i).sort((i, j) => points[i][axis] - points[j][axis] || i - j);
    return new Map(order.map((i, place) => [i, place / Math.max(1, points.length - 1) - 0.5]));
  };
  const [across, down] = [rank("x"), rank("y")];
  return points.map((p, i) => ({ x: (p.x + across.get(i) * width) / 2, y: (p.y + down.get(i) * height) / 2 }));
}

function repel(points, moves, ideal) {
  for (let i = 0; i < points.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const dx = points[i].x - points[j].x || 0.1 * (i - j);
      const dy = points[i].y - points[j].y || 0.1;
      const force = (ideal * ideal) / (dx * dx + dy * dy);
      moves[i][0] += dx * force;
      moves[i][1] += dy * force;
      moves[j][0] -= dx * force;
      moves[j][1] -= dy * force;
    }
  }
}

function attract(points, moves, i, j, ideal) {
  const dx = points[i].x - points[j].x;
  const dy = points[i].y - points[j].y;
  const force = Math.hypot(dx, dy) / ideal / 3;
  moves[i][0] -= dx * force;
  moves[i][1] -= dy * force;
  moves[j][0] += dx * force;
  moves[j][1] += dy * force;
}

// Keeps room for a label of `gap` by `gap / 3` around every point.
function separate(points, gap) {
  for (let round = 0; round < 60; round += 1) {
    for (let i = 0; i < points.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const dx = points[i].x - points[j].x;
        const dy = points[i].y - points[j].y;
        const overX = gap - Math.abs(dx);
        const overY = gap / 2 - Math.abs(dy);
        if (overX <= 0 || overY <= 0) continue;
        const axis = overX < overY ? "x" : "y";
        const push = (Math.min(overX, overY) / 2) * (points[i][axis] >= points[j][axis] ? 1 : -1);
        points[i][axis] += push;
        points[j][axis] -= push;
      }
    }
  }
}
