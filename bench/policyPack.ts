import { join } from "node:path";
import { projectRoot } from "../operations/project";
import { interleaved, wallRatio } from "./measure";
import { MeasuredStack } from "./measuredStack";
import { packStart } from "./packStart";
import type { Results } from "./results";

const packs = { empty: join(__dirname, "emptyPack"), ours: join(projectRoot, "policies") };

const starts = 11;
const previews = 7;

/** What the policy pack costs: its start, and its share in an unchanged preview of the whole stack. */
export async function policyPack(): Promise<Results> {
  const start = await interleaved(
    {
      "start, empty pack": () => packStart(packs.empty),
      "start, our pack": () => packStart(packs.ours),
    },
    starts,
  );
  const stack = new MeasuredStack();
  await stack.start();
  try {
    await stack.run("up");
    const ours = { policyPacks: [packs.ours], policyPackConfigs: [stack.packConfig()] };
    const preview = await interleaved(
      {
        "preview, no pack": () => stack.preview({}),
        "preview, empty pack": () => stack.preview({ policyPacks: [packs.empty] }),
        "preview, our pack": () => stack.preview(ours),
      },
      previews,
    );
    return {
      measurements: { ...start, ...preview },
      targets: {
        policy_start_wall: {
          title: "start of our policy pack / of an empty one",
          ratio: wallRatio(start["start, our pack"], start["start, empty pack"]),
          atMost: 1.5,
        },
        policy_preview_wall: {
          title: "unchanged preview with our policy pack / with an empty one",
          ratio: wallRatio(preview["preview, our pack"], preview["preview, empty pack"]),
          atMost: 1.15,
        },
      },
    };
  } finally {
    await stack.stop();
  }
}
