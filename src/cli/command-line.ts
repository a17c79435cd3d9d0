/** The command line: argv to a command, errors to exit codes. */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS, help } from './commands.ts';
import { createTerminal, Failure, safe, WrongUsage } from './terminal.ts';

/** Returns the exit code: 0 done, 1 failed, with a line on standard error, 2 wrong usage. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  // A reader that has seen enough (`lastmile blame x | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    return await runCommand(argv);
  } catch (error) {
    return exitCodeOf(error);
  }
}

async function runCommand(argv: readonly string[]): Promise<number> {
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
  const { values, lists, positionals } = parsed(args, command.options, hint);
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
    lists,
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
  options: Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: true }>>,
  hint: string,
) {
  const known = Object.entries(options).map(
    ([name, { type, multiple = false }]) => [name, { type, multiple }] as const,
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(known),
        C: { type: 'string', short: 'C' },
        help: { type: 'boolean', short: 'h' },
      } as Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>,
    });
    const given = Object.entries(values);
    const ones = given.filter(([, value]) => !Array.isArray(value));
    const lists = given.filter(([, value]) => Array.isArray(value));
    return {
      values: Object.fromEntries(ones) as Record<string, string | boolean | undefined>,
      lists: Object.fromEntries(lists) as Record<string, string[]>,
      positionals,
    };
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
