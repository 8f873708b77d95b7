// The canvas: vis-network draws the ribbons, finds what is under the pointer, pans and zooms;
// actors and names are drawn on top by marks.js.
import { away, curvePoints, pointOn } from "./geometry.js";
import { curveOf, lookOf } from "./look.js";
import { drawActors, drawNames, drawRing } from "./marks.js";
import { shapeOf } from "../data/model.js";
import { careful, routed } from "./routes.js";
import { drawHeads, drawLabels, drawMarks, drawRouted, headOf, labelBoxes, lineBoxes } from "./strokes.js";
import { faded, styleTable } from "./style.js";

const NAMES = 60;
const GRASP = 5; // pixels within which the pointer touches a line that goes around
const NODE = "n "; // vis keeps nodes by id in a plain object, where some names mean something else
const CLEAR = "rgba(0,0,0,0)";
const HOLLOW_NODE = { shape: "dot", color: { background: CLEAR, border: CLEAR } };

export class RelationMap {
  constructor(container, model, handlers) {
    this.model = model;
    this.handlers = handlers;
    this.container = container;
    this.shown = { actors: new Map(), ribbons: new Map(), near: null, strong: null, selected: null };
    this.drawn = new Map();
    this.fitScale = 0.5;
    this.hovered = null;
    this.grasped = null; // what vis-network finds under the pointer
    this.seen = new Set();
    this.looks = new Map();
    this.names = [];
    this.labels = [];
    this.nodes = new vis.DataSet([]);
    this.edges = new vis.DataSet([]);
    this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, this.options());
    this.listen();
  }

  options() {
    return {
      ...this.model.data.options,
      autoResize: true,
      nodes: { chosen: false, borderWidth: 0, labelHighlightBold: false },
      edges: { selectionWidth: 0, hoverWidth: 0, arrowStrikethrough: false },
      interaction: {
        ...this.model.data.options.interaction,
        selectConnectedEdges: false,
        hoverConnectedEdges: false,
        tooltipDelay: 1e9,
        dragNodes: false,
        keyboard: false,
      },
    };
  }

  listen() {
    const { network, handlers } = this;
    network.on("click", (event) => {
      if (event.nodes.length) handlers.select({ kind: "actor", id: event.nodes[0].slice(NODE.length) });
      else handlers.select(this.ribbonAt(event.edges[0], event.pointer.canvas));
    });
    const hover = (kind) => (event) => {
      this.grasped = kind && { kind, id: event.edge || event.node.slice(NODE.length) };
      const line = kind === "ribbon" && this.ribbonAt(event.edge, event.pointer.canvas);
      this.hover(line || this.grasped, event.pointer);
    };
    network.on("hoverNode", hover("actor"));
    network.on("hoverEdge", hover("ribbon"));
    network.on("blurNode", hover(null));
    network.on("blurEdge", hover(null));
    network.on("dragStart", hover(null));
    this.container.addEventListener("pointermove", ({ offsetX: x, offsetY: y, buttons }) => buttons || this.hoverRouted({ x, y }));
    network.on("zoom", () => this.clampZoom());
    network.on("afterDrawing", (context) => this.paint(context));
  }

  hover(what, pointer) {
    this.hovered = what;
    this.container.style.cursor = what ? "pointer" : "";
    this.handlers.hover(what, pointer && pointer.DOM);
    this.network.redraw();
  }

  // The ribbon under the pointer: one that goes around, else the one that vis-network names.
  ribbonAt(id, point) {
    const ribbon = this.routedAt(point) || id;
    return ribbon ? { kind: "ribbon", id: ribbon } : null;
  }

  routedAt(point) {
    const reach = GRASP / this.network.getScale();
    const near = [...this.looks.values()].find(({ around, points, look }) => around && away(point, points) <= look.width / 2 + reach);
    return near ? near.ribbon.id : null;
  }

  hoverRouted(pointer) {
    const { hovered, grasped } = this;
    if (grasped && grasped.kind === "actor") return;
    const id = this.routedAt(this.network.DOMtoCanvas(pointer));
    const ribbon = id ? { kind: "ribbon", id } : grasped;
    if ((ribbon && ribbon.id) !== (hovered && hovered.id)) this.hover(ribbon, { DOM: pointer });
  }

  clampZoom() {
    const scale = this.network.getScale();
    const kept = Math.max(this.fitScale * 0.4, Math.min(6, scale));
    if (kept !== scale) this.network.moveTo({ scale: kept });
  }

  // `shown`: actors {id -> {x, y}} in view, ribbons by id, and what to stress.
  show(shown) {
    this.shown = shown;
    const changes = [];
    for (const id of this.seen) {
      if (!shown.actors.has(id) && this.changed(`node ${id}`, "off")) changes.push({ id: NODE + id, hidden: true });
    }
    for (const [id, { x, y, r }] of shown.actors) {
      const fresh = !this.seen.has(id);
      this.seen.add(id);
      if (this.changed(`node ${id}`, `${x} ${y} ${r}`)) changes.push({ ...(fresh ? HOLLOW_NODE : {}), id: NODE + id, x, y, size: r, hidden: false });
    }
    if (changes.length) this.nodes.update(changes);
    this.showRibbons();
    this.network.redraw();
  }

  showRibbons() {
    const { ribbons } = this.shown;
    const changes = [];
    this.looks = new Map();
    for (const line of this.lines()) {
      const { ribbon, look, curve, around } = line;
      this.looks.set(ribbon.id, line);
      const key = [look.width, look.opacity, look.colour, look.dashes, look.arrows.to, look.arrows.from, look.hollow, curve.type, curve.roundness, around].join();
      if (this.changed(`edge ${ribbon.id}`, key)) changes.push(this.edgeOf(line));
    }
    for (const id of this.edges.getIds()) {
      if (!ribbons.has(id) && this.changed(`edge ${id}`, "off")) changes.push({ id, hidden: true });
    }
    if (changes.length) this.edges.update(changes);
  }

  // The ribbons between actors in view as {ribbon, look, curve, points, around, p, q}: how each looks,
  // and where it runs from p to q.
  lines() {
    const { actors, ribbons } = this.shown;
    const drawn = [...ribbons.values()].filter(({ a, b }) => actors.has(a) && actors.has(b));
    const looks = drawn.map((ribbon) => ({ ribbon, look: lookOf(ribbon, this.shown, this.model), curve: curveOf(ribbon, this.shown) }));
    const mindful = careful(looks, actors.size);
    const marks = [...actors].map(([id, { x, y, r }]) => ({ id, x, y, r }));
    const markOf = new Map(marks.map((mark) => [mark.id, mark]));
    return looks.map(({ ribbon, look, curve }) => {
      const [p, q] = [ribbon.a, ribbon.b].map((id) => markOf.get(id));
      const line = mindful.has(ribbon.id) ? routed([p, q], { curve, lane: ribbon.lane, width: look.width }, marks) : { points: curvePoints(p, q, curve), around: false };
      return { ribbon, look, curve, p, q, ...line };
    });
  }

  changed(key, value) {
    if (this.drawn.get(key) === value) return false;
    this.drawn.set(key, value);
    return true;
  }

  // What goes around is drawn by strokes.js alone.
  edgeOf({ ribbon, look, curve, around }) {
    const colour = faded(look.colour, look.hollow ? 0 : look.opacity);
    const head = (enabled) => ({ enabled, scaleFactor: this.shown.crowded ? 0.42 : 0.6 });
    return {
      id: ribbon.id, from: NODE + ribbon.a, to: NODE + ribbon.b, hidden: around, width: look.width,
      color: { color: colour, hover: faded(look.colour, 1), highlight: colour, inherit: false },
      dashes: look.hollow ? false : look.dashes, // its two lines are drawn by strokes.js
      arrows: { to: head(look.arrows.to), from: head(look.arrows.from) },
      smooth: curve,
      chosen: { edge: lift, label: false },
    };
  }

  view() {
    const scale = this.network.getScale();
    const centre = this.network.getViewPosition();
    const { clientWidth: width, clientHeight: height } = this.container;
    const toScreen = ({ x, y }) => ({ x: (x - centre.x) * scale + width / 2, y: (y - centre.y) * scale + height / 2 });
    return { scale, width, height, toScreen, reserved: this.reserved() };
  }

  // Where controls and panels lie over the canvas: no names there. The table hides the whole canvas,
  // of which pictures are made all the same.
  reserved() {
    const here = this.container.getBoundingClientRect();
    const over = [...this.container.parentElement.querySelectorAll(":scope > :not(#map, #table, #tip, #corner), #corner > *")].filter((element) => !element.hidden);
    return over.map((element) => element.getBoundingClientRect()).filter((box) => box.width).map((box) => ({
      left: box.left - here.left - 4, right: box.right - here.left + 4, top: box.top - here.top - 2, bottom: box.bottom - here.top + 2,
    }));
  }

  marks() {
    const { near, selected } = this.shown;
    const hovered = this.hovered && this.hovered.kind === "actor" ? this.hovered.id : null;
    return [...this.shown.actors].map(([id, { x, y, r, hollow = false }]) => ({
      id, x, y, r, shape: this.shapeOf(id), hollow: hollow || this.shapeOf(id) === "star",
      ties: (this.model.relationsOf.get(id) || []).length,
      name: this.model.actors.get(id).name,
      tone: !near || near.has(id) || id === hovered ? (id === selected ? "strong" : "plain") : "faint",
      isNamed: id === selected || id === hovered,
    }));
  }

  shapeOf(id) {
    const entry = styleTable().shapes[shapeOf(this.model, id)];
    return entry ? entry.shape : "dot";
  }

  paint(context) {
    const view = this.view();
    const actors = this.marks();
    const looks = [...this.looks.values()].filter(({ look }) => look.opacity > 0.1);
    const { dragging, zooming } = this.network.renderer;
    if (!dragging && !zooming) drawRouted(context, looks, this.lineHovered(), this.shown.crowded);
    drawMarks(context, looks, { scale: view.scale, hovered: this.lineHovered(), strong: this.shown.strong });
    if (this.shown.curves) drawHeads(context, looks);
    drawActors(context, actors);
    for (const actor of actors) if (actor.isNamed) drawRing(context, actor, view.scale);
    const ratio = context.canvas.width / view.width;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const labels = this.shown.curves ? labelBoxes(context, looks, view, this.handlers.words) : [];
    drawLabels(context, labels);
    view.reserved.push(...labels, ...(this.shown.curves ? lineBoxes(looks, view) : []));
    const zoomed = view.scale / this.fitScale;
    this.names = drawNames(context, actors, view, this.shown.crowded ? this.room() * Math.max(1, zoomed * zoomed) : 400);
    this.labels = labels;
    context.restore();
  }

  // The corners of the open head of a line of a loop.
  headOf(line) {
    return headOf(line);
  }

  lineHovered() {
    return this.hovered && this.hovered.kind === "ribbon" ? this.hovered.id : null;
  }

  room() {
    return Math.min(NAMES, (this.container.clientWidth * this.container.clientHeight) / 7500);
  }

  // Brings actors into the part of the canvas that no panel covers.
  fit(ids, { right = 0, bottom = 0, top = 0, still = false, most = 9 } = {}) {
    const places = [...ids].map((id) => this.shown.actors.get(id)).filter(Boolean);
    if (!places.length) return;
    const { crowded, curves } = this.shown;
    const foot = this.foot();
    if (curves) for (const { points } of this.looks.values()) places.push(pointOn(points, 0.5));
    const span = (axis) => [Math.min(...places.map((p) => p[axis])), Math.max(...places.map((p) => p[axis]))];
    const [left, far] = span("x");
    const [high, low] = span("y");
    const [wide, tall] = curves ? [110, this.shown.actors.size === 2 ? 220 : 90] : crowded ? [70, 70] : [150, 120];
    const width = Math.max(120, this.container.clientWidth - right - wide);
    const height = Math.max(curves ? 50 : 120, this.container.clientHeight - bottom - top - foot - tall);
    const scale = Math.min(curves ? 1.1 : 1.5, most * this.fitScale, width / Math.max(60, far - left), height / Math.max(60, low - high));
    if (places.length > 100) this.fitScale = scale;
    this.move({ x: (left + far) / 2 + right / 2 / scale, y: (high + low) / 2 + (bottom + foot - top) / 2 / scale }, scale, still);
  }

  // What the line about what is missing takes, however many lines it has.
  foot() {
    const line = this.container.parentElement.querySelector("#missing");
    return Math.max(30, (line ? line.offsetHeight : 0) + 10);
  }

  move(position, scale, still) {
    const calm = still || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network.moveTo({ position, scale, animation: calm ? false : { duration: 320, easingFunction: "easeInOutQuad" } });
  }

  zoom(factor) {
    const scale = Math.max(this.fitScale * 0.4, Math.min(6, this.network.getScale() * factor));
    this.move(this.network.getViewPosition(), scale, false);
  }

  // Keeps an actor out from under the panel and inside the canvas.
  reveal(id, right) {
    const place = this.shown.actors.get(id);
    if (!place) return;
    const view = this.view();
    const at = view.toScreen(place);
    const free = view.width - right;
    if (at.x > 40 && at.x < free - 40 && at.y > 40 && at.y < view.height - 40) return;
    this.move({ x: place.x + right / 2 / view.scale, y: place.y }, view.scale, false);
  }
}

function lift(values, id, selected, hovering) {
  if (!hovering) return;
  values.width += 1.6;
  values.color = values.color.slice(0, 7);
}
