/** The data sources of Grafana: dashboards and links name them by uid, whatever they are called. */
export const dataSources = {
  prometheus: { uid: "prometheus", type: "prometheus", name: "Prometheus" },
  jaeger: { uid: "jaeger", type: "jaeger", name: "Jaeger" },
  alertmanager: { uid: "alertmanager", type: "alertmanager", name: "Alertmanager" },
} as const;
