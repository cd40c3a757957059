/** How long a long test goes on; `LONG_MINUTES` says otherwise. */
export const longMs = 60_000 * Number(process.env["LONG_MINUTES"] ?? 2);
