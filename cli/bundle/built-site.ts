/** The site as Astro has built it. */
export interface BuiltSite {
  readonly folder: string;
  /** Paths from its top, in a fixed order. */
  readonly files: readonly string[];
}

/**
 * The site in a folder, for a boot server that is to serve it.
 * @throws Mistake if the folder is no built site
 */
export async function builtSite(folder: string): Promise<BuiltSite> {
  const { filesBelow, refuseUnlessBuilt } = await import('../pack/pack.ts');
  const all = filesBelow(folder);
  refuseUnlessBuilt(folder, new Set(all));
  // Archives of the boot servers stay out: each would hold the one before.
  return { folder, files: all.filter((path) => !path.startsWith('bundle/')) };
}
