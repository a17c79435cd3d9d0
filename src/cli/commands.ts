/** Every command: what it is called, what it takes, what it says of itself, and where its code is. */

import type { Terminal } from './terminal.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  /** what a value is called in the help */
  readonly value?: string;
  readonly about: string;
  /** may be given several times */
  readonly multiple?: true;
}

export interface Invocation {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** of options that may be given several times */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly positionals: readonly string[];
  /** where the command was called, absolute */
  readonly directory: string;
  readonly terminal: Terminal;
}

export interface CommandModule {
  /** Returns the exit code. */
  run(invocation: Invocation): Promise<number>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** what follows the name, one line for each way to call it */
  readonly usage: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** further paragraphs of the help */
  readonly notes?: readonly string[];
  /** the least and the most arguments */
  readonly arity: readonly [number, number];
  readonly load: () => Promise<CommandModule>;
}

const json: Option = { type: 'boolean', about: 'print one JSON document' };
const PATHS =
  'A path is relative to the root of the repository, or to the current folder if it begins with ./ or ../ or is only there.';

export const COMMANDS: readonly Command[] = [
  {
    name: 'checkpoint',
    summary: 'attribute what changed since the last checkpoint',
    usage: [
      '--origin ai --tool TOOL [--model MODEL] [--session ID] [PATH...]',
      '--origin human|unknown [PATH...]',
    ],
    options: {
      origin: { type: 'string', value: 'ORIGIN', about: 'who made the change: ai, human or unknown' },
      tool: { type: 'string', value: 'TOOL', about: 'the tool that made it, for example claude-code' },
      model: { type: 'string', value: 'MODEL', about: 'the model it used' },
      session: { type: 'string', value: 'ID', about: "the tool's session" },
      json,
    },
    notes: [
      `Without PATH it takes the whole work tree. ${PATHS}`,
      'A checkpoint before an edit, with --origin unknown, keeps earlier changes out of it.',
    ],
    arity: [0, Number.POSITIVE_INFINITY],
    load: () => import('./commands/checkpoint.ts'),
  },
  {
    name: 'agent-hook',
    summary: "record an edit from a tool's own hook",
    usage: ['TOOL < PAYLOAD'],
    options: {},
    notes: [
      'For the configuration of the tool, which runs it after each edit with a JSON payload on standard input.',
      'TOOL is claude-code, codex, copilot, cursor, gemini, opencode or windsurf.',
      'It prints nothing and always succeeds, so that it never stands in the way of the tool.',
    ],
    arity: [1, 1],
    load: () => import('./commands/agent-hook.ts'),
  },
  {
    name: 'hooks',
    summary: 'install, remove or look at the git hooks of this repository',
    usage: [
      'install [--agents TOOLS] [--user]',
      'uninstall [--agents TOOLS] [--user]',
      'status [--agents TOOLS] [--json]',
    ],
    options: {
      agents: {
        type: 'string',
        value: 'TOOLS',
        about: "also the tools' own hooks, for example claude-code,codex",
      },
      user: { type: 'boolean', about: "those in the user's configuration, not in the project's" },
      json,
    },
    notes: [
      'They run beside hooks that are already there, which run first and decide.',
      "Hooks of tools report each edit at once; without them, edits are read from the tools' session logs.",
    ],
    arity: [1, 1],
    load: () => import('./commands/hooks.ts'),
  },
  {
    name: 'stats',
    summary: 'how much of a change is AI',
    usage: ['[REVISION | A..B] [--json]', '--staged [--json]', '--worktree [--json]'],
    options: {
      staged: { type: 'boolean', about: 'what would be committed now' },
      worktree: { type: 'boolean', about: 'everything that is not committed, new files included' },
      json,
    },
    notes: ['Without REVISION it takes HEAD. A range is the sum of its commits.'],
    arity: [0, 1],
    load: () => import('./commands/stats.ts'),
  },
  {
    name: 'blame',
    summary: 'where each line of a file comes from: AI, human or unknown',
    usage: ['PATH [--rev REVISION] [--json]'],
    options: {
      rev: { type: 'string', value: 'REVISION', about: 'the file as it is there (HEAD when left out)' },
      json,
    },
    notes: [PATHS],
    arity: [1, 1],
    load: () => import('./commands/blame.ts'),
  },
  {
    name: 'trailers',
    summary: 'the trailers that a commit would get now',
    usage: ['[--staged] [--json]'],
    options: {
      staged: { type: 'boolean', about: 'for what is staged (this is what it does anyway)' },
      json,
    },
    arity: [0, 0],
    load: () => import('./commands/trailers.ts'),
  },
  {
    name: 'report',
    summary: 'what became of the AI code that was accepted',
    usage: [
      '[--since DATE|DAYSd] [--until DATE|DAYSd] [--tool TOOL] [--json | --format csv]',
      '--all | --repo NAME [...]',
      '--delivery [...]',
    ],
    options: {
      since: { type: 'string', value: 'WHEN', about: 'edits from then on: 2026-01-31, or 90d for days ago' },
      until: { type: 'string', value: 'WHEN', about: 'edits before then, and what was known by then' },
      all: { type: 'boolean', about: 'all repositories of this user, not only this one' },
      repo: { type: 'string', value: 'NAME', about: 'one of all repositories, by the name of its folder' },
      tool: { type: 'string', value: 'TOOL', about: 'edits of one tool' },
      delivery: { type: 'boolean', about: 'also how pull requests fare: asks the forge, with GH_TOKEN' },
      format: { type: 'string', value: 'FORMAT', about: 'csv: a row for each figure; json: as --json' },
      json,
    },
    notes: ['Figures are in characters that are not white space. docs/metrics.md says how each is made.'],
    arity: [0, 0],
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'prs',
    summary: 'where pull requests wait, for how long, and on whom',
    usage: ['[--scope mine|waiting-on-me|team] [--repo OWNER/NAME]... [--now TIME] [--json]'],
    options: {
      scope: { type: 'string', value: 'LIST', about: 'only that list: mine, waiting-on-me or team' },
      repo: {
        type: 'string',
        value: 'OWNER/NAME',
        about: 'only that repository, and all of its team; may be given several times',
        multiple: true,
      },
      now: { type: 'string', value: 'TIME', about: 'as if it were that time (ISO 8601)' },
      json,
    },
    notes: [
      'It asks GitHub with the token in GH_TOKEN or GITHUB_TOKEN; GITHUB_API_URL and GITHUB_GRAPHQL_URL name another ' +
        'server. Without --repo, the team is that of the repository that it is called in.',
    ],
    arity: [0, 0],
    load: () => import('./commands/prs.ts'),
  },
  {
    name: 'export',
    summary: 'the origin of each line that commits added, for other programs; or figures, for OpenTelemetry',
    usage: ['--format agent-trace|ndjson|csv [REVISION|A..B]', '--format otlp --endpoint URL'],
    options: {
      format: {
        type: 'string',
        value: 'FORMAT',
        about:
          'agent-trace: a record for each commit, one on a line; ndjson or csv: a row for each run of lines; otlp: aggregate figures',
      },
      endpoint: { type: 'string', value: 'URL', about: 'the OpenTelemetry collector to send to, by HTTP' },
    },
    notes: [
      'Without a revision it takes HEAD. It holds paths, line numbers and names of tools, and no text.',
      'To a collector go sums and shares of the last 90 days: no text, no path, no name of a person or repository. Headers are taken from OTEL_EXPORTER_OTLP_HEADERS, and the address from OTEL_EXPORTER_OTLP_METRICS_ENDPOINT where none is given.',
    ],
    arity: [0, 1],
    load: () => import('./commands/export.ts'),
  },
  {
    name: 'share',
    summary: 'share the notes on commits through a remote',
    usage: ['on|off [--remote REMOTE]', 'sync', 'status [--json]'],
    options: {
      remote: { type: 'string', value: 'REMOTE', about: 'the remote to share with, origin by default' },
      json,
    },
    notes: [
      'Notes hold the origin of each line of a commit. They stay here until this is turned on for a remote. `git fetch` then brings the notes of others; the pre-push hook takes ours ' +
        'along, merged with theirs, never forced. Where a remote cannot be reached, the push of branches goes on.',
    ],
    arity: [0, 1],
    load: () => import('./commands/share.ts'),
  },
  {
    name: 'doctor',
    summary: 'check what is installed, and say what to do about what is not',
    usage: ['[--json]'],
    options: { json },
    arity: [0, 0],
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'forget',
    summary: 'delete what is recorded of this repository',
    usage: ['[--all] [--yes]'],
    options: {
      all: { type: 'boolean', about: 'everything that is kept locally, the copy of the settings too' },
      yes: { type: 'boolean', about: 'do not ask; nobody is asked where standard input is no terminal' },
    },
    notes: ['Commits and their trailers stay as they are, and so do installed hooks.'],
    arity: [0, 0],
    load: () => import('./commands/forget.ts'),
  },
];

