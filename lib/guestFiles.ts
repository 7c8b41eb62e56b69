/** A file as it is to stand in a guest. */
export interface GuestFile {
  /** Absolute path in the guest. */
  path: string;
  /** Permissions in octal, e.g. `0755`. */
  mode: string;
  /** Owner and group, e.g. `root:root`. */
  owner: string;
  /** Content, as text. */
  content: string;
}

/**
 * What the guest's `install-files` reads: a line `MODE OWNER:GROUP PATH BASE64` per file, in order of the paths, so that
 * the same files always give the same text. An empty file's content is `-`.
 *
 * @param files the files; a path may appear once
 * @returns the lines, each with its newline
 * @throws Error when two files have the same path, or a path is not absolute or holds white space
 */
export function installFilesInput(files: readonly GuestFile[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  sorted.forEach((file, index) => {
    if (!/^\/[^\s]+$/.test(file.path)) {
      throw new Error(`guest file path "${file.path}" is not an absolute path without white space`);
    }
    if (index > 0 && sorted[index - 1]?.path === file.path) {
      throw new Error(`guest file ${file.path} is given twice`);
    }
  });
  return sorted
    .map((file) => {
      const content = Buffer.from(file.content, "utf8").toString("base64");
      return `${file.mode} ${file.owner} ${file.path} ${content === "" ? "-" : content}\n`;
    })
    .join("");
}
