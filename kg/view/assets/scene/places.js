// Places for actors that come onto the map later: the first free spot of a spiral around the actor
// they came from. A place once given stays.

const CELL = 12;
const ROOM = 9;
const TURNS = 6000;

export class Places {
  constructor(nodes) {
    this.positions = new Map();
    this.taken = new Set();
    for (const { id, x, y, size } of nodes) this.keep(id, x, y, size);
  }

  get(id) {
    return this.positions.get(id);
  }

  keep(id, x, y, size) {
    this.positions.set(id, { x, y });
    for (const cell of cells(x, y, size + ROOM)) this.taken.add(cell);
  }

  near(id, anchor, size) {
    if (this.positions.has(id)) return this.positions.get(id);
    const middle = this.positions.get(anchor) || { x: 0, y: 0 };
    for (let turn = 1; turn <= TURNS; turn += 1) {
      const reach = 34 + 7 * Math.sqrt(turn);
      const x = Math.round(middle.x + reach * Math.cos(turn * 2.4));
      const y = Math.round(middle.y + reach * Math.sin(turn * 2.4));
      if (turn < TURNS && cells(x, y, size + ROOM).some((cell) => this.taken.has(cell))) continue;
      this.keep(id, x, y, size);
      break;
    }
    return this.positions.get(id);
  }
}

function cells(x, y, reach) {
  const covered = [];
  for (let i = Math.floor((x - reach) / CELL); i <= Math.floor((x + reach) / CELL); i += 1) {
    for (let j = Math.floor((y - reach) / CELL); j <= Math.floor((y + reach) / CELL); j += 1) covered.push(`${i},${j}`);
  }
  return covered;
}
