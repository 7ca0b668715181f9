// The system's Chromium, driven by playwright-core and cut off from every host but this machine.
import { chromium } from 'playwright-core';

const flags = [
  '--no-sandbox', // needed when running as root
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
  // whatever still asks for an outside host is answered at once with "no such name"
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** A browser and one context of it. `CHROMIUM` names another browser than Debian's. */
export async function launch({ locale = 'en-US', viewport = { width: 1280, height: 800 }, reducedMotion = 'no-preference' } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  const context = await browser.newContext({ viewport, locale, reducedMotion, permissions: ['clipboard-read', 'clipboard-write'] });
  context.setDefaultTimeout(60_000); // two busy cores take ten times longer than four idle ones
  return { browser, context };
}
