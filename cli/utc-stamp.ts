/** A time as it stands in the names of releases, to the second and in UTC, so that names sort by it: `20261123T042100Z`. */
export function utcStamp(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+|[-:]/g, '');
}
