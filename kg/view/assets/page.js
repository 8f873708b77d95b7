// The page: one state, one scene made from it, and the parts that show it.
import { actorName, sumsText, verb } from "./claims.js";
import { byId, h } from "./dom.js";
import { count } from "./format.js";
import { fromHash, toHash } from "./hash.js";
import { labelOf, setLanguage, t } from "./i18n.js";
import { legendContent } from "./legend.js";
import { RelationMap } from "./map.js";
import { panelContent } from "./panel.js";
import { sceneOf } from "./scene.js";
import { startSearch } from "./search.js";
import { initialState } from "./state.js";
import { setTheme, styleTable } from "./style.js";
import { tableContent } from "./table.js";
import { startTimeline } from "./timeline.js";

const PANEL = 356;

export class Page {
  constructor(model) {
    this.model = model;
    this.initial = initialState(model.data);
    this.sort = { name: "announced", down: true };
    this.panelOpen = window.innerWidth >= 1600;
    this.legendOpen = false;
    this.state = this.read();
    if (this.state.selected || this.state.mode === "overlaps") this.panelOpen = true;
  }

  start() {
    setLanguage(this.state.language);
    setTheme(this.state.theme);
    this.scene = sceneOf(this.model, this.state, this.aspect());
    this.words();
    this.map = new RelationMap(byId("map"), this.model, {
      select: (what) => this.select(what),
      hover: (what, at) => this.tip(what, at),
    });
    this.drawTime = startTimeline(this);
    startSearch(this);
    this.draw();
    this.map.fit(this.scene.actors.keys(), { ...this.inset(), still: true });
    if (this.scene.selected) this.map.reveal(this.scene.selected, this.inset().right);
  }

  // --- State

  read() {
    const { types, statuses, confidence } = this.model.words;
    const known = {
      types: new Set(Object.keys(types)),
      statuses: new Set(Object.keys(statuses)),
      confidence: new Set(Object.keys(confidence)),
      kinds: new Set(Object.keys(styleTable().shapes)),
      exists: (kind, id) => this.exists(kind, id),
    };
    return this.settled(fromHash(window.location.hash, this.initial, known));
  }

  exists(kind, id) {
    const parts = id.split("|");
    const { actors, words } = this.model;
    if (kind === "actor") return actors.has(id);
    const pair = parts.length >= 2 && actors.has(parts[0]) && actors.has(parts[1]) && parts[0] < parts[1];
    return kind === "pair" ? pair && parts.length === 2 : pair && parts.length === 3 && Object.hasOwn(words.groups, parts[2]);
  }

  // A pair is selected only among the partners who compete, a ribbon only outside.
  settled(state) {
    const kind = state.selected && state.selected.kind;
    if (kind === "pair" && state.mode !== "overlaps") state.mode = "overlaps";
    if (kind === "ribbon" && state.mode === "overlaps") {
      const [a, b] = state.selected.id.split("|");
      state.selected = { kind: "pair", id: `${a}|${b}` };
    }
    return state;
  }

  change(part) {
    const before = this.state;
    this.state = this.settled({ ...this.state, ...part });
    if (part.selected || part.mode === "overlaps") this.panelOpen = true;
    const hash = toHash(this.state, this.initial);
    window.history.replaceState(null, "", hash ? `#${hash}` : window.location.pathname + window.location.search);
    this.apply(before);
  }

  apply(before) {
    if (before.language !== this.state.language) setLanguage(this.state.language);
    if (before.theme !== this.state.theme) setTheme(this.state.theme);
    this.scene = sceneOf(this.model, this.state, this.aspect());
    if (before.language !== this.state.language) this.words();
    this.draw();
    const moved = before.mode !== this.state.mode || (this.state.mode === "overlaps" && before.level !== this.state.level);
    if (moved) this.map.fit(this.scene.actors.keys(), this.inset());
    else if (before.selected !== this.state.selected && this.scene.selected) this.map.reveal(this.scene.selected, this.inset().right);
  }

  reread() {
    const before = this.state;
    this.state = this.read();
    this.apply(before);
  }

