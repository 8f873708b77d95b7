// The header, the line above the canvas that names the mode, and the line that says what is missing.
import { actorName } from "./claims.js";
import { byId, h } from "./dom.js";
import { count, dateText, money } from "../words/format.js";
import { showsUndated } from "../data/scope.js";
import { statedUsd } from "../data/sums.js";
import { stepOf } from "../scene/grow.js";
import { labelOf, nextLanguage, t } from "../words/i18n.js";

const OF_LISTS = ["overlaps", "loops"];

export function showWords(page) {
  document.documentElement.lang = page.state.language;
  const text = { "toggle-legend": "filters", "when-day": "asOf", "when-between": "between", share: "share", export: "export", skip: "skip" };
  for (const [id, key] of Object.entries(text)) byId(id).textContent = t(key);
  byId("search").placeholder = t("search");
  const labels = {
    search: "searchHint", "switch-theme": "theme", "close-panel": "close", "zoom-in": "zoomIn", "zoom-out": "zoomOut",
    "zoom-fit": "fit", legend: "filters", panel: "overview", slider: "asOfHint", map: "mapLabel", table: "table", help: "help", "as-of": "asOf",
    from: "betweenFrom", to: "betweenTo", "slider-from": "betweenFrom", "slider-to": "betweenTo", found: "searchHint", stage: "map", time: "announcedPerMonth",
  };
  for (const [id, key] of Object.entries(labels)) byId(id).setAttribute("aria-label", t(key));
  showNextLanguage(byId("switch-language"), nextLanguage());
  for (const id of ["switch-theme", "switch-language", "zoom-in", "zoom-out", "zoom-fit", "close-panel", "help"]) byId(id).title = byId(id).getAttribute("aria-label");
  const hints = { "as-of": "asOfHint", from: "asOfHint", to: "asOfHint", "toggle-path": "pathHint", "undated-label": "undatedNote", "later-label": "laterNote", "rumours-label": "rumoursNote", "ended-label": "endedNote" };
  for (const [id, key] of Object.entries(hints)) byId(id).title = t(key);
  byId("rumours-label").lastChild.textContent = t("rumours");
  byId("ended-label").lastChild.textContent = t("ended");
}

// What the reader can switch to, in its own words.
function showNextLanguage(button, code) {
  button.lang = code;
  button.textContent = code.toUpperCase();
  button.setAttribute("aria-label", t("readHere", {}, code));
}

export function showHead(page) {
  const { model, scene, state } = page;
  const onMap = state.view === "map";
  const hidden = model.relations.size - scene.visible.length + (onMap ? scene.beyond : 0);
  const number = (name, value, word) => h("span", { "data-count": name }, h("b", null, count(value)), ` ${word}`);
  byId("counts").replaceChildren(
    number("actors", model.actors.size, t("actors")),
    ...(onMap ? [number("absent", model.actors.size - scene.actors.size, t("notOnMap"))] : []),
    number("relations", model.relations.size, t("relations")),
    number("hidden", hidden, t("hidden")));
  const pressed = (id, on) => byId(id).setAttribute("aria-pressed", String(on));
  const loops = scene.money ? `${count(scene.money.loops.length)}${scene.money.complete ? "" : "+"}` : "…";
  showCount(page, "overlaps", count(scene.pairs.length));
  showCount(page, "loops", loops);
  byId("toggle-path").textContent = t("path");
  byId("toggle-table").textContent = t("table");
  byId("toggle-panel").textContent = t("overview");
  for (const mode of ["overlaps", "loops", "path"]) pressed(`toggle-${mode}`, state.mode === mode);
  pressed("toggle-table", state.view === "table");
  pressed("toggle-panel", page.panelOpen);
  pressed("toggle-legend", page.legendOpen);
  document.body.classList.toggle("legend-open", page.legendOpen);
  document.body.classList.toggle("panel-open", page.panelOpen);
  showTicks(page);
}

// The number on the button of a list, and what it holds for: a day, or why there is none.
function showCount({ scene, state }, mode, number) {
  const reason = scene.uncounted[mode];
  const when = state.from ? t("endOfSpan", { day: dateText(state.to) }) : "";
  byId(`toggle-${mode}`).replaceChildren(t(mode), h("span.pill", null, reason ? "–" : number));
  byId(`toggle-${mode}`).title = [t(`${mode}Hint`), reason ? t(reason) : when].filter(Boolean).join(". ");
}

