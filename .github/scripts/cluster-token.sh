#!/bin/sh
# Prints an identity token of this workflow run as Kubernetes clients expect it of a credential plugin. A token lives for
# minutes, a deployment longer: clients call this again when theirs is about to end.
#
# usage: cluster-token.sh AUDIENCE
# Environment: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN, which a job with `id-token: write` has.
set -eu

audience=${1:?usage: cluster-token.sh AUDIENCE}
: "${ACTIONS_ID_TOKEN_REQUEST_URL:?the job needs the permission id-token: write}"
: "${ACTIONS_ID_TOKEN_REQUEST_TOKEN:?the job needs the permission id-token: write}"

# By standard input: arguments can be read by every process of the machine.
answer=$(printf 'header = "Authorization: bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
  curl --config - --silent --show-error --fail --retry 3 --get --data-urlencode "audience=$audience" \
    "$ACTIONS_ID_TOKEN_REQUEST_URL")
token=$(printf '%s' "$answer" | sed -n 's/.*"value" *: *"\([^"]*\)".*/\1/p')
[ -n "$token" ] || {
  echo "cluster-token: GitHub's answer has no token" >&2
  exit 1
}
# Sooner than it ends: a token lives for five minutes or more.
expires=$(date -u -d "@$(($(date +%s) + 180))" +%Y-%m-%dT%H:%M:%SZ)
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s","expirationTimestamp":"%s"}}\n' \
  "$token" "$expires"