  reset() {
    const { offTypes, offStatuses, offConfidence, offShapes, undated, rumours } = this.initial;
    this.change({ offTypes, offStatuses, offConfidence, offShapes, undated, rumours });
  }

  select(what, { focus = false } = {}) {
    if (!what && !this.state.selected) return;
    this.change({ selected: what, view: what && window.innerWidth <= 760 ? "map" : this.state.view });
    const title = what && byId("panel-content").querySelector("h2");
    byId("panel").scrollTop = 0;
    if (title && focus) title.focus();
  }

  selectRelation(relation) {
    const [a, b] = [relation.subject, relation.object].map(this.scene.endOf).sort();
    this.select({ kind: "ribbon", id: `${a}|${b}|${relation.group}` });
  }

  sortBy(sort) {
    this.sort = sort;
    byId("table").replaceChildren(...tableContent(this));
    byId("table").querySelector(`[data-sort="${sort.name}"]`).focus();
  }

  showPanel(open) {
    this.panelOpen = open;
    if (!open && this.state.selected) this.change({ selected: null });
    else this.draw();
    if (open && !this.state.selected) this.map.fit(this.scene.actors.keys(), this.inset());
  }

  inset() {
    const phone = window.innerWidth <= 760;
    return { right: this.panelOpen && !phone ? PANEL : 0, bottom: this.panelOpen && phone ? byId("stage").clientHeight * 0.45 : 0 };
  }

  aspect() {
    const { clientWidth, clientHeight } = byId("stage");
    const { right, bottom } = this.inset();
    return Math.max(0.5, Math.min(2.2, (clientWidth - right - 140) / Math.max(120, clientHeight - bottom - 90)));
  }

  // --- Drawing

  words() {
    document.documentElement.lang = this.state.language;
    const text = (id, key) => (byId(id).textContent = t(key));
    text("toggle-legend", "filters");
    text("switch-language", "languageSwitch");
    text("as-of-label", "asOf");
    byId("search").placeholder = t("search");
    const labels = {
      search: "searchHint", "switch-theme": "theme", "switch-language": "languageHint", "close-panel": "close", "zoom-in": "zoomIn", "zoom-out": "zoomOut",
      "zoom-fit": "fit", legend: "filters", panel: "overview", slider: "asOfHint", map: "mapLabel", table: "table",
    };
    for (const [id, key] of Object.entries(labels)) byId(id).setAttribute("aria-label", t(key));
    for (const id of ["switch-theme", "switch-language", "zoom-in", "zoom-out", "zoom-fit", "close-panel"]) byId(id).title = byId(id).getAttribute("aria-label");
    byId("as-of").title = t("asOfHint");
    byId("toggle-overlaps").title = t("overlapsHint");
    byId("undated-label").title = t("undatedNote");
    byId("rumours-label").title = t("rumoursNote");
    byId("rumours-label").lastChild.textContent = t("rumours");
  }

  draw() {
    this.changedFilters();
    this.head();
    byId("undated").checked = this.state.undated;
    byId("rumours").checked = this.state.rumours;
    byId("undated-label").lastChild.textContent = `${count(this.scene.undated)} ${t("undated")}`;
    keepingFocus(byId("legend"), () => byId("legend").replaceChildren(...flat(legendContent(this))));
    byId("panel").hidden = !this.panelOpen;
    if (this.panelOpen) byId("panel-content").replaceChildren(...flat(panelContent(this)));
    byId("table").hidden = this.state.view !== "table";
    if (this.state.view === "table") byId("table").replaceChildren(...tableContent(this));
    this.drawTime();
    this.map.show(this.scene);
    this.missing();
  }

  changedFilters() {
    const keys = ["offTypes", "offStatuses", "offConfidence", "offShapes"];
    const same = (key) => [...this.state[key]].sort().join() === [...this.initial[key]].sort().join();
    this.filtersChanged = !keys.every(same) || this.state.undated !== this.initial.undated || this.state.rumours !== this.initial.rumours;
  }

