// What the scenes have in common: sizes, themes, the selection that is shown, and the words by which its commands are found.

export const themes = ['light', 'dark', 'hc'];
/** Widths of the window in pixels; the narrow one leaves a panel 400 of them beside the activity bar. */
export const widths = { wide: 1280, narrow: 448 };
export const budget = 24;
export const name = `clothing-${budget}`;
export const file = `${name}.freesel.json`;
/** Images of the folder: one that no one can read, and one that is there twice. */
export const unreadable = 'pants/pants-00.jpg';
export const odd = 'pants/pants-01 (copy).jpg';

export const words = {
  en: {
    select: 'FreeSel: Select Samples',
    open: 'FreeSel: Open Selection',
    openText: 'FreeSel: Open Selection as Text',
    compare: 'FreeSel: Compare With…',
    export: 'FreeSel: Export…',
    verify: 'FreeSel: Verify',
    menu: 'Select Samples to Label',
    view: 'Selections',
    welcome: 'Select Samples',
    walkthrough: 'Choose what to label',
    steps: ['Select a folder', 'Look at the selection', 'Decide for yourself', 'Hand it over'],
    notebook: 'Inspect Selection in Notebook',
    leftOut: /left out/,
    keys: 'Keys (?)',
  },
  ja: {
    select: 'FreeSel: サンプルを選択',
    open: 'FreeSel: 選択結果を開く',
    openText: 'FreeSel: 選択結果をテキストで開く',
    compare: 'FreeSel: 比較…',
    export: 'FreeSel: エクスポート…',
    verify: 'FreeSel: 検証',
    menu: 'ラベルを付けるサンプルを選択',
    view: '選択結果',
    welcome: 'サンプルを選択',
    walkthrough: 'ラベルを付ける画像を選ぶ',
    steps: ['フォルダーを選ぶ', '選択結果を見る', '自分で決める', '引き渡す'],
    notebook: '選択結果をノートブックで調べる',
    leftOut: /対象外/,
    keys: 'キー操作 (?)',
  },
};
export const languages = Object.keys(words);

/** Out of the way of every row and button. */
export async function restPointer(page) {
  const { width, height } = page.viewportSize();
  await page.mouse.move(width / 2, height - 4);
}

/** Runs `show` in each theme; `show` is given the end of the picture's name. */
export async function inThemes(ui, wanted, width, show) {
  for (const theme of wanted) {
    const back = await ui.switchTheme(theme);
    await show(`${theme}-${width}`);
    await back();
  }
}

/** Makes the window as wide as wanted, shows the side bar or hides it, and puts the width back. */
export async function atWidth(ui, width, hasSideBar, show) {
  const size = ui.page.viewportSize();
  await ui.sideBar(hasSideBar);
  await ui.page.setViewportSize({ ...size, width });
  try {
    await show();
  } finally {
    await ui.page.setViewportSize(size);
    await ui.sideBar(true);
  }
}
