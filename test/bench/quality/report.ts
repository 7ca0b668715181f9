import { percent, points, type Bar, type LostCell } from './bars.js';
import { cellsOf, gainsOf, junkPicked, mean, standardError, type PoolScores, type Summary } from './figures.js';
import type { StreetSummary } from './street-figures.js';
import { streetBudgets } from './street.js';

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const head = (...cells: readonly string[]): string[] => [row(...cells), row(...cells.map(() => '---'))];
const withError = (own: number, error: number): string =>
  Number.isNaN(own) ? '' : `${points(own)}${Number.isNaN(error) ? '' : ` ± ${error.toFixed(1)}`}`;
const best = (sums: readonly Summary[]): Summary[] => [...sums].sort((a, b) => b.both - a.both);

/** Lines of the table over all pools: the best first. */
export function overallTable(sums: readonly Summary[]): string[] {
  return [
    ...head('selector', 'own', 'other', 'mean rank', 'cells above random', 'worst pool', 'classes found', 'covered'),
    ...best(sums).map((own) =>
      row(
        own.name,
        withError(own.own, own.ownError),
        withError(own.other, own.otherError),
        own.rank.toFixed(1),
        own.name === 'random' ? '' : percent(own.cells),
        own.name === 'random' ? '' : `${points(own.worst.points)} ${own.worst.pool}`,
        percent(own.found),
        percent(own.covered),
      ),
    ),
  ];
}

/** Lines of the table with a column for each pool: mean of both probes. */
export function poolTable(sums: readonly Summary[], pools: readonly PoolScores[]): string[] {
  return [
    ...head('selector', ...pools.map(({ pool }) => pool)),
    ...best(sums)
      .filter(({ name }) => name !== 'random')
      .map((own) =>
        row(
          own.name,
          ...pools.map(({ pool }) => {
            const cell = own.perPool.get(pool);
            return cell ? withError(cell.points, cell.error) : '';
          }),
        ),
      ),
  ];
}

/** Lines of the table of junk among the picks; none where no pool has any. */
export function junkTable(sums: readonly Summary[], pools: readonly PoolScores[]): string[] {
  const mixed = pools.filter(({ junkShare }) => junkShare > 0);
  if (mixed.length === 0) return [];
  return [
    ...head('selector', ...mixed.map(({ pool, junkShare }) => `${pool}: ${(100 * junkShare).toFixed(1)} % to choose from`)),
    ...best(sums).map(({ name }) => row(name, ...mixed.map((pool) => `${(100 * junkPicked(pool, name)).toFixed(1)} %`))),
  ];
}

/** Lines of the table of the street images; none where they were not looked at. */
export function streetTable(sums: readonly StreetSummary[]): string[] {
  if (sums.length === 0) return [];
  return [
    ...head(
      'selector',
      'own, IoU',
      'other, IoU',
      ...streetBudgets.map((budget) => `${budget} images`),
      'rare objects an image',
      'classes with five objects',
    ),
    ...[...sums]
      .sort((a, b) => b.both - a.both)
      .map((own) =>
        row(
          own.name,
          withError(own.own, own.ownError),
          withError(own.other, own.otherError),
          ...own.byBudget.map((cell) => points(cell)),
          own.rare.toFixed(1),
          percent(own.found),
        ),
      ),
  ];
}

/** Lines of the bars: what is asked, whether it holds, the figure. */
export function barTable(bars: readonly Bar[]): string[] {
  const verdict = ({ holds }: Bar): string => (holds === undefined ? 'not measured' : holds ? 'holds' : '**falls short**');
  return [...head('bar', '', 'figure'), ...bars.map((bar) => row(bar.bar, verdict(bar), bar.figure))];
}

/** Lines of the cells in which the judged selector is not above random. */
export function lostTable(lost: readonly LostCell[]): string[] {
  if (lost.length === 0) return ['None in this run.'];
  return [...head('pool', 'budget', 'points above random'), ...lost.map((own) => row(own.pool, own.budget, points(own.points)))];
}

/** Every cell of every selector as CSV, the command that makes it in the first line. */
export function cellsCsv(command: string, pools: readonly PoolScores[], names: readonly string[]): string {
  const lines = [`# ${command}`, 'pool,budget,selector,own,own_error,other,other_error,found,junk,covered'];
  for (const pool of pools) {
    for (const name of names) {
      const [own, other] = [gainsOf(pool, name, 'own'), gainsOf(pool, name, 'other')];
      pool.budgets.forEach((budget, i) => {
        const figures = [own, other].flatMap((gains) => {
          const bySplit = gains.map((split) => split[i] ?? NaN);
          return [mean(bySplit), standardError(bySplit)];
        });
        const scores = (pool.scores.get(name) ?? []).flatMap((split) => split[i] ?? []);
        const shares = (['found', 'junk', 'covered'] as const).map((key) => mean(scores.map((score) => score[key])));
        const numbers = [
          ...figures.map((value) => (Number.isNaN(value) ? '' : value.toFixed(2))),
          ...shares.map((value) => value.toFixed(4)),
        ];
        lines.push([pool.pool, budget, name, ...numbers].join(','));
      });
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Budgets of a pool at which a selector is far below the best one: pool, budget, best selector, by how much. */
export function behindTable(judged: string, pools: readonly PoolScores[], names: readonly string[], most: number): string[] {
  const rows = pools.flatMap((pool) => {
    const ours = cellsOf(pool, judged);
    return pool.budgets.flatMap((budget, i) => {
      const cells = names.map((name) => ({ name, own: cellsOf(pool, name)[i] ?? -Infinity })).sort((a, b) => b.own - a.own);
      const [first] = cells;
      const gap = (first?.own ?? 0) - (ours[i] ?? 0);
      return first && gap > most
        ? [row(pool.pool, budget, points(ours[i] ?? NaN), `${points(first.own)} ${first.name}`, gap.toFixed(1))]
        : [];
    });
  });
  return rows.length === 0 ? ['None in this run.'] : [...head('pool', 'budget', judged, 'best', 'apart'), ...rows];
}
