/** What the manifest promises is there: commands, words, descriptions, pictures, a welcome for every state. */

import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DEFAULTS, TRAILER_PRESETS } from '../../src/domain/config.ts';
import { COMMANDS as CHANGE_COMMANDS } from '../../src/views/command-ids.ts';
import { PULL_REQUEST_COMMANDS } from '../../src/views/pull-requests/command-ids.ts';
import { LIST_STATES } from '../../src/views/pull-requests/list-states.ts';

interface Setting {
  readonly default?: unknown;
  readonly scope?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}

const COMMANDS = [...CHANGE_COMMANDS, ...PULL_REQUEST_COMMANDS];

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const words: Record<string, string> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const { contributes } = manifest;
const settings: [string, Setting][] = contributes.configuration.flatMap(
  ({ properties }: { properties: Record<string, Setting> }) => Object.entries(properties),
);

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
};
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(`src/${path}`, 'utf8'))
  .join('\n');

const SHOWN_KEYS = ['title', 'category', 'description', 'markdownDescription', 'name', 'contents', 'altText'];

describe('the manifest', () => {
  it('has the commands of the code, and the code those of the manifest', () => {
    const declared = contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual([...declared].sort(), [...COMMANDS].sort());
  });

  it('puts every command under one name', () => {
    for (const { command, category, title } of contributes.commands) {
      assert.equal(category, 'Lastmile', command);
      assert.match(title, /^%command\./, command);
    }
  });

  it('names only commands of its own in menus', () => {
    const inMenus = Object.values(contributes.menus).flat() as { command: string }[];
    for (const { command } of inMenus) assert.ok(COMMANDS.includes(command as never), command);
  });

  it('binds keys only to commands that the code registers, and only while it does', () => {
    for (const { command, when } of contributes.keybindings) {
      assert.ok(sources.includes(`'${command}'`), command);
      assert.match(when, /^lastmile\.observesAccepts && /, command);
    }
  });

  it('hides from the palette what cannot run there', () => {
    const palette = new Map(
      contributes.menus.commandPalette.map(({ command, when }: { command: string; when: string }) => [
        command,
        when,
      ]),
    );
    for (const { command, enablement } of contributes.commands)
      if (enablement !== undefined)
        assert.ok(palette.get(command) === 'false' || palette.get(command) === enablement, command);
  });

  it('uses every word that is there, and every word it uses is there', () => {
    const used = textsIn(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
    for (const [key, text] of Object.entries(words)) assert.notEqual(text.trim(), '', key);
  });

  it('has no text for people but in the file of words', () => {
    const names = new Set(['Lastmile']);
    const walk = (value: unknown, path: string): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([key, child]) =>
        typeof child === 'string' && SHOWN_KEYS.includes(key) && !child.startsWith('%') && !names.has(child)
          ? [`${path}.${key}: ${child}`]
          : walk(child, `${path}.${key}`),
      );
    };
    assert.deepEqual(
      [...walk(contributes, 'contributes'), ...walk(manifest.capabilities, 'capabilities')],
      [],
    );
  });

  it('links only to commands that are there', () => {
    const linked = Object.values(words).flatMap((text) =>
      [...text.matchAll(/\(command:(lastmile\.\w+)/g)].map(([, command]) => command),
    );
    assert.ok(linked.length > 5);
    for (const command of linked) assert.ok(COMMANDS.includes(command as never), command);
  });

  it('describes every setting, with a default and a scope', () => {
    assert.ok(settings.length > 5);
    for (const [key, setting] of settings) {
      assert.ok(key.startsWith('lastmile.'), key);
      assert.ok(setting.markdownDescription, key);
      assert.notEqual(setting.default, undefined, key);
      assert.ok(
        ['window', 'resource', 'machine', 'machine-overridable', 'application'].includes(setting.scope ?? ''),
        key,
      );
      assert.equal(setting.markdownEnumDescriptions?.length, setting.enum?.length, key);
    }
  });

  it('has the presets and the defaults of the domain', () => {
    const byKey = new Map(settings);
    assert.deepEqual(byKey.get('lastmile.trailers')?.enum, [...TRAILER_PRESETS]);
    assert.equal(byKey.get('lastmile.trailers')?.default, DEFAULTS.trailers);
    assert.equal(byKey.get('lastmile.alwaysWriteTrailers')?.default, DEFAULTS.always);
    assert.equal(byKey.get('lastmile.heavyThreshold')?.default, DEFAULTS.heavyThreshold * 100);
    assert.deepEqual(byKey.get('lastmile.exclude')?.default, DEFAULTS.exclude);
  });

  it('declares every setting that the code reads, and the code reads every setting', () => {
    for (const [key] of settings) assert.ok(sources.includes(`'${key.slice('lastmile.'.length)}'`), key);
  });

  it('welcomes in every state', () => {
    const whens = contributes.viewsWelcome.map(({ when }: { when: string }) => when).join('\n');
    const states = [
      "lastmile.state == 'no-folder'",
      "lastmile.state == 'virtual'",
      "lastmile.state == 'untrusted'",
      "lastmile.state == 'git-missing'",
      "lastmile.state == 'dubious-ownership'",
      "lastmile.state == 'no-repository'",
      "lastmile.state == 'loading'",
      "lastmile.state == 'failed'",
      "lastmile.state == 'clean'",
      'lastmile.isPaused',
      "lastmile.hooks == 'missing'",
      "lastmile.hooks == 'displaced'",
      "lastmile.ledger == 'set-aside'",
      "lastmile.ledger == 'newer'",
      "lastmile.ledger == 'unavailable'",
    ];
    for (const state of states) assert.ok(whens.includes(state), state);
  });

  it('leaves to the user alone what is done or told unasked', () => {
    const byKey = new Map(settings);
    for (const key of ['labelAutomatically', 'notifications', 'quietHours'])
      assert.equal(byKey.get(`lastmile.pullRequests.${key}`)?.scope, 'application', key);
    assert.equal(byKey.get('lastmile.pullRequests.labelAutomatically')?.default, false);
  });

  it('welcomes in every state of the lists of pull requests', () => {
    const welcomes = contributes.viewsWelcome.map(
      ({ view, when }: { view: string; when: string }) => `${view} ${when}`,
    );
    for (const view of ['mine', 'waiting', 'team'])
      for (const state of LIST_STATES)
        assert.equal(
          welcomes.includes(`lastmile.${view} lastmile.${view}State == '${state}'`),
          state !== 'rows' && state !== 'loading' && (state !== 'no-remote' || view === 'team'),
          `${view} ${state}`,
        );
  });

  it('asks in its conditions only for what the code sets', () => {
    const conditions = textsIn([contributes.menus, contributes.viewsWelcome, contributes.commands]).join(
      '\n',
    );
    const asked = [...conditions.matchAll(/(?<!== )\blastmile\.(\w+)(?= [=!]=|\)| &&| \|\||$)/gm)].map(
      ([key]) => key,
    );
    assert.ok(asked.length > 20);
    const keys = new Set(asked.filter((key) => !COMMANDS.includes(key as never)));
    for (const key of keys) {
      const isView = [...contributes.views.lastmile].some(({ id }: { id: string }) => id === key);
      const isItem = ['lastmile.file', 'lastmile.lines', 'lastmile.hooks', 'lastmile.trailer'].includes(key);
      assert.ok(isView || isItem || sources.includes(`'${key}'`), key);
    }
  });

  it('has six steps to begin with, each with a picture that follows the theme', () => {
    const [{ steps }] = contributes.walkthroughs;
    assert.equal(steps.length, 6);
    for (const { id, media } of steps) {
      const picture = readFileSync(media.svg, 'utf8');
      assert.match(picture, /var\(--vscode-/, id);
      assert.match(picture, /aria-label="/, id);
      assert.match(media.altText, /^%/, id);
    }
  });

  it('has every picture it names', () => {
    for (const path of textsIn(manifest).filter((text) => /^media\//.test(text)))
      assert.ok(existsSync(path), path);
    for (const marked of ['ai', 'mixed', 'human'])
      for (const theme of ['light', 'dark']) assert.ok(existsSync(`media/gutter/${marked}-${theme}.svg`));
  });

  it('gives every colour for every kind of theme', () => {
    for (const { id, defaults } of contributes.colors)
      assert.deepEqual(
        Object.keys(defaults).sort(),
        ['dark', 'highContrast', 'highContrastLight', 'light'],
        id,
      );
  });

  it('starts late, and asks for nothing that the stable editor refuses', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished', 'onWebviewPanel:lastmile.dashboard']);
    assert.equal(manifest.enabledApiProposals, undefined);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
  });
});
