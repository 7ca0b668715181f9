/** The coverage sentence cut where the page sets it differently: the share is underlined, what is said about chance is quiet. */
export interface CoverageParts {
  readonly before: string;
  /** "70 %"; empty where the selection is the whole pool. */
  readonly share: string;
  readonly after: string;
  readonly chance: string;
}

/** Cuts the sentence that `coverageSentence` makes, in either language. */
export function coverageParts(sentence: string): CoverageParts {
  const share = /\d+ %/.exec(sentence);
  if (!share) return { before: sentence, share: '', after: '', chance: '' };
  const end = share.index + share[0].length;
  const rest = sentence.slice(end);
  const cut = /; |。/.exec(rest);
  const at = cut ? cut.index + cut[0].length : rest.length;
  return { before: sentence.slice(0, share.index), share: share[0], after: rest.slice(0, at), chance: rest.slice(at) };
}
