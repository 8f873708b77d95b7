// Lines between two actors as points: what vis-network draws, and what is drawn on top of it.

const STEPS = 32;

// The control point of the curve that vis-network draws. `curve` is {enabled, type, roundness}.
export function control(p, q, { enabled, type, roundness = 0 }) {
  if (!enabled) return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 };
  const turn = type === "curvedCCW" ? -roundness : roundness;
  const angle = Math.atan2(p.y - q.y, q.x - p.x) + (turn / 2 + 0.5) * Math.PI;
  const reach = (roundness / 2 + 0.5) * Math.hypot(p.x - q.x, p.y - q.y);
  return { x: p.x + reach * Math.sin(angle), y: p.y + reach * Math.cos(angle) };
}

// The points of that curve from one end to the other.
export function curvePoints(p, q, curve) {
  const via = control(p, q, curve);
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const at = step / STEPS;
    const blend = (axis) => (1 - at) ** 2 * p[axis] + 2 * at * (1 - at) * via[axis] + at ** 2 * q[axis];
    return { x: blend("x"), y: blend("y") };
  });
}

// The point at a share of the length, and the direction of the line there as an angle.
export function pointOn(points, share) {
  const lengths = points.slice(1).map((point, i) => distance(points[i], point));
  let rest = share * lengths.reduce((sum, length) => sum + length, 0);
  let i = 0;
  while (i < lengths.length - 1 && rest > lengths[i]) rest -= lengths[i++];
  const [p, q] = [points[i], points[i + 1]];
  const part = lengths[i] ? rest / lengths[i] : 0;
  return { x: p.x + part * (q.x - p.x), y: p.y + part * (q.y - p.y), angle: Math.atan2(q.y - p.y, q.x - p.x) };
}

// A line without its end: as far as it takes to be `room` away from the last point. At least half
// of it stays.
export function shortened(points, room) {
  const end = points[points.length - 1];
  let last = points.length - 1;
  while (last > points.length / 2 && distance(points[last - 1], end) < room) last -= 1;
  const [p, q] = [points[last - 1], points[last]];
  const [near, far] = [distance(q, end), distance(p, end)];
  const part = far > room && far > near ? Math.min(1, (far - room) / (far - near)) : 0;
  return [...points.slice(0, last), { x: p.x + part * (q.x - p.x), y: p.y + part * (q.y - p.y) }];
}

export function reversed(points) {
  return [...points].reverse();
}

// The part of a line between two rooms around its ends.
export function between(points, from, to) {
  return reversed(shortened(reversed(shortened(points, to)), from));
}

// A line moved sideways; `aside` takes a share of the length.
export function shifted(points, aside) {
  const last = points.length - 1;
  return points.map((point, i) => {
    const [p, q] = [points[Math.max(0, i - 1)], points[Math.min(last, i + 1)]];
    const length = distance(p, q) || 1;
    const far = aside(i / last);
    return { x: point.x - (far * (q.y - p.y)) / length, y: point.y + (far * (q.x - p.x)) / length };
  });
}

// The three corners of a head `far` long that ends `room` before the end of a line: its base lies on
// the line, so that it points where the line goes.
export function headOn(points, room, far, half = 0.42) {
  const shaft = shortened(points, room);
  const tip = shaft[shaft.length - 1];
  const foot = shortened(points, room + far).at(-1);
  const angle = Math.atan2(tip.y - foot.y, tip.x - foot.x);
  const corner = (turn) => ({ x: tip.x - far * Math.cos(angle + turn), y: tip.y - far * Math.sin(angle + turn) });
  return [tip, corner(half), corner(-half)];
}

export function distance(p, q) {
  return Math.hypot(p.x - q.x, p.y - q.y);
}

// How far a point is from a line.
export function away(point, points) {
  let least = Infinity;
  for (let i = 1; i < points.length; i += 1) least = Math.min(least, fromSegment(point, points[i - 1], points[i]));
  return least;
}

export function fromSegment(point, p, q) {
  const [dx, dy] = [q.x - p.x, q.y - p.y];
  const square = dx * dx + dy * dy;
  const part = square ? Math.max(0, Math.min(1, ((point.x - p.x) * dx + (point.y - p.y) * dy) / square)) : 0;
  return Math.hypot(point.x - p.x - part * dx, point.y - p.y - part * dy);
}
