// Numbers, amounts and dates as people read them.
import { parsePartial } from "../time/time.js";
import { labelOf, locale, t } from "./i18n.js";

export function count(number) {
  return Number(number).toLocaleString(locale("numbers"));
}

export function dateText(text) {
  const date = parsePartial(text);
  if (!date) return text || "";
  if (!date.month) return String(date.year);
  const form = { year: "numeric", month: "short", timeZone: "UTC" };
  if (date.day) form.day = "numeric";
  return new Intl.DateTimeFormat(locale("dates"), form).format(
    new Date(Date.UTC(date.year, date.month - 1, date.day || 1)),
  );
}

export function money(value, currency) {
  const number = Number(value);
  try {
    return new Intl.NumberFormat(locale("numbers"), {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      notation: "compact",
      maximumFractionDigits: number >= 1e11 ? 0 : 2,
    }).format(number);
  } catch {
    return `${compact(number)} ${currency}`;
  }
}

export function compact(value) {
  return new Intl.NumberFormat(locale("numbers"), { notation: "compact", maximumFractionDigits: 2 }).format(Number(value));
}

const QUALIFIERS = { "up-to": "upTo", about: "about", "at-least": "atLeast" };
const PERIODS = { "per-year": "perYear", "per-month": "perMonth" };

export function amountText(amount) {
  return amount ? qualified(inPeriod(money(amount.value, amount.currency), amount.period), amount.qualifier) : "";
}

function inPeriod(amount, period = "") {
  return Object.hasOwn(PERIODS, period) ? t(PERIODS[period], { amount }) : amount;
}

// A sum between bounds, of which the upper one may be unknown.
export function rangeText({ low, high, currency, period, about }) {
  const [from, to] = [low, high].map((value) => value !== null && money(value, currency));
  const text = high === null ? t("atLeast", { amount: from }) : low === high ? to : low ? t("fromTo", { from, to }) : t("upTo", { amount: to });
  return inPeriod(about ? t("about", { amount: text }) : text, period);
}

export function qualified(text, qualifier) {
  return Object.hasOwn(QUALIFIERS, qualifier || "") ? t(QUALIFIERS[qualifier], { amount: text }) : text;
}

export function figureText(observation, words) {
  const figure = (value) => {
    if (/^[A-Z]{3}$/.test(observation.unit)) return money(value, observation.unit);
    return `${compact(value)} ${observation.unit === "x" ? "×" : labelOf(words.units, observation.unit)}`;
  };
  const range = observation.value_high ? `${figure(observation.value)} – ${figure(observation.value_high)}` : figure(observation.value);
  return qualified(range, observation.qualifier);
}

// When a relation held, in words.
export function periodText(relation) {
  const from = relation.valid_from || relation.announced;
  if (from && relation.valid_to) return t("fromTo", { from: dateText(from), to: dateText(relation.valid_to) });
  if (relation.valid_to) return t("until", { day: dateText(relation.valid_to) });
  return from ? dateText(from) : t("undatedClaim");
}

// The day on which pairs and loops hold, inside a sentence.
export function whenText(state) {
  return state.from ? t("endOfSpan", { day: dateText(state.to) }) : t("onDay", { day: dateText(state.asOf) });
}

export function folded(text) {
  return String(text).normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

export function countryName(code) {
  if (code === "?") return t("unknownCountry");
  try {
    return new Intl.DisplayNames([locale("numbers")], { type: "region" }).of(code);
  } catch {
    return code;
  }
}
