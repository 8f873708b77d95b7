// Everything the pointer can do, by keys.
import { byId } from "./dom.js";
import { t } from "./i18n.js";

export function startKeyboard(page) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
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
    "[": () => step(page, -1),
    "]": () => step(page, 1),
    Escape: () => back(page),
  };
  return Object.hasOwn(actions, event.key) ? actions[event.key] : null;
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
  if (page.legendOpen) {
    page.legendOpen = false;
    page.draw();
  } else if (page.state.selected) page.select(null);
  else if (page.state.view === "table") page.change({ view: "map" });
  else if (page.state.mode === "overlaps") page.change({ mode: "all" });
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
  byId("live").textContent = t("actorAt", page.model.actors.get(id).name, page.scene.degrees.get(id) || 0);
}

// Steps through the ribbons of the selected actor or pair.
function step(page, by) {
  const { scene, state } = page;
  const ids = scene.strong ? [...scene.strong].sort() : [];
  if (!ids.length) return;
  const at = state.selected.kind === "ribbon" ? ids.indexOf(state.selected.id) : by > 0 ? -1 : 0;
  page.select({ kind: "ribbon", id: ids[(at + by + ids.length) % ids.length] });
}
