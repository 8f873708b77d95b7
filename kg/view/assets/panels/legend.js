// The legend is the filter: types by display group, status, confidence, kind of actor.
import { lineSample } from "./claims.js";
import { h, svg } from "./dom.js";
import { count, countryName, money } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { BEST, sizesKnown, topValue, valued, valueRadius } from "../data/sizes.js";
import { toggled } from "../scene/state.js";
import { outline, styleTable, SvgPath } from "../draw/style.js";

export function legendContent(page) {
  const { model, scene } = page;
  const groups = Object.keys(model.words.groups).filter((group) => typesOf(model, group).length);
  const statuses = present(model.used.statuses, model.words.statuses);
  const confidence = present(model.used.confidence, model.words.confidence);
  const shapes = Object.keys(styleTable().shapes).filter((shape) => model.used.shapes.has(shape));
  return [
    h("h2", null, t("typesOfRelation")),
    h("button.shut", { type: "button", onclick: () => (page.closeLegend(), page.focusMap()) }, `× ${t("closeFilters")}`),
    groups.map((group) => groupBlock(page, group)),
    block(t("status"), statuses.map((slug) => row(page, {
      label: labelOf(model.words.statuses, slug), hint: labelOf(model.words.statuses, slug, "definition"), sample: lineSample({ status: slug, width: 22 }),
      key: "offStatuses", values: [slug], all: statuses, total: scene.counts.statuses.get(slug),
    }))),
    block(t("marks"), marks()),
    block(t("confidence"), confidence.reverse().map((slug) => row(page, {
      label: labelOf(model.words.confidence, slug), hint: labelOf(model.words.confidence, slug, "definition"),
      key: "offConfidence", values: [slug], all: confidence, total: scene.counts.confidence.get(slug),
    }))),
    sizes(page),
    block(t("kindOfActor"), shapes.map((shape) => row(page, {
      label: labelOf(styleTable().shapes, shape), sample: shapeSample(shape),
      key: "offShapes", values: [shape], all: shapes, total: scene.counts.kinds.get(shape),
    }))),
    countries(page),
    page.filtersChanged ? h("button.reset", { type: "button", onclick: () => page.reset() }, t("reset")) : "",
  ];
}

function typesOf(model, group) {
  return Object.entries(model.words.types)
    .filter(([slug, type]) => type.group === group && model.used.types.has(slug))
    .sort((p, q) => p[1].rank - q[1].rank)
    .map(([slug]) => slug);
}

function present(counts, list) {
  return [...counts.keys()].sort((p, q) => ((list[p] || {}).rank || 0) - ((list[q] || {}).rank || 0) || (p < q ? -1 : 1));
}

// The countries with most relations; the others inside.
function countries(page) {
  const { used } = page.model;
  const codes = [...used.countries.keys()].sort((p, q) => (p === "?") - (q === "?") || used.countries.get(q) - used.countries.get(p) || (p < q ? -1 : 1));
  const line = (code) => row(page, { label: countryName(code), key: "offCountries", values: [code], all: codes, total: page.scene.counts.countries.get(code) });
  const [first, rest] = [codes.slice(0, 6), codes.slice(6)];
  const open = page.countriesOpen || rest.some((code) => page.state.offCountries.has(code) !== page.state.offCountries.has(first[0]));
  const more = rest.length ? h("details", { open, ontoggle: (event) => (page.countriesOpen = event.target.open) }, h("summary.row.quiet", null, t("moreCountries", { n: rest.length })), rest.map(line)) : "";
  return codes.length > 1 ? block(t("countries"), [...first.map(line), more]) : "";
}

// What the area of an actor says: the number of its relations, or its valuation where enough of them
// are known, and for how many that is.
function sizes(page) {
  const { model, scene, state } = page;
  if (!topValue(model)) return "";
  const isKnown = sizesKnown(model);
  const choice = (size) => h("button", { type: "button", "data-size": size, "aria-pressed": String(state.size === size), disabled: size === "valuation" && !isKnown, onclick: () => page.change({ size }) }, t(`size_${size}`));
  const { stated, foreign, of } = valued(model, isKnown ? scene.actors.keys() : model.actors.keys(), state);
  const few = t("valuedFew", { n: stated, all: of, most: BEST });
  const words = [t("valued", { n: stated, all: of }), foreign ? t("valuedForeign", { n: foreign }) : ""].filter(Boolean).join(" ");
  return h("section.sizes", null, h("h3", null, t("sizeOfActor")),
    h("p.switch", { role: "group", "aria-label": t("sizeOfActor") }, choice("relations"), choice("valuation")),
    isKnown && state.size === "valuation" ? scale(model) : "",
    isKnown && state.size !== "valuation" ? "" : h("p.quiet", { id: "valued" }, isKnown ? words : few));
}

