/** A report as one HTML file that needs nothing but itself. Pure: the charts in it are made elsewhere. */
import { escaped } from '../../maths/svg.js';

/**
 * @typedef {{ text: string, link?: string }} Cell
 * @typedef {{ picture: string, text: string, short: string, link: string }} Picture
 * @typedef {object} Report
 * @property {string} language
 * @property {string} title
 * @property {string} lead
 * @property {[title: string, facts: [name: string, text: string][]][]} facts
 * @property {{ title: string, text: string, link: string, linkText: string, picture: string } | null} best
 * @property {string} chartsTitle
 * @property {string} charts HTML of ours
 * @property {{ title: string, pictures: Picture[] }} wall
 * @property {{ title: string, note: string, names: string[], rows: Cell[][] }} table
 * @property {{ title: string, commands: [text: string, command: string][] }} again
 * @property {string} made
 * @property {string} styles CSS of ours
 */

/** Nothing is fetched, and nothing runs. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** The whole file. All that comes from people is text in it, never HTML. @param {Report} report */
export function reportFile(report) {
  const { language, title, lead, facts, best, chartsTitle, charts, wall, table, again, made, styles } =
    report;
  const parts = [
    `<header><h1>${escaped(title)}</h1><p>${escaped(lead)}</p></header>`,
    `<div class="facts">${facts.map(factsPart).join('')}</div>`,
    best && bestPart(best),
    section(chartsTitle, `<div class="charts">${charts}</div>`),
    section(wall.title, `<ul class="wall">${wall.pictures.map(pictureItem).join('')}</ul>`),
    section(table.title, tablePart(table)),
    section(again.title, again.commands.map(commandPart).join('')),
    `<footer><p>${escaped(made)}</p></footer>`,
  ];
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title>
<style>${styles.replaceAll('</', '<\\/')}</style>
</head>
<body><main>
${parts.filter(Boolean).join('\n')}
</main></body>
</html>
`;
}

/** @param {string} title @param {string} inside */
const section = (title, inside) => `<section><h2>${escaped(title)}</h2>${inside}</section>`;

/** @param {[string, [string, string][]]} part */
function factsPart([title, facts]) {
  const lines = facts.map(
    ([name, text]) => `<div>${name && `<dt>${escaped(name)}</dt>`}<dd>${escaped(text)}</dd></div>`,
  );
  return section(title, `<dl>${lines.join('')}</dl>`);
}

/** @param {NonNullable<Report['best']>} best */
const bestPart = ({ title, text, link, linkText, picture }) =>
  section(
    title,
    `<div class="best-network">${picture && `<img src="${escaped(picture)}" alt="">`}<p>${escaped(text)}<br>
    ${anchor(linkText, link)}</p></div>`,
  );

/** @param {Picture} picture */
const pictureItem = ({ picture, text, short, link }) =>
  `<li><a href="${escaped(link)}" title="${escaped(text)}">
    <img src="${escaped(picture)}" alt="${escaped(text)}"></a><span>${escaped(short)}</span></li>`;

/** @param {Report['table']} table */
function tablePart({ note, names, rows }) {
  const head = names.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(cellPart).join('')}</tr>`).join('\n');
  const table = `<table class="settings"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
  return note ? `${table}<p>${escaped(note)}</p>` : table;
}

/** @param {Cell} cell */
const cellPart = ({ text, link }) => `<td>${link ? anchor(text, link) : escaped(text)}</td>`;

/** @param {string} text @param {string} link */
const anchor = (text, link) => `<a href="${escaped(link)}">${escaped(text)}</a>`;

/** @param {[string, string]} command */
const commandPart = ([text, command]) => `<p>${escaped(text)}</p><pre><code>${escaped(command)}</code></pre>`;
