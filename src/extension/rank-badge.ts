/** Badge of a rank: an Explorer badge has two characters at most, so from 100 on it is two dots and the rank stands in the tooltip. */
export function rankBadge(rank: number): string {
  return rank < 100 ? String(rank) : '··';
}
