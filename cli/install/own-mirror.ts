import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Wanted } from '../../lab/install/answers.ts';
import { Mistake } from '../mistake.ts';
import { runProgram } from '../payload/run-program.ts';
import type { Progress } from '../terminal.ts';
import { AptRoom, type ArchiveFile } from './apt-room.ts';
import { makePart } from './make-part.ts';
import { layOutMirror, SUITE, type Indexed, type Mirror } from './mirror.ts';
import { BASE_PRIORITIES, CLOSURES, FOR_LAYOUT, MODULES, UDEBS } from './packages.ts';
import { partsFor, SOURCES } from './parts.ts';

/** Where the pieces of a mirror lie. */
export interface MirrorFolders {
  /** In which downloaded packages may stay for the next time. */
  readonly kept: string;
  /** An empty folder. */
  readonly work: string;
  /** The mirror itself, which is not there yet. */
  readonly folder: string;
}

/**
 * Makes a mirror of what this machine's apt can get from Debian. What apt cannot get of the installer, parts of ours stand
 * for.
 * @param kernel the version of the installer's kernel, such as `6.1.0-50-amd64`
 * @param wanted what the preseed file asks for
 */
export async function ownMirror(
  kernel: string,
  { packages, layout }: Wanted,
  { kept, work, folder }: MirrorFolders,
  progress: Progress,
): Promise<Mirror> {
  const uri = await debianMirror(kept);
  const line = (component: string): string => `deb ${uri} ${SUITE.codename} ${component}`;
  const apt = new AptRoom(join(kept, 'system'), [line('main')]);
  const installer = new AptRoom(join(kept, 'installer'), [line('main/debian-installer')]);
  progress.say('Fetching package lists for the installation');
  await apt.update();
  await installer.update();
  progress.say('Downloading the packages of a base system (about 110 MB)');
  const base = await apt.ofPriority(...BASE_PRIORITIES);
  const debNames = new Set<string>();
  for (const names of CLOSURES)
    for (const each of await apt.closure([
      ...base,
      ...names,
      ...packages,
      ...FOR_LAYOUT[layout].packages,
    ]))
      debNames.add(each);
  const debs = await apt.download([...debNames]);
  const modules = [...MODULES, ...FOR_LAYOUT[layout].modules].map(
    (name) => `${name}-modules-${kernel}-di`,
  );
  const udebs: Indexed[] = await installer.download([...UDEBS, ...modules]);
  const parts = partsFor(layout);
  const sources = new Map<string, ArchiveFile>(
    [...debs, ...(await installer.download(SOURCES))].map((each) => [each.name, each]),
  );
  const extra = [...new Set(parts.flatMap(({ from }) => from))].filter(
    (name) => !sources.has(name),
  );
  for (const each of await apt.download(extra)) sources.set(each.name, each);
  progress.say('Making the parts of the installer that stand for others');
  for (const part of parts) {
    const room = join(work, part.control.Package);
    mkdirSync(room);
    udebs.push(await makePart(part, sources, room));
  }
  return layOutMirror(debs, udebs, folder);
}

/** The mirror of Debian that this machine's apt is set to. */
async function debianMirror(work: string): Promise<string> {
  const args = [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Created-By: Packages',
    'Origin: Debian',
  ];
  const { code, stdout } = await runProgram('apt-get', args, work);
  const uri = code === 0 ? stdout.split('\n', 1)[0] : undefined;
  if (uri) return uri;
  throw new Mistake(
    'This machine’s apt has no package lists of Debian.',
    'Run `apt-get update`, or name a mirror with --mirror: the installer then takes all from there.',
  );
}
