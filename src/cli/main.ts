#!/usr/bin/env node
/** The command line: argv to a command, errors to exit codes. 0 done, 1 failed, 2 wrong usage. */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { createTerminal, Failure, safe, WrongUsage } from './terminal.ts';

async function main(argv: readonly string[]): Promise<number> {
  // A commit waits for it: nothing else is loaded for a hook.
  if (argv[0] === 'hook') return (await import('./hook.ts')).runHook(argv.slice(1));

  // A reader that has seen enough (`lastmile blame x | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const { COMMANDS, help } = await import('./commands.ts');
  const terminal = createTerminal();
  const { directory, rest } = withoutDirectory(argv);
  const [name, ...args] = rest;
  if (name === '--version' || name === '-V') {
    terminal.print((await import('./version.ts')).VERSION);
    return 0;
  }
  if (name === undefined) throw new WrongUsage("which command? 'lastmile --help' lists them");
  if (name === '--help' || name === '-h' || name === 'help') {
    const about = COMMANDS.find((command) => command.name === args[0]);
    terminal.print(help(about));
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new WrongUsage(`there is no command '${name}'; 'lastmile --help' lists them`);

  const hint = `; see 'lastmile ${name} --help'`;
  const { values, positionals } = parsed(args, command.options, hint);
  if (values.help) {
    terminal.print(help(command));
    return 0;
  }
  const [least, most] = command.arity;
  if (positionals.length < least) throw new WrongUsage(`${name}: an argument is missing${hint}`);
  if (positionals.length > most)
    throw new WrongUsage(`${name}: '${positionals[most]}' is one too many${hint}`);
  const { C, help: _, ...own } = values;
  const { run } = await command.load();
  return run({
    values: own,
    positionals,
    directory: path.resolve(directory, typeof C === 'string' ? C : '.'),
    terminal,
  });
}

/** `-C DIR` before the command, as often as in Git. */
function withoutDirectory(argv: readonly string[]): { directory: string; rest: readonly string[] } {
  let directory = process.cwd();
  let rest = argv;
  while (rest[0] === '-C') {
    if (rest[1] === undefined) throw new WrongUsage('-C needs a folder');
    directory = path.resolve(directory, rest[1]);
    rest = rest.slice(2);
  }
  return { directory, rest };
}

function parsed(
  args: readonly string[],
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>,
  hint: string,
) {
  const known = Object.entries(options).map(([name, { type }]) => [name, { type }] as const);
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(known),
        C: { type: 'string', short: 'C' },
        help: { type: 'boolean', short: 'h' },
      } as Record<string, { type: 'string' | 'boolean'; short?: string }>,
    }) as { values: Record<string, string | boolean | undefined>; positionals: string[] };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.(?:\s|$)/);
    throw new WrongUsage(`${sentence[0]?.toLowerCase()}${sentence.slice(1)}${hint}`);
  }
}

function exitCodeOf(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  const [firstLine = ''] = message.trim().split('\n');
  process.stderr.write(`lastmile: ${safe(firstLine)}\n`);
  const isExpected = error instanceof Failure || error instanceof WrongUsage;
  if (!isExpected && process.env.LASTMILE_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return error instanceof WrongUsage ? 2 : 1;
}

// That the runtime calls a part of itself experimental is for us to know (`node:sqlite`, before Node 24).
if (!process.env.LASTMILE_DEBUG) process.removeAllListeners('warning');

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = exitCodeOf(error);
  },
);
