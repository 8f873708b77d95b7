// Marks on ribbons: hollow lines, bars on what is over, question marks, and the arcs of a loop.
import { pointOn, cut, stretch } from "./geometry.js";
import { THIN } from "./look.js";
import { canvasColour, faded, nodeColour } from "./style.js";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const SMALL = 0.36;

// `ribbons` are {ribbon, look, curve, p, q}: p and q are {x, y, r} of its actors.
export function drawMarks(context, ribbons, scale) {
  for (const { look, curve, p, q } of ribbons) {
    if (look.hollow) hollow(context, look, curve, p, q);
    if (look.over) bar(context, look, curve, p, q);
    if (look.doubt && look.opacity > 0.3) doubt(context, look, curve, { p, q, scale });
  }
}

// Two thin lines: the sums are upper limits.
function hollow(context, look, curve, p, q) {
  context.save();
  context.strokeStyle = faded(look.colour, look.opacity);
  context.lineWidth = THIN;
  context.lineCap = "round";
  context.setLineDash(look.dashes || []);
  for (const side of [-1, 1]) {
    trace(context, stretch(p, q, curve, { from: p.r + 2, to: q.r + (look.arrows.to ? 8 : 2), aside: side * (look.width / 2 - 0.5) }));
    context.stroke();
  }
  context.restore();
}

function trace(context, points) {
  context.beginPath();
  points.forEach(({ x, y }, i) => context[i ? "lineTo" : "moveTo"](x, y));
}

// A bar across a ribbon of which everything is over.
function bar(context, look, curve, p, q) {
  const { x, y, angle } = pointOn(p, q, curve, 0.5);
  context.save();
  context.strokeStyle = faded(look.colour, Math.max(0.75, look.opacity));
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 6 * Math.sin(angle), y + 6 * Math.cos(angle));
  context.lineTo(x + 6 * Math.sin(angle), y - 6 * Math.cos(angle));
  context.stroke();
  context.restore();
}

// Nothing on this ribbon is dated.
function doubt(context, look, curve, { p, q, scale }) {
  const { x, y } = pointOn(p, q, curve, 0.5);
  context.save();
  context.font = `600 ${12 / scale}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4 / scale;
  context.strokeStyle = canvasColour();
  context.fillStyle = look.colour;
  context.strokeText("?", x, y);
  context.fillText("?", x, y);
  context.restore();
}

// The open head of money at the end of an arc: its three corners.
export function headOf({ ribbon, look, curve, p, q }) {
  const forward = ribbon.target === ribbon.b;
  const [start, end] = forward ? [p, q] : [q, p];
  const bent = forward ? curve : { ...curve, type: curve.type === "curvedCCW" ? "curvedCW" : "curvedCCW" };
  const at = pointOn(start, end, bent, cut(start, end, bent, end.r + 5));
  const far = 12 + 1.6 * look.width;
  const corner = (turn) => ({ x: at.x - far * Math.cos(at.angle + turn), y: at.y - far * Math.sin(at.angle + turn) });
  return [{ x: at.x, y: at.y }, corner(0.42), corner(-0.42)];
}

export function drawHeads(context, ribbons) {
  for (const item of ribbons) {
    const points = headOf(item);
    context.save();
    trace(context, points);
    context.closePath();
    context.fillStyle = canvasColour();
    context.strokeStyle = item.look.colour;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.fill();
    context.stroke();
    context.restore();
  }
}

// Words beside the arcs of a loop, in screen pixels: inside the ring, of two actors outside. On a ring
// that is small on the screen only the sums, and only where there is room: the panel has them all.
// Returns the boxes they take.
export function labelBoxes(context, ribbons, view, words) {
  const middle = view.toScreen({ x: 0, y: 0 });
  const boxes = [];
  for (const { ribbon, curve, p, q } of ribbons) {
    if (!ribbon.worded) continue;
    const small = ribbon.inside && view.scale < SMALL;
    const lines = small ? [words(ribbon.arc)[0].split(" · ")[0]] : words(ribbon.arc);
    const at = view.toScreen(pointOn(p, q, curve, 0.5));
    const away = (ribbon.inside ? -1 : 1) * (Math.hypot(at.x - middle.x, at.y - middle.y) || 1);
    const [side, down] = [(at.x - middle.x) / away, (at.y - middle.y) / away];
    context.font = `650 13px ${FONT}`;
    const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 6;
    const tall = lines.length * 16;
    const x = at.x + side * 20 + (side > 0.35 ? 0 : side < -0.35 ? -width : -width / 2);
    const y = at.y + down * 26 + (down > 0.35 ? 0 : down < -0.35 ? -tall : -tall / 2);
    const box = { lines, left: x, right: x + width, top: y, bottom: y + tall };
    if (!small || !boxes.some((other) => touch(box, other))) boxes.push(lowered(box, boxes));
  }
  return boxes;
}

// Down as far as it takes to touch no other box.
function lowered(box, others) {
  const tall = box.bottom - box.top;
  const under = (other) => touch(box, other);
  for (let other = others.find(under); other; other = others.find(under)) {
    box.top = other.bottom + 4;
    box.bottom = box.top + tall;
  }
  return box;
}

function touch(p, q) {
  return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
}

export function drawLabels(context, boxes) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { lines, left, top } of boxes) {
    lines.forEach((line, i) => {
      context.font = `${i ? 450 : 650} ${i ? 12 : 13}px ${FONT}`;
      context.lineWidth = 4;
      context.strokeStyle = faded(canvasColour(), 0.9);
      context.strokeText(line, left + 3, top + 8 + 16 * i);
      context.fillStyle = nodeColour();
      context.fillText(line, left + 3, top + 8 + 16 * i);
    });
  }
}
