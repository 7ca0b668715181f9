import { Html } from '../core/html.js';

/** How a contact sheet looks: the panel's sizes and hierarchy, with colours of its own, as no editor's theme is there. */
export const contactSheetStyle = new Html(`
:root { color-scheme: light dark; --text: #1f1f1f; --ground: #fff; --quiet: #5c5c5c; --line: #dcdcdc; --well: #f3f3f3; --chip: #ffffffdb; --accent: #005fb8; }
@media (prefers-color-scheme: dark) { :root { --text: #ccc; --ground: #1f1f1f; --quiet: #a0a0a0; --line: #3a3a3a; --well: #2a2a2a; --chip: #1f1f1fdb; --accent: #3794ff; } }
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); font: 13px/20px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; max-width: 1360px; margin: 0 auto; padding: 24px 24px 48px; overflow-wrap: anywhere; }
:lang(ja) body { font-family: system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; line-height: 22px; }
:lang(ja) :is(p, td) { word-break: auto-phrase; line-break: strict; }
h1, h2 { font-size: 13px; font-weight: 600; }
h1 span { color: var(--quiet); font-weight: 400; margin-left: 8px; }
.sentence { font-size: 24px; line-height: 34px; letter-spacing: -0.005em; max-width: 46em; padding: 8px 0 20px; text-wrap: pretty; overflow-wrap: break-word; }
.sentence strong { font-weight: 600; white-space: nowrap; text-decoration: underline 2px var(--accent); text-underline-offset: 5px; }
.sentence span { color: var(--quiet); }
.sentence .range { white-space: nowrap; }
header { border-bottom: 1px solid var(--line); }
.picks { list-style: none; padding: 20px 0 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 24px 16px; }
.picks li { min-width: 0; break-inside: avoid; }
.frame { position: relative; aspect-ratio: 1; background: var(--well); display: flex; align-items: center; justify-content: center; margin-bottom: 6px; }
.frame img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.frame span { color: var(--quiet); font-size: 11px; padding: 24px 8px 8px; text-align: center; }
.frame b { position: absolute; left: 0; top: 0; min-width: 22px; padding: 0 6px; background: var(--chip); font-size: 12px; line-height: 20px; font-weight: 400; text-align: center; border-bottom-right-radius: 2px; }
.path { font-weight: 600; line-height: 18px; }
.folder { display: block; font-size: 11px; line-height: 16px; font-weight: 400; color: var(--quiet); }
.note { color: var(--quiet); font-size: 11px; line-height: 16px; }
.note + p, .path + p:not(.note) { margin-top: 2px; }
.none { padding: 32px 0; color: var(--quiet); }
h2 { margin: 36px 0 8px; font-size: 16px; }
table { border-collapse: collapse; width: 100%; border-bottom: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: 6px 0; border-top: 1px solid var(--line); font-weight: 400; }
th { color: var(--quiet); width: 168px; padding-right: 24px; overflow-wrap: normal; }
td { white-space: pre-line; }
tr { break-inside: avoid; }
@media (max-width: 699px) {
  body { padding: 16px 16px 32px; }
  .sentence { font-size: 20px; line-height: 28px; padding-bottom: 16px; }
  .picks { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px 12px; padding-top: 16px; }
  th { width: 104px; padding-right: 12px; }
}
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light; --text: #000; --ground: #fff; --quiet: #555; --line: #ccc; --well: #f3f3f3; --chip: #ffffffdb; --accent: #005fb8; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { padding: 0; max-width: none; font-size: 8.5pt; line-height: 12pt; }
  .sentence { font-size: 15pt; line-height: 21pt; }
  .picks { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 16px 12px; }
  h2 { break-after: avoid; }
}
`);
