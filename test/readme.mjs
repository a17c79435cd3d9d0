// The tables of settings, commands and the command line in README.md, from where each is declared.
//   node test/readme.mjs           fails when the README says something else
//   node test/readme.mjs --write   makes it say so
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS as CLI } from '../src/cli/commands.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const words = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const said = (text) => words[/^%(.+)%$/.exec(text)?.[1]] ?? text;
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

function defaultOf({ default: value, type }) {
  if (type === 'array')
    return value.length > 3 ? 'lock files of package managers' : `\`${JSON.stringify(value)}\``;
  return `\`${JSON.stringify(value)}\``;
}

function settings() {
  const rows = manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties).map(([key, setting]) => {
      const choices =
        setting.enum?.map((value, i) => `\`${value}\`: ${said(setting.markdownEnumDescriptions[i])}`) ?? [];
      return [`\`${key}\``, defaultOf(setting), [said(setting.markdownDescription), ...choices].join(' ')];
    }),
  );
  return table(['Setting', 'Default', 'What it does'], rows);
}

function commands() {
  const hidden = new Set(
    manifest.contributes.menus.commandPalette
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command),
  );
  const rows = manifest.contributes.commands
    .filter(({ command }) => !hidden.has(command))
    .map(({ command, category, title }) => [`${category}: ${said(title)}`, `\`${command}\``]);
  return table(['In the palette', 'For key bindings'], rows);
}

function commandLine() {
  const rows = CLI.flatMap(({ name, usage, summary }) =>
    usage.map((form, i) => [`\`${`lastmile ${name} ${form}`.trim()}\``, i === 0 ? summary : '']),
  );
  return table(['Command', 'What it does'], rows);
}

export function withTables(text) {
  let result = text;
  for (const [name, make] of Object.entries({ settings, commands, 'command-line': commandLine })) {
    const [begin, end] = [`<!-- ${name}: made by test/readme.mjs -->`, `<!-- /${name} -->`];
    const from = result.indexOf(begin);
    const to = result.indexOf(end);
    if (from < 0 || to < from) throw new Error(`README.md has no place for ${name}: ${begin} ... ${end}`);
    result = `${result.slice(0, from + begin.length)}\n${make()}\n${result.slice(to)}`;
  }
  return result;
}

if (import.meta.main) {
  const text = readFileSync('README.md', 'utf8');
  const wanted = withTables(text);
  if (process.argv.includes('--write')) writeFileSync('README.md', wanted);
  else if (wanted !== text) {
    console.error('README.md differs from the manifest: node test/readme.mjs --write');
    process.exitCode = 1;
  }
}
