import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BackgroundWriter } from '../../cli/bundle/background-writer.ts';
import { TreeWriter } from '../../cli/bundle/tree-writer.ts';

/** So many files take several batches. */
const MANY = 2000;

function newTree(): { root: string; tree: TreeWriter; background: BackgroundWriter } {
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-tree-'));
  const background = new BackgroundWriter();
  onTestFinished(async () => {
    await background.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const root = join(folder, 'tree');
  return { root, tree: new TreeWriter(root, background), background };
}

function textOf(number: number): string {
  return `file ${number} «äöü» 🖥 ${'x'.repeat((number * 37) % 3000)}\n`;
}

async function writeMany(tree: TreeWriter, folder: string): Promise<void> {
  for (let number = 0; number < MANY; number++)
    await tree.write(`${folder}/file-${number}`, 0o644, textOf(number));
}

async function writeAll(tree: TreeWriter, background: BackgroundWriter): Promise<void> {
  await writeMany(tree, 'etc');
  await tree.finish();
  await background.finish();
}

test('what was written in the background is there, whole and with its mode, once it is finished', async () => {
  const { root, tree, background } = newTree();
  const large = 'large\n'.repeat(500_000);
  const contents = [
    await tree.write('srv/large', 0o640, large),
    await tree.write('srv/empty', 0o600, ''),
  ];
  await writeAll(tree, background);
  for (let number = 0; number < MANY; number++)
    expect(readFileSync(join(root, `etc/file-${number}`), 'utf8')).toBe(textOf(number));
  expect(readFileSync(join(root, 'srv/large'), 'utf8')).toBe(large);
  expect(contents.map(({ size }) => size)).toEqual([3_000_000, 0]);
  expect(contents[0]!.sha256).toBe(createHash('sha256').update(large).digest('hex'));
  const modes = ['srv/large', 'srv/empty'].map((path) => statSync(join(root, path)).mode & 0o777);
  expect(modes).toEqual([0o640, 0o600]);
});

test('a few files are written without a thread', async () => {
  const { root, tree } = newTree();
  await tree.write('etc/one', 0o644, 'one\n');
  await tree.finish();
  // A thread would not have begun yet.
  expect(readFileSync(join(root, 'etc/one'), 'utf8')).toBe('one\n');
});

test.each([MANY / 2, MANY - 1])('two files of one path in a large tree', async (number) => {
  const { tree, background } = newTree();
  await tree.write(`etc/file-${number}`, 0o644, 'first');
  await expect(writeAll(tree, background)).rejects.toThrow(
    new Error(`Two files want to be etc/file-${number}`),
  );
});

test('what the system refuses in the middle of a large tree is told with its code and path', async () => {
  const { root, tree, background } = newTree();
  await writeMany(tree, 'etc');
  const path = `etc/${'x'.repeat(300)}`;
  await tree.write(path, 0o644, 'too long a name');
  const rest = async (): Promise<void> => {
    await writeMany(tree, 'srv');
    await background.finish();
  };
  await expect(rest()).rejects.toMatchObject({ code: 'ENAMETOOLONG', path: join(root, path) });
  await expect(background.finish()).rejects.toThrow('ENAMETOOLONG');
});

test('once it is stopped, nothing more is written', async () => {
  const { root, tree, background } = newTree();
  await writeMany(tree, 'etc');
  await background.stop();
  rmSync(root, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(existsSync(root)).toBe(false);
});

test('a tree shares a file only if it has the mode that the tree wants', () => {
  const { root, tree } = newTree();
  const from = `${root}-kernel`;
  writeFileSync(from, 'kernel');
  chmodSync(from, 0o600);
  expect(tree.share('srv/tftp/linux', 0o644, from)).toBe(false);
  chmodSync(from, 0o644);
  expect(tree.share('srv/tftp/linux', 0o644, from)).toBe(true);
  expect(statSync(join(root, 'srv/tftp/linux')).ino).toBe(statSync(from).ino);
  expect(() => tree.share('srv/tftp/linux', 0o644, from)).toThrow(
    'Two files want to be srv/tftp/linux',
  );
});
