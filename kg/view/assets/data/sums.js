// Sums of money by the rules of `kg totals`: what differs in kind, currency or stage is never added, and
// what begins later stands by itself. "Up to" bounds from above, "at least" from below; an unknown
// amount is not zero.
import { listed } from "./model.js";
import { LATER, ON_RECORD, OVER } from "./scope.js";

// What relations that contradict each other about one payment have in common.
const PAYMENT = ["deal", "type", "subject", "object", "instrument"];

// What kind of money a sum is, by its period, instrument and type, as the vocabulary says.
export function moneyKind(model, relation) {
  if (relation.amount && relation.amount.period) return "rate";
  const kind = (model.words.types[relation.type] || {}).money_kind;
  const instrument = model.words.instruments[relation.instrument || ""];
  return (["equity", "debt"].includes(kind) && instrument && instrument.money_kind) || kind;
}

// The sums of some relations between two parties as {kind, period, currency, stage, later, over, low,
// high, about}; `high` is null when a part is only a lower bound. `standOf` says how each stands.
export function sumsOf(model, relations, standOf = () => ON_RECORD) {
  const groups = new Map();
  for (const relation of undisputed(relations.filter(({ amount }) => amount))) {
    const { currency, period = "" } = relation.amount;
    const part = { kind: moneyKind(model, relation) || "none", period, currency, stage: stageOf(model, relation), later: standOf(relation) === LATER, over: standOf(relation) === OVER };
    const key = Object.values(part).join(" ");
    if (!groups.has(key)) groups.set(key, { part, rows: [] });
    groups.get(key).rows.push(relation);
  }
  const rank = (list, slug) => ((list || {})[slug] || {}).rank ?? 99;
  const order = ({ kind, period, currency, stage, later, over }) => [rank(model.words.money_kinds, kind), period, currency, Number(over), rank(model.words.stages, stage), Number(later)];
  return [...groups.values()].map(({ part, rows }) => ({ ...part, ...bounded(largestPerDeal(rows)) })).sort((p, q) => inOrder(order(p), order(q)));
}

// The stage of the money of a relation, such as promised, paid or dead.
export function stageOf(model, { status }) {
  const { stage, terminal } = model.words.statuses[status] || {};
  return stage || (terminal ? "dead" : "");
}

// The bounds of a sum of amounts.
function bounded(amounts) {
  const total = (rows) => rows.reduce((sum, { value }) => sum + Number(value), 0);
  const isOpen = amounts.some(({ qualifier }) => qualifier === "at-least");
  return {
    low: total(amounts.filter(({ qualifier }) => qualifier !== "up-to")),
    high: isOpen ? null : total(amounts),
    about: amounts.some(({ qualifier }) => qualifier === "about"),
  };
}

// Of relations that state different exact amounts of one payment only the strongest; `strength` comes
// with the data, 0 for the strongest.
export function undisputed(relations) {
  const payments = new Map();
  for (const relation of relations) if (relation.strength !== undefined) listed(payments, paymentOf(relation)).push(relation);
  const beaten = new Set();
  for (const rows of payments.values()) {
    const best = rows.reduce((p, q) => (q.strength < p.strength ? q : p));
    if (rows.some(({ amount }) => amount.value !== best.amount.value)) for (const row of rows) if (row !== best) beaten.add(row);
  }
  return beaten.size ? relations.filter((relation) => !beaten.has(relation)) : relations;
}

function paymentOf(relation) {
  const { currency, period } = relation.amount;
  return JSON.stringify([...PAYMENT.map((name) => relation[name]), currency, period]);
}

// The amounts of some relations between two parties, of each deal only one side: rows of one type are
// its tranches and all count; of several types (a lease and a supply) the one that comes to most.
export function largestPerDeal(relations) {
  const deals = new Map();
  for (const { amount, deal, id, type } of relations) {
    const key = deal ? `deal ${deal}` : `relation ${id}`;
    if (!deals.has(key)) deals.set(key, new Map());
    const sides = deals.get(key);
    const side = sides.get(type) || { value: 0, amounts: [] };
    side.value += Number(amount.value);
    side.amounts.push(amount);
    sides.set(type, side);
  }
  return [...deals.values()].flatMap((sides) => [...sides.values()].reduce((most, side) => (side.value > most.value ? side : most)).amounts);
}

// Dollars stated as totals; null when none is stated.
export function statedUsd(relations) {
  const stated = undisputed(relations.filter(({ amount }) => amount && amount.currency === "USD" && !amount.period));
  return stated.length ? largestPerDeal(stated).reduce((sum, { value }) => sum + Number(value), 0) : null;
}

function inOrder(p, q) {
  for (let i = 0; i < p.length; i += 1) if (p[i] !== q[i]) return p[i] < q[i] ? -1 : 1;
  return 0;
}
