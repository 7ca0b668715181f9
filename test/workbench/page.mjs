// Drives a workbench page: Explorer, palette, quick input, notifications, status bar, settings, themes, pictures.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { exactly } from './text.mjs';
import { Views } from './views.mjs';
import { Webviews } from './webviews.mjs';

/* global getComputedStyle -- inside the page */

// Setting and the class that the workbench then has. (VS Code 1.139 calls the first two `Dark Modern` and
// `Light Modern` and still takes these; its own new default is `Light 2026`.)
const themes = {
  dark: ['Default Dark Modern', 'vs-dark'],
  light: ['Default Light Modern', 'vs'],
  hc: ['Default High Contrast', 'hc-black'],
  hcLight: ['Default High Contrast Light', 'hc-light'],
};

/** One workbench in a page. `editor`, `views` and `webviews` are parts of it. */
export class Workbench {
  /** settingsFile: the user's settings.json, as startWorkbench() returns it; out: folder of the pictures. */
  constructor(page, { settingsFile, out = '.' } = {}) {
    this.page = page;
    this.settingsFile = settingsFile;
    this.out = out;
    this.quickInput = page.locator('.quick-input-widget:visible');
    this.editor = new Editor(this);
    this.views = new Views(this);
    this.webviews = new Webviews(this);
  }

  /** Returns the milliseconds until the workbench is up and, where the Explorer is in front, shows the folder's content. */
  async open(url) {
    const t0 = performance.now();
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    if (await this.views.isFront('Explorer')) await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return Math.round(performance.now() - t0);
  }

