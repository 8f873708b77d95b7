// Dates of which only the year or month may be known, by the rules of the rest of the package.
// Days are ISO strings: they compare as text.

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

function daysIn(year, month) {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

function iso(year, month, day) {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

export function parsePartial(text) {
  const match = typeof text === "string" ? FORM.exec(text.trim()) : null;
  if (!match) return null;
  const [year, month, day] = [match[1], match[2], match[3]].map((part) => (part === undefined ? 0 : Number(part)));
  if (year < 1 || (match[2] !== undefined && (month < 1 || month > 12))) return null;
  if (match[3] !== undefined && (day < 1 || day > daysIn(year, month))) return null;
  return { year, month, day };
}

export function firstDay(text) {
  const date = parsePartial(text);
  return date && iso(date.year, date.month || 1, date.day || 1);
}

export function lastDay(text) {
  const date = parsePartial(text);
  if (!date) return null;
  const month = date.month || 12;
  return iso(date.year, month, date.day || daysIn(date.year, month));
}

// First day on which a state that ends at this date no longer holds.
export function endDay(text) {
  const date = parsePartial(text);
  if (!date) return null;
  if (date.day) return iso(date.year, date.month, date.day);
  if (!date.month || date.month === 12) return iso(date.year + 1, 1, 1);
  return iso(date.year, date.month + 1, 1);
}

export function startOf(relation) {
  return firstDay(relation.valid_from || relation.announced || "");
}

// Whether a figure was stated by a day: a target for next year counts from the day it was announced.
export function isStated({ announced, as_of: asOf }, day) {
  return firstDay(announced || asOf) <= day;
}

export function monthOf(text) {
  const date = parsePartial(text);
  return date && date.month ? iso(date.year, date.month, 1).slice(0, 7) : null;
}

export function monthsBetween(first, last) {
  const months = [];
  let [year, month] = first.split("-").map(Number);
  while (months.length < 2400) {
    const name = iso(year, month, 1).slice(0, 7);
    if (name > last) break;
    months.push(name);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return months;
}

// First and last day of the period in which a relation was announced, else began; of one without a
// day, the first and the last one possible, as far as they are known.
export function spanOf(relation) {
  const text = relation.announced || relation.valid_from || "";
  return text ? { first: firstDay(text), last: lastDay(text) } : { first: relation.earliest || null, last: relation.latest || null };
}
