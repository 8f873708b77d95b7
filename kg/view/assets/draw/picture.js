// The view as a drawing: what is on the canvas, with title, legend, date and licence. Text stays text.
import { svg } from "../panels/dom.js";
import { between, pointOn } from "./geometry.js";
import { dateText } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { THIN } from "./look.js";
import { edgesOf, headOf, headsOf } from "./strokes.js";
import { canvasColour, groupColour, isDark, nodeColour, outline, styleTable, SvgPath } from "./style.js";

const HEAD = 64;
const FOOT = 76;
const MARGIN = 24;
const FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export function svgOf(page) {
  return new XMLSerializer().serializeToString(drawing(page));
}

// The drawing as pixels, twice as fine as the screen.
export async function pngOf(page) {
  const root = drawing(page);
  const [width, height] = ["width", "height"].map((name) => Number(root.getAttribute(name)));
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  URL.revokeObjectURL(address);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function drawing(page) {
  const view = page.map.view();
  const box = drawnBox(page, view);
  const [top, bottom] = [head(page), foot(page)];
  const width = Math.ceil(Math.max(480, box.right - box.left, ...[...top, ...bottom].map(farEnd)));
  const tall = Math.ceil(box.bottom - box.top);
  const height = tall + HEAD + FOOT;
  const legend = svg("g", { transform: `translate(0 ${HEAD + tall})` }, ...bottom);
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT, fill: nodeColour() });
  const clip = svg("clipPath", { id: "map" }, svg("rect", { x: 0, y: HEAD, width, height: tall }));
  const shift = [(width - box.right - box.left) / 2, HEAD - box.top].map((far) => far.toFixed(1));
  root.append(clip, svg("rect", { width, height, fill: canvasColour() }), ...top, map(page, view, shift), legend);
  return root;
}

// The part of the canvas that has something on it, with a margin.
function drawnBox(page, view) {
  const { map: drawn } = page;
  const boxes = [...drawn.names, ...drawn.labels];
  const add = (point, r) => boxes.push({ left: point.x - r, right: point.x + r, top: point.y - r, bottom: point.y + r });
  for (const actor of drawn.marks()) add(view.toScreen(actor), actor.r * view.scale);
  for (const { look, points } of drawn.looks.values()) if (look.opacity >= 0.03) add(view.toScreen(pointOn(points, 0.5)), 4);
  const seen = boxes.filter((box) => box.right > 0 && box.left < view.width && box.bottom > 0 && box.top < view.height);
  if (!seen.length) return { left: 0, top: 0, right: view.width, bottom: view.height };
  const least = (side) => Math.max(0, Math.min(...seen.map((box) => box[side])) - MARGIN);
  const most = (side, end) => Math.min(end, Math.max(...seen.map((box) => box[side])) + MARGIN);
  return { left: least("left"), top: least("top"), right: most("right", view.width), bottom: most("bottom", view.height) };
}

