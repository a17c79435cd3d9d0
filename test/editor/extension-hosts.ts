/** The extension host processes below an editor's process: there is one for each window. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Of the server edition only; the desktop edition's cannot be told from its other helpers. */
export async function extensionHostsOf(editorPid: number): Promise<number[]> {
  const processes = process.platform === 'linux' ? await fromProc() : await fromPs();
  const below = new Set([editorPid]);
  // Parents do not always come before their children in the list: until nothing is added.
  for (let size = 0; size < below.size; ) {
    size = below.size;
    for (const { pid, parent } of processes) if (below.has(parent)) below.add(pid);
  }
  const hosts = processes.filter((it) => below.has(it.pid) && it.command.includes('--type=extensionHost'));
  return hosts.map((it) => it.pid).sort((a, b) => a - b);
}

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((it) => /^\d+$/.test(it));
  const found = pids.map(async (pid): Promise<Process[]> => {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]); // the name may have blanks
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      return [{ pid: Number(pid), parent, command }];
    } catch {
      return []; // ended meanwhile
    }
  });
  return (await Promise.all(found)).flat();
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,command='], {
    maxBuffer: 1 << 26,
  });
  return stdout.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return found ? [{ pid: Number(found[1]), parent: Number(found[2]), command: found[3]! }] : [];
  });
}
