const dayMs = 86_400_000;

/** The instant `days` after `iso`, as an ISO 8601 string in UTC. */
export const addDays = (iso: string, days: number): string =>
  new Date(new Date(iso).getTime() + days * dayMs).toISOString();

/** The instant `ms` after `iso`, as an ISO 8601 string in UTC. */
export const addMs = (iso: string, ms: number): string => new Date(new Date(iso).getTime() + ms).toISOString();
