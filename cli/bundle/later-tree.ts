import { hash } from 'node:crypto';
import { hashFile, type Content } from '../hash-file.ts';
import { STAYS } from './collection.ts';
import type { GrowingFile, Tree } from './tree-writer.ts';

/*
 * A boot server disarms its hosts by itself: its tree holds, below after/<time>/, what is different once the first arming has
 * ended. The list of files there is that of the whole tree then, so it also says what is gone. It is the very tree that a build
 * at that time makes, and has a folder after/ of its own while another host is still armed.
 */

/** A file that a tree of later has, and the tree before not, or not so. */
export interface LaterFile extends Content {
  readonly path: string;
  readonly mode: number;
}

/** Takes every file of a tree, and writes those into a folder of another that this has not. */
export class LaterTree implements Tree {
  /** What was written so far, by its path in the tree of later. */
  readonly written: LaterFile[] = [];
  private readonly tree: Tree;
  private readonly folder: string;
  private readonly before: ReadonlyMap<string, Content>;

  /**
   * @param tree where it is written
   * @param folder where below it
   * @param before what that tree holds, by path
   */
  constructor(tree: Tree, folder: string, before: ReadonlyMap<string, Content>) {
    this.tree = tree;
    this.folder = folder;
    this.before = before;
  }

  async write(path: string, mode: number, text: string): Promise<Content> {
    const content = { sha256: hash('sha256', text), size: Buffer.byteLength(text) };
    if (this.before.get(path)?.sha256 !== content.sha256 && !path.startsWith(STAYS))
      this.note(path, mode, await this.tree.write(this.at(path), mode, text));
    return content;
  }

  copy(path: string, mode: number, from: string): Content {
    // What is copied is the same at any time.
    const before = this.before.get(path);
    if (before !== undefined) return before;
    if (path.startsWith(STAYS)) return hashFile(from);
    return this.note(path, mode, this.tree.copy(this.at(path), mode, from));
  }

  share(path: string, mode: number, from: string): boolean {
    if (this.before.has(path)) return true;
    if (!this.tree.share(this.at(path), mode, from)) return false;
    this.note(path, mode, hashFile(from));
    return true;
  }

  open(path: string): GrowingFile {
    return this.tree.open(this.at(path));
  }

  /** Says what a file came to that was opened here: it is part of every tree of later that this one lies in. */
  opened(path: string, mode: number, content: Content): void {
    this.note(path, mode, content);
    if (this.tree instanceof LaterTree) this.tree.opened(this.at(path), mode, content);
  }

  /** The tree that it is written into is finished after it. */
  async finish(): Promise<void> {}

  /** Where a file of it lies in the tree that it is written into. */
  at(path: string): string {
    return `${this.folder}/${path}`;
  }

  private note(path: string, mode: number, content: Content): Content {
    this.written.push({ path, mode, ...content });
    return content;
  }
}
