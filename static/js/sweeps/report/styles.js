/** The styles of a report beside those of its charts: ink on white, for the screen and for paper. */
export const STYLES = `
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font-variant-numeric: tabular-nums;
  font: 14px/1.5 ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 24px; }
h1 { margin: 0; font-size: 28px; line-height: 1.25; }
h2 { margin: 32px 0 8px; font-size: 16px; }
p { margin: 4px 0; }
a { color: inherit; }
header p, footer, dt { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 0 32px; }
dl { margin: 0; }
dl > div { display: flex; flex-wrap: wrap; gap: 0 8px; }
dd { margin: 0; overflow-wrap: anywhere; }
.best-network { display: flex; gap: 16px; align-items: center; }
img { image-rendering: auto; }
.best-network img { width: 96px; height: 96px; border-radius: 6px; }
.charts { display: grid; gap: 24px 32px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 480px), 1fr)); }
.charts > * { min-width: 0; overflow-x: auto; break-inside: avoid; }
.charts h2 { margin: 0; font-size: 14px; }
.wall { display: grid; grid-template-columns: repeat(auto-fill, minmax(68px, 1fr)); gap: 8px; margin: 0;
  padding: 0; list-style: none; font-size: 12px; }
.wall li { break-inside: avoid; }
.wall img { display: block; width: 100%; border-radius: 4px; }
.settings { width: 100%; border-collapse: collapse; font-size: 12px; }
.settings :is(th, td) { padding: 3px 8px 3px 0; border-bottom: 1px solid var(--hair); text-align: left; }
.settings thead { display: table-header-group; }
pre { margin: 4px 0 12px; padding: 8px 12px; background: #f4f5f6; border-radius: 6px; white-space: pre-wrap;
  overflow-wrap: anywhere; font-size: 12px; }
footer { margin-top: 32px; font-size: 12px; }
@media print { main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .settings tr { break-inside: avoid; } }
`;
