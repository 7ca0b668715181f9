/**
 * Images that the guided input suggests for a pool: twice the square root of its images, at least 10, at most all of them. Gains flatten about so: 1,344
 * images give 73, 16,551 give 257, 770,000 give 1,755; each of them is days of labelling at most.
 */
export function suggestedBudget(poolImages: number): number {
  return Math.min(poolImages, Math.max(10, Math.round(2 * Math.sqrt(poolImages))));
}
