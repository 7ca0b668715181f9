// The documents inside webviews: panels, custom editors, webview views, notebook outputs.

/** In an outer frame lies the frame that VS Code writes the HTML into; its title is that of the tab. */
export class Webviews {
  constructor(ui) {
    this.page = ui.page;
  }

  /** The document of the panel with that title. A picture of a hidden one is not to be had: its frame is gone unless it retains its context. */
  titled(title) {
    return this.find(`iframe#active-frame[title=${JSON.stringify(title)}]`, undefined, `the title ${title}`);
  }

  /** The document of the custom editor in view, whose frame has no title. With several side by side, `css` (Playwright's) says what it holds. */
  customEditor(css) {
    return this.find('iframe#active-frame[title="undefined"]', css, `a custom editor${css ? ` with ${css}` : ''}`);
  }

  /** The document that holds an element `css` (Playwright's): a view, or the outputs of a notebook, which all share one document. */
  holding(css) {
    return this.find('iframe#active-frame', css, css);
  }

  /** The visible webview whose inner frame matches, and holds `css` when that is given. */
  async find(inner, css, words) {
    for (const end = Date.now() + 60_000; Date.now() < end; await this.page.waitForTimeout(100)) {
      const names = await this.page
        .locator('iframe.webview.ready')
        .evaluateAll((all) => all.filter((e) => e.checkVisibility({ visibilityProperty: true })).map((e) => e.name));
      for (const name of names) {
        const outer = this.page.frameLocator(`iframe.webview[name="${name}"]`);
        const frame = outer.frameLocator(inner);
        // a frame may go away while it is looked at
        const found = await (css ? frame.locator(css) : outer.locator(inner)).count().catch(() => 0);
        if (found > 0) return frame;
      }
    }
    throw new Error(`no visible webview with ${words}`);
  }
}
