import type { CatalogueImage } from "../images";

/** What the monitoring servers run, by application. */
export const monitoringImages = {
  // The long-term support line.
  prometheus: {
    repository: "docker.io/prom/prometheus",
    tag: "v3.13.3",
    digest: "sha256:6976aa8a60fec930796ce5772b8d12da7a318a5daa8d40d69c5c7819a05eeed7",
    user: { uid: 65534, gid: 65534 },
  },
  alertmanager: {
    repository: "docker.io/prom/alertmanager",
    tag: "v0.34.1",
    digest: "sha256:e9733bafb1bdef9b00e25a21f8f99dc26a22224bf16641ad754d1649f4c3357a",
    user: { uid: 65534, gid: 65534 },
  },
  grafana: {
    repository: "docker.io/grafana/grafana",
    tag: "13.2.2",
    digest: "sha256:ac461fb352abc50da10a51c7d02462e9c05488f11f53f14b3ad79a8145f638a0",
    user: { uid: 472, gid: 472 },
  },
  // Not 2.21, which has no longer the API that this Grafana asks.
  jaeger: {
    repository: "docker.io/jaegertracing/jaeger",
    tag: "2.20.0",
    digest: "sha256:46a886260e04002d8f45e213fc39063fa11a50446048fdaa64786fc0840cb9f8",
    user: { uid: 10001, gid: 10001 },
  },
  "redis-exporter": {
    repository: "docker.io/oliver006/redis_exporter",
    tag: "v1.90.0",
    digest: "sha256:a129504e65b87c54f79bc92f1afc403475e8ff646a3d7512de469904ceddf986",
    user: { uid: 59000, gid: 59000 },
  },
  "postgres-exporter": {
    repository: "quay.io/prometheuscommunity/postgres-exporter",
    tag: "v0.20.1",
    digest: "sha256:ac5ec343104fae0e2d84a27bb8d69b38430a11910c5382cad85d478d2bab713e",
    user: { uid: 65534, gid: 65534 },
  },
  // The image names no user; any works, since nothing is probed by ICMP.
  "blackbox-exporter": {
    repository: "docker.io/prom/blackbox-exporter",
    tag: "v0.28.0",
    digest: "sha256:e753ff9f3fc458d02cca5eddab5a77e1c175eee484a8925ac7d524f04366c2fc",
    user: { uid: 65534, gid: 65534 },
  },
  "kube-state-metrics": {
    repository: "registry.k8s.io/kube-state-metrics/kube-state-metrics",
    tag: "v2.19.1",
    digest: "sha256:85108987d044b18a098126732f98602df408888c0f7d456241f5abefb9744bc1",
    user: { uid: 65534, gid: 65534 },
  },
} as const satisfies Record<string, CatalogueImage>;
