#!/bin/sh
# Starts Redis: joins the static configuration with what only the pod knows, then becomes the server.
#
# Environment
#   REDISCLI_AUTH    the password, 32 characters or more; under this name a bare `redis-cli` in the pod is logged in
#   REDIS_MAXMEMORY  bytes that the data may take, above zero
#   REDIS_CONFIG     the static configuration (/etc/redis/redis.conf)
#   REDIS_DATA_DIR   the volume (/data)
#   REDIS_RUN_DIR    where the joined configuration goes (/run/redis, an emptyDir in memory)
# Arguments go to redis-server and win over both.
set -eu

config=${REDIS_CONFIG:-/etc/redis/redis.conf}
data=${REDIS_DATA_DIR:-/data}
run=${REDIS_RUN_DIR:-/run/redis}
password=${REDISCLI_AUTH:-}
maxmemory=${REDIS_MAXMEMORY:-}

fail() {
  echo "redis-start: $1" >&2
  exit 1
}

[ "${#password}" -ge 32 ] ||
  fail "REDISCLI_AUTH has ${#password} characters, 32 or more are needed: check the Secret that the pod takes it from"
case $maxmemory in
  '' | 0* | *[!0-9]*) fail "REDIS_MAXMEMORY is '$maxmemory', it must be a whole number of bytes above zero" ;;
esac

# Byte by byte as \xHH, so that no character of the password means anything to the configuration's parser.
escaped=$(printf '%s' "$password" | od -An -v -tx1 | tr -d ' \n' | sed 's/../\\x&/g')

(
  umask 077
  printf '%s\n' "include $config" "dir $data" "maxmemory $maxmemory" "requirepass \"$escaped\"" >"$run/redis.conf"
)
exec redis-server "$run/redis.conf" "$@"
