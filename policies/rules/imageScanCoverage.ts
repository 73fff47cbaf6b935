import { kubescape } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import type { StackRule } from "../rule";
import { containersOf, locatedContainers, type PodTemplate, type StackObjects } from "../stackObjects";
import { podPath } from "../targets";

/** Annotation of the CronJob that scans images: "true". */
export const scansImagesAnnotation = "orchestrix-pilot/scans-images";

export const imageScanCoverage: StackRule = {
  id: "image-scan-coverage",
  title: "Every image of the stack is scanned for vulnerabilities",
  checklist: "image-scanning",
  severity: "high",
  frameworks: [kubescape("C-0085")],
  lenientLocally: true,
  remedy: `Name the image, as it stands here, to a CronJob with the annotation ${scansImagesAnnotation}: "true".`,
  check: (stack) => {
    const pods = stack.podTemplates();
    const scanners = pods.filter(({ object }) => isScanner(object));
    const scanned = new Set(scanners.flatMap((scanner) => wordsOf(scanner, stack)));
    return pods.flatMap(({ object, spec }) =>
      locatedContainers(spec).flatMap(({ container: { image = "" }, field }) =>
        scanned.has(image)
          ? []
          : [
              {
                object,
                field: [...podPath(object.kind), field, "image"].join("."),
                problem: `nothing scans the image ${image}`,
              },
            ],
      ),
    );
  },
};

function isScanner({ kind, metadata }: KubernetesObject): boolean {
  return kind === "CronJob" && metadata.annotations?.[scansImagesAnnotation] === "true";
}

/** Everything that a scanner is told: in its commands, arguments, environment and mounted ConfigMaps. */
function wordsOf({ namespace, spec }: PodTemplate, stack: StackObjects): string[] {
  const containers = containersOf(spec);
  const configMaps = (spec.volumes ?? []).map(({ configMap }) =>
    stack.find("ConfigMap", namespace, configMap?.name ?? ""),
  );
  const texts = [
    ...containers.flatMap(({ command, args, env }) => [
      ...(command ?? []),
      ...(args ?? []),
      ...(env ?? []).map(({ value }) => value),
    ]),
    ...configMaps.flatMap((configMap) => Object.values((configMap?.data ?? {}) as Record<string, string | null>)),
  ];
  return texts.flatMap((text) => (text ?? "").split(/[\s,;"'=]+/));
}
