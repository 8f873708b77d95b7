// Blocs: groups of actors tied more closely among themselves than with the others, as in `kg blocs`:
// pairs with a co-operative relation, each counting once, divided by the Louvain method (Blondel and
// others 2008, doi:10.1088/1742-5468/2008/10/P10008). Actors are asked in their order, without
// chance, so that the same data has the same blocs.

const ROUNDS = 30;

// The members of every bloc, the largest bloc first.
// Members come by the number of their ties.
export function blocsOf({ rows, ends: { ids, subject, object } }) {
  const seen = new Set();
  const edges = [];
  rows.forEach(({ sign }, at) => {
    const [a, b] = subject[at] < object[at] ? [subject[at], object[at]] : [object[at], subject[at]];
    const pair = a * ids.length + b;
    if (sign !== "cooperative" || a === b || seen.has(pair)) return;
    seen.add(pair);
    edges.push([a, b, 1]);
  });
  const bloc = louvain(ids.length, edges);
  const ties = new Int32Array(ids.length);
  for (const [a, b] of edges) for (const end of [a, b]) ties[end] += 1;
  const members = new Map();
  ids.forEach((id, number) => ties[number] && members.set(bloc[number], [...(members.get(bloc[number]) || []), number]));
  return [...members.values()]
    .map((numbers) => numbers.sort((p, q) => ties[q] - ties[p] || (ids[p] < ids[q] ? -1 : 1)).map((number) => ids[number]))
    .sort((p, q) => q.length - p.length || (p[0] < q[0] ? -1 : 1));
}

// The community of every node; `edges` are [a, b, weight].
export function louvain(count, edges) {
  let place = Int32Array.from({ length: count }, (_, node) => node);
  let [size, links] = [count, edges];
  for (;;) {
    const moved = settled(size, links);
    const numbers = new Map();
    for (const community of moved) if (!numbers.has(community)) numbers.set(community, numbers.size);
    place = place.map((node) => numbers.get(moved[node]));
    if (numbers.size === size) return place;
    links = merged(links, (node) => numbers.get(moved[node]), numbers.size);
    size = numbers.size;
  }
}

// Moves every node to the neighbouring community that gains most, until none gains.
function settled(size, edges) {
  const { from, to, weight, degree, total } = graphOf(size, edges);
  const home = Int32Array.from({ length: size }, (_, node) => node);
  const inside = Float64Array.from(degree);
  const weights = new Float64Array(size);
  for (let round = 0, moves = 1; moves && round < ROUNDS; round += 1) {
    moves = 0;
    for (let node = 0; node < size; node += 1) {
      const near = [];
      for (let at = from[node]; at < from[node + 1]; at += 1) {
        if (to[at] === node) continue;
        if (!weights[home[to[at]]]) near.push(home[to[at]]);
        weights[home[to[at]]] += weight[at];
      }
      const old = home[node];
      inside[old] -= degree[node];
      const gain = (community) => weights[community] - (inside[community] * degree[node]) / total;
      let best = old;
      for (const community of near) if (gain(community) > gain(best) + 1e-9 || (gain(community) > gain(best) - 1e-9 && best !== old && community < best)) best = community;
      inside[best] += degree[node];
      home[node] = best;
      moves += best !== old;
      for (const community of near) weights[community] = 0;
      weights[old] = 0;
    }
  }
  return home;
}

// Both directions of every edge, one node after the other.
function graphOf(size, edges) {
  const from = new Int32Array(size + 1);
  const degree = new Float64Array(size);
  for (const [a, b, weight] of edges) {
    from[a + 1] += 1;
    from[b + 1] += 1;
    degree[a] += weight;
    degree[b] += weight;
  }
  for (let node = 0; node < size; node += 1) from[node + 1] += from[node];
  const next = from.slice();
  const [to, weight] = [new Int32Array(2 * edges.length), new Float64Array(2 * edges.length)];
  for (const [a, b, heavy] of edges) {
    for (const [here, there] of [[a, b], [b, a]]) {
      to[next[here]] = there;
      weight[next[here]] = heavy;
      next[here] += 1;
    }
  }
  return { from, to, weight, degree, total: degree.reduce((sum, value) => sum + value, 0) || 1 };
}

// The edges between communities; those inside one become its loop.
function merged(edges, of, size) {
  const sums = new Map();
  for (const [a, b, weight] of edges) {
    const [p, q] = [of(a), of(b)];
    const key = Math.min(p, q) * size + Math.max(p, q);
    sums.set(key, (sums.get(key) || 0) + weight);
  }
  return [...sums].map(([key, weight]) => [Math.floor(key / size), key % size, weight]);
}
