// Text editors: opening, hovers, code lenses, problems. Notebooks open the same way.

export class Editor {
  constructor(ui) {
    this.ui = ui;
    this.page = ui.page;
    /** The text editor in front. */
    this.text = this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
    /** The hover in view. */
    this.hoverBox = this.page
      .locator('.monaco-hover:visible')
      .filter({ has: this.page.locator('.hover-contents') })
      .first();
  }

  /** Opens a file of the folder's first level as the workbench would: text, custom editor or notebook. */
  async open(name) {
    await this.ui.item(name).dblclick();
    await this.tab(name).waitFor();
  }

  /** The tab with that name. Unsaved changes: it has the class `dirty`. */
  tab(name) {
    return this.page.locator(`.tabs-container .tab[data-resource-name=${JSON.stringify(name)}]`).first();
  }

  /** Opens the file in front with another editor, `Text Editor` or the name of a custom one. */
  async reopenWith(editor) {
    await this.ui.openPalette('View: Reopen Editor With...');
    await this.ui.quickInputPick(editor);
  }

  /** Rests the pointer on the first occurrence of a text in view and returns the hover. */
  async hover(text) {
    const line = this.text.locator('.view-line').filter({ hasText: text }).first();
    await line.waitFor();
    const at = await line.evaluate((e, wanted) => {
      const pieces = [...e.querySelectorAll('span:not(:has(span))')].map((s) => s.firstChild).filter(Boolean);
      const start = pieces
        .map((p) => p.data)
        .join('')
        .replaceAll('\u00a0', ' ')
        .indexOf(wanted);
      const middle = start + Math.floor(wanted.length / 2);
      let before = 0;
      for (const piece of pieces) {
        if (start >= 0 && middle < before + piece.length) {
          const range = e.ownerDocument.createRange();
          range.setStart(piece, middle - before);
          range.setEnd(piece, middle - before + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        before += piece.length;
      }
      return undefined;
    }, text);
    if (!at) throw new Error(`${text} is not in one line`);
    return this.ui.retry(5, async () => {
      await this.page.mouse.move(at.x, at.y + 60); // a hover comes only when the pointer arrives
      await this.page.mouse.move(at.x, at.y, { steps: 4 });
      await this.hoverBox.waitFor({ timeout: 5000 });
      return this.hoverBox;
    });
  }

  /** The code lens with that text; click it for its command. Without a text: all in view. */
  codeLens(text) {
    const all = this.text.locator('.codelens-decoration a');
    return text === undefined ? all : all.filter({ hasText: text }).first();
  }

  /** Opens the Problems panel and returns the rows of its messages; `aria-label` says severity, message and place. */
  async problems() {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.page.keyboard.press('Control+Shift+M');
    await panel.waitFor();
    return panel.locator('.monaco-list-row').filter({ has: this.page.locator('.marker-message') });
  }
}
