/** A number rounded to 6 significant digits, as selection files write numbers (spec, section 6). */
export function significant(x: number): number {
  return Number(x.toPrecision(6));
}
