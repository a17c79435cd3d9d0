export const SCHEMA_FILE: string;
export function rulesSchema(): object;
export function isUpToDate(): boolean;