  /** Does `work` again and again (an extension contributes its commands late), Escape in between. */
  async retry(times, work) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (e) {
        await this.page.keyboard.press('Escape');
        if (attempt >= times) throw e;
      }
    }
  }

  /** Runs a command by its whole palette title, such as `Sample: Open Panel`. */
  async openPalette(command) {
    const name = this.page.locator('.label-name', { hasText: exactly(command) });
    await this.retry(15, async () => {
      await this.page.keyboard.press('F1');
      await this.quickInput.waitFor({ timeout: 3000 });
      await this.quickInputType(`>${command}`);
      await this.page.locator('.quick-input-list .monaco-list-row').filter({ has: name }).first().click({ timeout: 3000 });
    });
  }

  /** Fills the field of a quick pick, an input box or the workbench's own file dialog. */
  async quickInputType(text) {
    await this.quickInput.locator('input.input').fill(text);
  }

  /** Enter: takes the text, or the row that has the focus. */
  async quickInputAccept() {
    await this.quickInput.locator('input.input').press('Enter');
  }

  /** Takes the row with that name. */
  async quickInputPick(name) {
    const label = this.page.locator('.label-name', { hasText: exactly(name) });
    await this.quickInput.locator('.quick-input-list .monaco-list-row').filter({ has: label }).first().click();
  }

  /** The Explorer row of a file or folder. Only rows in view exist. */
  item(name) {
    return this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(name) }) });
  }

  async expand(folder) {
    if ((await this.item(folder).getAttribute('aria-expanded')) !== 'true') await this.item(folder).click();
  }

  /** Right-clicks an Explorer row and picks an entry; without one the menu stays open. */
  async rightClickInExplorer(name, entry) {
    await this.pickFromMenu(this.item(name), entry);
  }

  /** Right-clicks anything and picks an entry of the menu (CSS locators pierce its shadow root). Without one the menu stays open. */
  async pickFromMenu(target, entry) {
    const label = this.page
      .locator('.monaco-menu .action-label')
      .filter(entry ? { hasText: exactly(entry) } : {})
      .first();
    await this.retry(10, async () => {
      await target.click({ button: 'right', timeout: 5000 });
      await label.waitFor({ timeout: 3000 });
      if (!entry) return;
      await this.page.waitForTimeout(200); // a menu takes no mouse-up in its first 100 ms
      await label.click({ timeout: 3000 });
      await label.waitFor({ state: 'hidden', timeout: 3000 });
    });
  }

  /** The entries of the open menu, from top to bottom; Escape closes it. */
  menuEntries() {
    return this.page.locator('.monaco-menu .action-item:not(.disabled) .action-label:not(.separator)').allTextContents();
  }

  /** { text, colour, tooltip } of a row's badge, or undefined; with `text`, waits until the badge says that. A selected row has another colour. */
  async explorerBadge(name, text) {
    const read = (e) => {
      const { content, color } = getComputedStyle(e, '::after'); // the badge is CSS generated content
      const tooltip = (e.getAttribute('aria-label') ?? '').split(' • ').slice(1).join(' • '); // the path comes first
      return content === 'none' ? undefined : { text: content.replaceAll('"', ''), colour: color, tooltip };
    };
    for (const end = Date.now() + 30_000; ; await this.page.waitForTimeout(100)) {
      const badge = await this.item(name).locator('.monaco-icon-label').first().evaluate(read);
      if (text === undefined || badge?.text === text) return badge;
      if (Date.now() > end) throw new Error(`badge of ${name} is ${JSON.stringify(badge)}, not ${text}`);
    }
  }

  /** The toast, once its message matches; its buttons are `.getByRole('button', { name })`. A toast without buttons goes after some 10 s. */
  async waitForNotification(regex) {
    const toast = this.page
      .locator('.notification-list-item')
      .filter({ has: this.page.locator('.notification-list-item-message', { hasText: regex }) })
      .first();
    await toast.waitFor();
    return toast;
  }

  /** Takes all toasts away, for instance before a picture. */
  async clearNotifications() {
    await this.openPalette('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
  }

  /** The item of the status bar with that text (a string: part of it). Its tooltip follows the text in `aria-label`; click it for its command. */
  statusItem(text) {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** Shows or hides the primary side bar; without it a panel has the whole window but for the 48 pixels of the activity bar. */
  async sideBar(shown) {
    const bar = this.page.locator('.part.sidebar');
    if ((await bar.isVisible()) === shown) return;
    await this.openPalette('View: Toggle Primary Side Bar Visibility');
    await bar.waitFor({ state: shown ? 'visible' : 'hidden' });
  }

  /** Shown while the folder is not trusted. */
  get restricted() {
    return this.statusItem('Restricted Mode');
  }

  /** Trusts the open folder (of a workbench started with `trust: true`). Extensions hear of it at once. */
  async trustFolder() {
    await this.openPalette('Workspaces: Manage Workspace Trust');
    await this.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await this.restricted.waitFor({ state: 'hidden' });
    await this.openPalette('View: Close Editor');
  }

  /** What the user's settings.json holds now. */
  async settings() {
    for (let attempt = 1; ; attempt++) {
      try {
        return JSON.parse(readFileSync(this.settingsFile, 'utf8'));
      } catch (e) {
        if (attempt >= 20) throw e; // the workbench may be writing it at this moment
        await this.page.waitForTimeout(50);
      }
    }
  }

  /** Writes one value into the user's settings.json (undefined removes it). The workbench follows within a second: wait for the effect. */
  async setting(key, value) {
    writeFileSync(this.settingsFile, JSON.stringify({ ...(await this.settings()), [key]: value }, null, 2));
  }

  /** 'dark', 'light', 'hc' (dark high contrast) or 'hcLight'. Returns a function that puts the theme before back. */
  async switchTheme(theme) {
    const before = (await this.settings())['workbench.colorTheme'];
    const old = await this.page.locator('.monaco-workbench').evaluate(
      (e, all) => all.find((c) => e.classList.contains(c)),
      Object.values(themes).map(([, c]) => c),
    );
    await this.followTheme(...themes[theme]);
    return () => this.followTheme(before, old);
  }

  /** Sets a theme (undefined: the workbench's own) and waits until the workbench has its class. */
  async followTheme(id, name) {
    const shown = this.page.locator(`.monaco-workbench.${name}`).first();
    for (let attempt = 1; attempt <= 6; attempt++) {
      await this.setting('workbench.colorTheme', id);
      if (
        await shown.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        )
      )
        return;
      await this.setting('workbench.colorTheme', id === undefined ? themes.light[0] : undefined); // a change while the workbench still starts may be lost
      await this.page.waitForTimeout(500);
    }
    throw new Error(`the theme ${id} did not appear`);
  }

  /** A picture in `out`, once two in a row are the same. */
  async screenshot(name) {
    const file = path.join(this.out, `${name}.png`);
    let last;
    for (let i = 0, same = false; i < 8 && !same; i++) {
      await this.page.waitForTimeout(200);
      const picture = await this.page.screenshot({ path: file });
      same = last?.equals(picture) ?? false;
      last = picture;
    }
    return file;
  }

  /**
   * Pictures NAME-THEME-WIDTH.png for every theme and window width; both are put back afterwards. Without themes the one in
   * use is taken (`default` in the name), without widths the present one.
   */
  async pictures(name, { themes: wanted = [undefined], widths } = {}) {
    const size = this.page.viewportSize();
    const files = [];
    let back;
    for (const theme of wanted) {
      const restore = theme && (await this.switchTheme(theme));
      back ??= restore;
      for (const width of widths ?? [size.width]) {
        if (width !== this.page.viewportSize().width) await this.page.setViewportSize({ ...size, width });
        files.push(await this.screenshot(`${name}-${theme ?? 'default'}-${width}`));
      }
    }
    await this.page.setViewportSize(size);
    await back?.();
    return files;
  }
}