const GLOBAL = [
  ['-C DIR', 'run as if started in DIR'],
  ['--help', 'this help'],
  ['--version', 'the version'],
] as const;

/** The help of one command, or the overview. */
export function help(command?: Command): string {
  const lines: string[] = [];
  const section = (title: string, rows: readonly (readonly [string, string])[]) => {
    const width = Math.max(...rows.map(([left]) => left.length));
    lines.push('', title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`));
  };
  if (!command) {
    lines.push(
      'Usage: lastmile COMMAND [ARGUMENTS]',
      '',
      'How much of each commit is AI, what became of it, and where pull requests wait.',
    );
    section(
      'Commands:',
      COMMANDS.map(({ name, summary }) => [name, summary]),
    );
    section('Options:', GLOBAL);
    lines.push('', "Run 'lastmile COMMAND --help' for more.");
    return lines.join('\n');
  }
  const { name, summary, usage, options, notes = [] } = command;
  lines.push(
    ...usage.map((use, i) => `${i === 0 ? 'Usage: ' : '       '}lastmile ${name} ${use}`),
    '',
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
  );
  section('Options:', [
    ...Object.entries(options).map(([key, { value, about }]): [string, string] => [
      `--${key}${value ? ` ${value}` : ''}`,
      about,
    ]),
    ...GLOBAL.slice(0, 2),
  ]);
  for (const note of notes) lines.push('', note);
  return lines.join('\n');
}
