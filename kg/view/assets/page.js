// The page: one state, one scene made from it, and the parts that show it.
import { byId } from "./panels/dom.js";
import { fromHash, toHash } from "./scene/hash.js";
import { stepOf } from "./scene/grow.js";
import { showHead, showMissing, showMode, showWords } from "./panels/head.js";
import { setLanguage } from "./words/i18n.js";
import { joined, parted } from "./data/keys.js";
import { legendContent } from "./panels/legend.js";
import { arcWords } from "./panels/loopspanel.js";
import { RelationMap } from "./draw/map.js";
import { panelContent } from "./panels/panel.js";
import { loopsAmong, sceneOf } from "./scene/scene.js";
import { sizesKnown } from "./data/sizes.js";
import { startSearch } from "./panels/search.js";
import { FILTERS, initialState } from "./scene/state.js";
import { setTheme, styleTable } from "./draw/style.js";
import { tableContent } from "./panels/table.js";
import { startTimeline } from "./time/timeline.js";
import { showTip } from "./panels/tips.js";

const PANEL = 356;
const WIDE_PANEL = 656; // of a pair, both sides next to each other, where there is room
const WIDE = 1280;
const PHONE_PANEL = 0.55; // of the height of the stage, as in the style sheet
const LINE = 30; // of what is missing, which this panel covers
const IDLE = 600;
const OPENING = ["overlaps", "loops", "path"];

export class Page {
  constructor(model) {
    this.model = model;
    this.initial = initialState(model.data);
    this.panelOpen = window.innerWidth >= 1600;
    this.legendOpen = false;
    this.draft = [null, null];
    this.wrongDay = null; // why a day that was typed in is none
    this.state = this.read();
    if (this.state.selected || OPENING.includes(this.state.mode)) this.panelOpen = true;
  }

  start() {
    setLanguage(this.state.language);
    setTheme(this.state.theme);
    this.scene = sceneOf(this.model, this.state, this.aspect());
    showWords(this);
    this.map = new RelationMap(byId("map"), this.model, {
      select: (what) => this.chosen(what),
      hover: (what, at) => showTip(this, what, at),
      words: (arc, most) => arcWords(this, arc, most),
    });
    this.drawTime = startTimeline(this);
    startSearch(this);
    this.draw();
    this.map.fit(this.scene.actors.keys(), { ...this.inset(), still: true });
    if (this.scene.selected) this.map.reveal(this.scene.selected, this.inset().right);
    else if (this.scene.near) this.map.fit(this.scene.near, { ...this.inset(), still: true, most: 2 });
  }

  // --- State

  read() {
    const { types, statuses, confidence } = this.model.words;
    const values = {
      types: new Set(Object.keys(types)),
      statuses: new Set(Object.keys(statuses)),
      confidence: new Set(Object.keys(confidence)),
      kinds: new Set(Object.keys(styleTable().shapes)),
      countries: new Set(this.model.used.countries.keys()),
      exists: (kind, id) => this.exists(kind, id),
    };
    return this.settled(fromHash(window.location.hash, this.initial, values));
  }

  exists(kind, id) {
    const parts = parted(id);
    const { actors, words } = this.model;
    if (kind === "actor") return actors.has(id);
    if (kind === "market") return Object.hasOwn(words.markets, id);
    if (kind === "step") {
      const { id: actor, what } = stepOf(id);
      return actors.has(actor) && (["", "all", "2", "bloc"].includes(what) || Object.hasOwn(words.groups, what));
    }
    if (kind === "loop") return parts.length > 1 && parts.length < 9 && parts.every((part) => actors.has(part));
    const pair = parts.length >= 2 && actors.has(parts[0]) && actors.has(parts[1]) && parts[0] < parts[1];
    return kind === "pair" ? pair && parts.length === 2 : pair && parts.length === 3 && Object.hasOwn(words.groups, parts[2]);
  }

  // A pair is selected only among the partners who are also rivals, a loop only among the loops.
  settled(state) {
    const kind = state.selected && state.selected.kind;
    if (kind === "pair" && state.mode !== "overlaps") state.mode = "overlaps";
    if (kind === "loop" && state.mode !== "loops") state.mode = "loops";
    if (kind === "ribbon" && state.mode === "overlaps") {
      const [a, b] = parted(state.selected.id);
      state.selected = { kind: "pair", id: joined(a, b) };
    }
    if (!sizesKnown(this.model)) state.size = "relations";
    if (state.mode !== "overlaps") state.market = null;
    if (state.mode === "around" && !state.grown.length) state.mode = "all";
    if (state.mode !== "path" && state.ends) state.mode = "path";
    return state;
  }

