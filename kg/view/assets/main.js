// Reads the data in the page and starts it.
import { byId } from "./panels/dom.js";
import { showHelp } from "./panels/help.js";
import { learn, nextLanguage, setLanguage } from "./words/i18n.js";
import { startKeyboard } from "./keyboard.js";
import { startMenus } from "./panels/menus.js";
import { modelOf } from "./data/model.js";
import { Page } from "./page.js";
import { setStyle, setTheme } from "./draw/style.js";
import { inflated, unpack } from "./data/unpack.js";

// A browser that cannot open the data cannot read the phrases in it either.
inflated(byId("data")).then((text) => start(JSON.parse(text)), () => (byId("missing").textContent = byId("data").dataset.old));

function start(data) {
  learn(data.words);
  setLanguage(document.documentElement.lang);
  setStyle(data.style);
  const tables = unpack(data);
  if (window.innerHeight > 1.3 * window.innerWidth) turned(tables.nodes);
  const page = new Page(modelOf(data, tables));
  page.start();
  startKeyboard(page);
  startMenus(page);
  startButtons(page);
  window.explorer = page; // for the browser console and for tests
  performance.mark("graph");
}

function startButtons(page) {
  const on = (id, event, action) => byId(id).addEventListener(event, action);
  for (const mode of ["overlaps", "loops", "path"]) on(`toggle-${mode}`, "click", () => page.toggleMode(mode));
  on("toggle-table", "click", () => page.change({ view: page.state.view === "table" ? "map" : "table" }));
  on("toggle-panel", "click", () => page.showPanel(!page.panelOpen));
  on("close-panel", "click", () => page.showPanel(false));
  on("skip", "click", () => page.focusMap());
  on("help", "click", () => showHelp());
  on("switch-language", "click", () => page.change({ language: nextLanguage() }));
  on("switch-theme", "click", () => page.change({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" }));
  for (const name of ["undated", "rumours", "ended"]) on(name, "change", (event) => page.change({ [name]: event.target.checked }));
  on("later", "change", (event) => page.change({ basis: event.target.checked ? "announced" : "in-force" }));
  on("zoom-in", "click", () => page.map.zoom(1.4));
  on("zoom-out", "click", () => page.map.zoom(1 / 1.4));
  on("zoom-fit", "click", () => page.map.fit(page.scene.actors.keys(), page.inset()));
  on("toggle-legend", "click", () => {
    page.legendOpen = !page.legendOpen;
    page.draw();
  });
  // A tap beside the drawer of filters closes it.
  document.addEventListener("pointerdown", ({ target }) => !byId("legend").contains(target) && !byId("toggle-legend").contains(target) && page.closeLegend());
  window.addEventListener("hashchange", () => page.reread());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    setTheme(page.state.theme);
    page.draw();
  });
}

// On an upright screen the landscape stands upright.
function turned(nodes) {
  for (const node of nodes) [node.x, node.y] = [-node.y, node.x];
}
