/** The looks of the page. Charts stand on white in the dark, as their inks need it. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c1f23; --faint: #62676e; --line: #dfe2e6; --page: #f6f7f8; --card: #ffffff;
  --good: #1a7f4b; --bad: #b3261e; --bar: #c9dcf5; --best: #eef4fc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --faint: #9aa1a9; --line: #34393f; --page: #15181b;
  --card: #1d2125; --good: #5cc98d; --bad: #ff8a80; --bar: #2b4a73; --best: #202a37; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 17px; margin: 0 0 12px; }
.sub, .note { color: var(--faint); font-size: 13px; margin: 4px 0 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 18px 20px; margin: 18px 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; min-width: 120px; }
.tile strong { display: block; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile span { color: var(--faint); font-size: 13px; }
.good { color: var(--good); } .bad { color: var(--bad); } .tile.good strong, .tile.bad strong { color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { text-align: left; font-weight: 500; color: var(--faint); white-space: nowrap; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; } td:first-child { min-width: 15em; } td:nth-child(2):not(.number) { min-width: 11em; } .mark { min-width: 0 !important; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.best td { background: var(--best); }
td.bar { position: relative; min-width: 84px; }
td.bar i { position: absolute; left: 6px; bottom: 3px; height: 3px; max-width: calc(100% - 12px); background: var(--bar);
  border-radius: 2px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 16px; }
figure { margin: 0; background: #ffffff; border: 1px solid var(--line); border-radius: 6px; padding: 8px; }
img { max-width: 100%; height: auto; display: block; margin: auto; }
details { border-top: 1px solid var(--line); padding: 8px 0; } details:first-of-type { border-top: 0; }
summary { cursor: pointer; } summary span { color: var(--faint); font-size: 13px; } summary em { font-style: normal; float: right; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--page); border-radius: 6px; padding: 10px 12px;
  font: 12.5px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; font-size: 13.5px; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@media print { section, .tile { break-inside: avoid; } body { background: #ffffff; } }
@media (max-width: 560px) { .charts { grid-template-columns: 1fr; } summary em { float: none; display: block; } }
`;
