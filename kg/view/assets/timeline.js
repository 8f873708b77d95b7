// Bars of what was announced each month, by display group, with the as-of day as a slider on them.
import { byId } from "./dom.js";
import { count, dateText } from "./format.js";
import { t } from "./i18n.js";
import { faded, groupColour, isDark } from "./style.js";
import { lastDay, monthOf, monthsBetween } from "./time.js";

// The months on the axis: from the one before which at most 4 % were announced, to the cut-off.
export function axisOf(relations, cutoff) {
  const known = [...relations].map((r) => monthOf(r.announced || r.valid_from || "")).filter(Boolean).sort();
  const last = cutoff.slice(0, 7);
  const first = known[Math.floor(known.length * 0.04)] || last;
  return monthsBetween(first < last ? `${first.slice(0, 4)}-01` : last, last);
}

export function barsOf(relations, months, groups) {
  const place = new Map(months.map((month, i) => [month, i]));
  const bars = months.map(() => new Array(groups.length).fill(0));
  let without = 0;
  for (const relation of relations) {
    const month = monthOf(relation.announced || relation.valid_from || "");
    if (!month) without += 1;
    else if (place.has(month)) bars[place.get(month)][Math.max(0, groups.indexOf(relation.group))] += 1;
  }
  return { bars, without };
}

export function startTimeline(page) {
  const months = axisOf(page.model.relations.values(), page.model.data.cutoff);
  const groups = Object.keys(page.model.words.groups);
  const [slider, input, canvas] = [byId("slider"), byId("as-of"), byId("bars")];
  slider.max = String(months.length - 1);
  const dayAt = (place) => (place === months.length - 1 ? page.model.data.cutoff : lastDay(months[place]));
  let waiting = 0;
  slider.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => page.change({ asOf: dayAt(Number(slider.value)) }));
  });
  input.addEventListener("change", () => {
    const day = lastDay(input.value);
    input.setAttribute("aria-invalid", String(!day));
    if (day) page.change({ asOf: day });
  });
  input.addEventListener("keydown", (event) => event.stopPropagation());
  const draw = () => {
    const { bars, without } = barsOf(page.scene.timeless, months, groups);
    paint(canvas, bars, { months, groups, asOf: page.state.asOf });
    byId("bar-title").textContent = [t("announcedPerMonth"), without ? t("notInBars", count(without)) : ""].filter(Boolean).join(" · ");
    const edge = Math.max(0, (canvas.clientWidth - 16) / months.length / 2);
    slider.style.left = slider.style.right = `${edge}px`;
    slider.style.width = `${canvas.clientWidth - 2 * edge}px`;
    const at = months.findLastIndex((month) => month <= page.state.asOf.slice(0, 7));
    slider.value = String(Math.max(0, at));
    slider.setAttribute("aria-valuetext", dateText(page.state.asOf));
    if (document.activeElement !== input) input.value = page.state.asOf;
  };
  new ResizeObserver(draw).observe(canvas);
  return draw;
}

function paint(canvas, bars, { months, groups, asOf }) {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const floor = height - 16;
  const top = Math.max(1, ...bars.map((bar) => bar.reduce((sum, value) => sum + value, 0)));
  const step = (width - 16) / months.length;
  const ink = isDark() ? "#98A2B3" : "#5B6472";
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  months.forEach((month, i) => {
    const x = 8 + i * step;
    if (month.endsWith("-01")) {
      context.fillStyle = faded(ink, 0.35);
      context.fillRect(Math.round(x), floor, 1, 5);
      context.fillStyle = ink;
      context.fillText(month.slice(0, 4), x + 3, height - 3);
    }
    let y = floor;
    bars[i].forEach((value, group) => {
      if (!value) return;
      const tall = (value / top) * (floor - 4);
      context.fillStyle = faded(groupColour(groups[group]), month <= asOf.slice(0, 7) ? 0.95 : 0.25);
      context.fillRect(x + 1, y - tall, Math.max(1, step - 2), tall);
      y -= tall;
    });
  });
  const now = months.findLastIndex((month) => month <= asOf.slice(0, 7));
  context.fillStyle = faded(ink, 0.7);
  context.fillRect(Math.round(8 + (Math.max(0, now) + 0.5) * step), 2, 1, floor - 2);
  context.fillStyle = faded(ink, 0.4);
  context.fillRect(8, floor, width - 16, 1);
}
