import type { ByteSource, FileMap } from '../core/bytes';

/**
 * A dropped folder as its own root: hidden files and system litter left out, folders that merely
 * wrap everything taken off, and the shallowest folder that holds `anchor` (config.json) made root.
 */
export function rootedAt(files: FileMap, anchors: readonly string[]): FileMap {
  const clean = withoutLitter(files);
  const [shallowest] = foldersWith(clean, anchors);
  return subfolder(clean, shallowest ?? commonFolder(clean));
}

/** The files that a person means, under paths of plain slashes. */
export function withoutLitter(files: FileMap): FileMap {
  const clean = new Map<string, ByteSource>();
  for (const [path, source] of files) {
    const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
    if (parts.length === 0 || parts.some(isLitter)) continue;
    clean.set(parts.join('/'), source);
  }
  return clean;
}

function isLitter(part: string): boolean {
  return part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db';
}

/** The files below `folder` ('' is all of them), paths relative to it. */
export function subfolder(files: FileMap, folder: string): FileMap {
  if (folder === '') return files;
  const prefix = `${folder.replace(/\/+$/, '')}/`;
  const inside = [...files].filter(([path]) => path.startsWith(prefix));
  return new Map(inside.map(([path, source]) => [path.slice(prefix.length), source]));
}

/** Folders that hold one of `anchors`, the shallowest first. */
export function foldersWith(files: FileMap, anchors: readonly string[]): string[] {
  const folders = [...files.keys()]
    .filter((path) => anchors.includes(path.slice(path.lastIndexOf('/') + 1)))
    .map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))))
    // 1_Pooling and its like are parts of a sentence-transformers model, not its root.
    .filter((folder) => !/(^|\/)\d+_[^/]+$/.test(folder));
  return folders.sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

/** How many folders a path goes through; 0 for the root. */
export function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

function commonFolder(files: FileMap): string {
  const folders = [...files.keys()].map((path) => path.split('/').slice(0, -1));
  const [first] = folders;
  if (!first) return '';
  let depth = first.length;
  for (const folder of folders) {
    while (first.slice(0, depth).some((part, i) => folder[i] !== part)) depth--;
  }
  return first.slice(0, depth).join('/');
}
