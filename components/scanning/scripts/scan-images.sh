#!/bin/sh
# Scans images for known vulnerabilities with Trivy, all of them whatever one of them brings, and says how it went:
# ends with 0 when none has a finding, with 1 when one has, with 2 when an image could not be scanned.
#
# Environment
#   SCAN_SEVERITIES    severities that count as a finding, such as HIGH,CRITICAL
#   SCAN_IMAGES        file with an image reference a line (/etc/image-scan/images.txt)
#   SCAN_DATA_DIR      the volume (/var/lib/image-scan): cache/ has Trivy's database, reports/ the newest report of each
#                      image as JSON, summary.txt the last summary
#   SCAN_CREDENTIALS   file with registry logins, a Docker config.json; empty for none
#   SCAN_MESSAGE_FILE  where the pod's termination message goes (/dev/termination-log)
#   TMPDIR             scratch space for image layers (/tmp)
# The first line of the summary is `images=N findings=N errors=N severities=A,B finished=TIME`; a line for each image
# that is not clean follows: `findings N IMAGE` or `error IMAGE`.
set -eu

severities=${SCAN_SEVERITIES:-}
images=${SCAN_IMAGES:-/etc/image-scan/images.txt}
data=${SCAN_DATA_DIR:-/var/lib/image-scan}
credentials=${SCAN_CREDENTIALS:-}
message=${SCAN_MESSAGE_FILE:-/dev/termination-log}
TMPDIR=${TMPDIR:-/tmp}
# Nothing but the volume and the scratch space can be written to.
HOME=$TMPDIR
export TMPDIR HOME

# Whatever ends this script early, a full volume above all, has left images without a scan.
ended=2
trap 'exit "$ended"' EXIT

# What Trivy ends with when it has findings; its own failures end with 1.
found=10

# A kubelet cuts a termination message at 4096 bytes.
say() {
  head -c 4000 >"$message" || echo "image-scan: $message cannot be written to" >&2
}

fail() {
  echo "image-scan: $1" >&2
  echo "image-scan: $1" | say
  exit
}

[ -n "$severities" ] || fail "SCAN_SEVERITIES is empty: it must name the severities that count, such as HIGH,CRITICAL"
[ -r "$images" ] || fail "$images is missing: it must have an image reference a line"
grep -q . "$images" || fail "$images is empty: a scan of no image says nothing"
if [ -n "$credentials" ]; then
  [ -r "$credentials" ] || fail "$credentials is missing: the image pull Secret must have the key .dockerconfigjson"
  DOCKER_CONFIG=$(mktemp -d)
  export DOCKER_CONFIG
  ln -s "$credentials" "$DOCKER_CONFIG/config.json"
fi

reports=$data/reports
results=$(mktemp)
mkdir -p "$reports" || fail "$reports cannot be made: the volume must be writable"

run_trivy() {
  # Without both of the last two, Trivy calls its maker.
  trivy --cache-dir "$data/cache" --timeout 20m image --no-progress --skip-version-check --disable-telemetry "$@"
}

report_of() {
  echo "$reports/$(printf %s "$1" | tr -c 'A-Za-z0-9.-' _).json"
}

# Once for all images. The scans go on with the database of an earlier run, which knows most of what there is.
if ! run_trivy --download-db-only; then
  echo "image-scan: the vulnerability database could not be updated" >&2
  echo "error vulnerability database" >>"$results"
fi

while read -r image; do
  [ -n "$image" ] || continue
  echo "image-scan: scanning $image"
  report=$(report_of "$image")
  status=0
  # Only what is whole takes the place of the last report. No scan may eat the list of images.
  run_trivy --skip-db-update --image-src remote --scanners vuln --severity "$severities" --exit-code "$found" \
    --format json --output "$report.new" "$image" </dev/null || status=$?
  case $status in
    0) result=clean ;;
    "$found") result="findings $(grep -o '"VulnerabilityID":' "$report.new" | wc -l | tr -d ' ')" ;;
    *) result=error ;;
  esac
  [ -s "$report.new" ] || result=error
  echo "$result $image" >>"$results"
  [ "$result" = error ] || mv "$report.new" "$report"
done <"$images"

# Reports of images that the stack no longer has, and what a failed scan or an interrupted run left.
kept=$(mktemp)
while read -r image; do report_of "$image"; done <"$images" >"$kept"
for report in "$reports"/*; do
  grep -qxF "$report" "$kept" || rm -f "$report"
done

findings=$(awk '$1 == "findings" { sum += $2 } END { print sum + 0 }' "$results")
errors=$(grep -c '^error ' "$results" || true)
{
  echo "images=$(grep -c . "$images") findings=$findings errors=$errors severities=$severities finished=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  grep -v '^clean ' "$results" || true
} >"$data/summary.txt.new"
mv "$data/summary.txt.new" "$data/summary.txt"
cat "$data/summary.txt"
say <"$data/summary.txt"

if [ "$errors" -gt 0 ]; then
  ended=2
# Not by their number: what Trivy ends with says it, however its report is written.
elif grep -q '^findings ' "$results"; then
  ended=1
else
  ended=0
fi
