// Views of the side bar and the trees in them.
import { exactly } from './text.mjs';

export class Views {
  constructor(ui) {
    this.ui = ui;
    this.page = ui.page;
  }

  /** The icon of a view container in the activity bar; `.badge-content` in it is its badge. */
  container(title) {
    const label = this.page.locator(
      `.action-label[aria-label=${JSON.stringify(title)}], .action-label[aria-label^=${JSON.stringify(`${title} `)}]`,
    );
    return this.page.locator('.activitybar .action-item').filter({ has: label }).first();
  }

  /** Whether that container is the one in the side bar. */
  isFront(title) {
    return this.container(title).evaluate((e) => e.classList.contains('checked'));
  }

  /** Brings a view container to the front. */
  async openContainer(title) {
    const icon = this.container(title);
    await icon.waitFor();
    if (!(await this.isFront(title))) await icon.click(); // the whole item: its badge lies over the icon
    await icon.and(this.page.locator('.checked')).waitFor();
  }

  /** Number or letters on the icon of a view container; undefined without. Waits when given the text. */
  async containerBadge(title, text) {
    const badge = this.container(title).locator('.badge-content');
    if (text !== undefined) await badge.filter({ hasText: exactly(text) }).waitFor();
    return (await badge.count()) > 0 && (await badge.isVisible()) ? badge.textContent() : undefined;
  }

  /** The body of a view, opened when it was collapsed. The header of a container's only view is hidden, but there. */
  async view(title) {
    const header = this.page.locator(`.pane-header[aria-label=${JSON.stringify(`${title} Section`)}]`);
    const pane = this.page.locator('.part.sidebar .pane').filter({ has: header });
    await pane.waitFor({ state: 'attached' });
    if ((await pane.locator(header).getAttribute('aria-expanded')) !== 'true') await pane.locator(header).click();
    return pane.locator('.pane-body');
  }

  /** The row with that label in a view. Rows out of view do not exist. */
  async row(view, label) {
    const body = await this.view(view);
    return body
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
      .first();
  }

  /** The rows in view, from top to bottom: { label, description, level, expanded (undefined for a leaf) }. */
  async rows(view) {
    const body = await this.view(view);
    await body.locator('.monaco-list-row').first().waitFor();
    return body.locator('.monaco-list-row').evaluateAll((all) =>
      all
        .sort((a, b) => a.dataset.index - b.dataset.index)
        .map((e) => ({
          label: e.querySelector('.label-name')?.textContent ?? '',
          description: e.querySelector('.label-description')?.textContent ?? '',
          level: Number(e.getAttribute('aria-level')),
          expanded: { true: true, false: false }[e.getAttribute('aria-expanded')],
        })),
    );
  }

  /** Opens a row that has children. */
  async expandRow(view, label) {
    const row = await this.row(view, label);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Presses an inline button of a row; without an icon its title is its text. */
  async rowAction(view, label, title) {
    const row = await this.row(view, label);
    await row.hover();
    await row.getByRole('button', { name: title, exact: true }).click();
  }

  /** Picks an entry of a row's context menu. */
  async rowMenu(view, label, entry) {
    await this.ui.pickFromMenu(await this.row(view, label), entry);
  }
}
