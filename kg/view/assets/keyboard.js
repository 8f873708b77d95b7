// Everything the pointer can do, by keys.
import { byId } from "./panels/dom.js";
import { showHelp } from "./panels/help.js";
import { t } from "./words/i18n.js";
import { joined } from "./data/keys.js";
import { closeMenu } from "./panels/menus.js";

export function startKeyboard(page) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("dialog").open) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !["checkbox", "range"].includes(event.target.type);
    const action = typing ? null : anywhere(page, event) || onMap(page, event);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function anywhere(page, event) {
  const actions = {
    "/": () => byId("search").focus(),
    t: () => page.change({ view: page.state.view === "table" ? "map" : "table" }),
    l: () => page.toggleMode("loops"),
    o: () => page.toggleMode("overlaps"),
    p: () => page.toggleMode("path"),
    f: () => toLegend(page),
    " ": () => page.player.toggle(),
    "?": () => showHelp(),
    "[": () => step(page, -1),
    "]": () => step(page, 1),
    Escape: () => back(page),
  };
  if (event.key === " " && document.activeElement !== byId("map")) return null;
  return Object.hasOwn(actions, event.key) ? actions[event.key] : null;
}

function toLegend(page) {
  page.legendOpen = true;
  page.draw();
  byId("legend").querySelector("input").focus();
}

function onMap(page, event) {
  if (document.activeElement !== byId("map")) return null;
  const actions = {
    ArrowLeft: () => walk(page, -1, 0),
    ArrowRight: () => walk(page, 1, 0),
    ArrowUp: () => walk(page, 0, -1),
    ArrowDown: () => walk(page, 0, 1),
    Enter: () => page.state.selected && page.select(page.state.selected, { focus: true }),
    "+": () => page.map.zoom(1.3),
    "-": () => page.map.zoom(1 / 1.3),
    0: () => page.map.fit(page.scene.actors.keys(), page.inset()),
  };
  return Object.hasOwn(actions, event.key) ? actions[event.key] : null;
}

function back(page) {
  if (closeMenu()) return;
  if (page.player.playing) page.player.stop();
  else if (page.legendOpen) {
    page.closeLegend();
    byId("map").focus();
  } else if (page.state.selected) page.select(null);
  else if (page.state.view === "table") page.change({ view: "map" });
  else if (page.state.mode !== "all" || page.state.grown.length) page.leaveMode();
  else if (page.panelOpen) page.showPanel(false);
}

// To the neighbour that lies best in the direction of the arrow.
function walk(page, dx, dy) {
  const { scene } = page;
  const here = scene.selected;
  if (!here || !scene.actors.has(here)) {
    const [first] = [...scene.degrees].filter(([id]) => scene.actors.has(id)).sort((p, q) => q[1] - p[1]);
    if (first) go(page, first[0]);
    return;
  }
  const at = scene.actors.get(here);
  let best = null;
  for (const id of scene.near) {
    const place = scene.actors.get(id);
    if (id === here || !place) continue;
    const [x, y] = [place.x - at.x, place.y - at.y];
    const along = x * dx + y * dy;
    if (along <= 0) continue;
    const cost = Math.hypot(x, y) * (2 - along / Math.hypot(x, y));
    if (!best || cost < best.cost) best = { id, cost };
  }
  if (best) go(page, best.id);
}

function go(page, id) {
  page.select({ kind: "actor", id });
  byId("map").focus();
  byId("live").textContent = t("actorAt", { name: page.model.actors.get(id).name, n: page.scene.degrees.get(id) || 0 });
}

// Steps through the ribbons of the selected actor or pair.
function step(page, by) {
  const { scene, state } = page;
  if (!state.selected) return;
  if (state.selected.kind === "actor") page.walker = state.selected.id;
  const touches = ({ a, b }) => (page.walker ? a === page.walker || b === page.walker : `${state.selected.id}|`.startsWith(`${joined(a, b)}|`));
  const ids = [...scene.ribbons.values()].filter(touches).map((ribbon) => ribbon.id).sort();
  if (!ids.length) return;
  const at = state.selected.kind === "ribbon" ? ids.indexOf(state.selected.id) : by > 0 ? -1 : 0;
  page.select({ kind: "ribbon", id: ids[(at + by + ids.length) % ids.length] });
}
