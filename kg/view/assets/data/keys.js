// Several ids as one text, whatever stands in them; usual ids stand as they are.

export function joined(...ids) {
  return ids.map((id) => id.replace(/%/g, "%25").replace(/\|/g, "%7C")).join("|");
}

export function parted(text) {
  return text.split("|").map((part) => part.replace(/%7C/g, "|").replace(/%25/g, "%"));
}
