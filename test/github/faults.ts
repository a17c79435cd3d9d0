/** What can go wrong on demand. A fault stays until it is taken away, or for as many answers as it says. */

export type Fault = {
  /** which requests it strikes; default: all */
  readonly on?: 'graphql' | 'rest';
  /** only requests whose path or query has this in it */
  readonly matching?: string;
  /** how many answers it lasts; default: until taken away */
  readonly times?: number;
} & (
  | { readonly kind: 'secondary-limit'; readonly status?: 403 | 429; readonly retryAfterSeconds?: number }
  | { readonly kind: 'primary-limit' }
  | { readonly kind: 'bad-credentials' }
  /** a gateway that gives up, on pages of more than `overNodes` items if that is set */
  | { readonly kind: 'gateway'; readonly status: 502 | 504; readonly overNodes?: number }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** no answer before that has settled */
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  /** the connection breaks without an answer */
  | { readonly kind: 'disconnect' }
  /** the answer breaks off in the middle */
  | { readonly kind: 'truncated' }
  /** that field is null wherever it may be, with an error beside the data */
  | { readonly kind: 'partial'; readonly field: string; readonly type?: string; readonly message?: string }
  /** items of lists called `nodes` that are null: every n-th */
  | { readonly kind: 'null-nodes'; readonly every: number }
);

import type { Answer, ErrorJson } from './graphql.ts';

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

export interface Request {
  readonly api: 'graphql' | 'rest';
  /** path of a REST request, text of a query */
  readonly text: string;
}

export class Faults {
  #faults: { readonly fault: Fault; left: number }[] = [];

  /** Begins to fail; the returned function ends it. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#faults.push(entry);
    return () => {
      this.#faults = this.#faults.filter((it) => it !== entry);
    };
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault of that kind that strikes the request, counted as having struck; undefined without one. */
  strike<Kind extends Fault['kind']>(
    kind: Kind,
    request: Request,
    applies: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.kind !== kind || entry.left <= 0) continue;
      if (fault.on && fault.on !== request.api) continue;
      if (fault.matching && !request.text.includes(fault.matching)) continue;
      if (!applies(fault as FaultOf<Kind>)) continue;
      entry.left -= 1;
      return fault as FaultOf<Kind>;
    }
    return undefined;
  }
}

/** An answer with holes in it, and the errors that tell of them; the answer itself stays as it is. */
export function spoil(
  answer: Answer,
  holes: { field?: FaultOf<'partial'>; nodes?: FaultOf<'null-nodes'> },
): Answer {
  const errors: ErrorJson[] = [];
  const hole = (path: readonly (string | number)[], type: string, message: string) => {
    errors.push({ type, path, message });
    return null;
  };
  const walk = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) {
      const every = path.at(-1) === 'nodes' ? holes.nodes?.every : undefined;
      return value.map((item, index) =>
        every && (index + 1) % every === 0
          ? hole([...path, index], 'SERVICE_UNAVAILABLE', 'Something went wrong while executing your query.')
          : walk(item, [...path, index]),
      );
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        holes.field?.field === key
          ? hole(
              [...path, key],
              holes.field.type ?? 'SERVICE_UNAVAILABLE',
              holes.field.message ?? 'Timed out.',
            )
          : walk(inner, [...path, key]),
      ]),
    );
  };
  const data = walk(answer.data, []);
  return errors.length === 0 ? answer : { data, errors: [...(answer.errors ?? []), ...errors] };
}
