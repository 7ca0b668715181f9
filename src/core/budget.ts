/** How many images can be labelled: a number of images, or a share of the pool in percent (above 0, up to 100). */
export type Budget = { readonly kind: 'images'; readonly images: number } | { readonly kind: 'percent'; readonly percent: number };

/** Reads a budget as people write it: "24", "12.5%", "5 %". Undefined where it is neither a whole number from 1 nor a share above 0 % and up to 100 %. */
export function parseBudget(text: string): Budget | undefined {
  const parts = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([%％])?\s*$/.exec(text.normalize('NFKC'));
  if (!parts) return undefined;
  const value = Number(parts[1]);
  if (parts[2]) return value > 0 && value <= 100 ? { kind: 'percent', percent: value } : undefined;
  return Number.isSafeInteger(value) && value >= 1 ? { kind: 'images', images: value } : undefined;
}

/** Images that a budget stands for in a pool: a share is rounded to the nearest image, at least 1. */
export function budgetImages(budget: Budget, poolImages: number): number {
  switch (budget.kind) {
    case 'images':
      return budget.images;
    case 'percent':
      return Math.max(1, Math.round((budget.percent / 100) * poolImages));
  }
}
