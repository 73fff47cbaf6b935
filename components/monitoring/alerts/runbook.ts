/** A section of the runbook: where it is, and the commands that a person on call runs first. */
export interface RunbookSection {
  /** Anchor of the section's heading. */
  readonly anchor: string;
  /** Lines of shell; `NAMESPACE` stands for the namespace. */
  readonly commands: readonly string[];
}

/** A section's commands for a namespace. */
export function commandsOf(section: RunbookSection, namespace: string): string[] {
  return section.commands.map((command) => command.replaceAll("NAMESPACE", namespace));
}

/** What the runbook does with curl, which the images do not have: a GET by the application's own Python. */
const get = (service: string, url: string) =>
  `kubectl exec -n NAMESPACE deployment/${service} -- ` +
  `python3 -c "import urllib.request as u; print(u.urlopen('${url}').read().decode())"`;

/** The runbook's sections with its own lines. Those of `added` are ours: the runbook has none for their subject. */
export const runbook = {
  serviceDown: {
    anchor: "p0-critical-incidents",
    commands: [
      "kubectl get pods -n NAMESPACE",
      "kubectl get services -n NAMESPACE",
      get("episodic-memory", "http://localhost:8081/health"),
      get("reputation-service", "http://localhost:8090/health"),
    ],
  },
  degraded: {
    anchor: "p1-high-incidents",
    commands: [
      "kubectl top pods -n NAMESPACE",
      "kubectl top nodes",
      "kubectl logs -n NAMESPACE deployment/episodic-memory --tail=100",
      "kubectl logs -n NAMESPACE deployment/reputation-service --tail=100",
    ],
  },
  doesNotStart: {
    anchor: "1-service-wont-start",
    commands: [
      "kubectl describe pod -n NAMESPACE <pod-name>",
      "kubectl logs -n NAMESPACE <pod-name> --previous",
      "kubectl describe nodes",
      "kubectl get secrets -n NAMESPACE",
    ],
  },
  memory: {
    anchor: "2-high-memory-usage",
    commands: [
      "kubectl top pods -n NAMESPACE --sort-by=memory",
      'kubectl describe pods -n NAMESPACE | grep -A 5 "Limits:"',
      String.raw`kubectl logs -n NAMESPACE deployment/episodic-memory | grep -i "memory\|leak\|oom"`,
    ],
  },
  redis: {
    anchor: "3-database-connection-issues",
    commands: [
      "kubectl get pods -n NAMESPACE -l app=redis",
      "kubectl exec -n NAMESPACE deployment/redis -- redis-cli ping",
      "kubectl exec -n NAMESPACE deployment/redis -- redis-cli info memory",
      "kubectl logs -n NAMESPACE deployment/redis",
    ],
  },
  weaviate: {
    anchor: "3-database-connection-issues",
    commands: [
      // With the busybox's wget, and with the key that the schema asks for and the container has.
      "kubectl exec -n NAMESPACE deployment/weaviate -- wget -S -O- http://localhost:8080/v1/.well-known/live",
      "kubectl exec -n NAMESPACE deployment/weaviate -- sh -c " +
        `'wget -qO- --header "Authorization: Bearer $AUTHENTICATION_APIKEY_ALLOWED_KEYS" http://localhost:8080/v1/schema'`,
      "kubectl logs -n NAMESPACE deployment/weaviate",
    ],
  },
  monitoring: {
    anchor: "monitoring-commands",
    commands: [
      "kubectl get pods -n NAMESPACE -o wide",
      "kubectl get endpoints -n NAMESPACE",
      "kubectl get events -n NAMESPACE --sort-by='.lastTimestamp' | tail -20",
      "kubectl describe resourcequota -n NAMESPACE",
      "kubectl port-forward -n NAMESPACE svc/prometheus 9090:9090",
    ],
  },
  scaling: {
    anchor: "horizontal-scaling",
    commands: [
      "kubectl scale deployment episodic-memory --replicas=5 -n NAMESPACE",
      "kubectl scale deployment reputation-service --replicas=3 -n NAMESPACE",
      "kubectl get pods -n NAMESPACE -l app=episodic-memory",
    ],
  },
} as const satisfies Record<string, RunbookSection>;

/** Commands for subjects that the runbook names but has no commands for. */
export const added = {
  postgres: {
    anchor: "3-database-connection-issues",
    commands: [
      "kubectl get pods -n NAMESPACE -l app=postgres",
      "kubectl exec -n NAMESPACE statefulset/postgres -- pg_isready --host=127.0.0.1",
      "kubectl logs -n NAMESPACE statefulset/postgres --tail=100",
    ],
  },
  storage: {
    anchor: "alert-thresholds",
    commands: [
      "kubectl get pvc -n NAMESPACE",
      "kubectl describe pvc -n NAMESPACE <claim-name>",
      "kubectl get events -n NAMESPACE --sort-by='.lastTimestamp' | tail -20",
    ],
  },
  backup: {
    anchor: "backup-procedures",
    commands: [
      "kubectl get cronjobs,jobs -n NAMESPACE",
      "kubectl describe job -n NAMESPACE <job-name>",
      "kubectl logs -n NAMESPACE job/<job-name>",
    ],
  },
  security: {
    anchor: "security-hardening-checklist",
    commands: ["kubectl get --raw /metrics | grep -E 'apiserver_audit_event_total|apiserver_storage_transformation'"],
  },
} as const satisfies Record<string, RunbookSection>;