// What stands on lines besides their colour, width and dash.
function marks() {
  const line = (...parts) => svg("svg", { class: "line", width: 22, height: 10, viewBox: "0 0 22 10", "aria-hidden": "true" }, ...parts);
  const stroke = (y, dash = "") => svg("line", { x1: 1, x2: 21, y1: y, y2: y, stroke: "currentColor", "stroke-width": 1.2, "stroke-dasharray": dash });
  const doubt = svg("text", { x: 11, y: 9, "text-anchor": "middle", fill: "currentColor", "font-size": 11, "font-weight": 600 });
  doubt.textContent = "?";
  const bar = svg("line", { x1: 11, x2: 11, y1: 0, y2: 10, stroke: "currentColor", "stroke-width": 1.6 });
  const rows = [[line(stroke(2.5, "4 3"), stroke(7.5, "4 3")), "markLater"], [line(stroke(2.5), stroke(7.5)), "markUpTo"], [line(stroke(5), bar), "markOver"], [line(doubt), "markDoubt"]];
  return rows.map(([sample, key]) => h("p.row.mark", null, sample, h("span.label", null, t(key))));
}

// Two circles to read the others by.
function scale(model) {
  const steps = [1e12, 1e11, 1e10, 1e9].filter((value) => value <= topValue(model)).slice(0, 2);
  const half = (value) => valueRadius(model, value) * 0.7;
  let x = 2;
  const parts = steps.flatMap((value) => {
    const r = half(value);
    const label = svg("text", { x: x + 2 * r + 6, y: 20, fill: "currentColor", "font-size": 12 });
    label.textContent = money(value, "USD");
    const circle = svg("circle", { cx: x + r, cy: 16, r, fill: "currentColor" });
    x += 2 * r + 66;
    return [circle, label];
  });
  const unknown = svg("circle", { cx: x + 4, cy: 16, r: 3.5, fill: "none", stroke: "currentColor", "stroke-width": 1.6 });
  const name = svg("text", { x: x + 12, y: 20, fill: "currentColor", "font-size": 12 });
  name.textContent = t("unknownValue");
  return svg("svg", { class: "scale", width: 236, height: 32, viewBox: "0 0 236 32", "aria-hidden": "true" }, ...parts, unknown, name);
}

function block(title, rows) {
  return rows.length ? h("section", null, h("h3", null, title), rows) : "";
}

function groupBlock(page, group) {
  const { model, scene } = page;
  const types = typesOf(model, group);
  const total = types.reduce((sum, slug) => sum + (scene.counts.types.get(slug) || 0), 0);
  return h("section", null,
    row(page, { label: labelOf(model.words.groups, group), key: "offTypes", values: types, all: [...model.used.types.keys()], total, strong: true, name: group }),
    types.map((slug) => row(page, {
      label: labelOf(model.words.types, slug), sample: lineSample({ group, width: 22, arrow: !model.words.types[slug].symmetric }),
      key: "offTypes", values: [slug], all: [...model.used.types.keys()], total: scene.counts.types.get(slug), name: slug,
    })));
}

function row(page, { label, hint, sample, key, values, all, total = 0, strong = false, name = values[0] }) {
  const off = values.filter((value) => page.state[key].has(value)).length;
  const box = h("input", {
    type: "checkbox", checked: off === 0, "data-key": key, "data-value": name,
    onchange: (event) => page.change({ [key]: toggled(page.state[key], values, event.target.checked) }),
  });
  box.indeterminate = off > 0 && off < values.length;
  const only = (event) => {
    event.preventDefault();
    page.change({ [key]: new Set(all.filter((value) => !values.includes(value))) });
  };
  return h(strong ? "label.row.head" : total ? "label.row" : "label.row.none", { title: hint || label }, box, sample || "",
    h("span.label", null, label), h("button.only", { type: "button", tabindex: "-1", onclick: only }, t("only")), h("span.count", null, count(total)));
}

function shapeSample(slug) {
  const path = new SvgPath();
  const { shape } = styleTable().shapes[slug];
  outline(path, shape, 8, 7, 5);
  const paint = shape === "star" ? { fill: "none", stroke: "currentColor", "stroke-width": 1.6 } : { fill: "currentColor" };
  return svg("svg", { class: "shape", width: 16, height: 14, viewBox: "0 0 16 14", "aria-hidden": "true" }, svg("path", { d: path.d, ...paint }));
}
