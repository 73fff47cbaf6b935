import { monitoringImages } from "./monitoring/images";

/** One image of the catalogue. */
export interface CatalogueImage {
  /** Registry and repository, without tag. */
  readonly repository: string;
  readonly tag: string;
  /** Digest of the image index (all platforms), sha256:<64 hex digits>. */
  readonly digest: string;
  /** User and group that the image's files are made for. */
  readonly user: User;
}

/** A numeric user of an image: names cannot be checked against runAsNonRoot. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Every image that the namespace runs besides the application's own: the one file to update.
 * Tags are for people; the digest decides what runs.
 */
export const catalogue = {
  // The runbook says 7.0, which is no longer maintained; 7.2 is its closest supported line and the last under BSD-3.
  redis: {
    repository: "docker.io/library/redis",
    tag: "7.2.16-alpine3.21",
    digest: "sha256:ccd6aa8d45ff3f033d6fa15b8cc1a50579f65c89f38cf9bb607a954c4f2128ed",
    user: { uid: 999, gid: 1000 },
  },
  // Recorded by one source only: compare it with `docker buildx imagetools inspect` before trusting it.
  // The image names no user; any works with an fsGroup, and the project's Helm chart suggests 1000.
  weaviate: {
    repository: "cr.weaviate.io/semitechnologies/weaviate",
    tag: "1.38.2",
    digest: "sha256:107e8faae40ead5477fa6e2e86cc3da5a2d578d32d4586b4e23861d90eb3601c",
    user: { uid: 1000, gid: 1000 },
  },
  postgres: {
    repository: "docker.io/library/postgres",
    tag: "17.11-alpine3.24",
    digest: "sha256:b0f9560a2de083e2cc7382e75f808c7381a32852a7ec49117deedb300e552b24",
    user: { uid: 70, gid: 70 },
  },
  // Never 0.69.4 to 0.69.6, which were malicious (GHSA-69fq-xp46-6x23). The image names no user; any works.
  trivy: {
    repository: "ghcr.io/aquasecurity/trivy",
    tag: "0.74.0",
    digest: "sha256:62b1e65e8869bc4b4c6aa4fa2b21595256c7c2f6018a9d9ad61caf87187c1969",
    user: { uid: 65532, gid: 65532 },
  },
  ...monitoringImages,
} as const satisfies Record<string, CatalogueImage>;

/** A name of the catalogue. */
export type ImageName = keyof typeof catalogue;

/** The application's image has no USER and no files of its own user: any non-root user works. */
export const applicationUser: User = { uid: 10001, gid: 10001 };

/**
 * Digest that a stack file carries until the application has been built: it names no image, so previews and
 * renders accept it and a real deployment refuses it.
 */
export const placeholderDigest = `sha256:${"0".repeat(64)}`;

/** The reference of a catalogue image, unless the `images` setting replaces it. */
export function reference(name: ImageName, replacements: Readonly<Record<string, string>>): string {
  const { repository, tag, digest } = catalogue[name];
  return replacements[name] ?? `${repository}:${tag}@${digest}`;
}

/** Whether a text is an image reference with digest: `name[:tag]@sha256:<64 hex digits>`. */
export function isReference(text: string): boolean {
  return /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?@sha256:[0-9a-f]{64}$/.test(
    text,
  );
}

/** The tag of a reference, else the first twelve digits of its digest: the version that people recognise. */
export function versionOf(image: string): string {
  const [name, digest] = image.split("@sha256:");
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return tag ?? digest.slice(0, 12);
}
