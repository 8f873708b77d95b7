// Bars of what was announced each month, by display group, with the as-of day or a span of days chosen on them.
import { byId } from "../panels/dom.js";
import { dateText } from "../words/format.js";
import { t } from "../words/i18n.js";
import { faded, groupColour, isDark } from "../draw/style.js";
import { firstDay, lastDay, monthsBetween } from "./time.js";

// The months on the axis: from the one before which at most 4 % were announced, to the cut-off.
export function axisOf(relations, cutoff) {
  const announced = [...relations].map((relation) => relation.month).filter(Boolean).sort();
  const last = cutoff.slice(0, 7);
  const first = announced[Math.floor(announced.length * 0.04)] || last;
  return monthsBetween(first < last ? `${first.slice(0, 4)}-01` : last, last);
}

export function barsOf(relations, months, groups) {
  const place = new Map(months.map((month, i) => [month, i]));
  const bars = months.map(() => new Array(groups.length).fill(0));
  let without = 0;
  for (const relation of relations) {
    const { month } = relation;
    if (!month) without += 1;
    else if (place.has(month)) bars[place.get(month)][Math.max(0, groups.indexOf(relation.group))] += 1;
  }
  return { bars, without };
}

export function startTimeline(page) {
  const months = axisOf(page.model.relations.values(), page.model.data.cutoff);
  const groups = Object.keys(page.model.words.groups);
  const canvas = byId("bars");
  const axis = {
    months,
    last: months.length - 1,
    dayAt: (place) => (place === months.length - 1 ? page.model.data.cutoff : lastDay(months[place])),
    firstAt: (place) => `${months[place]}-01`,
    placeOf: (day) => Math.max(0, months.findLastIndex((month) => month <= day.slice(0, 7))),
  };
  startFields(page, axis);
  startBrush(page, axis, canvas);
  page.player = playerOf(page, axis);
  const draw = () => {
    const { bars, without } = barsOf(page.scene.timeless, months, groups);
    paint(canvas, bars, { months, groups, state: page.state });
    byId("bar-title").textContent = byId("bar-title").title = [t("announcedPerMonth"), without ? t("notInBars", { n: without }) : ""].filter(Boolean).join(" · ");
    showFields(page, axis, canvas);
  };
  new ResizeObserver(draw).observe(canvas);
  return draw;
}

const SLIDERS = ["slider", "slider-from", "slider-to"];

function startFields(page, axis) {
  for (const id of SLIDERS) byId(id).max = String(axis.last);
  let waiting = 0;
  const slide = (id, change) => byId(id).addEventListener("input", (event) => {
    const place = Number(event.target.value);
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => page.change(change(place)));
  });
  slide("slider", (place) => ({ asOf: axis.dayAt(place) }));
  slide("slider-from", (place) => ({ from: axis.firstAt(Math.min(place, axis.placeOf(page.state.to))) }));
  slide("slider-to", (place) => ({ to: axis.dayAt(Math.max(place, axis.placeOf(page.state.from))) }));
  const write = (id, read, change) => byId(id).addEventListener("change", (event) => {
    const day = read(event.target.value);
    const part = day && change(day);
    event.target.setAttribute("aria-invalid", String(!part));
    page.wrongDay = part ? null : day ? "spanOrder" : "dateForm";
    if (part) page.change(part);
    else showNote(page);
  });
  write("as-of", lastDay, (asOf) => ({ asOf }));
  write("from", firstDay, (from) => from <= page.state.to && { from });
  write("to", lastDay, (to) => to >= page.state.from && { to });
  byId("when-day").addEventListener("click", () => page.change({ from: null, to: null }));
  byId("when-between").addEventListener("click", () => page.state.from || page.change(lastYear(page, axis)));
  byId("play").addEventListener("click", () => page.player.toggle());
}

// What "between" starts with: the twelve months up to the cut-off.
function lastYear(page, axis) {
  return { from: axis.firstAt(Math.max(0, axis.last - 11)), to: page.model.data.cutoff };
}

// Dragging over the bars chooses a span, a click one month.
function startBrush(page, axis, canvas) {
  let start = null;
  const placeAt = (event) => {
    const box = canvas.getBoundingClientRect();
    return Math.max(0, Math.min(axis.last, Math.floor(((event.clientX - box.left - 8) / (box.width - 16)) * axis.months.length)));
  };
  const brush = (event) => {
    const [low, high] = [start, placeAt(event)].sort((p, q) => p - q);
    const [from, to] = [axis.firstAt(low), axis.dayAt(high)];
    if (from !== page.state.from || to !== page.state.to) page.change({ from, to });
  };
  canvas.addEventListener("pointerdown", (event) => {
    page.player.stop();
    start = placeAt(event);
    canvas.setPointerCapture(event.pointerId);
    if (page.state.from) brush(event);
  });
  canvas.addEventListener("pointermove", (event) => start !== null && (page.state.from || placeAt(event) !== start) && brush(event));
  canvas.addEventListener("pointerup", (event) => {
    if (start !== null && !page.state.from) page.change({ asOf: axis.dayAt(placeAt(event)) });
    start = null;
  });
}

