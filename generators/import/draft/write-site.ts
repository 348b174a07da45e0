import { collections } from '../../inventory/schema.ts';
import { labelFrom } from '../names.ts';
import { isIpv4 } from '../records.ts';
import type { Entry } from '../yaml-text.ts';
import type { Sheet } from './sheet.ts';

/** Writes down the site that everything belongs to. */
export function writeSite(sheet: Sheet): void {
  const { found, options } = sheet;
  const id = options.site;
  const given = (options.domain ?? found.domain)?.toLowerCase().replace(/\.$/, '');
  const fine = given !== undefined && collections.sites.shape.domain.safeParse(given).success;
  if (given !== undefined && !fine)
    sheet.found.leftOut({ file: 'domain', line: 1 }, given, 'it is no DNS domain');
  const domain = fine ? given : 'example.net';
  const addresses = (list: readonly string[]): string[] => [...new Set(list.filter(isIpv4))];
  const entries: Entry[] = [
    { key: 'name', value: labelFrom(found.siteName ?? id) ?? id },
    {
      key: 'domain',
      value: domain,
      ...(!fine && {
        behind: sheet.assume(`sites.${id}.domain`, domain, 'the source names no domain'),
      }),
    },
    ...(addresses(found.dns).length > 0 ? [{ key: 'dns', value: addresses(found.dns) }] : []),
    ...(addresses(found.ntp).length > 0 ? [{ key: 'ntp', value: addresses(found.ntp) }] : []),
  ];
  sheet.put('sites', id, entries, undefined);
}