// Where a text ends, with a margin; other fonts are a little wider.
function farEnd(element) {
  if (element.tagName !== "text") return 0;
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${element.getAttribute("font-weight") || 400} ${element.getAttribute("font-size")}px ${FONT}`;
  return Number(element.getAttribute("x")) + 1.05 * context.measureText(element.textContent).width + 20;
}

function words(text, attributes) {
  const element = svg("text", attributes);
  element.textContent = String(text).replace(UNWRITABLE, "");
  return element;
}

function head(page) {
  const bar = document.getElementById("mode");
  const parts = bar.hidden ? [] : [...bar.children].filter((part) => part.tagName !== "BUTTON").map((part) => part.textContent);
  const { state, scene, model } = page;
  const time = state.from ? "" : t("exportedAsOf", { day: dateText(state.asOf) });
  return [
    words(model.data.title, { x: 20, y: 32, "font-size": 20, "font-weight": 700 }),
    words([...parts, time, t("shown", { n: scene.visible.length })].filter(Boolean).join(" · "), { x: 20, y: 52, "font-size": 12.5, opacity: 0.75 }),
  ];
}

function map(page, view, shift) {
  const { map: drawn } = page;
  const group = svg("g", { "clip-path": "url(#map)" });
  const inner = svg("g", { transform: `translate(${shift.join(" ")})` });
  const at = (point) => view.toScreen(point);
  const looks = [...drawn.looks.values()];
  for (const item of looks) inner.append(...ribbon(item, at, view.scale, page.scene.crowded));
  if (page.scene.curves) for (const item of looks) inner.append(polygon(headOf(item).map(at), { fill: canvasColour(), stroke: item.look.colour, "stroke-width": 1.6 }));
  for (const actor of drawn.marks()) inner.append(dot(actor, at, view.scale));
  for (const { lines, left, top } of drawn.labels) {
    lines.forEach((line, i) => inner.append(words(line, { x: left + 3, y: top + 12 + 16 * i, "font-size": i ? 12 : 13, "font-weight": i ? 400 : 650, ...halo() })));
  }
  for (const { name, left, top, bottom, size, weight } of drawn.names) {
    inner.append(words(name, { x: left + 3, y: (top + bottom) / 2 + size * 0.35, "font-size": size, "font-weight": weight, ...halo() }));
  }
  group.append(inner);
  return group;
}

function halo() {
  return { stroke: canvasColour(), "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" };
}

function ribbon(item, at, scale, crowded) {
  const { look, points, p, q } = item;
  if (look.opacity < 0.03) return [];
  const line = (along, width) => svg("path", {
    d: route(along.map(at)), fill: "none", stroke: look.colour, "stroke-width": Math.max(0.5, width * scale).toFixed(2), "stroke-opacity": look.opacity.toFixed(2),
    ...(look.dashes ? { "stroke-linecap": "round", "stroke-dasharray": look.dashes.map((step) => (step * scale).toFixed(2)).join(" ") } : {}),
  });
  const parts = look.hollow ? edgesOf(item).map((edge) => line(edge, THIN)) : [line(between(points, p.r, q.r), look.width)];
  for (const corners of headsOf(item, crowded)) parts.push(polygon(corners.map(at), { fill: look.colour, "fill-opacity": Math.min(1, look.opacity + 0.1).toFixed(2) }));
  if (look.over) parts.push(bar(item, at));
  return parts;
}

function xy({ x, y }) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function route(points) {
  return points.map((point, i) => `${i ? "L" : "M"}${xy(point)}`).join("");
}

function polygon(points, attributes) {
  return svg("path", { d: `${route(points)}Z`, ...attributes });
}

function bar({ look, points }, at) {
  const { x, y, angle } = pointOn(points, 0.5);
  const ends = [6, -6].map((far) => at({ x: x - far * Math.sin(angle), y: y + far * Math.cos(angle) }));
  return svg("path", { d: route(ends), stroke: look.colour, "stroke-width": 2 });
}

function dot(actor, at, scale) {
  const path = new SvgPath();
  const { x, y } = at(actor);
  outline(path, actor.shape, x, y, Math.max(1.2, actor.r * scale));
  const { hollow } = actor;
  const faint = actor.tone === "faint";
  const colour = faint ? (isDark() ? "#39414F" : "#D3D8DF") : nodeColour();
  return svg("path", { d: path.d, fill: hollow ? canvasColour() : colour, stroke: hollow ? colour : canvasColour(), "stroke-width": 1.2 });
}

// Families on the canvas, what the lines mean, and where the data is from.
function foot(page) {
  const { model, scene } = page;
  const used = new Set([...scene.ribbons.values()].map((item) => item.group));
  const groups = Object.keys(model.words.groups).filter((group) => used.has(group));
  const y = 20;
  const parts = [];
  let x = 20;
  for (const group of groups) {
    const label = labelOf(model.words.groups, group);
    const dotted = (styleTable().groups[group] || {}).dotted;
    parts.push(svg("path", { d: `M${x} ${y}h26`, stroke: groupColour(group), "stroke-width": 3, ...(dotted ? { "stroke-dasharray": "2 4" } : {}) }), words(label, { x: x + 32, y: y + 4, "font-size": 12 }));
    x += 54 + label.length * 6.6;
  }
  parts.push(words(`${t("readWidth")} ${t("readDash")}`, { x: 20, y: y + 22, "font-size": 11, opacity: 0.75 }));
  parts.push(words(`${t("licence", { title: `${model.data.title}, CC BY 4.0` })} ${t("dataTo", { day: dateText(model.data.cutoff) })} · ${model.data.digest.slice(0, 8)}`, { x: 20, y: y + 40, "font-size": 11, opacity: 0.75 }));
  return parts;
}
