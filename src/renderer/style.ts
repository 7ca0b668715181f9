/** Look of a selection in a notebook: the panel's sizes and hierarchy, colours of the theme alone. It lives in a shadow tree and touches no other output. */
export const style = `
:host { display: block; container-type: inline-size;
  --text: var(--vscode-foreground, #3b3b3b); --ground: var(--vscode-editor-background, #fff);
  --accent: var(--vscode-charts-blue, #1a85ff); --line: var(--vscode-panel-border, #d8d8d8);
  --quiet: color-mix(in srgb, var(--text) 76%, var(--ground)); --well: color-mix(in srgb, var(--text) 6%, var(--ground));
  --chip: color-mix(in srgb, var(--ground) 86%, transparent);
  color: var(--text); font: 13px/20px var(--vscode-font-family, system-ui, sans-serif); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
* { box-sizing: border-box; margin: 0; padding: 0; }
section { padding: 8px 4px 12px; }
section:lang(ja) { line-height: 22px; word-break: auto-phrase; line-break: strict; }
h2 { font-size: 13px; line-height: 20px; font-weight: 600; }
h2 span { color: var(--quiet); font-weight: 400; margin-left: 8px; }
.sentence { font-size: 20px; line-height: 28px; max-width: 46em; padding: 4px 0 12px; text-wrap: pretty; overflow-wrap: break-word; }
.sentence strong { font-weight: 600; white-space: nowrap; text-decoration: underline 2px var(--accent); text-underline-offset: 4px; }
.sentence span { color: var(--quiet); }
.sentence > span { display: inline-block; }
.sentence .range { white-space: nowrap; }
ol { list-style: none; border-block: 1px solid var(--line); padding: 12px 2px; max-height: 640px; overflow-y: auto; scroll-padding-block: 12px; position: relative; display: grid; grid-template-columns: repeat(auto-fill, minmax(176px, 1fr)); gap: 16px 12px; }
li { min-width: 0; padding: 4px; border-radius: 4px; }
li:focus-visible { outline: 2px solid var(--vscode-focusBorder, #005fb8); outline-offset: 0; }
.frame { position: relative; height: 160px; background: var(--well); display: flex; align-items: center; justify-content: center; border-radius: 2px; overflow: hidden; }
.frame img { max-width: 100%; max-height: 100%; object-fit: contain; }
.frame small { color: var(--quiet); font-size: 11px; padding: 24px 8px 8px; text-align: center; }
.frame b { position: absolute; left: 0; top: 0; min-width: 22px; padding: 0 6px; background: var(--chip); font-size: 12px; line-height: 20px; font-weight: 400; text-align: center; border-bottom-right-radius: 2px; }
.path { font-weight: 600; line-height: 18px; margin-top: 6px; }
.path bdi { display: block; }
.path bdi.folder { font-size: 11px; line-height: 16px; font-weight: 400; color: var(--quiet); }
.why { font-size: 12px; line-height: 18px; margin-top: 2px; }
.bare { grid-column: 1 / -1; display: grid; grid-template-columns: 36px minmax(0, 1fr); padding-block: 0; }
.bare > b { font-weight: 400; font-size: 12px; line-height: 18px; text-align: right; padding-right: 10px; }
.bare .path { margin-top: 0; }
.bare .path bdi { display: inline; }
.bare .why { grid-column: 2; margin-top: 0; color: var(--quiet); }
.note { color: var(--quiet); padding-top: 12px; }
@container (max-width: 520px) {
  .sentence { font-size: 16px; line-height: 22px; }
  ol { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px 8px; }
  .frame { height: 132px; }
}
`;
