#!/bin/sh
# Starts PostgreSQL: makes the data directory at the first start, sets the passwords to what the Secret holds at every
# start, then becomes the server. A password changed in the Secret is the password in the database after a restart.
#
# Environment
#   PGDATA                the data directory; its parent is the volume, a sibling `$PGDATA.new` is used meanwhile
#   APPLICATION_ROLE      the application's role, never a superuser ([a-z_][a-z0-9_]*)
#   APPLICATION_DATABASE  the database that this role owns (same characters)
#   POSTGRES_CONFIG_DIR   has postgresql.conf and pg_hba.conf (/etc/postgresql)
#   POSTGRES_SECRETS_DIR  has superuser-password, application-password and monitoring-password, 32 characters or more,
#                         one line each (/run/secrets/postgres)
# Arguments go to postgres and win over postgresql.conf.
set -eu

config=${POSTGRES_CONFIG_DIR:-/etc/postgresql}
secrets=${POSTGRES_SECRETS_DIR:-/run/secrets/postgres}
role=${APPLICATION_ROLE:-}
database=${APPLICATION_DATABASE:-}
: "${PGDATA:?must name the data directory}"

# A shell that is process 1 ignores a signal without a trap, and the server would never hear that the pod has to stop.
trap 'exit 143' INT TERM

fail() {
  echo "postgres-start: $1" >&2
  exit 1
}

check_identifier() {
  case $2 in
    '' | [!a-z_]* | *[!a-z0-9_]*) fail "$1 is '$2': it must be a name of a-z, 0-9 and _ that starts with no digit" ;;
  esac
}

check_password() {
  [ -r "$secrets/$1" ] || fail "$secrets/$1 is missing: the Secret must hold the key $1"
  value=$(cat "$secrets/$1")
  [ "${#value}" -ge 32 ] || fail "$secrets/$1 has ${#value} characters, 32 or more are needed"
  [ "$(printf '%s\n' "$value" | wc -l)" -eq 1 ] || fail "$secrets/$1 has more than one line"
}

# As an SQL string. Built-in commands and standard input carry it, so that no argument of any process shows it.
quoted() {
  printf "'%s'" "$(sed "s/'/''/g" "$secrets/$1")"
}

# Runs the statements of standard input, one a line, on data directory $1 without a server: nobody can connect, and
# nothing has to be waited for or stopped. Recovers from a crash first. The first error ends it; no statement is logged.
# Never behind a pipe: after a killed pod the lock file names process 1, which postgres takes for a live server unless
# process 1, this script, is its direct parent.
run_sql() {
  directory=$1
  shift
  postgres --single -D "$directory" -c config_file="$config/postgresql.conf" "$@" -c exit_on_error=on \
    -c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic postgres >/dev/null
}

check_identifier APPLICATION_ROLE "$role"
check_identifier APPLICATION_DATABASE "$database"
check_password superuser-password
check_password application-password
check_password monitoring-password

if [ ! -e "$PGDATA" ]; then
  # Complete or absent: only the finished directory gets its name, an interrupted first start begins again. Role and
  # database are made here and not later, so that a lost database is seen and not replaced with an empty one.
  # C.UTF-8 sorts by code point, the same in every C library and release, so that no upgrade breaks an index.
  rm -rf "$PGDATA.new"
  initdb -D "$PGDATA.new" --username=postgres --pwfile="$secrets/superuser-password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums --no-instructions
  run_sql "$PGDATA.new" "$@" <<EOF
CREATE ROLE $role
CREATE DATABASE $database OWNER $role
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1, $database FROM PUBLIC
EOF
  mv "$PGDATA.new" "$PGDATA"
fi

[ -s "$PGDATA/PG_VERSION" ] ||
  fail "$PGDATA exists and is not a data directory (no PG_VERSION): restore into it, or move it away to begin anew"
stored=$(cat "$PGDATA/PG_VERSION")
server=$(postgres --version | sed 's/.*(PostgreSQL) \([0-9]*\).*/\1/')
[ "$stored" = "$server" ] ||
  fail "$PGDATA was written by PostgreSQL $stored and this is $server: go back to the image of version $stored, or dump\
 with that version and restore into an empty volume"

# A volume mounted with fsGroup comes back writable for the group, which postgres refuses.
chmod 0700 "$PGDATA"

# The role of the exporter reads statistics. It is made here, since a data directory can be older than it.
run_sql "$PGDATA" "$@" <<EOF
ALTER ROLE postgres PASSWORD $(quoted superuser-password)
ALTER ROLE $role LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
ALTER ROLE $role PASSWORD $(quoted application-password)
DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''monitoring'') THEN CREATE ROLE monitoring; END IF; END'
ALTER ROLE monitoring LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5
ALTER ROLE monitoring PASSWORD $(quoted monitoring-password)
GRANT pg_monitor TO monitoring
GRANT CONNECT ON DATABASE postgres TO monitoring
EOF

exec postgres -D "$PGDATA" -c config_file="$config/postgresql.conf" -c hba_file="$config/pg_hba.conf" "$@"
