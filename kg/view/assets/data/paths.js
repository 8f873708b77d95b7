// How two actors are connected: the shortest chains of relations under the filters, without regard
// to their direction; then chains one step longer.

const MOST_STEPS = 200000;

// The other actors of every actor.
export function neighboursOf(relations) {
  const graph = new Map();
  const add = (a, b) => {
    if (!graph.has(a)) graph.set(a, new Set());
    graph.get(a).add(b);
  };
  for (const { subject, object } of relations) {
    if (subject === object) continue;
    add(subject, object);
    add(object, subject);
  }
  return graph;
}

// Returns {length, paths, more}: length -1 when there is no way. Of chains of one length those
// through actors with few neighbours come first: they say more than a way through a hub.
export function chains(graph, [from, to], { most = 5, avoid = [] } = {}) {
  const without = new Set(avoid.filter((id) => id !== from && id !== to));
  const far = distances(graph, to, without);
  if (from === to || !far.has(from)) return { length: -1, paths: [], more: false };
  const length = far.get(from);
  const paths = ranked(walks(graph, from, to, { far, length, without }), graph);
  const shortest = paths.length;
  if (shortest < most) {
    paths.push(...ranked(walks(graph, from, to, { far, length: length + 1, without }), graph));
  }
  return { length, paths: paths.slice(0, most), shortest, more: paths.length > most };
}

export function distances(graph, start, without) {
  const distances = new Map([[start, 0]]);
  let frontier = [start];
  for (let distance = 1; frontier.length; distance += 1) {
    const reached = [];
    for (const id of frontier) {
      for (const next of graph.get(id) || []) {
        if (distances.has(next) || without.has(next)) continue;
        distances.set(next, distance);
        reached.push(next);
      }
    }
    frontier = reached;
  }
  return distances;
}

// All chains of exactly this length, as far as the budget goes.
function walks(graph, from, to, { far, length, without }) {
  const paths = [];
  const stack = [[from]];
  for (let steps = 0; stack.length && steps < MOST_STEPS; ) {
    const path = stack.pop();
    for (const next of graph.get(path[path.length - 1]) || []) {
      steps += 1;
      if (next === to) {
        if (path.length === length) paths.push([...path, to]);
      } else if (!without.has(next) && far.has(next) && path.length + far.get(next) <= length && !path.includes(next)) {
        stack.push([...path, next]);
      }
    }
  }
  return paths;
}

function ranked(paths, graph) {
  const weight = (path) => path.slice(1, -1).reduce((sum, id) => sum + Math.log(graph.get(id).size), 0);
  const rows = paths.map((path) => [weight(path), path.join("|"), path]);
  return rows.sort((p, q) => p[0] - q[0] || (p[1] < q[1] ? -1 : 1)).map((row) => row[2]);
}
