#!/bin/sh
# Health check of the namespace: workloads, the Services in front of them, and the claims behind them.
#
# usage: health-check.sh [--wait SECONDS] [NAMESPACE]      (default: no wait, orchestrix-pilot)
# Needs kubectl, pointed at the cluster. Prints a table. Ends with 0 if everything is healthy, at the latest after the
# wait; with 1 if not; with 2 if it cannot tell.
set -eu

usage() {
  echo "usage: health-check.sh [--wait SECONDS] [NAMESPACE]" >&2
  exit 2
}

wait=0
if [ "${1-}" = --wait ]; then
  wait=${2-}
  case $wait in '' | *[!0-9]*) usage ;; esac
  shift 2
fi
case $#${1-} in 0 | 1[a-z0-9]*) ;; *) usage ;; esac
namespace=${1:-orchestrix-pilot}

command -v kubectl >/dev/null || {
  echo "health-check: needs kubectl in PATH" >&2
  exit 2
}

get() { # KINDS COLUMNS: a line an object
  kubectl get "$1" --namespace "$namespace" --no-headers --output "custom-columns=$2" 2>/dev/null
}

# Prints the table; 1 if a line of it has failed, 2 if it cannot tell.
check() {
  if ! workloads=$(get deployments,statefulsets KIND:.kind,NAME:.metadata.name,WANTED:.spec.replicas,READY:.status.readyReplicas) ||
    ! services=$(get endpointslices 'NAME:.metadata.labels.kubernetes\.io/service-name,READY:.endpoints[*].conditions.ready') ||
    ! claims=$(get persistentvolumeclaims NAME:.metadata.name,PHASE:.status.phase) ||
    ! mounted=$(get pods 'CLAIMS:.spec.volumes[*].persistentVolumeClaim.claimName'); then
    echo "kubectl cannot list the objects of namespace $namespace in its current cluster"
    return 2
  fi
  if [ -z "$workloads" ]; then
    echo "namespace $namespace has no workloads"
    return 1
  fi
  {
    printf '%s\n' "$workloads" | while read -r kind name wanted ready; do
      [ "$ready" != "<none>" ] || ready=0
      if [ "$ready" -ge "$wanted" ]; then state=ok; else state=FAILED; fi
      echo "$state $kind $name $ready/$wanted ready"
    done
    printf '%s\n' "$services" | while read -r name ready; do
      case $name:$ready in
        :) ;;
        *true*) echo "ok Service $name answers" ;;
        *) echo "FAILED Service $name has no ready pod" ;;
      esac
    done
    printf '%s\n' "$claims" | while read -r name phase; do
      case $phase in
        '') ;;
        Bound) echo "ok PersistentVolumeClaim $name $phase" ;;
        *)
          # Zonal volumes are made for the first pod that mounts them: for a CronJob's at its first run.
          case $phase,$(printf %s "$mounted" | tr '\n' ,), in
            *",$name,"* | [!P]*) echo "FAILED PersistentVolumeClaim $name $phase" ;;
            *) echo "ok PersistentVolumeClaim $name waits for its first pod" ;;
          esac
          ;;
      esac
    done
  } | awk '
    { state = $1; kind = $2; name = $3; $1 = $2 = $3 = ""; sub(/^ +/, "")
      printf "%-7s %-22s %-20s %s\n", state, kind, name, $0
      if (state != "ok") failed++ }
    END { if (failed) { printf "%d of %d checks failed\n", failed, NR; exit 1 } printf "all %d checks passed\n", NR }'
}

until=$(($(date +%s) + wait))
while :; do
  status=0
  table=$(check) || status=$?
  if [ "$status" = 0 ] || [ "$(date +%s)" -ge "$until" ]; then break; fi
  sleep 1
done
printf '%s\n' "$table"
exit "$status"
