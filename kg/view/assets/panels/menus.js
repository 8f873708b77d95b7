// The small windows under Share and Export.
import { byId, h } from "./dom.js";
import { asCsv, asJsonld, saved } from "../data/exports.js";
import { MOST_STEPS, toHash } from "../scene/hash.js";
import { t } from "../words/i18n.js";
import { pngOf, svgOf } from "../draw/picture.js";

const MENUS = { share: shareMenu, export: exportMenu };

export function startMenus(page) {
  for (const name of Object.keys(MENUS)) byId(name).addEventListener("click", () => toggle(page, name));
  document.addEventListener("pointerdown", (event) => {
    const { target } = event;
    if (!byId("menu").contains(target) && !byId("share").contains(target) && !byId("export").contains(target)) closeMenu();
  });
}

function toggle(page, name) {
  const menu = byId("menu");
  const open = menu.hidden || menu.dataset.name !== name;
  closeMenu();
  if (!open) return;
  menu.dataset.name = name;
  menu.setAttribute("aria-label", t(`${name}Title`));
  menu.replaceChildren(...MENUS[name](page));
  menu.hidden = false;
  byId(name).setAttribute("aria-expanded", "true");
  menu.querySelector("button, input").focus();
}

// Returns whether there was one to close.
export function closeMenu() {
  const menu = byId("menu");
  if (menu.hidden) return false;
  menu.hidden = true;
  const button = byId(menu.dataset.name);
  button.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement) || document.activeElement === document.body) button.focus();
  return true;
}

// A page inside another has no address of its own, only the part that describes the view.
function shareMenu(page) {
  const hash = `#${toHash(page.state, page.initial)}`;
  const address = window.location.href.split("#")[0] + (hash === "#" ? "" : hash);
  const own = !page.hashless && window.location.protocol !== "about:";
  return [h("h2", null, t("shareTitle")), own ? copyRow("share-address", t("address"), address) : "", copyRow("share-hash", t("fragment"), hash), h("p.quiet", null, t("shareNote")),
    page.state.grown.length > MOST_STEPS ? h("p.quiet", null, t("shareSteps", { n: MOST_STEPS })) : ""];
}

function copyRow(id, label, value) {
  const input = h("input", { type: "text", readonly: true, id, "aria-label": label, onfocus: () => input.select() });
  input.value = value;
  const button = h("button.chip", { type: "button", onclick: () => copy(input, button) }, t("copy"));
  return h("div.copy", null, h("label", { for: id }, label), h("div", null, input, button));
}

async function copy(input, button) {
  input.select();
  let done = true;
  try {
    await navigator.clipboard.writeText(input.value);
  } catch {
    input.focus();
    done = document.execCommand("copy");
  }
  button.textContent = byId("live").textContent = t(done ? "copied" : "notCopied");
}

function exportMenu(page) {
  const item = (form, label, make) => h("button.item", { type: "button", "data-export": form, onclick: async () => {
    closeMenu();
    saved(await make(), form);
  } }, label);
  return [
    h("h2", null, t("exportTitle")),
    item("png", t("exportPng"), () => pngOf(page)),
    item("svg", t("exportSvg"), () => new Blob([svgOf(page)], { type: "image/svg+xml" })),
    item("csv", t("exportCsv"), () => new Blob(["\ufeff", asCsv(page.model, page.scene.visible)], { type: "text/csv" })),
    item("jsonld", t("exportJsonld"), () => new Blob([asJsonld(page.model, page.scene.visible)], { type: "application/ld+json" })),
  ];
}
