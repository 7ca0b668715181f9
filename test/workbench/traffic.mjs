// What a page asked of other hosts, and what it wrote to the console as an error.

/** Errors that every workbench of these releases writes, extension or not. */
const harmless = [
  /vsda/, // a closed module that the open build asks for
  /Failed to load resource: the server responded with a status of 404 \(Not Found\)/, // the same, without its name
  /allow-scripts and allow-same-origin/,
  /unexpected service worker controller/,
  /No extension gallery service configured/,
  /vscode\.typescript-language-features/, // installed without its packages
  // a busy machine only: built-in extensions that answer late
  /authentication provider 'github'/,
  /Aborted onWillSaveTextDocument-event/,
  /Long running operations during shutdown are unsupported in the web/, // when the page goes away
];

/** Collects for as long as the page lives. Webview resources carry an address under vscode-resource.vscode-cdn.net, but come from this machine. */
export class Traffic {
  /** Addresses on any other host than ours. */
  outside = [];
  /** Console errors and uncaught exceptions, without those of `harmless`. */
  errors = [];

  watch(page) {
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (!/^(http|ws)s?:$/.test(protocol) || hostname === '127.0.0.1') return;
      if (!hostname.endsWith('.vscode-resource.vscode-cdn.net')) this.outside.push(request.url());
    });
    page.on('console', (message) => {
      const text = `${message.text()} ${message.location().url}`;
      if (message.type() === 'error' && !harmless.some((known) => known.test(text))) this.errors.push(text);
    });
    page.on('pageerror', (error) => this.errors.push(error.stack ?? String(error)));
  }
}
