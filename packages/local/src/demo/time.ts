export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

export const after = (start: Date, ms: number): Date => new Date(start.getTime() + ms);
