export interface NameEntry {
  readonly name: string;
  readonly kind: 'label' | 'check';
  readonly is: string;
  readonly source: string;
}
export const entries: readonly NameEntry[];
export function withTables(text: string): string;
