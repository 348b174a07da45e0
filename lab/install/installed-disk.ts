import { guestFolder } from '../places.ts';

/*
 * What is on the disk of a machine in the lab, seen from outside: scripts of sh -e for a visit, with sfdisk, dumpe2fs and debugfs.
 */

/**
 * Defines `systems`, which prints where each file system of the disk may begin, in bytes: at each partition, and at each volume
 * of LVM. The metadata of a volume group is text. Older metadata lies beside the newest, which has the highest seqno; volumes are
 * of one piece, as they are when they are made. The room has no awk.
 * Source: https://manpages.debian.org/bookworm/lvm2/vgcfgbackup.8.en.html, and lib/format_text/export.c of lvm2
 */
function systems(host: string): string {
  return `disk=${guestFolder(host)}/disk.img
volumes() {
  depth=0 best=0 keep= found= section=
  while read -r first second third; do
    case "$first $second $third" in
      'seqno = '*) depth=1; keep=; if [ "$third" -ge "$best" ]; then best=$third keep=1 found=; fi ;;
      'extent_size = '*) extent=$third ;;
      'pe_start = '*) begins=$third ;;
      *'{ ' | *'{  ') depth=$((depth + 1)); if [ "$depth" = 2 ]; then section=$first; fi ;;
      '}  ') depth=$((depth - 1)) ;;
      '"pv0", '*) if [ "$depth,$section,$keep" = 4,logical_volumes,1 ]; then found="$found $second"; fi ;;
    esac
  done
  for at in $found; do echo "$((($1 + begins + at * extent) * 512))"; done
}
systems() {
  for start in $(sfdisk --dump "$disk" | sed -n 's/.*start= *\\([0-9]*\\).*/\\1/p'); do
    echo "$((start * 512))"
    dd if="$disk" bs=512 skip="$start" count=2048 2>/dev/null | tr -cd '\\12\\40-\\176' | volumes "$start"
  done
}
`;
}

/**
 * What is on a disk, in words that are the same as long as nobody installs anything on it: its partitions, its file systems with
 * the time at which each was made, and digests of files that belong to the installation.
 */
function describing(host: string): string {
  return `${systems(host)}describe() {
  sfdisk --dump "$disk" | grep start=
  for start in $(systems); do
    system="$disk?offset=$start"
    dumpe2fs -h "$system" 2>/dev/null | grep -E '^Filesystem (UUID|created)' || continue
    for file in /etc/fstab /etc/hostname /etc/passwd /boot/grub/grub.cfg /grub/grub.cfg /var/lib/dpkg/status /lib/dpkg/status; do
      digest=$(debugfs -R "cat $file" "$system" 2>/dev/null | sha256sum)
      [ "$digest" = '${NOTHING}  -' ] || echo "$file $digest"
    done
  done
}
`;
}

/** The digest of nothing, which a file that is not there has as well. */
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Describes the disk, and keeps that. */
export function asInstalled(host: string): string {
  return `${describing(host)}describe >/run/installed
cat /run/installed
`;
}

/** What the description of an installed disk has: a file system, and packages in it. */
export const INSTALLED = [/^Filesystem UUID: /, /^(?:\/var)?\/lib\/dpkg\/status [0-9a-f]{64}/];

/** Describes the disk once more. */
export function stillInstalled(host: string): string {
  return `${describing(host)}describe >/run/now
if diff /run/installed /run/now; then echo '${UNTOUCHED}'; fi
`;
}

export const UNTOUCHED = 'the disk is as it was installed';

/**
 * Prints files of the installed system, each line behind a word and a colon, and the installed packages behind `package:`.
 * @param files by their words
 */
export function showing(host: string, files: Readonly<Record<string, string>>): string {
  const each = Object.entries(files).map(([word, path]) => `  shown ${word} ${path}\n`);
  return `${systems(host)}found() {
  debugfs -R "cat $1" "$disk?offset=$start" 2>/dev/null
}
shown() {
  found "$2" | sed "s/^/$1: /"
}
for start in $(systems); do
${each.join('')}  # Where /var is a volume, the second.
  for file in /var/lib/dpkg/status /lib/dpkg/status; do
    found $file | sed -n '/^Package: /{s/^P/p/;h};/^Status: install ok installed$/{x;p}'
  done
done
`;
}
