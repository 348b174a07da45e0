import type { SecretPlace } from './inventory/schema.ts';

/** Where a secret is kept, in a few words: `env OPS_PASSWORD`, `sops secrets/site.yaml users.ops`. */
export function secretPlaceText(place: SecretPlace): string {
  if ('env' in place) return `env ${place.env}`;
  if ('file' in place) return `file ${place.file}`;
  if ('age' in place) return `age ${place.age}`;
  if ('pass' in place) return `pass ${place.pass}`;
  if ('sops' in place) return `sops ${place.sops} ${place.key}`;
  return `ansible-vault ${place.vault} ${place.key}`;
}
