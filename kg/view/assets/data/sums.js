// What kind of money a sum is, by its period, instrument and type, as the vocabulary says.

export function moneyKind(model, relation) {
  if (relation.amount && relation.amount.period) return "rate";
  const kind = (model.words.types[relation.type] || {}).money_kind;
  const instrument = model.words.instruments[relation.instrument || ""];
  return (["equity", "debt"].includes(kind) && instrument && instrument.money_kind) || kind;
}
