/** What a repository can set, from git config (`lastmile.*`) and the editor's settings: names, defaults, limits. */

export const TRAILER_PRESETS = ['full', 'assisted-by', 'generated-by', 'off'] as const;
export type TrailerPreset = (typeof TRAILER_PRESETS)[number];

export interface Config {
  /** which trailers a commit gets */
  readonly trailers: TrailerPreset;
  /** write them also when no added character is of AI origin */
  readonly always: boolean;
  /** AI share from which a commit is heavy, 0..1 */
  readonly heavyThreshold: number;
  /** globs of files counted apart */
  readonly exclude: readonly string[];
  /** whether the session logs of AI tools in the user's home are read for edits to this repository */
  readonly sessionLogs: boolean;
}

export const DEFAULTS: Config = {
  trailers: 'full',
  always: false,
  heavyThreshold: 0.5,
  exclude: [
    '**/package-lock.json',
    '**/npm-shrinkwrap.json',
    '**/yarn.lock',
    '**/pnpm-lock.yaml',
    '**/bun.lock',
    '**/bun.lockb',
    '**/deno.lock',
    '**/Cargo.lock',
    '**/Gemfile.lock',
    '**/composer.lock',
    '**/poetry.lock',
    '**/uv.lock',
    '**/Pipfile.lock',
    '**/pdm.lock',
    '**/go.sum',
    '**/flake.lock',
    '**/packages.lock.json',
    '**/Podfile.lock',
    '**/pubspec.lock',
    '**/mix.lock',
    '**/gradle.lockfile',
  ],
  sessionLogs: true,
};

/** The git config keys, lower case as git prints them. `exclude` is a comma-separated list of globs. */
export const CONFIG_KEYS = {
  trailers: 'lastmile.trailers',
  always: 'lastmile.always',
  heavyThreshold: 'lastmile.heavythreshold',
  exclude: 'lastmile.exclude',
  sessionLogs: 'lastmile.sessionlogs',
} as const;

/**
 * What the editor's settings say, as the extension leaves it beside the ledger for the hooks and the command line.
 * `tracking`: whether anything is recorded at all.
 */
export type Mirrored = { readonly [K in keyof Config | 'tracking']?: unknown };

/** Whether recording is paused. The editor's setting alone decides, so that it holds for everything or for nothing. */
export const isPaused = ({ tracking }: Mirrored): boolean => parseBoolean(tracking) === false;

/**
 * Git config wins over the editor's settings, those over the defaults. A value that makes no sense is passed over.
 * `heavyThreshold` may be given as a share (0.5) or in percent (50).
 */
export function readConfig(gitConfig: ReadonlyMap<string, string>, mirrored: Mirrored = {}): Config {
  const pick = <K extends keyof Config>(
    key: K,
    parse: (value: unknown) => Config[K] | undefined,
  ): Config[K] => parse(gitConfig.get(CONFIG_KEYS[key])) ?? parse(mirrored[key]) ?? DEFAULTS[key];
  return {
    trailers: pick('trailers', (v) => TRAILER_PRESETS.find((preset) => preset === v)),
    always: pick('always', parseBoolean),
    heavyThreshold: pick('heavyThreshold', parseShare),
    exclude: pick('exclude', parseList),
    sessionLogs: pick('sessionLogs', parseBoolean),
  };
}

function parseBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (/^(true|yes|on|1|)$/i.test(value)) return true;
  return /^(false|no|off|0)$/i.test(value) ? false : undefined;
}

function parseShare(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) return undefined;
  const text = String(value);
  const number = Number(text.replace(/%$/, ''));
  const share = number > 1 || text.endsWith('%') ? number / 100 : number;
  return share > 0 && share <= 1 ? share : undefined;
}

function parseList(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  if (typeof value !== 'string') return undefined;
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
