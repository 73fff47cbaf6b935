import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../../local/toolchain/build";
import { cached, keyOf } from "./cache";
import { imageBuilder, nodeKit, requireDebian } from "./kit";
import { makeReadable, run } from "./program";
import { imageNames, type Recipe, recipes, type TestImageName } from "./recipes";

/** An image archive, and the reference under which pods name it. */
export interface TestImage {
  /** Absolute path of the OCI archive. */
  readonly archive: string;
  /** `localhost/orchestrix-test/<name>:<tag>@sha256:<digest of the archive's own manifest>`. */
  readonly reference: string;
}

/** They decide which files an image gets. */
const ownSources = ["build.ts", "python.ts", "recipes.ts"].map((name) => join(__dirname, name));

/** By name; those of the catalogue and `application` are what the settings `images` and `application.image` want. */
export type TestImages = Readonly<Record<TestImageName, TestImage>>;

/**
 * Builds the test images, each from real software, or takes them from the cache while nothing that they are made of
 * has changed. Security updates of Debian's packages come with an emptied cache and an emptied `rootfs` of the kit.
 *
 * Throws elsewhere than as root on Debian 12, without the node kit, and with the last lines of what failed.
 */
export async function buildImages(report: Report): Promise<TestImages> {
  requireDebian();
  const images: [TestImageName, TestImage][] = [];
  for (const name of imageNames) images.push([name, await buildImage(name, recipes[name], report)]);
  return Object.fromEntries(images) as Record<TestImageName, TestImage>;
}

/** Gives the images to the running node under their references. */
export async function loadImages(images: TestImages, report: Report): Promise<void> {
  for (const name of imageNames) {
    const { archive, reference } = images[name];
    report(`loading the image ${name}`);
    const step = { doing: `loading the image ${name}`, remedy: `Start the node first: ${nodeKit()} up` };
    await run(nodeKit(), ["image", "load", archive, reference], step, report);
  }
}

async function buildImage(name: TestImageName, recipe: Recipe, report: Report): Promise<TestImage> {
  const { texts, paths } = recipe.inputs;
  const key = keyOf([JSON.stringify(recipe), ...texts], [imageBuilder(), ...ownSources, ...paths]);
  const image = `localhost/orchestrix-test/${name}:${recipe.tag}`;
  const make = async (folder: string) => {
    const digest = await packed(image, recipe, join(folder, "image.tar"), report);
    await writeFile(join(folder, "digest"), digest);
  };
  const folder = await cached(name, key, make, report);
  const digest = await readFile(join(folder, "digest"), "utf8");
  return { archive: join(folder, "image.tar"), reference: `${image}@${digest}` };
}

/** Writes the archive and returns the digest of its manifest. */
async function packed(image: string, recipe: Recipe, archive: string, report: Report): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "orchestrix-image-"));
  try {
    await writeAccounts(root, recipe.user);
    const large = await recipe.files(root, report);
    await makeReadable(root, report);
    const small = (await readdir(root)).map((entry) => [`/${entry}`, join(root, entry)]);
    const files = [...small, ...Object.entries(large)].flatMap(([path, source]) => ["--file", `${source}:${path}`]);
    const { uid, gid } = recipe.user;
    const options = ["--packages", recipe.packages.join(" "), "--user", `${uid}:${gid}`, ...recipe.options];
    const doing = `building the image ${image}`;
    report(`${doing} (once, up to 2 min)`);
    const remedy = `It needs a built kit (${nodeKit()} build), an answering package mirror and 2 GB of free disk.`;
    const build = ["image", "build", image, "--out", archive, ...options, ...files];
    const printed = await run(nodeKit(), build, { doing, remedy }, report);
    const digest = /sha256:[0-9a-f]{64}/.exec(printed)?.[0];
    if (digest === undefined) throw new Error(`${doing}: the kit printed no digest but "${printed.trim()}".`);
    return digest;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Programs look their own user up: initdb ends without it. */
async function writeAccounts(root: string, { name, uid, gid, home }: Recipe["user"]): Promise<void> {
  await mkdir(join(root, "etc"));
  await writeFile(
    join(root, "etc/passwd"),
    `root:x:0:0:root:/root:/bin/sh\n${name}:x:${uid}:${gid}::${home}:/bin/sh\n`,
  );
  await writeFile(join(root, "etc/group"), `root:x:0:\n${name}:x:${gid}:\n`);
}
