/** Exit codes, as `--help` documents them. */
export const exitCodes = { fine: 0, problem: 1, different: 2, refused: 3, usage: 64 } as const;
