import type { Line } from '../../artifact.ts';
import type { DiskData } from '../../inventory/install-schema.ts';
import { bytesOf } from '../../plan/install.ts';
import type { Reason, Rule, Sourced } from '../../reason.ts';
import { shellWord } from './shell.ts';

/*
 * Which disk of a machine is meant, found out by a POSIX shell with the lsblk of util-linux. Installers that can choose a disk by
 * themselves take any one of several that fit, and write; here it is exactly one, or nothing is written.
 */

const oneDisk: Rule = {
  id: 'install-one-disk',
  says: 'If not exactly one disk fits, the installer stops and says which disks there are.',
  page: '/howto/unattended-rhel/',
  source: 'https://manpages.debian.org/bookworm/util-linux/lsblk.8.en.html',
};

/** More than any disk has, and little enough for the arithmetic of a shell. */
const NO_LIMIT = '9223372036854775807';

/** The variable of the shell that holds the name of a disk, `/dev/sda`, counted from 1. */
export function diskVariable(index: number): string {
  return `disk${index + 1}`;
}

/**
 * Lines of a script after which `disk1`, and `disk2` where there are two, hold the names of disks. It ends with status 1 where it
 * cannot choose.
 * @param hold lines of shell to be run before that, such as one that waits for a person
 */
export function diskChoice(
  disks: readonly Sourced<DiskData>[],
  hold: readonly string[] = [],
): Line[] {
  const rule: Reason[] = [{ kind: 'rule', rule: oneDisk }];
  const lines: Line[] = [
    'disks=$(lsblk --nodeps --noheadings --bytes --paths --output NAME,TYPE,RO,RM,SIZE,SERIAL)',
    'stop() {',
    '  printf \'Bootbook: %s\\n\' "$1" \'Nothing was written. Name, type, read-only, removable, bytes and serial number of what there is:\' "$disks" | tee /dev/console',
    ...hold.map((line) => `  ${line}`),
    '  exit 1',
    '}',
    '# choose serial NUMBER, choose path DEVICE, choose size LEAST MOST: the name of that disk, in $found',
    'choose() {',
    '  count=0 found=',
    '  path=$(readlink -f "$2" || :)',
    '  while read -r name type ro rm size serial; do',
    '    [ "$type,$ro" = disk,0 ] || continue',
    '    case $1,$name in',
    '      *,/dev/zram*|*,/dev/ram*|*,/dev/nbd*|*,/dev/fd*) continue ;;',
    '      serial,*) [ "$serial" = "$2" ] || continue ;;',
    '      path,*) [ "$name" = "$path" ] || continue ;;',
    '      size,*) [ "$rm" = 0 ] && [ "$size" -ge "$2" ] && [ "$size" -le "$3" ] || continue ;;',
    '    esac',
    '    found=$name count=$((count + 1))',
    '  done <<LIST',
    '$disks',
    'LIST',
    '  [ "$count" = 1 ] || stop "$count disks fit \'$*\', and it has to be one."',
    '}',
  ].map((text) => ({ text, because: rule }));
  for (const [index, { value, because }] of disks.entries())
    lines.push({
      text: `choose ${wanted(value)}; ${diskVariable(index)}=$found`,
      because: [...because, ...rule],
    });
  if (disks.length === 2)
    lines.push({
      text: '[ "$disk1" != "$disk2" ] || stop "Both descriptions fit $disk1, and a mirror needs two disks."',
      because: [...disks.flatMap(({ because }) => because), ...rule],
    });
  return lines;
}

function wanted(disk: DiskData): string {
  if ('serial' in disk) return `serial ${shellWord(disk.serial)}`;
  if ('path' in disk) return `path ${shellWord(disk.path)}`;
  const { least, most } = disk.size;
  return `size ${least === undefined ? 1 : bytesOf(least)} ${most === undefined ? NO_LIMIT : bytesOf(most)}`;
}