// The boxes for what is not simply in force on the day.
function showTicks({ scene, state }) {
  const isSpan = Boolean(state.from) && !OF_LISTS.includes(state.mode);
  const checked = { undated: showsUndated(isSpan ? state : { ...state, from: null }), rumours: state.rumours, ended: state.ended, later: state.basis !== "in-force" };
  for (const [name, on] of Object.entries(checked)) byId(name).checked = on;
  byId("ended").disabled = Boolean(state.from) || OF_LISTS.includes(state.mode);
  byId("later").disabled = isSpan;
  byId("undated-label").lastChild.textContent = `${count(scene.undated)} ${t("undated")}`;
  const usd = statedUsd(scene.later);
  byId("later-label").lastChild.textContent = [t("later", { n: scene.later.length }), usd ? money(usd, "USD") : ""].filter(Boolean).join(" · ");
}

// What is on the canvas when it is not simply everything, and the way back.
export function showMode(page) {
  const { state, scene } = page;
  const words = modeWords(page);
  const bar = byId("mode");
  bar.hidden = !words.length || state.view === "table";
  if (bar.hidden) return;
  const back = state.mode !== "all" || state.grown.length;
  bar.replaceChildren(...words,
    state.grown.length > 1 || (state.mode === "all" && state.grown.length) ? h("button.chip", { type: "button", onclick: () => page.undo() }, `↶ ${t("undo")}`) : "",
    scene.absent && state.mode === "all" ? h("button.chip", { type: "button", id: "to-blocs", onclick: () => toBlocs(page) }, t("blocs")) : "",
    back ? h("button.chip", { type: "button", id: "leave", onclick: () => page.leaveMode() }, `× ${t("backToAll")}`) : "");
}

// To the blocs in the overview.
function toBlocs(page) {
  page.change({ selected: null });
  page.showPanel(true);
  const section = byId("blocs");
  if (!section) return;
  section.scrollIntoView({ block: "start" });
  section.querySelector("button, h3").focus();
}

function modeWords(page) {
  const { state, scene, model } = page;
  const name = (id) => actorName(model, id);
  const words = [];
  const isList = OF_LISTS.includes(state.mode);
  if (state.mode === "loops") words.push(h("b", null, t("loops")), h("span", null, t("caption")));
  if (state.mode === "overlaps") words.push(h("b", null, t("overlaps")), state.market ? h("span", null, labelOf(model.words.markets, state.market)) : "");
  if (state.mode === "path" && state.ends) words.push(h("b", null, t("pathTitle", { from: name(state.ends[0]), to: name(state.ends[1]) })));
  if (state.mode === "around") words.push(h("b", null, t("aroundTitle", { name: name(stepOf(state.grown[0]).id) })), h("span", null, t("actorsHere", { n: scene.actors.size })));
  if (state.from) words.push(h(words.length ? "span" : "b", null, isList ? t("endOfSpan", { day: dateText(state.to) }) : t("betweenTitle", { from: dateText(state.from), to: dateText(state.to) })));
  if (state.size === "valuation") words.push(h(words.length ? "span" : "b", null, t("sizeTitle")));
  if (scene.absent) words.push(h("span", { id: "absent" }, t(isList ? "ofListed" : "ofActors", { n: scene.actors.size, all: scene.actors.size + scene.absent })));
  return words;
}

export function showMissing(page) {
  const { scene, state } = page;
  const { hidden, beyond, all, visible } = scene;
  const undated = visible === all ? scene.undated : visible.filter((relation) => !relation.start).length;
  const fuzzy = state.from ? scene.fuzzy : 0;
  const reasons = Object.entries(hidden).filter(([, number]) => number).map(([name, number]) => t(`why_${name}`, { n: number }));
  if (all.length > visible.length) reasons.push(t(`why_${state.mode}`, { n: all.length - visible.length }));
  if (beyond) reasons.push(t("why_canvas", { n: beyond }));
  const line = reasons.length ? t("notShown", { reasons: reasons.join(" · ") }) : t("nothingHidden");
  const doubts = [undated && byId("undated").checked ? t("undatedShown", { n: undated }) : "", fuzzy ? t("fuzzyShown", { n: fuzzy }) : ""].filter(Boolean);
  byId("missing").textContent = [line, ...doubts].join(". ");
  byId("live").textContent = t("shown", { n: visible.length });
}
