// Reads the data in the page and starts it.
import { byId } from "./dom.js";
import { startKeyboard } from "./keyboard.js";
import { modelOf } from "./model.js";
import { Page } from "./page.js";
import { setStyle, setTheme } from "./style.js";
import { unpack } from "./unpack.js";

const data = JSON.parse(byId("data").textContent);
setStyle(data.style);
const model = modelOf(data, unpack(data));
if (window.innerHeight > 1.3 * window.innerWidth) turned(model.nodes.values());
const page = new Page(model);
page.start();
window.explorer = page; // for the browser console and for tests
startKeyboard(page);

const on = (id, event, action) => byId(id).addEventListener(event, action);
on("toggle-overlaps", "click", () => page.change({ mode: page.state.mode === "overlaps" ? "all" : "overlaps", selected: null }));
on("toggle-table", "click", () => page.change({ view: page.state.view === "table" ? "map" : "table" }));
on("toggle-panel", "click", () => page.showPanel(!page.panelOpen));
on("close-panel", "click", () => page.showPanel(false));
on("switch-language", "click", () => page.change({ language: page.state.language === "en" ? "fr" : "en" }));
on("switch-theme", "click", () => page.change({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" }));
on("undated", "change", (event) => page.change({ undated: event.target.checked }));
on("rumours", "change", (event) => page.change({ rumours: event.target.checked }));
on("zoom-in", "click", () => page.map.zoom(1.4));
on("zoom-out", "click", () => page.map.zoom(1 / 1.4));
on("zoom-fit", "click", () => page.map.fit(page.scene.actors.keys(), page.inset()));
on("toggle-legend", "click", () => {
  page.legendOpen = !page.legendOpen;
  page.draw();
});
window.addEventListener("hashchange", () => page.reread());
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  setTheme(page.state.theme);
  page.draw();
});

// On an upright screen the landscape stands upright.
function turned(nodes) {
  for (const node of nodes) [node.x, node.y] = [-node.y, node.x];
}
