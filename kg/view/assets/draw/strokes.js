// Marks on ribbons: hollow lines, bars on what is over, question marks, and the arcs of a loop.
import { between, headOn, pointOn, reversed, shifted } from "./geometry.js";
import { THIN } from "./look.js";
import { canvasColour, faded, nodeColour } from "./style.js";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const SMALL = 0.36;
const NARROW = 760; // pixels of a canvas with room for a sum and a day beside an arc
const LIFT = 1.6; // what a line under the pointer is wider

// `lines` are {ribbon, look, points, around, p, q}: p and q are {x, y, r} of its actors.
export function drawMarks(context, lines, { scale, hovered, strong }) {
  for (const line of lines) {
    if (line.look.hollow) drawHollow(context, line);
    if (line.look.over) drawBar(context, line);
    const isChosen = line.ribbon.id === hovered || (strong && strong.has(line.ribbon.id));
    if (line.look.doubt && isChosen) drawDoubt(context, line, scale);
  }
}

// The lines that go around third actors, with their heads.
export function drawRouted(context, lines, hovered, crowded) {
  for (const { ribbon, look, points, around, p, q } of lines) {
    if (!around) continue;
    const isHovered = ribbon.id === hovered;
    context.save();
    context.strokeStyle = context.fillStyle = faded(look.colour, isHovered ? 1 : look.opacity);
    context.lineWidth = look.width + (isHovered ? LIFT : 0);
    context.lineJoin = context.lineCap = "round";
    context.setLineDash(look.dashes || []);
    if (!look.hollow) {
      trace(context, between(points, p.r, q.r + (look.arrows.to ? 4 : 0)));
      context.stroke();
    }
    for (const corners of headsOf({ look, points, p, q }, crowded)) {
      trace(context, corners);
      context.fill();
    }
    context.restore();
  }
}

// The corners of the solid heads of a line, as large as vis-network draws them.
export function headsOf({ look, points, p, q }, crowded) {
  const far = 15 * (crowded ? 0.42 : 0.6) + 3 * look.width;
  const heads = [];
  if (look.arrows.to) heads.push(headOn(points, q.r + 1, far, 0.3));
  if (look.arrows.from) heads.push(headOn(reversed(points), p.r + 1, far, 0.3));
  return heads;
}

// The two edges of a hollow line.
export function edgesOf({ look, points, p, q }) {
  const part = between(points, p.r + (look.arrows.from ? 8 : 2), q.r + (look.arrows.to ? 8 : 2));
  return [-1, 1].map((side) => shifted(part, () => side * (look.width / 2 - 0.5)));
}

// Two thin lines: the sums are upper limits, or nothing has begun.
function drawHollow(context, line) {
  const { look } = line;
  context.save();
  context.strokeStyle = faded(look.colour, look.opacity);
  context.lineWidth = THIN;
  context.lineCap = "round";
  context.setLineDash(look.dashes || []);
  for (const edge of edgesOf(line)) {
    trace(context, edge);
    context.stroke();
  }
  context.restore();
}

function trace(context, points) {
  context.beginPath();
  points.forEach(({ x, y }, i) => context[i ? "lineTo" : "moveTo"](x, y));
}

// A bar across a ribbon that is over in all its relations.
function drawBar(context, { look, points }) {
  const { x, y, angle } = pointOn(points, 0.5);
  context.save();
  context.strokeStyle = faded(look.colour, Math.max(0.75, look.opacity));
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 6 * Math.sin(angle), y + 6 * Math.cos(angle));
  context.lineTo(x + 6 * Math.sin(angle), y - 6 * Math.cos(angle));
  context.stroke();
  context.restore();
}

// The start of no relation on this ribbon is known.
function drawDoubt(context, { look, points }, scale) {
  const { x, y } = pointOn(points, 0.5);
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
export function headOf({ ribbon, look, points, p, q }) {
  const [line, end] = ribbon.target === ribbon.b ? [points, q] : [reversed(points), p];
  return headOn(line, end.r + 5, 12 + 1.6 * look.width);
}

export function drawHeads(context, lines) {
  for (const line of lines) {
    context.save();
    trace(context, headOf(line));
    context.closePath();
    context.fillStyle = canvasColour();
    context.strokeStyle = line.look.colour;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.fill();
    context.stroke();
    context.restore();
  }
}

// The boxes on the screen that the lines of a loop and their heads take: no name lies on them.
export function lineBoxes(lines, view) {
  const boxOf = (points, room) => {
    const [across, down] = ["x", "y"].map((axis) => points.map((point) => view.toScreen(point)[axis]));
    return { left: Math.min(...across) - room, right: Math.max(...across) + room, top: Math.min(...down) - room, bottom: Math.max(...down) + room };
  };
  return lines.flatMap((line) => [boxOf(headOf(line), 0), ...line.points.map((point) => boxOf([point], (line.look.width / 2) * view.scale))]);
}

// Words beside the arcs of a loop, in screen pixels: inside the ring, of two actors outside. On a ring
// that is small on the screen only the sums, and only where there is room: the panel has them all.
// Returns the boxes they take.
export function labelBoxes(context, lines, view, words) {
  const middle = view.toScreen({ x: 0, y: 0 });
  const boxes = [];
  for (const { ribbon, points } of lines) {
    if (!ribbon.worded) continue;
    const small = ribbon.inside && view.scale < SMALL;
    const texts = small ? [words(ribbon.arc)[0].split(" · ")[0]] : view.width < NARROW ? words(ribbon.arc, 1).slice(0, 2) : words(ribbon.arc);
    const at = view.toScreen(pointOn(points, 0.5));
    const away = (ribbon.inside ? -1 : 1) * (Math.hypot(at.x - middle.x, at.y - middle.y) || 1);
    const [side, down] = [(at.x - middle.x) / away, (at.y - middle.y) / away];
    context.font = `650 13px ${FONT}`;
    const width = Math.max(...texts.map((line) => context.measureText(line).width)) + 6;
    const tall = texts.length * 16;
    const x = at.x + side * 20 + (side > 0.35 ? 0 : side < -0.35 ? -width : -width / 2);
    const y = at.y + down * 26 + (down > 0.35 ? 0 : down < -0.35 ? -tall : -tall / 2);
    const box = { lines: texts, left: x, right: x + width, top: y, bottom: y + tall };
    if (!small || !boxes.some((taken) => touch(box, taken))) boxes.push(lowered(box, boxes));
  }
  return boxes;
}

// Down as far as it takes to touch no other box.
function lowered(box, boxes) {
  const tall = box.bottom - box.top;
  const isUnder = (taken) => touch(box, taken);
  for (let taken = boxes.find(isUnder); taken; taken = boxes.find(isUnder)) {
    box.top = taken.bottom + 4;
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