  change(part) {
    const before = this.state;
    this.state = this.settled({ ...this.state, ...part });
    if (part.selected || OPENING.includes(part.mode)) this.panelOpen = true;
    const hash = toHash(this.state, this.initial);
    try {
      window.history.replaceState(null, "", hash ? `#${hash}` : window.location.pathname + window.location.search);
    } catch {
      this.hashless = true; // a page inside another has no address of its own
    }
    this.apply(before);
  }

  apply(before) {
    if (before.language !== this.state.language) setLanguage(this.state.language);
    if (before.theme !== this.state.theme) setTheme(this.state.theme);
    this.scene = sceneOf(this.model, this.state, this.aspect());
    if (before.language !== this.state.language) showWords(this);
    this.draw();
    if (this.moved(before)) this.map.fit(this.scene.actors.keys(), this.inset());
    else if (before.selected !== this.state.selected && this.scene.selected) this.map.reveal(this.scene.selected, this.inset().right);
  }

  // Whether other actors are on the canvas than before, so that it must be fitted anew.
  moved(before) {
    const { state } = this;
    const pair = ({ selected }) => Boolean(selected && selected.kind === "pair");
    const loop = ({ selected }) => (selected && selected.kind === "loop" ? selected.id : "");
    const path = ({ ends, avoid }) => `${ends} ${avoid}`;
    if (before.mode !== state.mode || loop(before) !== loop(state) || (pair(before) !== pair(state) && window.innerWidth >= WIDE)) return true;
    if (state.mode === "path") return path(before) !== path(state);
    if (state.mode === "around") return before.grown !== state.grown;
    return ["overlaps", "loops"].includes(state.mode) && (before.market !== state.market || before.level !== state.level || before.length !== state.length);
  }

  reread() {
    const before = this.state;
    this.state = this.read();
    this.apply(before);
  }

  reset() {
    this.change(Object.fromEntries(FILTERS.map((key) => [key, this.initial[key]])));
  }

  // To a mode, or back from it when it is on.
  toggleMode(mode) {
    const on = this.state.mode === mode;
    this.change({ mode: on ? "all" : mode, selected: null, ends: null, avoid: [], grown: [] });
  }

  leaveMode() {
    this.change({ mode: "all", ends: null, avoid: [], grown: [], selected: null });
  }

  // A click on the map.
  chosen(what) {
    const { state } = this;
    if (what && what.kind === "actor" && state.mode === "path" && !state.ends) {
      this.takeEnd(this.draft[0] ? 1 : 0, what.id);
    } else if (what && what.kind === "ribbon" && this.scene.curves) {
      const { arc } = this.scene.ribbons.get(what.id);
      const section = [...document.querySelectorAll("[data-arc]")].find((part) => part.dataset.arc === joined(arc.source, arc.target));
      if (section) section.scrollIntoView({ block: "start" });
    } else if (what || !state.selected || state.selected.kind !== "loop") this.select(what);
  }

  select(what, { focus = false } = {}) {
    if (!what && !this.state.selected) return;
    this.change({ selected: what, view: what && window.innerWidth <= 760 ? "map" : this.state.view });
    const title = what && byId("panel-content").querySelector("h2");
    byId("panel").scrollTop = 0;
    if (title && focus) title.focus();
  }

  selectRelation(relation) {
    const [a, b] = [...this.scene.endsOf(relation)].sort();
    this.select({ kind: "ribbon", id: joined(a, b, relation.group) });
  }

  // --- Paths and neighbourhoods

  startPath(id) {
    this.draft = [id, null];
    this.change({ mode: "path", selected: null, ends: null, avoid: [], grown: [] });
    document.querySelector('[data-field="path-to"]').focus();
  }

  takeEnd(place, id) {
    const ends = [...(this.state.ends || this.draft)];
    ends[place] = id;
    this.draft = ends;
    const ready = ends[0] && ends[1] && ends[0] !== ends[1];
    this.change({ mode: "path", ends: ready ? ends : null, selected: null });
    const open = ready ? null : document.querySelector(`[data-field="path-${ends[0] ? "to" : "from"}"]`);
    if (open) open.focus();
  }

  // The neighbourhood that a step reaches, alone; everything again without one.
  around(step) {
    this.change(step ? { mode: "around", grown: [step] } : { mode: "all", grown: [] });
  }

  grow(step) {
    this.change({ grown: [...this.state.grown, step] });
  }

