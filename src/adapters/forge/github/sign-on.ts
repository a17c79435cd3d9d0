/** Organisations that withhold what they have until single sign-on: what they are called, and where that is done. */

import type { Client } from './client.ts';
import type { SignOn } from './failures.ts';
import { signOnUrl } from './places.ts';
import type { Part } from './queries.ts';

/** Names by what a search calls an organisation: its number after a `#`. */
export type Organisations = ReadonlyMap<string, string>;

/** `known` with those that are not in it. Never rejects: what GitHub does not name stays a number. */
export async function withNames(
  client: Client,
  known: Organisations,
  signOns: readonly SignOn[],
  signal: AbortSignal | undefined,
): Promise<Organisations> {
  const unknown = signOns.filter(({ organisation: it }) => it.startsWith('#') && !known.has(it));
  const named = await Promise.all(
    unknown.map(async ({ organisation }) => {
      const id = Number(organisation.slice(1));
      try {
        // There is no other way from the number to the name than the list of all, which can begin anywhere.
        const [found] = await client.rest<readonly { readonly id: number; readonly login: string }[]>(
          'GET /organizations',
          { since: id - 1, per_page: 1 },
          signal,
        );
        return found?.id === id ? [[organisation, found.login] as const] : [];
      } catch {
        return [];
      }
    }),
  );
  return new Map([...known, ...named.flat()]);
}

/** A search does not say either where to sign on; a question about the organisation itself is refused with the address. */
export const signOnParts = (signOns: readonly SignOn[], known: Organisations): Part[] =>
  signOns.flatMap(({ organisation }, i) => {
    const login = known.get(organisation);
    const alias = `signOn${i}`;
    return login === undefined
      ? []
      : {
          alias,
          body: `organization(login: $${alias}) { id }`,
          variables: { [alias]: ['String!', login] as const },
        };
  });

/** Each organisation once. */
export function signOnsTogether(signOns: readonly SignOn[], known: Organisations, host: string): SignOn[] {
  const urls = new Map<string, string | null>();
  for (const { organisation, url } of signOns) {
    const name = known.get(organisation) ?? organisation;
    urls.set(name, url ?? urls.get(name) ?? (name === organisation ? null : signOnUrl(host, name)));
  }
  return [...urls].map(([organisation, url]) => ({ organisation, url }));
}
