import type { FileRule } from './source-file.ts';

const kebabCase = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;

/** Capital letters are for documents that everybody expects under that name. */
const document = /^[A-Z]+\.md$|^LICENSE$|^Dockerfile$/;

export const namesAreKebabCase: FileRule = (file) => {
  const bad = file.path.split('/').find((part) => !kebabCase.test(part) && !document.test(part));
  return bad === undefined ? [] : [`${file.path}: name "${bad}" in kebab-case`];
};

/** An index.ts inside a package hides where things live and makes import circles. */
export const noBarrelInsidePackage: FileRule = ({ path }) => {
  const isIndex = /(^|\/)index\.tsx?$/.test(path);
  const isEdge = /^(?:packages\/[\w-]+|examples\/[\w-]+|bench)\/src\/index\.ts$/.test(path);
  if (!isIndex || isEdge) return [];
  return [`${path}: index.ts is for a package's edge only; import the file that has the thing`];
};

/** Recorded traffic is other people's data and large; tests make their own from a seed. */
export const noRecordedTraces: FileRule = ({ path }) =>
  /\.(csv|pcap)(\.gz|\.zst)?$/.test(path)
    ? [`${path}: recorded traces are not committed; make the data from a seed`]
    : [];