  undo() {
    this.change({ grown: this.state.grown.slice(0, -1) });
  }

  sortBy(sort) {
    this.change({ sort });
  }

  showPanel(open) {
    this.panelOpen = open;
    if (!open && this.state.selected) this.change({ selected: null });
    else this.draw();
    if (open && !this.state.selected) this.map.fit(this.scene.actors.keys(), this.inset());
  }

  inset() {
    const phone = window.innerWidth <= 760;
    const bar = byId("mode");
    const top = bar.hidden ? 0 : bar.offsetHeight + (phone ? bar.offsetTop : 0);
    return { top, right: this.panelOpen && !phone ? (this.isWide() ? WIDE_PANEL : PANEL) : 0, bottom: this.panelOpen && phone ? byId("stage").clientHeight * PHONE_PANEL - LINE : 0 };
  }

  isWide() {
    const { selected } = this.state;
    return Boolean(selected && selected.kind === "pair" && window.innerWidth >= WIDE);
  }

  aspect() {
    const { clientWidth, clientHeight } = byId("stage");
    const { right, bottom } = this.inset();
    return Math.max(0.5, Math.min(2.2, (clientWidth - right - 140) / Math.max(120, clientHeight - bottom - 90)));
  }

  // Loops of very many relations are counted when nothing else is to be done.
  countLoops() {
    clearTimeout(this.waiting);
    const { scene } = this;
    if (scene.money) return;
    this.waiting = setTimeout(() => {
      if (scene !== this.scene) return;
      scene.money = loopsAmong(scene.counted, this.model, this.state);
      this.draw();
    }, IDLE);
  }

  // --- Drawing

  draw() {
    const before = focused();
    const onMap = document.activeElement === byId("map");
    this.changedFilters();
    showHead(this);
    showMode(this);
    const scroll = byId("legend").scrollTop;
    byId("legend").replaceChildren(...flat(legendContent(this)));
    byId("legend").scrollTop = scroll;
    byId("panel").hidden = !this.panelOpen;
    document.body.classList.toggle("wide", this.isWide());
    if (this.panelOpen) byId("panel-content").replaceChildren(...flat(panelContent(this)));
    byId("table").hidden = this.state.view !== "table";
    for (const id of ["map", "zoom"]) byId(id).inert = this.state.view === "table"; // no key leads under the table
    if (this.state.view === "table") byId("table").replaceChildren(...tableContent(this));
    this.drawTime();
    this.map.show(this.scene);
    showMissing(this);
    keepFocus(this, before);
    if (onMap && this.state.view === "table") this.focusMap();
    this.countLoops();
  }

  closeLegend() {
    if (!this.legendOpen) return;
    this.legendOpen = false;
    this.draw();
  }

  // To the title of the panel, or to what lies beside it.
  focusPanel() {
    const title = this.panelOpen && byId("panel-content").querySelector("h2");
    if (title) title.focus();
    else this.focusMap();
  }

  focusMap() {
    byId(this.state.view === "table" ? "table" : "map").focus({ preventScroll: true });
  }

  changedFilters() {
    const text = (value) => (value instanceof Set ? [...value].sort().join() : String(value));
    this.filtersChanged = FILTERS.some((key) => text(this.state[key]) !== text(this.initial[key]));
  }
}

function flat(parts) {
  return parts.flat(4).filter(Boolean);
}

const PARTS = ["legend", "panel", "table", "mode"];

// Where the keyboard is before a part of the page is built anew: the part, and the names of the control.
function focused() {
  const element = document.activeElement;
  const part = PARTS.find((id) => byId(id).contains(element));
  if (!part) return null;
  const box = element.classList.contains("only") ? element.closest("label").querySelector("input") : element;
  return { element, part, names: JSON.stringify(box.dataset), id: box.id };
}

// Building anew must not take the keyboard away: it stays on the same control, else it goes to the
// title of the panel, to the first filter, or to the map.
function keepFocus(page, before) {
  if (!before || (before.element.isConnected && !before.element.closest("[hidden]"))) return;
  const { part, names, id } = before;
  const home = byId(part);
  const isNamed = names !== "{}" || id;
  const same = isNamed && !home.hidden && [...home.querySelectorAll("button, input, summary")].find((control) => control.id === id && JSON.stringify(control.dataset) === names);
  if (same) same.focus();
  else if (part === "legend") home.querySelector("input").focus();
  else if (part === "panel" || (part === "table" && page.state.selected)) page.focusPanel();
  else page.focusMap();
}
