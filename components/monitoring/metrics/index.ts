import { alertmanager } from "./alertmanager";
import { apiServer } from "./apiServer";
import { application } from "./application";
import { blackboxExporter } from "./blackboxExporter";
import { cadvisor } from "./cadvisor";
import { type Exposed, seriesOf } from "./exposed";
import { jaeger } from "./jaeger";
import { kubelet } from "./kubelet";
import { kubeStateMetrics } from "./kubeStateMetrics";
import { postgresExporter } from "./postgresExporter";
import { prometheus } from "./prometheus";
import { redisExporter } from "./redisExporter";
import { scrape } from "./scrape";
import { weaviate } from "./weaviate";

const exporters: readonly Exposed[] = [
  alertmanager,
  apiServer,
  application,
  blackboxExporter,
  cadvisor,
  jaeger,
  kubelet,
  kubeStateMetrics,
  postgresExporter,
  prometheus,
  redisExporter,
  scrape,
  weaviate,
];

/** Names of all series that are scraped: an alert or dashboard that asks for another one would stay silent for ever. */
export const exposedSeries: ReadonlySet<string> = new Set(exporters.flatMap(seriesOf));