const PACE = 650;

// Plays a month a step and stops at the end; never starts when the system asks for less motion.
function playerOf(page, axis) {
  let timer = 0;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const at = () => axis.placeOf(page.state.from ? page.state.to : page.state.asOf);
  const go = (place) => {
    if (!page.state.from) return page.change({ asOf: axis.dayAt(place) });
    const width = axis.placeOf(page.state.to) - axis.placeOf(page.state.from);
    return page.change({ from: axis.firstAt(Math.max(0, place - width)), to: axis.dayAt(place) });
  };
  const player = {
    playing: false,
    off: () => calm.matches,
    step() {
      if (at() < axis.last) go(at() + 1);
      if (at() >= axis.last) player.stop();
    },
    start() {
      if (player.off() || player.playing) return;
      player.playing = true;
      if (at() >= axis.last) go(page.state.from ? axis.placeOf(page.state.to) - axis.placeOf(page.state.from) : 0);
      timer = setInterval(player.step, PACE);
      page.drawTime();
    },
    stop() {
      clearInterval(timer);
      if (!player.playing) return;
      player.playing = false;
      page.drawTime();
    },
    toggle: () => (player.playing ? player.stop() : player.start()),
  };
  calm.addEventListener("change", () => player.off() && player.stop());
  return player;
}

// What is wrong with a day that was typed in, or that the record ends before the day shown.
function showNote({ wrongDay, state, model }) {
  const isLate = (state.from ? state.to : state.asOf) > model.data.cutoff;
  byId("when-note").classList.toggle("wrong", Boolean(wrongDay));
  byId("when-note").textContent = wrongDay ? t(wrongDay) : isLate ? t("afterData", { day: dateText(model.data.cutoff) }) : "";
}

function showFields(page, axis, canvas) {
  const { state, player } = page;
  const between = Boolean(state.from);
  byId("when-day").setAttribute("aria-pressed", String(!between));
  byId("when-between").setAttribute("aria-pressed", String(between));
  byId("slider").hidden = byId("as-of").hidden = between;
  for (const id of ["from", "to", "slider-from", "slider-to", "dash"]) byId(id).hidden = !between;
  const edge = Math.max(0, (canvas.clientWidth - 16) / axis.months.length / 2);
  const days = { slider: state.asOf, "slider-from": state.from || "", "slider-to": state.to || "" };
  for (const [id, day] of Object.entries(days)) {
    byId(id).style.left = `${edge}px`;
    byId(id).style.width = `${canvas.clientWidth - 2 * edge}px`;
    if (!day) continue;
    byId(id).value = String(axis.placeOf(day));
    byId(id).setAttribute("aria-valuetext", dateText(day));
  }
  const values = { "as-of": state.asOf, from: state.from || "", to: state.to || "" };
  for (const [id, day] of Object.entries(values)) if (document.activeElement !== byId(id)) byId(id).value = day;
  showNote(page);
  byId("play").disabled = player.off();
  byId("play").title = player.off() ? t("playOff") : t("playHint");
  byId("play").setAttribute("aria-label", t(player.playing ? "pause" : "play"));
  byId("play").setAttribute("aria-pressed", String(player.playing));
}

function paint(canvas, bars, { months, groups, state }) {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const floor = height - 16;
  const room = floor - (byId("bar-title").offsetHeight ? 16 : 4); // below the words, where there are any
  const top = Math.max(1, ...bars.map((bar) => bar.reduce((sum, value) => sum + value, 0)));
  const step = (width - 16) / months.length;
  const [low, high] = [state.from || "", state.from ? state.to : state.asOf].map((day) => day.slice(0, 7));
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
      const tall = (value / top) * room;
      context.fillStyle = faded(groupColour(groups[group]), month >= low && month <= high ? 0.95 : 0.25);
      context.fillRect(x + 1, y - tall, Math.max(1, step - 2), tall);
      y -= tall;
    });
  });
  const mark = (place) => context.fillRect(Math.round(8 + place * step), 2, 1, floor - 2);
  const placeOf = (month) => Math.max(0, months.findLastIndex((start) => start <= month));
  context.fillStyle = faded(ink, 0.7);
  if (low) {
    mark(placeOf(low));
    mark(placeOf(high) + 1);
    context.fillStyle = faded(ink, 0.07);
    context.fillRect(8 + placeOf(low) * step, 2, (placeOf(high) + 1 - placeOf(low)) * step, floor - 2);
  } else mark(placeOf(high) + 0.5);
  context.fillStyle = faded(ink, 0.4);
  context.fillRect(8, floor, width - 16, 1);
}