  head() {
    const { model, scene, state } = this;
    const hidden = model.relations.size - scene.visible.length;
    byId("counts").replaceChildren(
      h("span", { "data-count": "actors" }, h("b", null, count(model.actors.size)), ` ${t("actors")}`),
      h("span", { "data-count": "relations" }, h("b", null, count(model.relations.size)), ` ${t("relations")}`),
      h("span", { "data-count": "hidden" }, h("b", null, count(hidden)), ` ${t("hidden")}`));
    const pressed = (id, on) => byId(id).setAttribute("aria-pressed", String(on));
    const number = scene.pairs.length;
    byId("toggle-overlaps").replaceChildren(t("overlaps"), h("span.pill", null, count(number)));
    byId("toggle-table").textContent = t("table");
    byId("toggle-panel").textContent = t("overview");
    pressed("toggle-overlaps", state.mode === "overlaps");
    pressed("toggle-table", state.view === "table");
    pressed("toggle-panel", this.panelOpen);
    pressed("toggle-legend", this.legendOpen);
    document.body.classList.toggle("legend-open", this.legendOpen);
    document.body.classList.toggle("panel-open", this.panelOpen);
  }

  missing() {
    const { hidden, beyond, all, visible, undated } = this.scene;
    const reasons = Object.entries(hidden).filter(([, number]) => number).map(([name, number]) => t(`why_${name}`, count(number)));
    if (all.length > visible.length) reasons.push(t("why_level", count(all.length - visible.length)));
    if (beyond) reasons.push(t("why_canvas", count(beyond)));
    const line = reasons.length ? `${t("notShown")}: ${reasons.join(" · ")}` : t("nothingHidden");
    const doubt = this.state.undated && undated ? `. ${t("undatedShown", count(undated))}` : "";
    byId("missing").textContent = line + doubt;
    byId("live").textContent = t("shown", count(visible.length));
  }

  tip(what, at) {
    const tip = byId("tip");
    tip.hidden = !what || !at;
    if (tip.hidden) return;
    tip.replaceChildren(...(what.kind === "actor" ? this.actorTip(what.id) : this.ribbonTip(what.id)));
    const stage = byId("stage");
    tip.style.left = `${Math.max(8, Math.min(at.x + 14, stage.clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, Math.min(at.y + 16, stage.clientHeight - tip.offsetHeight - 8))}px`;
  }

  actorTip(id) {
    const actor = this.model.actors.get(id);
    const kinds = (actor.kinds || []).map((slug) => labelOf(this.model.words.kinds, slug));
    return [h("b", { dir: "auto" }, actor.name), h("span", null, kinds.join(", ")), h("span", null, `${count(this.scene.degrees.get(id) || 0)} ${t("relations")}`)];
  }

  ribbonTip(id) {
    const ribbon = this.scene.ribbons.get(id);
    if (!ribbon) return [];
    const sum = sumsText(this.model, ribbon.relations);
    const lines = ribbon.relations.slice(0, 3).map((r) => `${actorName(this.model, r.subject)} ${verb(this.model, r)} ${actorName(this.model, r.object)}`);
    return [
      h("b", { dir: "auto" }, `${actorName(this.model, ribbon.a)} — ${actorName(this.model, ribbon.b)}`),
      h("span", null, [labelOf(this.model.words.groups, ribbon.group), sum].filter(Boolean).join(" · ")),
      ...lines.map((line) => h("span", null, line)),
      ribbon.relations.length > 3 ? h("span", null, `+ ${ribbon.relations.length - 3}`) : "",
    ];
  }
}

function flat(parts) {
  return parts.flat(4).filter(Boolean);
}

// Rebuilding a list must not take the keyboard away from its box.
function keepingFocus(element, rebuild) {
  const here = element.contains(document.activeElement) ? document.activeElement.dataset : null;
  const scroll = element.scrollTop;
  rebuild();
  element.scrollTop = scroll;
  if (!here || !here.key) return;
  for (const box of element.querySelectorAll("input")) if (box.dataset.key === here.key && box.dataset.value === here.value) box.focus();
}
