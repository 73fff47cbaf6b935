import { stack } from "./stack";

/** What Prometheus says, asked from inside of its own pod: nobody else may. */
export async function prometheus(path: string): Promise<any> {
  const [pod] = await stack.pods("prometheus");
  const { status, body } = await stack.within(pod, { request: { url: `http://127.0.0.1:9090/api/v1/${path}` } });
  if (status !== 200) throw new Error(`Prometheus answers ${status} to ${path}: ${JSON.stringify(body)}`);
  return body.data;
}

/** The result of an expression; at a time in seconds since 1970, or now. */
export async function query(expression: string, time?: number): Promise<any[]> {
  const at = time === undefined ? "" : `&time=${time}`;
  return (await prometheus(`query?query=${encodeURIComponent(expression)}${at}`)).result;
}

/** Names of the alerts that fire in Prometheus. */
export async function firing(): Promise<string[]> {
  const { alerts } = await prometheus("alerts");
  return alerts.filter(({ state }: any) => state === "firing").map(({ labels }: any) => labels.alertname);
}

/** The alerts that Alertmanager holds and that have not ended, as their labels. */
export async function held(): Promise<Record<string, string>[]> {
  const [pod] = await stack.pods("alertmanager");
  const { status, body } = await stack.within(pod, { request: { url: "http://127.0.0.1:9093/api/v2/alerts" } });
  if (status !== 200) throw new Error(`Alertmanager answers ${status}: ${JSON.stringify(body)}`);
  return body.map(({ labels }: any) => labels);
}
