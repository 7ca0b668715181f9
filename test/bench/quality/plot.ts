import { cellsOf, gainsOf, mean, standardError, type PoolScores } from './figures.js';

/** Size of one panel and the room around it: pixels. */
const PANEL = { width: 300, height: 200, left: 46, top: 34, right: 12, bottom: 40 };
const ACROSS = 3;
const LEGEND = 44;
const colours = ['#d1495b', '#2e6f9e', '#3a8a5f', '#b07d1a', '#7a5aa6'];
const FAINT = '#c8c8c8';

const escaped = (text: string): string => text.replace(/[&<>"]/g, (own) => `&#${own.charCodeAt(0)};`);
const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(words)}</text>`;
const line = (points: readonly (readonly [number, number])[], more: string): string =>
  `<polyline fill="none" points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" ${more}/>`;

/**
 * Points above random by budget, one panel for each pool: named selectors in colour, the first with its standard error, all others faint.
 *
 * @param command goes into the file
 * @param named at most five; the first is drawn last
 */
export function plotOf(command: string, pools: readonly PoolScores[], names: readonly string[], named: readonly string[]): string {
  const rows = Math.ceil(pools.length / ACROSS);
  const [width, height] = [ACROSS * PANEL.width, rows * PANEL.height + LEGEND];
  const colourOf = (name: string): string => colours[named.indexOf(name)] ?? FAINT;
  const legend = named.flatMap((name, i) => {
    const x = PANEL.left + i * 165;
    return [
      line(
        [
          [x, 16],
          [x + 22, 16],
        ],
        `stroke="${colourOf(name)}" stroke-width="${i === 0 ? 3 : 1.6}"`,
      ),
      text(x + 28, 20, name),
    ];
  });
  const panels = pools.map((pool, i) => {
    const [x, y] = [(i % ACROSS) * PANEL.width, LEGEND + Math.floor(i / ACROSS) * PANEL.height];
    return `<g transform="translate(${x} ${y})">${panelOf(pool, names, named, colourOf)}</g>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${command.replaceAll('--', '- -')} -->`,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#333" role="img">`,
    '<title>Balanced accuracy above random selections, by number of labels, on each pool</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...legend,
    text(PANEL.left, 36, 'faint: the other selectors; band: standard error over splits', 'fill="#777" font-size="10"'),
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function panelOf(pool: PoolScores, names: readonly string[], named: readonly string[], colourOf: (name: string) => string): string {
  const shown = names.filter((name) => name !== 'random');
  const cells = new Map(shown.map((name) => [name, cellsOf(pool, name)]));
  const all = [...cells.values()].flat();
  const low = Math.max(-15, Math.floor(Math.min(0, ...all) / 5) * 5);
  const high = Math.ceil(Math.max(5, ...all) / 5) * 5;
  const [x0, y0] = [PANEL.left, PANEL.top];
  const [x1, y1] = [PANEL.width - PANEL.right, PANEL.height - PANEL.bottom];
  const last = Math.max(1, pool.budgets.length - 1);
  const x = (i: number): number => x0 + ((x1 - x0) * i) / last;
  const y = (points: number): number => y1 - ((y1 - y0) * (Math.max(low, points) - low)) / (high - low);
  const parts = [text(x0, y0 - 10, pool.pool, 'font-weight="600" font-size="12"')];
  for (let tick = low; tick <= high; tick += 5) {
    parts.push(
      line(
        [
          [x0, y(tick)],
          [x1, y(tick)],
        ],
        `stroke="${tick === 0 ? '#555' : '#eee'}"`,
      ),
    );
    parts.push(text(x0 - 6, y(tick) + 4, String(tick), 'text-anchor="end"'));
  }
  pool.budgets.forEach((budget, i) => parts.push(text(x(i), y1 + 14, String(budget), 'text-anchor="middle"')));
  parts.push(text((x0 + x1) / 2, y1 + 29, 'labelled images', 'text-anchor="middle" fill="#777"'));
  parts.push(text(-(y0 + y1) / 2, 12, 'points above random', 'text-anchor="middle" fill="#777" transform="rotate(-90)"'));
  const order = [...shown.filter((name) => !named.includes(name)), ...named.filter((name) => shown.includes(name)).reverse()];
  for (const name of order) {
    const place = named.indexOf(name);
    if (place === 0) parts.push(bandOf(pool, name, x, y, colourOf(name)));
    const points = (cells.get(name) ?? []).map((own, i) => [x(i), y(own)] as const);
    parts.push(line(points, `stroke="${colourOf(name)}" stroke-width="${place === 0 ? 3 : place > 0 ? 1.6 : 1}" stroke-linejoin="round"`));
  }
  return parts.join('\n');
}

function bandOf(pool: PoolScores, name: string, x: (i: number) => number, y: (points: number) => number, colour: string): string {
  const gains = gainsOf(pool, name, 'both');
  const edges = pool.budgets.map((_, i) => {
    const bySplit = gains.map((split) => split[i] ?? NaN);
    const [middle, error] = [mean(bySplit), standardError(bySplit)];
    return { at: x(i), above: y(middle + error), below: y(middle - error) };
  });
  if (edges.some(({ above }) => Number.isNaN(above))) return '';
  const around = [...edges.map(({ at, above }) => [at, above] as const), ...edges.reverse().map(({ at, below }) => [at, below] as const)];
  return `<polygon points="${around.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(' ')}" fill="${colour}" opacity="0.15"/>`;
}
