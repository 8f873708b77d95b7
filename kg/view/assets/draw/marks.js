// Actors and their names on the canvas. Names are placed largest first, where nothing is in the way.
import { canvasColour, faded, isDark, nodeColour, outline } from "./style.js";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const widths = new Map();

// `actors` are {id, x, y, r, shape, hollow, ties, name, tone}: tone is "plain", "strong" or "faint".
export function drawActors(context, actors) {
  for (const tone of ["faint", "plain", "strong"]) {
    const solid = new Path2D();
    const hollow = new Path2D();
    for (const actor of actors) {
      if (actor.tone !== tone) continue;
      outline(actor.hollow ? hollow : solid, actor.shape, actor.x, actor.y, actor.r);
    }
    const colour = tone === "faint" ? faint() : nodeColour();
    context.lineJoin = "round";
    context.strokeStyle = canvasColour();
    context.lineWidth = 4;
    context.stroke(solid);
    context.fillStyle = colour;
    context.fill(solid);
    context.fillStyle = canvasColour();
    context.fill(hollow);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.stroke(hollow);
  }
}

function faint() {
  return isDark() ? "#39414F" : "#D3D8DF";
}

export function drawRing(context, actor, scale) {
  const path = new Path2D();
  path.arc(actor.x, actor.y, actor.r * 1.3 + 5 / scale, 0, 2 * Math.PI);
  context.strokeStyle = isDark() ? "#7FB2FF" : "#2563C9";
  context.lineWidth = 2.5 / scale;
  context.stroke(path);
}

// Places and draws names in screen pixels; returns their boxes.
export function drawNames(context, actors, view, most) {
  const boxes = [...view.reserved];
  const named = [];
  const blocked = actors.filter((actor) => actor.tone !== "faint").map((actor) => discBox(actor, view));
  const nameable = actors.filter((actor) => actor.isNamed || actor.tone !== "faint").sort(byRank);
  for (const actor of nameable) {
    if (named.length >= most && !actor.isNamed) break;
    const at = view.toScreen(actor);
    if (at.x < -60 || at.y < -30 || at.x > view.width + 60 || at.y > view.height + 30) continue;
    const inTheWay = blocked.filter((mark) => mark.id !== actor.id && (actor.isNamed ? mark.r > 14 : mark.r > actor.r * (actor.r > 13 ? 0.9 : 0.6)));
    let fit = null;
    for (const { size, weight } of fontsOf(actor)) {
      const font = `${weight} ${size}px ${FONT}`;
      const width = widthOf(context, actor.name, font);
      const place = free(at, actor, { width, size, view, boxes, blocked: inTheWay });
      if (place) fit = { place, font, size, weight };
      if (place) break;
    }
    if (!fit) continue;
    const { place, font, size, weight } = fit;
    boxes.push(place);
    named.push({ ...place, name: actor.name, size, weight });
    write(context, actor, font, place);
  }
  return named;
}

// The font of a name, and for large actors a smaller one for want of room.
function fontsOf({ isNamed, r }) {
  if (isNamed) return [{ size: 13, weight: 650 }];
  if (r > 17) return [{ size: 14, weight: 650 }, { size: 11.5, weight: 650 }];
  return r > 11 ? [{ size: 12.5, weight: 500 }, { size: 11, weight: 500 }] : [{ size: 11.5, weight: 500 }];
}

function byRank(p, q) {
  return Number(Boolean(q.isNamed)) - Number(Boolean(p.isNamed)) || q.r - p.r || q.ties - p.ties || (p.id < q.id ? -1 : 1);
}

function discBox(actor, view) {
  const at = view.toScreen(actor);
  const r = actor.r * view.scale;
  return { id: actor.id, r: actor.r, left: at.x - r, right: at.x + r, top: at.y - r, bottom: at.y + r };
}

// Below, above, right, left, then aslant: the first place that touches no other name and no other actor.
function free(at, actor, { width, size, view, boxes, blocked }) {
  const r = actor.r * view.scale * (actor.shape === "box" ? 1.35 : 1.1) + 3;
  const tall = size + 3;
  const spots = [
    { left: at.x - width / 2, top: at.y + r },
    { left: at.x - width / 2, top: at.y - r - tall },
    { left: at.x + r + 2, top: at.y - tall / 2 },
    { left: at.x - r - 2 - width, top: at.y - tall / 2 },
    { left: at.x + r * 0.4, top: at.y + r * 0.8 },
    { left: at.x - r * 0.4 - width, top: at.y + r * 0.8 },
    { left: at.x + r * 0.4, top: at.y - r * 0.8 - tall },
    { left: at.x - r * 0.4 - width, top: at.y - r * 0.8 - tall },
    ...[0.35, 0.65, 0.2, 0.8].flatMap((share) => [{ left: at.x - width * share, top: at.y + r }, { left: at.x - width * share, top: at.y - r - tall }]),
  ];
  for (const spot of spots) {
    const box = { id: actor.id, left: spot.left - 3, right: spot.left + width + 3, top: spot.top, bottom: spot.top + tall };
    const outside = box.left < 4 || box.right > view.width - 4 || box.top < 4 || box.bottom > view.height - 4;
    if (outside && !actor.isNamed) continue;
    if (boxes.some((taken) => touch(box, taken))) continue;
    if (blocked.some((mark) => touch(box, mark))) continue;
    return box;
  }
  return null;
}

function touch(p, q) {
  return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
}

function widthOf(context, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

function write(context, actor, font, box) {
  context.font = font;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const y = (box.top + box.bottom) / 2;
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = faded(canvasColour(), 0.9);
  context.strokeText(actor.name, box.left + 3, y);
  context.fillStyle = nodeColour();
  context.fillText(actor.name, box.left + 3, y);
}
