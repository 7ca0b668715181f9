/** Languages in which FreeSel speaks. */
export type Language = 'en' | 'ja';

/** One text in every language. */
export type Text = Readonly<Record<Language, string>>;
