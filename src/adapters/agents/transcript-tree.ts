/** The tree that the records of a Claude Code transcript form, and its branches that were given up by going back. */

interface Link {
  readonly line: number;
  readonly uuid: string;
  readonly parent: string | null;
}

const PARENT = /"parentUuid":(?:null|"([^"]{1,64})")/;
const UUID = /"uuid":"([^"]{1,64})"/g;

/** Read by pattern: parsing every record would cost more than all else, and quotes inside text are escaped. */
function linkOf(line: Buffer, at: number): Link | null {
  if (!line.includes('"uuid"')) return null;
  const text = line.toString('latin1');
  const parent = PARENT.exec(text);
  const uuid = [...text.matchAll(UUID)].at(-1)?.[1];
  return parent && uuid ? { line: at, uuid, parent: parent[1] ?? null } : null;
}

const isTurn = (line: Buffer) => line.includes('"type":"user"') || line.includes('"type":"assistant"');
const isSidechain = (line: Buffer) => line.includes('"isSidechain":true');
const isPrompt = (line: Buffer) =>
  line.includes('"type":"attachment"') ||
  (line.includes('"type":"user"') && !line.includes('"tool_result"') && !line.includes('"isMeta":true'));

/**
 * Which of the lines `results` belong to a branch that is known to have been given up: the conversation went on from
 * an earlier record with a new prompt. A branch alone proves nothing: calls made at once branch as well.
 */
export function deadLines(lines: readonly Buffer[], results: readonly number[]): Set<number> {
  const links = lines.map(linkOf);
  const byUuid = new Map(links.flatMap((link) => (link ? [[link.uuid, link] as const] : [])));
  const leaf = links.findLast((link) => link && isTurn(lines[link.line]!) && !isSidechain(lines[link.line]!));

  /** live records, each with the record by which the conversation went on from it */
  const next = new Map<string, Link | null>();
  let later: Link | null = null;
  for (let at = leaf; at && !next.has(at.uuid); at = at.parent === null ? undefined : byUuid.get(at.parent)) {
    next.set(at.uuid, later);
    later = at;
  }

  const dead = new Set<number>();
  for (const result of results) {
    const start = links[result];
    if (!start || isSidechain(lines[result]!)) continue;
    const visited = new Set<string>();
    let at: Link | undefined = start;
    while (at && !next.has(at.uuid) && !visited.has(at.uuid)) {
      visited.add(at.uuid);
      at = at.parent === null ? undefined : byUuid.get(at.parent);
    }
    const wentOn = at && next.get(at.uuid);
    if (wentOn && at !== start && wentOn.line > result && isPrompt(lines[wentOn.line]!)) dead.add(result);
  }
  return dead;
}
