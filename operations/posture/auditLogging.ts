import { type Metrics, total } from "./metrics";
import { evidence, type Findings, problem, together, unanswered } from "./report";

/**
 * Whether the API server records who did what: its count of audit events, before and after our own requests. The count
 * exists only where there is an audit policy and somewhere to write.
 */
export function auditFindings(before: Metrics, after: Metrics): Findings {
  if ("unread" in before) return unanswered(before.unread);
  if ("unread" in after) return unanswered(after.unread);
  const [first, last] = [before, after].map(({ samples }) => ({
    events: total(samples, "apiserver_audit_event_total") ?? 0,
    lost: total(samples, "apiserver_audit_error_total") ?? 0,
    since: total(samples, "process_start_time_seconds"),
  }));
  if (last.events === 0) {
    return problem(
      "the API server has written no audit event (apiserver_audit_event_total). " +
        "Give it an audit policy and a log or webhook, or switch the managed cluster's audit log on.",
    );
  }
  if (first.since !== last.since) {
    return unanswered("two API servers answered in turn, so that their counts of audit events cannot be compared");
  }
  const recorded = last.events - first.events;
  const lost = last.lost - first.lost;
  return together(
    lost > 0
      ? problem(
          `${lost} audit events could not be written while we looked (apiserver_audit_error_total). ` +
            "Look for the reason in the API server's log: a full disk, or a webhook that does not answer.",
        )
      : evidence(),
    recorded > 0
      ? evidence(
          `the API server recorded ${recorded} audit events of this check's time, ${last.events} since its start`,
        )
      : unanswered(
          `the count of audit events stayed at ${last.events} while we made requests: ` +
            "either the audit policy leaves them out, or another API server answered them",
        ),
  );
}
