/** A file with its path below what was dropped. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

/** What a person dropped: a folder, or single files. */
export type Dropped =
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly DroppedFile[] }
  | { readonly kind: 'files'; readonly files: readonly File[] };

/** Reads what was dropped; must be called before the drop event's handler returns. */
export function readDropped(transfer: DataTransfer): Promise<Dropped> {
  // Entries are there only while the event is handled; files stay.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  const folder = entries.find((entry) => entry?.isDirectory);
  if (!folder) return Promise.resolve({ kind: 'files', files });
  return walk(folder, '').then((found) => ({ kind: 'folder', name: folder.name, files: found }));
}

async function walk(entry: FileSystemEntry, above: string): Promise<DroppedFile[]> {
  const path = above === '' ? entry.name : `${above}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  const below = await readAll((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(below.map((child) => walk(child, path)))).flat();
}

/** A reader gives a folder's entries in pieces; an empty piece is the end. */
async function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}

/** The files of a folder chosen in a dialog, with the folder's name. */
export function chosenFolder(list: FileList | null): {
  name: string;
  files: readonly DroppedFile[];
} {
  const files = [...(list ?? [])].map((file) => ({
    path: file.webkitRelativePath || file.name,
    file,
  }));
  return { name: files[0]?.path.split('/')[0] ?? '', files };
}
