// The curve that vis-network draws between two actors, so that marks can be put on it.

// `curve` is {enabled, type, roundness}; points are {x, y}.
export function control(p, q, { enabled, type, roundness = 0 }) {
  const turn = type === "curvedCCW" ? -roundness : roundness;
  const angle = Math.atan2(p.y - q.y, q.x - p.x) + (turn / 2 + 0.5) * Math.PI;
  const reach = (enabled ? roundness / 2 + 0.5 : 0.5) * Math.hypot(p.x - q.x, p.y - q.y);
  if (!enabled) return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 };
  return { x: p.x + reach * Math.sin(angle), y: p.y + reach * Math.cos(angle) };
}

// A point `at` 0 to 1 of the way, and the direction there as an angle.
export function pointOn(p, q, curve, at) {
  const via = control(p, q, curve);
  const blend = (axis) => (1 - at) ** 2 * p[axis] + 2 * at * (1 - at) * via[axis] + at ** 2 * q[axis];
  const slope = (axis) => 2 * (1 - at) * (via[axis] - p[axis]) + 2 * at * (q[axis] - via[axis]);
  return { x: blend("x"), y: blend("y"), angle: Math.atan2(slope("y"), slope("x")) };
}

// How far along the curve one is `room` away from its end; 1 when never.
export function cut(p, q, curve, room) {
  for (let at = 0.98; at > 0.5; at -= 0.01) {
    const { x, y } = pointOn(p, q, curve, at);
    if (Math.hypot(x - q.x, y - q.y) >= room) return at;
  }
  return 0.5;
}

// The part of the curve between two rooms around its ends, shifted sideways, as points.
export function stretch(p, q, curve, { from, to, aside = 0 }) {
  const start = 1 - cut(q, p, { ...curve, type: curve.type === "curvedCCW" ? "curvedCW" : "curvedCCW" }, from);
  const end = cut(p, q, curve, to);
  const points = [];
  for (let step = 0; step <= 24; step += 1) {
    const { x, y, angle } = pointOn(p, q, curve, start + ((end - start) * step) / 24);
    points.push({ x: x - aside * Math.sin(angle), y: y + aside * Math.cos(angle) });
  }
  return points;
}
