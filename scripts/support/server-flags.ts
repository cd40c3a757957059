// How the server is started wherever it runs. The Dockerfile says the same, which a test compares; what each is good for
// and what it costs is in docs/decisions/memory.md.

export const serverFlags: readonly string[] = [
  "--max-semi-space-size=4",
  "--heap-growing-percent=100",
  "--no-maglev",
  "--no-parallel-scavenge",
];

/** Read by the C library. */
export const serverEnvironment = { MALLOC_ARENA_MAX: "2" } as const;
